/**
 * Front matter as memu itself writes it, read line by line. A vault is many thousands of such files,
 * and for these few forms a YAML parser is thirty times slower. Whatever has another form is left
 * to the parser.
 */
import {type Node, Scalar, YAMLSeq} from 'yaml';

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
  if (!text.endsWith('\n')) return undefined;
  const properties: Property[] = [];
  const seen = new Set<string>();
  const lines = text.slice(0, -1).split('\n');
  for (let at = 0; at < lines.length; ) {
    const match = keyLine.exec(lines[at]!);
    if (!match || seen.has(match[1]!)) return undefined;
    const [line, key, said] = match as unknown as [string, string, string | undefined];
    seen.add(key);
    at++;
    let raw = `${line}\n`;
    let value: Node | undefined;
    if (said !== undefined) value = scalarOf(said);
    else {
      const items: Node[] = [];
      for (; lines[at]?.startsWith('  '); at++) {
        const item = itemLine.exec(lines[at]!);
        const node = item ? scalarOf(item[1]!) : undefined;
        if (node === undefined) return undefined;
        items.push(node);
        raw += `${lines[at]}\n`;
      }
      if (items.length > 0) value = listOf(items);
    }
    if (value === undefined) return undefined;
    properties.push({key, value, raw, comments: ''});
  }
  return properties;
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
