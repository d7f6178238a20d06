/**
 * YAML front matter, read with suspicion and written the same everywhere. Files come from other
 * devices and from strangers' hands: size and depth are looked at before the parser is (two deeply
 * nested documents abort V8), aliases, anchors, tags and repeated keys are refused, and scalars stay
 * text (`01234` is not a number) until the table of fields says what they are.
 */
import {isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit} from 'yaml';
import {
  isPlain,
  jsonNumber,
  type Property,
  readWrittenBeginning,
  readWrittenLines,
} from './front-matter-lines.ts';
import {canonical, type Json} from './json.ts';

/** What the YAML parser is given; lines as memu writes them are read without it, however long they are. */
export const maxFrontMatterBytes = 64 * 1024;
const maxWrittenBytes = 48 * 1024 * 1024;
const maxDepth = 64;
const maxIndentedBy = 64;

/** What a file cannot be read for, in words for a person. */
export class UnreadableError extends Error {}

export type {Property} from './front-matter-lines.ts';

/** How deep brackets and block indicators could nest; deliberately blind to quotes. */
export function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((char === 0x5d || char === 0x7d) && depth > 0) depth--;
  }
  return deepest;
}

function scan(text: string): void {
  if (text.length > maxWrittenBytes)
    throw new UnreadableError('its front matter is larger than 48 MiB');
  if (nesting(text) > maxDepth) throw new UnreadableError('its front matter is nested too deeply');
  for (const line of text.split('\n')) {
    const lead = /^[ \t?:-]*/.exec(line)![0];
    if (lead.length > maxIndentedBy || lead.split(/[?:-]/).length > 8)
      throw new UnreadableError('its front matter is nested too deeply');
    if (/^(%|\.\.\.|---)/.test(line))
      throw new UnreadableError('its front matter holds more than one document');
  }
}

/** The top-level keys of a front matter (without the `---` lines), in the order of the file. */
export function readFrontMatter(text: string): readonly Property[] {
  scan(text);
  const written = readWrittenLines(text);
  if (written !== undefined) return written;
  if (Buffer.byteLength(text) <= maxFrontMatterBytes) return parseFrontMatter(text);
  const {properties, rest} = readWrittenBeginning(text, {hasFlow: true});
  // Only what memu did not write itself is left to the parser.
  if (Buffer.byteLength(rest) > maxFrontMatterBytes)
    throw new UnreadableError('its front matter is larger than 64 KiB');
  const others = parseFrontMatter(rest);
  const known = new Set(properties.map(({key}) => key));
  if (others.some(({key}) => known.has(key)))
    throw new UnreadableError('its front matter is not valid YAML');
  return [...properties, ...others];
}

/** The same for any YAML that is allowed here. */
export function parseFrontMatter(text: string): readonly Property[] {
  if (!/[^\s]/.test(text.replace(/^#.*$/gm, ''))) return commentsOnly(text);
  const document = parseDocument(text, {
    schema: 'failsafe',
    version: '1.2',
    merge: false,
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  if (document.errors.length > 0) throw new UnreadableError('its front matter is not valid YAML');
  const top = document.contents;
  if (!isMap(top) || top.flow) throw new UnreadableError('its front matter is not a list of keys');
  refuseTricks(top);
  return splitAtKeys(text, top.items as Pair<Node, Node | null>[]);
}

function commentsOnly(text: string): readonly Property[] {
  const comments = commentLines(text);
  return comments === '' ? [] : [{key: '#', value: null, raw: '', comments}];
}

function refuseTricks(top: Node): void {
  visit(top, {
    Alias() {
      throw new UnreadableError('its front matter uses an alias (*)');
    },
    Node(_, node) {
      if ('anchor' in node && node.anchor)
        throw new UnreadableError('its front matter uses an anchor (&)');
      if (node.tag) throw new UnreadableError('its front matter uses a tag (!)');
    },
  });
}

function splitAtKeys(text: string, pairs: readonly Pair<Node, Node | null>[]): Property[] {
  const starts = pairs.map(({key}) => {
    const start = key.range![0];
    if (!isScalar(key) || typeof key.value !== 'string' || key.value === '')
      throw new UnreadableError('its front matter has a key that is not a word');
    if (start > 0 && text[start - 1] !== '\n')
      throw new UnreadableError('its front matter is indented');
    return start;
  });
  const properties = pairs.map(({key, value}, index) => {
    const raw = text.slice(starts[index]!, starts[index + 1] ?? text.length);
    return {
      key: (key as {value?: unknown}).value as string,
      value,
      raw: raw.endsWith('\n') ? raw : `${raw}\n`,
      comments: commentLines(raw) + inlineComment(value),
    };
  });
  return [...commentsOnly(text.slice(0, starts[0])), ...properties];
}

const commentLines = (text: string): string =>
  text
    .split('\n')
    .filter(line => line.startsWith('#'))
    .map(line => `${line}\n`)
    .join('');

const inlineComment = (value: Node | null): string => {
  const comment = isScalar(value) ? value.comment : undefined;
  return comment && !comment.includes('\n') ? `#${comment}\n` : '';
};

/** A node as JSON: unquoted numbers, `true`, `false` and `null` are those, all else is text. */
export function jsonOf(node: Node | null): Json {
  if (node === null) return null;
  if (isSeq(node)) return node.items.map(item => jsonOf(item as Node));
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({key, value}) => [textOf(key as Node), jsonOf(value as Node | null)]),
    );
  const text = textOf(node);
  if (!isScalar(node) || node.type !== 'PLAIN') return text;
  if (text === '' || text === 'null' || text === '~') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return jsonNumber.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** A scalar as its text; throws UnreadableError for lists and maps. */
export function textOf(node: Node | null): string {
  if (node === null) return '';
  if (!isScalar(node)) throw new UnreadableError('a value that should be text is a list');
  return typeof node.value === 'string' ? node.value : '';
}

/** A list of texts; a lone scalar is a list of one, as editors write it. */
export function listOf(node: Node | null): readonly string[] {
  if (isSeq(node)) return node.items.map(item => textOf(item as Node));
  const text = textOf(node);
  return text === '' ? [] : [text];
}

const unprintable = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;

const escapeChar = (char: string): string =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quote = (json: string, escapeBrackets: boolean): string => {
  const printable = json.replace(unprintable, escapeChar);
  return escapeBrackets ? printable.replace(/"(?:[^"\\]|\\.)*"/g, escapeInside) : printable;
};

const escapeInside = (quoted: string): string => quoted.replace(/[[\]{}]/g, escapeChar);

const scalar = (value: Json, escapeBrackets: boolean): string =>
  typeof value === 'string' && isPlain(value) ? value : quote(canonical(value), escapeBrackets);

function lines(key: string, value: Json, escapeBrackets: boolean): string {
  if (!Array.isArray(value)) return `${key}: ${scalar(value, escapeBrackets)}\n`;
  return `${key}:\n${value.map(item => `  - ${scalar(item, escapeBrackets)}\n`).join('')}`;
}

/**
 * Lines for the given properties, in the order given: the same bytes for the same values on every
 * device. Objects and odd texts are written as JSON, which YAML reads.
 */
export function writeFrontMatter(properties: readonly (readonly [string, Json])[]): string {
  const write = (escapeBrackets: boolean): string =>
    properties.map(([key, value]) => lines(key, value, escapeBrackets)).join('');
  const text = write(false);
  // Brackets inside texts would make our own scan refuse the file.
  return nesting(text) > maxDepth / 2 ? write(true) : text;
}
