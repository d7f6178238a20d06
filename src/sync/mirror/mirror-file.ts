/** An entry as a file for people and their editors: readable name, wikilinks, no machinery but its id. */

import {
  readFrontMatter,
  textOf,
  UnreadableError,
  writeFrontMatter,
} from '../../ground/front-matter.ts';
import {isId} from '../../ground/ids.ts';
import {partsOfText, readProperties, splitFile, textFrom, textOfFile} from '../records/codec.ts';
import {folders, isFiledByYear, isKnownKind, vaultFieldsOf} from '../records/fields.ts';
import type {Json, VaultRecord} from '../records/record.ts';

/** Turns an entry's id into the path of its file without `.md`, if it has one, and back. */
export interface LinkNames {
  nameOf(id: string): string | undefined;
  idOf(name: string): string | undefined;
}

/** What a person's file says. Without an id it is a new entry. */
export interface MirrorFile {
  readonly id: string | undefined;
  readonly kind: string | undefined;
  /** Undefined where the file's name is the title. */
  readonly title: string | undefined;
  readonly fields: VaultRecord['fields'];
  readonly extra: VaultRecord['extra'];
  readonly body: string;
  readonly turns: VaultRecord['turns'];
}

// Not shown: where it belongs in time and among devices is memu's business.
const hidden = new Set(['title', 'state', 'deleted_at', 'updated_at']);

export function encodeMirrorFile(record: VaultRecord, stem: string, links: LinkNames): Buffer {
  const properties: [string, Json][] = [
    ['id', record.id],
    ['kind', record.kind],
  ];
  const title = String(record.fields.title ?? '');
  if (title !== stem && title !== '') properties.push(['title', title]);
  for (const name of vaultFieldsOf(record.kind).keys()) {
    const value = record.fields[name];
    if (value === undefined || hidden.has(name)) continue;
    properties.push([name, name === 'links' ? wikilinks(value, links) : value]);
  }
  const unknown = Object.keys(record.extra).sort();
  const front = writeFrontMatter(properties) + unknown.map(key => record.extra[key]).join('');
  return Buffer.from(`---\n${front}---\n${textOfFile(record)}`);
}

const wikilinks = (value: Json, {nameOf}: LinkNames): Json =>
  (value as readonly string[]).map(id => {
    const name = nameOf(id);
    return name === undefined ? id : `[[${name}]]`;
  });

/** Reads a person's file. @throws UnreadableError in words that follow the file's name */
export function decodeMirrorFile(bytes: Uint8Array, links: LinkNames): MirrorFile {
  const text = textFrom(bytes).replace(/^\ufeff/, '');
  const {front, body} = splitLeniently(text);
  const properties = readFrontMatter(front);
  const wordOf = (key: string): string | undefined => {
    const property = properties.find(each => each.key === key);
    return property && textOf(property.value);
  };
  const [id, kind] = [wordOf('id'), wordOf('kind')];
  // An entry of memu may hold such a character; a file of another program that does is no text.
  if (id === undefined && text.includes('\0')) throw new UnreadableError('it is binary');
  if (id !== undefined && !isId(id)) throw new UnreadableError('its id is not one of memu');
  if (kind !== undefined && (!isKnownKind(kind) || kind === 'conflict'))
    throw new UnreadableError('its kind is not one of memu');
  const read = readProperties(kind ?? 'note', properties);
  const {title, links: linked, ...fields} = read.fields;
  const ids: VaultRecord['fields'] =
    linked === undefined ? {} : {links: idsOf(linked as readonly string[], links)};
  const said = partsOfText(
    kind ?? 'note',
    kind === 'conversation' ? withBareEnds(text, body) : body,
  );
  return {
    id,
    kind,
    title: title === undefined ? undefined : String(title),
    fields: {...fields, ...ids},
    extra: read.extra,
    ...said,
  };
}

/** What was said stands between lines of memu's; where an editor gave all of them CR LF, they lose it again. */
const withBareEnds = (file: string, body: string): string =>
  file.includes('\r\n') && !/(^|[^\r])\n/.test(file) ? body.replaceAll('\r\n', '\n') : body;

/** A file without front matter is all text; one from another system may end its lines with CR LF. */
function splitLeniently(text: string): {front: string; body: string} {
  if (!/^---\r?\n/.test(text)) return {front: '', body: text};
  const end = /\r?\n---(\r?\n|$)/.exec(text);
  if (!end) return {front: '', body: text};
  if (!text.slice(0, end.index + end[0].length).includes('\r')) return splitFile(text);
  const body = text.slice(end.index + end[0].length);
  const front = text.slice(text.indexOf('\n') + 1, end.index).replaceAll('\r\n', '\n');
  return {front: front === '' ? '' : `${front}\n`, body};
}

function idsOf(values: readonly string[], {idOf}: LinkNames): readonly string[] {
  const ids = values.map(value => {
    const name = /^\[\[([^\]|#]+)(?:[|#][^\]]*)?\]\]$/.exec(value.trim())?.[1];
    const id = name === undefined ? value : idOf(name);
    if (id !== undefined && isId(id)) return id;
    throw new UnreadableError(`its link ${value} leads nowhere`);
  });
  return [...new Set(ids)].sort();
}

const isAscii = /^[\x20-\x7e]*$/;
const forbidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029/\\:*?"<>|#^[\]]+/gu;

/** Room for ` (ID).md` within the 255 bytes that file systems have for a name. */
const longestStemBytes = 200;

const segmenter = new Intl.Segmenter();

/** The beginning of a text with whole characters, as people see them, in at most so many bytes of UTF-8. */
function beginningOf(text: string, characters: number, bytes: number): string {
  let [kept, size, left] = ['', 0, characters];
  for (const {segment} of segmenter.segment(text)) {
    size += Buffer.byteLength(segment);
    if (size > bytes || left-- === 0) break;
    kept += segment;
  }
  return kept;
}

/** A file name made of a title: safe on every system, never empty, at most 80 characters and 200 bytes. */
export function fileStem(title: string): string {
  const words = title.normalize('NFC').replace(forbidden, ' ').replace(/\s+/g, ' ').trim();
  const short = isAscii.test(words) ? words.slice(0, 80) : beginningOf(words, 80, longestStemBytes);
  const bare = short.replace(/^[.\-~\s]+|[.~\s]+$/g, '');
  if (bare === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(bare)) return 'untitled';
  return bare;
}

/** The folder for an entry, and the name that it would like to have there. */
export function wishedPlace({kind, fields, body}: VaultRecord): {folder: string; stem: string} {
  const year = String(fields.created_at ?? '').slice(0, 4);
  const ofKind = folders[kind]!;
  const folder = isFiledByYear(kind) && /^\d{4}$/.test(year) ? `${ofKind}/${year}` : ofKind;
  const title = String(fields.title ?? '') || body.slice(0, 60).split('\n')[0]!;
  return {folder, stem: fileStem(title)};
}

/** The kind of a new file by the folder it was put into; what lies elsewhere is a note. */
export function kindOfFolder(path: string): string {
  const top = path.split('/')[0];
  const kind = Object.keys(folders).find(each => folders[each] === top);
  return kind === undefined || kind === 'conversation' || kind === 'conflict' ? 'note' : kind;
}
