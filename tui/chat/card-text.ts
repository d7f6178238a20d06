/** A proposal as text that a person can edit, and back. */
import type {Proposal} from '../../src/assistant/events.ts';
import {UsageError} from '../../src/errors.ts';

type Fields = Proposal['fields'];
type Value = Fields[string];

export interface CardChanges {
  readonly title: string;
  readonly fields: Fields;
}

const isList = (value: Value | undefined): value is readonly string[] => Array.isArray(value);

const valueText = (value: Value): string => (isList(value) ? value.join(', ') : String(value));

/** The title on the first line, then `name: value` lines. */
export const cardText = (proposal: Proposal): string =>
  [
    proposal.title,
    ...Object.entries(proposal.fields).map(([name, value]) => `${name}: ${valueText(value)}`),
  ].join('\n');

/**
 * Reads an edited card. A line without a name goes on with the value above it; a field whose line
 * was taken out is left out.
 *
 * @throws UsageError when there is no title, or a number is none any more.
 */
export function parseCard(text: string, proposal: Proposal): CardChanges {
  const [first = '', ...lines] = text.split('\n');
  const title = first.trim();
  if (title === '') throw new UsageError('A card needs its first line: the title.');
  const found: [name: string, value: string][] = [];
  for (const line of lines) {
    const match = /^([a-z][a-z_]*):\s?(.*)$/.exec(line);
    const last = found.at(-1);
    if (match) found.push([match[1]!, match[2]!]);
    else if (last) last[1] += `\n${line}`;
    else if (line.trim() !== '') throw new UsageError(`"${line.trim()}" is not "name: value".`);
  }
  const fields = found.map(([name, value]) => [
    name,
    parseValue(name, value.trim(), proposal.fields[name]),
  ]);
  return {title, fields: Object.fromEntries(fields)};
}

function parseValue(name: string, text: string, before: Value | undefined): Value {
  if (isList(before)) {
    return text
      .split(',')
      .map(one => one.trim())
      .filter(one => one !== '');
  }
  if (typeof before !== 'number') return text;
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw new UsageError(`${name} must be a number.`);
  return number;
}
