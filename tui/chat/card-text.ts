/** A proposal as text that a person can edit, and back. */
import type {Proposal} from '../../src/assistant/conversation/events.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {toIso} from '../../src/ground/time.ts';
import {type ReferenceDay, whenText} from '../kit/relative-dates.ts';

/** What of a card is text. */
export type CardWords = Pick<Proposal, 'title' | 'fields'>;
type Fields = Proposal['fields'];
type Value = Fields[string];

export interface CardChanges {
  readonly title: string;
  readonly fields: Fields;
}

const isList = (value: Value | undefined): value is readonly string[] => Array.isArray(value);

/** As kept: UTC ISO-8601 with milliseconds. */
const instantPattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const localPattern = /^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}$/;

/** A field for people; a moment by its date and time in their zone. */
function valueText(value: Value, zone: string): string {
  if (isList(value)) return value.join(', ');
  if (typeof value !== 'string' || !instantPattern.test(value)) return String(value);
  const local = Temporal.Instant.from(value).toZonedDateTimeISO(zone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({smallestUnit: 'minute'})}`;
}

/** The title on the first line, then `name: value` lines. */
export const cardText = (proposal: CardWords, zone: string): string =>
  [
    proposal.title,
    ...Object.entries(proposal.fields).map(([name, value]) => `${name}: ${valueText(value, zone)}`),
  ].join('\n');

/** The fields on one line: `due tomorrow 9:00 · priority 4`. */
export const cardFields = (proposal: Proposal, today: ReferenceDay): readonly string[] =>
  Object.entries(proposal.fields).map(([name, value]) => {
    const isMoment = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T.*Z)?$/.test(value);
    return `${name} ${isMoment ? whenText(value, today) : valueText(value, today.zone)}`;
  });

/**
 * Reads an edited card. A line without a name goes on with the value above it; a field whose line
 * was taken out is left out.
 *
 * @throws UsageError when there is no title, or a number is none any more.
 */
export function parseCard(text: string, proposal: CardWords, zone: string): CardChanges {
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
    parseValue(name, value.trim(), proposal.fields[name], zone),
  ]);
  return {title, fields: Object.fromEntries(fields)};
}

function parseValue(name: string, text: string, before: Value | undefined, zone: string): Value {
  if (isList(before)) {
    return text
      .split(',')
      .map(one => one.trim())
      .filter(one => one !== '');
  }
  if (localPattern.test(text)) return instantOf(text, zone);
  if (typeof before !== 'number') return text;
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw new UsageError(`${name} must be a number.`);
  return number;
}

const instantOf = (local: string, zone: string): string =>
  toIso(
    Temporal.PlainDateTime.from(
      local.replace(/[ T](\d):/, 'T0$1:').replace(' ', 'T'),
    ).toZonedDateTime(zone).epochMilliseconds,
  );
