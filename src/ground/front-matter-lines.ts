/**
 * Front matter as memu itself writes it, read line by line. A vault is many thousands of such files,
 * and for these few forms a YAML parser is thirty times slower. Whatever has another form is left
 * to the parser.
 */
import {type Node, Pair, Scalar, YAMLMap, YAMLSeq} from 'yaml';
import type {Json} from './json.ts';

/** One top-level key: its value, and its lines as they stand in the file. */
export interface Property {
  readonly key: string;
  readonly value: Node | null;
  readonly raw: string;
  /** Comments that stand with it, whole lines, so that they outlive a rewrite. */
  readonly comments: string;
}

// Words, dates, instants, ids and links to files: nothing that YAML or Obsidian would read as
// something else.
const plainWord = /^[\p{L}][\p{L}\p{N} _./-]*$/u;
const plainMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\.\d{3}Z)?$/;
const plainId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const reserved = /^(true|false|null|yes|no|on|off|y|n|inf|nan)$/i;

/** True for text that is written without quotes. */
export const isPlain = (text: string): boolean =>
  text.length <= 200 &&
  ((plainWord.test(text) && !text.endsWith(' ') && !reserved.test(text)) ||
    plainMoment.test(text) ||
    plainId.test(text));

export const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const jsonWord = new RegExp(`^(true|false|null)$|${jsonNumber.source}`);
const keyLine = /^([a-z][a-z0-9_]*):(?: (.+))?$/;
const itemLine = /^ {2}- (.+)$/;
// One quoted text and nothing behind it; what it may hold is what both JSON and YAML read alike.
const quoted = /^"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"$/u;

/** The keys of a front matter in the order of the file; undefined when a line has another form. */
export function readWrittenLines(text: string): readonly Property[] | undefined {
  const {properties, rest} = readWrittenBeginning(text);
  return rest === '' && text.endsWith('\n') ? properties : undefined;
}

/** The same up to the first line that has another form. */
export function readWrittenBeginning(
  text: string,
  {hasFlow = false}: {readonly hasFlow?: boolean} = {},
): {
  readonly properties: readonly Property[];
  /** What begins with that line; empty where all of it was read. */
  readonly rest: string;
} {
  const readValue = (said: string) => scalarOf(said) ?? (hasFlow ? flowOf(said) : undefined);
  const properties: Property[] = [];
  const seen = new Set<string>();
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  for (let at = 0; at < lines.length; ) {
    const start = at;
    const match = keyLine.exec(lines[at]!);
    const [line, key, said] = (match ?? ['', '']) as unknown as [
      string,
      string,
      string | undefined,
    ];
    const isNew = match !== null && !seen.has(key);
    if (isNew) at++;
    const raw = [line];
    let value: Node | undefined;
    if (isNew && said !== undefined) value = readValue(said);
    else if (isNew) {
      const items: (Node | undefined)[] = [];
      for (; lines[at]?.startsWith('  '); at++) {
        const item = itemLine.exec(lines[at]!);
        items.push(item ? readValue(item[1]!) : undefined);
        raw.push(lines[at]!);
      }
      if (items.length > 0 && !items.includes(undefined)) value = listOf(items as Node[]);
    }
    if (value === undefined) return {properties, rest: `${lines.slice(start).join('\n')}\n`};
    seen.add(key);
    properties.push({key, value, raw: `${raw.join('\n')}\n`, comments: ''});
  }
  return {properties, rest: lines.length === 0 ? text : ''};
}

/** An object or a list in one line, as memu writes it: JSON is YAML too. */
function flowOf(text: string): Node | undefined {
  try {
    return text.startsWith('{') || text.startsWith('[')
      ? nodeOf(JSON.parse(text) as Json)
      : undefined;
  } catch {
    return undefined;
  }
}

function nodeOf(value: Json): Node {
  if (typeof value === 'string') return typed(value, 'QUOTE_DOUBLE');
  if (value === null || typeof value !== 'object') return typed(String(value), 'PLAIN');
  if (Array.isArray(value)) return listOf(value.map(nodeOf));
  const map = new YAMLMap();
  for (const [key, item] of Object.entries(value)) {
    map.items.push(new Pair(typed(key, 'QUOTE_DOUBLE'), nodeOf(item as Json)));
  }
  return map;
}

function scalarOf(text: string): Node | undefined {
  if (isPlain(text) || jsonWord.test(text)) return typed(text, 'PLAIN');
  return quoted.test(text) ? typed(JSON.parse(text) as string, 'QUOTE_DOUBLE') : undefined;
}

function typed(value: string, type: 'PLAIN' | 'QUOTE_DOUBLE'): Node {
  const scalar = new Scalar(value);
  scalar.type = type;
  return scalar;
}

function listOf(items: Node[]): Node {
  const list = new YAMLSeq();
  list.items = items;
  return list;
}
