/** The fields that every kind of entry has, declared as a kind declares its own. */
import {UsageError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';
import {type FieldTraits, parseLabels, parseMoment, parseText} from './fields.ts';
import {limits} from './limits.ts';

const states = ['active', 'proposed', 'trashed'] as const;
export type State = (typeof states)[number];

export interface Attachment {
  /** Hex, names the bytes. */
  readonly sha256: string;
  readonly name: string;
  readonly bytes: number;
  /** Media type. */
  readonly type: string;
}

/** The fields that every kind has. Their names are those of the JSON contract. */
export interface EntryFields {
  readonly state: State;
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  /** Ids of other entries. */
  readonly links: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly metadata: {readonly [key: string]: Json};
  /** The caller's own id for an imported entry. */
  readonly ref: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

export const {bodyBytes: largestBodyBytes} = limits;

const parseTitle = (value: unknown, name: string): string => {
  const title = parseText(value ?? '', name)
    .replace(/\s+/g, ' ')
    .trim();
  if (title.length <= limits.titleCharacters) return title;
  throw new UsageError(
    `the ${name} has ${title.length} characters; memu keeps up to ${limits.titleCharacters}`,
  );
};

const parseBody = (value: unknown, name: string): string => {
  const body = parseText(value ?? '', name);
  if (body.length * 3 <= largestBodyBytes || Buffer.byteLength(body) <= largestBodyBytes)
    return body;
  throw new UsageError(`the ${name} is larger than 4 MiB`, {
    hint: 'keep it as a file: `memu attach REF FILE`',
  });
};

const parseList = (value: unknown, name: string): readonly unknown[] => {
  if (value == null) return [];
  if (Array.isArray(value)) return value;
  throw new UsageError(`${name} must be a list`);
};

const parseLinks = (value: unknown, name: string): readonly string[] =>
  [...new Set(parseList(value, name).map(item => parseText(item, name)))].sort();

const parseAttachments = (value: unknown, name: string): readonly Attachment[] =>
  parseList(value, name).map(item => {
    const {sha256, name: file, bytes, type} = (item ?? {}) as Partial<Attachment>;
    if (!/^[0-9a-f]{64}$/.test(String(sha256))) {
      throw new UsageError(`${name} need a sha256 of 64 hex digits`);
    }
    return {
      sha256: String(sha256),
      name: parseText(file, name),
      bytes: Number(bytes) || 0,
      type: parseText(type ?? 'application/octet-stream', name),
    };
  });

const parseMetadata = (value: unknown, name: string): {readonly [key: string]: Json} => {
  if (value == null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as {[key: string]: Json};
  throw new UsageError(`${name} must be an object`);
};

const parseState = (value: unknown, name: string): State => {
  if (states.includes(value as State)) return value as State;
  throw new UsageError(`${name} must be one of ${states.join(', ')}`);
};

const orNull =
  <Value>(parse: (value: unknown, name: string) => Value) =>
  (value: unknown, name: string): Value | null =>
    value == null ? null : parse(value, name);

const text = {type: 'string'};
const listOf = (items: Json): {readonly [key: string]: Json} => ({type: 'array', items});
const plain = {fileType: 'text', merge: 'pick'} as const;
const set = {initial: [], merge: 'set', isInherited: true} as const;
/** An entry lives or does not: a merge has a rule of its own for it, an edit beats a deletion. */
const life = {...plain, group: 'state'} as const;

/** In the order in which JSON has them. */
export const sharedFields: {readonly [Key in keyof EntryFields]: FieldTraits<EntryFields[Key]>} = {
  state: {
    ...life,
    initial: 'active',
    parse: parseState,
    schema: {type: 'string', enum: states},
    filedAfter: 'title',
  },
  title: {...plain, initial: '', parse: parseTitle, schema: text, isInherited: true},
  body: {
    ...plain,
    initial: '',
    parse: parseBody,
    schema: text,
    fileType: 'body',
    isInherited: true,
  },
  tags: {...set, parse: parseLabels, schema: listOf(text), fileType: 'list'},
  links: {
    ...set,
    parse: parseLinks,
    schema: listOf({type: 'string', description: 'id of another entry'}),
    fileType: 'list',
  },
  attachments: {
    ...set,
    parse: parseAttachments,
    schema: listOf({
      type: 'object',
      properties: {sha256: text, name: text, bytes: {type: 'integer'}, type: text},
      required: ['sha256', 'name', 'bytes', 'type'],
    }),
    fileType: 'json',
  },
  metadata: {
    ...plain,
    initial: {},
    parse: parseMetadata,
    schema: {type: 'object'},
    fileType: 'json',
    isInherited: true,
  },
  ref: {
    ...plain,
    initial: null,
    parse: orNull(parseText),
    schema: {anyOf: [{type: 'string', description: "the importer's own id"}, {type: 'null'}]},
    filedAfter: 'updated_at',
  },
  created_at: {
    ...plain,
    initial: '',
    parse: parseMoment,
    schema: {type: 'string', format: 'date-time'},
    merge: 'first',
    filedAfter: 'deleted_at',
  },
  updated_at: {
    ...plain,
    initial: '',
    parse: parseMoment,
    schema: {type: 'string', format: 'date-time'},
    merge: 'last',
    filedAfter: 'created_at',
  },
  deleted_at: {
    ...life,
    initial: null,
    parse: orNull(parseMoment),
    schema: {anyOf: [{type: 'string', format: 'date-time'}, {type: 'null'}]},
    filedAfter: 'state',
  },
};
