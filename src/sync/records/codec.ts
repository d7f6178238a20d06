/** A record as a Markdown file with YAML front matter, and back; the same bytes on every device. */
import {exitCodes, MemuError} from '../../ground/errors.ts';
import {
  jsonOf,
  listOf,
  type Property,
  readFrontMatter,
  textOf,
  UnreadableError,
  writeFrontMatter,
} from '../../ground/front-matter.ts';
import {isId} from '../../ground/ids.ts';
import {isStamp} from '../../ground/stamp.ts';
import {isKnownKind, type VaultField, vaultFieldsOf} from './fields.ts';
import {type Json, type VaultRecord, withoutEmpty} from './record.ts';
import {readTurns, writeTurns} from './turns.ts';

/**
 * Largest file that is read as an entry: a conversation, or a conflict over two bodies of which every
 * character is written as an escape of six, with room.
 */
export const maxFileBytes = 64 * 1024 * 1024;

export const tooLarge = `it is larger than ${maxFileBytes / 1024 / 1024} MiB`;

/** Either a record, or why the file is none, in words that follow "notes/x.md: ". */
export type Decoded = {readonly record: VaultRecord} | {readonly problem: string};

/** Front-matter keys are plain words; what is not cannot be an unknown key either. */
const keyPattern = /^[A-Za-z_][A-Za-z0-9_ .-]{0,99}$/;

/** An entry whose own text cannot be written as a file that another device would read. */
class UnwritableError extends MemuError {
  constructor(id: string, why: string) {
    super('unwritable', exitCodes.refused, `Entry ${id} cannot be synced: ${why}.`);
  }
}

export function encodeRecord(record: VaultRecord): Buffer {
  const known = vaultFieldsOf(record.kind);
  const properties: [string, Json][] = [
    ['id', record.id],
    ['kind', record.kind],
    ['stamp', record.stamp],
  ];
  for (const name of known.keys()) {
    const value = record.fields[name];
    if (value !== undefined) properties.push([name, value]);
  }
  const unknown = Object.keys(record.extra).sort();
  const front = writeFrontMatter(properties) + unknown.map(key => record.extra[key]).join('');
  const file = Buffer.from(`---\n${front}---\n${textOfFile(record)}`);
  if (file.length > maxFileBytes) throw new UnwritableError(record.id, tooLarge);
  return file;
}

/** What stands below the front matter. Only a conversation has turns, and lines that must not pass for one. */
export const textOfFile = ({kind, body, turns}: VaultRecord): string =>
  kind === 'conversation' ? writeTurns(body, turns) : body;

/** The reverse. @throws UnreadableError when a turn has lost its shape */
export const partsOfText = (kind: string, text: string): Pick<VaultRecord, 'body' | 'turns'> =>
  kind === 'conversation' ? readTurns(text) : {body: text, turns: []};

export function decodeRecord(bytes: Uint8Array): Decoded {
  try {
    const {front, body} = splitFile(textFrom(bytes));
    return {record: recordFrom(readFrontMatter(front), body)};
  } catch (error) {
    if (error instanceof UnreadableError) return {problem: error.message};
    throw error;
  }
}

/** The text of a file; throws UnreadableError when it is too large or not UTF-8. */
export function textFrom(bytes: Uint8Array): string {
  if (bytes.length > maxFileBytes) throw new UnreadableError(tooLarge);
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new UnreadableError('it is not UTF-8 text');
  }
}

/** Front matter (without its `---` lines) and body; a missing front matter is an error. */
export function splitFile(text: string): {readonly front: string; readonly body: string} {
  const end = text.startsWith('---\n') ? endOfFront(text) : -1;
  if (end < 0) throw new UnreadableError('it has no front matter');
  return {front: text.slice(4, end), body: text.slice(end + 4)};
}

/** Where the line `---` begins that ends the front matter, the last one of a file without a line's end too. */
function endOfFront(text: string): number {
  const end = text.indexOf('\n---\n', 3);
  if (end >= 0) return end + 1;
  return text.endsWith('\n---') ? text.length - 3 : -1;
}

function recordFrom(properties: readonly Property[], body: string): VaultRecord {
  const byKey = new Map(properties.map(property => [property.key, property]));
  const id = required(byKey, 'id');
  const kind = required(byKey, 'kind');
  const stamp = required(byKey, 'stamp');
  if (!isId(id)) throw new UnreadableError('its id is not one of memu');
  if (!isStamp(stamp)) throw new UnreadableError('its stamp is not one of memu');
  if (!isKnownKind(kind)) throw new UnreadableError(`its kind is not known here`);
  return {id, kind, stamp, ...partsOfText(kind, body), ...readProperties(kind, properties)};
}

function required(byKey: ReadonlyMap<string, Property>, key: string): string {
  const property = byKey.get(key);
  if (!property) throw new UnreadableError(`it has no ${key}`);
  return textOf(property.value);
}

/** Known fields by the table of the kind, the rest byte for byte. */
export function readProperties(
  kind: string,
  properties: readonly Property[],
): Pick<VaultRecord, 'fields' | 'extra'> {
  const known = vaultFieldsOf(kind);
  const fields: Record<string, Json> = {};
  const extra: Record<string, string> = {};
  let comments = '';
  for (const {key, value, raw, comments: own} of properties) {
    const field = known.get(key);
    if (field || identity.has(key) || key === '#') comments += own;
    if (field) fields[key] = fieldValue(field, value);
    else if (!identity.has(key) && key !== '#') extra[checkedKey(key)] = raw;
  }
  if (comments !== '') extra['#'] = comments;
  return {fields: withoutEmpty(fields), extra};
}

const identity = new Set(['id', 'kind', 'stamp']);

function checkedKey(key: string): string {
  if (keyPattern.test(key) && key !== '__proto__') return key;
  throw new UnreadableError('its front matter has a key with odd characters');
}

function fieldValue(field: VaultField, node: Property['value']): Json {
  switch (field.type) {
    case 'text':
      return textOf(node);
    case 'list':
      return listOf(node);
    case 'json':
      return jsonOf(node);
    case 'number':
      return numberOf(field.name, textOf(node));
    case 'flag':
      return flagOf(field.name, textOf(node));
  }
}

function numberOf(name: string, text: string): Json {
  if (text === '') return null;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new UnreadableError(`its ${name} is not a number`);
  return number;
}

function flagOf(name: string, text: string): Json {
  if (text === '' || text === 'false') return null;
  if (text === 'true') return true;
  throw new UnreadableError(`its ${name} is neither true nor false`);
}

/** Unknown keys as one text for storage: their lines, in order of the keys. */
export const extraText = (extra: VaultRecord['extra']): string =>
  Object.keys(extra)
    .sort()
    .map(key => extra[key])
    .join('');

/** Unknown keys from stored text; what cannot be read any more is kept as comments. */
export function extraFrom(kind: string, text: string): VaultRecord['extra'] {
  if (text === '') return {};
  try {
    return readProperties(kind, readFrontMatter(text)).extra;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return {'#': text.trimEnd().replace(/^/gm, '# ').concat('\n')};
  }
}
