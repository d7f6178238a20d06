/** When something happened, as far as what is kept tells: in its fields, in its words, or by when it was kept. */
import type {EntryBase} from '../../entries/entry.ts';
import {type Clock, dateOf, isPlainDate} from '../../ground/time.ts';
import {findSpan} from '../../language/spans.ts';
import {namedDay} from '../reading/format-dates.ts';

export interface Happening {
  /** A date, or an instant. */
  readonly at: string;
  readonly by: 'field' | 'words' | 'kept';
}

/** The kinds' own fields that tell a time. */
export interface TimedFields {
  readonly due?: string | null;
  readonly scheduled?: string | null;
  readonly completed_at?: string | null;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
  readonly type?: string;
  readonly target_date?: string | null;
  readonly status?: string;
}

const isoDay = /^\d{4}-\d\d-\d\d$/;
const relative =
  /\b(?:yesterday|last night|the day before yesterday|(?:last|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day|last weekend)\b/i;

/** `isUndated` says that the time of keeping tells nothing, as for what an import brought without dates. */
export function happened(
  entry: EntryBase,
  clock: Clock,
  isUndated: (entry: EntryBase) => boolean,
): Happening | undefined {
  const {completed_at, valid_from, type} = entry as EntryBase & TimedFields;
  const start = entry.metadata.start;
  if (typeof start === 'string') return {at: start, by: 'field'};
  if (completed_at) return {at: completed_at, by: 'field'};
  if (isoDay.test(entry.title)) return {at: entry.title, by: 'field'};
  if (valid_from && type === 'event') return {at: valid_from, by: 'field'};
  const text = `${entry.title} ${entry.body}`;
  const named = namedDay(text);
  if (named !== undefined) return {at: named, by: 'words'};
  if (isUndated(entry)) return undefined;
  const said = relative.exec(text)?.[0];
  const span =
    said === undefined
      ? undefined
      : findSpan(said, {now: () => Date.parse(entry.created_at), zone: clock.zone});
  if (span?.from) return {at: dateOf(span.from, clock.zone), by: 'words'};
  return {at: entry.created_at, by: 'kept'};
}

/** The calendar date of a happening in the person's zone. */
export const dayOfEntry = ({at}: Happening, zone: string): string =>
  isPlainDate(at) ? at : dateOf(at, zone);
