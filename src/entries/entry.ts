/** What notes, goals, tasks, memories and conversations have in common, and what of it may be kept. */
import {UsageError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';
import {type Field, parseLabels, parseMoment, parseText} from './fields.ts';

export const states = ['active', 'proposed', 'trashed'] as const;
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

/** An entry as kept. `seq` is this database's own number for it; `stamp` orders writes across devices. */
export interface EntryBase extends EntryFields {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly stamp: string;
  readonly device: string;
  /** Keys that a newer memu wrote and this one does not know, kept as they were. */
  readonly extra: string;
}

/** Nobody changed it since it was made. The undo of what made it, which puts it away, is no change. */
export const isUntouched = (entry: Pick<EntryFields, 'created_at' | 'updated_at'>): boolean =>
  entry.updated_at === entry.created_at;

/** One kind of entry, declared once: the side table and the fields it holds. */
export interface Kind<Name extends string = string, Own extends object = object> {
  readonly name: Name;
  readonly table: string;
  readonly fields: {readonly [Key in keyof Own]: Field<Own[Key]>};
}

export const defineKind = <Name extends string, Own extends object>(
  name: Name,
  table: string,
  fields: {readonly [Key in keyof Own]: Field<Own[Key]>},
): Kind<Name, Own> => ({name, table, fields});

/** The TypeScript type of an entry of a kind. */
export type EntryOf<Any> =
  Any extends Kind<infer Name, infer Own>
    ? EntryBase & {readonly kind: Name} & Readonly<Own>
    : never;

/** What may be given to make or change an entry of a kind. */
export type InputOf<Any> = Any extends Kind<string, infer Own> ? Partial<EntryFields & Own> : never;

export const longestTitle = 1_000;
export const largestBodyBytes = 4 * 1024 * 1024;

const parseTitle = (value: unknown, name: string): string => {
  const title = parseText(value ?? '', name)
    .replace(/\s+/g, ' ')
    .trim();
  if (title.length <= longestTitle) return title;
  throw new UsageError(
    `the ${name} has ${title.length} characters; memu keeps up to ${longestTitle}`,
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

/** How each shared field is read from outside. */
export const sharedFields: {
  readonly [Key in keyof EntryFields]: (value: unknown, name: string) => EntryFields[Key];
} = {
  state: parseState,
  title: parseTitle,
  body: parseBody,
  tags: parseLabels,
  links: parseLinks,
  attachments: parseAttachments,
  metadata: parseMetadata,
  ref: orNull(parseText),
  created_at: parseMoment,
  updated_at: parseMoment,
  deleted_at: orNull(parseMoment),
};

/** Every field of a kind with its checked value; unknown keys are a bug and throw. */
export function checkFields(
  kind: Kind,
  input: {readonly [key: string]: unknown},
): {[key: string]: unknown} {
  const checked: {[key: string]: unknown} = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const own = (kind.fields as {readonly [key: string]: Field<unknown>})[name];
    const shared = sharedFields[name as keyof EntryFields];
    if (own === undefined && shared === undefined) {
      throw new TypeError(`a ${kind.name} has no field ${name}`);
    }
    checked[name] = own === undefined ? shared(value, name) : own.parse(value, name);
  }
  return checked;
}

/** The names under which `entryJson` prints the fields of a kind. */
export const fieldNames = (kind: Kind): readonly string[] => [
  ...['id', 'kind'],
  ...Object.keys(sharedFields).filter(name => name !== 'deleted_at'),
  ...Object.keys(kind.fields),
];

/** An entry as `--json` prints it: what is this database's own business is left out. */
export function entryJson(entry: EntryBase): {readonly [key: string]: Json} {
  const {seq, deleted_at, stamp, device, extra, id, kind, ...fields} = entry;
  return {id, kind, ...(fields as unknown as {[key: string]: Json})};
}
