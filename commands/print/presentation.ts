/** How entries look as lines and as a page. Pure: entry in, text out. */
import type {EntryBase} from '../../src/entries/entry.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {grouped} from '../../src/ground/text.ts';
import {localText} from '../../src/ground/time.ts';

/** The date of a moment in a zone, for lists. */
export const showDate = (moment: string, zone: string): string =>
  localText(moment, zone).slice(0, 10);

export const showTags = (tags: readonly string[]): string => tags.map(tag => `#${tag}`).join(' ');

/** Puts parts beside each other with two blanks; empty ones leave no gap. */
export const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined && part !== '').join('  ');

/** One line of a list: id, date, name, tags. */
export const entryLine = (entry: EntryBase, short: string, zone: string): string =>
  joined(short, showDate(entry.created_at, zone), nameOf(entry), showTags(entry.tags));

interface PageLine {
  readonly label: string;
  readonly value: string;
}

const shownElsewhere = new Set([
  ...['seq', 'id', 'kind', 'title', 'body', 'stamp', 'device', 'extra', 'state', 'deleted_at'],
  ...['attachments', 'source'],
]);

/** The fields of an entry that say something, as label and value. */
function pageLines(entry: EntryBase, zone: string): PageLine[] {
  const lines: PageLine[] = [];
  for (const [name, value] of Object.entries(entry)) {
    if (shownElsewhere.has(name)) continue;
    const text = showValue(value, zone);
    if (text !== '') lines.push({label: name.replaceAll('_', ' '), value: text});
  }
  for (const {name, bytes} of entry.attachments) {
    lines.push({label: 'attachment', value: `${name} (${grouped(bytes)} bytes)`});
  }
  return lines;
}

function showValue(value: unknown, zone: string): string {
  if (value === null || value === undefined || value === '' || value === false) return '';
  if (Array.isArray(value)) return value.map(item => showValue(item, zone)).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, part]) => [key, showValue(part, zone)])
      .filter(([, text]) => text !== '')
      .map(([key, text]) => `${key} ${text}`)
      .join(', ');
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) {
    return localText(value, zone);
  }
  return String(value);
}

/** The whole entry as a page: a heading, its fields, its words. */
export function entryPage(entry: EntryBase, zone: string): string {
  const state = entry.state === 'active' ? '' : ` (${entry.state})`;
  const heading = `${entry.kind} ${entry.id}${state}`;
  const lines = pageLines(entry, zone);
  const width = Math.max(0, ...lines.map(line => line.label.length));
  const fields = lines.map(({label, value}) => `${label.padEnd(width)}  ${value}`);
  const words = entry.body === '' ? [] : ['', entry.body.replace(/\n$/, '')];
  return [nameOf(entry), heading, ...fields, ...words].join('\n');
}

/**
 * A person's own line format: fills `{field}` from an entry; what it lacks is empty.
 *
 * @throws UsageError for a field that is none of the names
 */
export function formatter(
  format: string | undefined,
  names: readonly string[],
): ((entry: object) => string) | undefined {
  if (format === undefined) return undefined;
  const known = new Set(names);
  const stranger = [...format.matchAll(field)].find(([, name]) => !known.has(name!));
  if (stranger) {
    throw new UsageError(`--format: there is no field ${stranger[0]}`, {
      hint: `one of ${[...known].join(', ')}`,
    });
  }
  const line = format.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
  return entry => filled(line, entry as {readonly [name: string]: unknown});
}

const field = /\{(\w+)\}/g;

const filled = (line: string, fields: {readonly [name: string]: unknown}): string =>
  line.replace(field, (_, name: string) => {
    const value = fields[name] ?? '';
    if (Array.isArray(value)) return value.join(',');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
