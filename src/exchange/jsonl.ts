/** Everything kept as JSON lines, out and in again; the same state gives the same bytes. */
import type {Turn} from '../conversations/conversation.ts';
import {conversationKind, roles} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import {type EntryBase, entryJson, fieldsOf, isOfKind, type Kind} from '../entries/entry.ts';
import {parseMoment, parseText} from '../entries/fields.ts';
import type {Operations} from '../entries/operations.ts';
import {MemuError, UsageError} from '../ground/errors.ts';
import {jsonOf, readFrontMatter, writeFrontMatter} from '../ground/front-matter.ts';
import {isId} from '../ground/ids.ts';
import {isTooDeep, type Json} from '../ground/json.ts';
import {decodedLine, type InputLine} from '../ground/lines.ts';
import {safeJson} from '../ground/text.ts';
import {isToldId} from '../memories/profile-facts.ts';
import type {BadLine} from './memory-lines.ts';
import {bringBack, type VersionsOf} from './undone.ts';

type JsonObject = {readonly [key: string]: Json};

export interface ExportOptions {
  /** Only these kinds; all when absent. */
  readonly kinds?: readonly string[];
  /** What lies in the trash too. */
  readonly hasTrash?: boolean;
}

const page = 500;

/**
 * One JSON object a line: entries by kind and age, each conversation followed by its turns. What a
 * newer memu added to an entry goes out as it came in.
 */
export function* exportLines(
  entries: Entries,
  conversations: Conversations,
  {kinds, hasTrash = false}: ExportOptions = {},
): IterableIterator<string> {
  for (const kind of entries.kinds) {
    if (kinds !== undefined && !kinds.includes(kind.name)) continue;
    for (const entry of allOf(entries, kind, hasTrash)) {
      yield safeJson(exported(entry));
      if (!isOfKind(conversationKind, entry)) continue;
      for (const turn of conversations.turns(entry)) yield turnLine(turn);
    }
  }
}

function* allOf(entries: Entries, kind: Kind, hasTrash: boolean): IterableIterator<EntryBase> {
  const states = hasTrash ? '' : " AND e.state <> 'trashed'";
  let [created, id] = ['', ''];
  for (;;) {
    const batch = entries.select(
      kind,
      `WHERE e.kind = ? AND (e.created_at, e.id) > (?, ?)${states} ORDER BY e.created_at, e.id LIMIT ?`,
      [kind.name, created, id, page],
    ) as EntryBase[];
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < page) return;
    [created, id] = [last.created_at, last.id];
  }
}

function exported(entry: EntryBase): JsonObject {
  return {
    ...entryJson(entry),
    ...(entry.deleted_at !== null && {deleted_at: entry.deleted_at}),
    ...unknownFields(entry.extra),
  };
}

/** What a newer memu added is kept as front matter, the form in which it also comes from other devices. */
function unknownFields(extra: string): JsonObject {
  if (extra === '') return {};
  const known = readFrontMatter(extra).filter(({key}) => key !== '#');
  return Object.fromEntries(known.map(({key, value}) => [key, jsonOf(value)]));
}

const turnLine = ({id, conversation, seq, ...turn}: Turn): string =>
  safeJson({id, kind: 'turn', conversation, seq, ...turn});

export interface JsonlReport {
  readonly entries: number;
  readonly turns: number;
  readonly known: number;
  readonly bad: readonly BadLine[];
  /** Files that hang on entries and whose bytes are not here: an export as lines holds none. */
  readonly missing: readonly MissingBytes[];
}

interface MissingBytes {
  readonly entry: string;
  readonly sha256: string;
  readonly name: string;
}

export interface ImportLinesOptions {
  /** Whether the bytes of an attachment are here. */
  readonly hasBytes?: (sha256: string) => boolean;
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly versionsOf: VersionsOf;
  /** Also what says who the person is, which models are given with every question. */
  readonly hasProfile?: boolean | undefined;
  readonly onProgress?: (lines: number) => void;
  readonly rest?: () => Promise<void>;
}

const batchSize = 200;

/**
 * Takes an export in. Ids that are known here are left as they are, so twice adds nothing; what an
 * undo of the import took away comes back.
 */
export async function importLines(
  lines: AsyncIterable<InputLine>,
  options: ImportLinesOptions,
): Promise<JsonlReport> {
  const counts = {entries: 0, turns: 0, known: 0};
  const bad: BadLine[] = [];
  const missing: MissingBytes[] = [];
  const operation = options.operations.long('import');
  let number = 0;
  let batch: InputLine[] = [];
  const keep = async (): Promise<void> => {
    operation.run(() => {
      for (const line of batch) {
        number++;
        try {
          const text = decodedLine(line);
          if (text.trim() !== '') counts[takeIn(options, parseObject(text), missing)]++;
        } catch (error) {
          if (!(error instanceof MemuError)) throw error;
          bad.push({line: number, reason: error.message});
        }
      }
    });
    batch = [];
    options.onProgress?.(number);
    await options.rest?.();
  };
  for await (const line of lines) {
    batch.push(line);
    if (batch.length >= batchSize) await keep();
  }
  await keep();
  return {...counts, bad, missing};
}

/** Said of a trait of the profile that an import does not take in. */
export const leftOut =
  'it would tell every model who you are; memu import … --with-profile takes it in';

function takeIn(
  options: ImportLinesOptions,
  line: JsonObject,
  missing: MissingBytes[],
): 'entries' | 'turns' | 'known' {
  const {entries, versionsOf} = options;
  const id = parseText(line.id, 'id');
  if (!isId(id)) throw new UsageError(`id must be a UUID, not ${id.slice(0, 60)}`);
  if (line.kind === 'turn') return takeInTurn(options, id, line);
  if (isToldId(id) && !options.hasProfile && !entries.isKnown(id)) throw new UsageError(leftOut);
  if (entries.isKnown(id)) return bringBack(entries, versionsOf, id) ? 'entries' : 'known';
  const kind = entries.kind(parseText(line.kind, 'kind'));
  const {known, extra} = sorted(kind, line);
  // The count of a conversation's turns grows with the lines that follow it.
  const fields = kind.name === conversationKind.name ? {...known, turns: 0} : known;
  const entry = entries.create(kind, fields, id);
  if (extra !== '') entries.setUnknownFields(entry.id, extra);
  const {hasBytes = () => true} = options;
  for (const {sha256, name} of entry.attachments) {
    if (!hasBytes(sha256)) missing.push({entry: entry.id, sha256, name});
  }
  return 'entries';
}

function takeInTurn(
  {entries, conversations}: ImportLinesOptions,
  id: string,
  line: JsonObject,
): 'turns' | 'known' {
  const within = parseText(line.conversation, 'conversation');
  const conversation = entries.findOf(conversationKind, within);
  if (conversation === undefined) throw new UsageError('its conversation must stand before it');
  const turn = {
    ...{id, role: roles.find(one => one === line.role) ?? 'other'},
    text: parseText(line.text, 'text'),
    at: parseMoment(line.at, 'at'),
    speaker: line.speaker == null ? null : parseText(line.speaker, 'speaker'),
    ref: line.ref == null ? null : parseText(line.ref, 'ref'),
    metadata: (line.metadata ?? {}) as JsonObject,
  } as const;
  const added = conversations.append(conversation, [turn]);
  return added.length === 0 ? 'known' : 'turns';
}

/** Fields that this memu knows, and the others as front matter. */
function sorted(kind: Kind, line: JsonObject): {known: JsonObject; extra: string} {
  const known: {[key: string]: Json} = {};
  const unknown: {[key: string]: Json} = {};
  for (const [name, value] of Object.entries(line)) {
    if (name === 'id' || name === 'kind') continue;
    if (fieldsOf(kind).has(name)) known[name] = value;
    else if (plainKey.test(name)) unknown[name] = value;
    else throw new UsageError(`it has a field with an odd name: ${JSON.stringify(name)}`);
  }
  return {known, extra: writeFrontMatter(Object.entries(unknown))};
}

const plainKey = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_ .-]{0,99}$/;

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`it is not JSON (${(error as Error).message})`);
  }
  if (isTooDeep(value)) throw new UsageError('it is nested too deeply');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new UsageError('it is not a JSON object');
}
