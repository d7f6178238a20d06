/** Dates as people say them, read into a moment of their zone and said back. */
import {UsageError} from '../ground/errors.ts';
import {type Clock, isPlainDate, type Moment} from '../ground/time.ts';
import {english} from './en/english.ts';
import {momentText} from './format-moment.ts';
import type {Language, When} from './grammar/phrases.ts';
import {endOfMatch, whenAt} from './grammar/scan.ts';
import {resolveWhen} from './resolve.ts';

export interface UnderstoodDate {
  /** An instant, or a date without a time. */
  readonly moment: Moment;
  /** What was understood, with its zone, and what had to be guessed. */
  readonly echo: string;
}

const examples = 'Say it like: fri 9am, tomorrow, +3d, 2027-04-18, end of month, in two weeks';

/**
 * Reads a date as a person says it. Common forms are read at once; what they do not know goes to
 * chrono-node, which is loaded only then (it costs as much as starting the program).
 * Throws a UsageError when the text is no date, or more than one.
 */
export async function parseDate(
  text: string,
  clock: Clock,
  language: Language = english,
): Promise<UnderstoodDate> {
  const said = text.trim().replace(/\s+/g, ' ');
  const known = readDate(said, clock, language);
  if (known) return known;
  refuseKnownTraps(said, clock, language);
  const moment = await readWithChrono(said, clock);
  if (moment === undefined) {
    throw new UsageError(`"${text.slice(0, 80)}" is not a date that memu understands.`, {
      hint: examples,
    });
  }
  return {moment, echo: momentText(moment, clock.zone, language)};
}

/** The quick part of `parseDate`: undefined for what it does not know. */
export function readDate(
  said: string,
  clock: Clock,
  language: Language = english,
): UnderstoodDate | undefined {
  const {leads} = language;
  const before = endOfMatch(leads.before, said, 0);
  const after = endOfMatch(leads.after, said, 0);
  const lead = [leads.due, leads.until, leads.start, leads.optional].map(expression =>
    endOfMatch(expression, said, 0),
  );
  const starts = new Set([0, before, after, ...lead].filter(start => start !== undefined));
  for (const start of starts) {
    const found = whenAt(said, start, language);
    if (!found || found.end !== said.length) continue;
    const resolved = resolveWhen(found.value, clock);
    if (!resolved) continue;
    const days = start === before ? -1 : start === after ? 1 : 0;
    const moment = shiftDate(resolved.moment, days);
    const zone = found.value.zone ?? clock.zone;
    return {moment, echo: [momentText(moment, zone, language), ...resolved.assumed].join('; ')};
  }
  return undefined;
}

/** "Before friday" ends on Thursday; a time stays what it is. */
export const shiftDate = (moment: Moment, days: number): Moment =>
  days !== 0 && isPlainDate(moment)
    ? Temporal.PlainDate.from(moment).add({days}).toString()
    : moment;

function refuseKnownTraps(said: string, clock: Clock, language: Language): void {
  const months = /^\+(\d+)m$/i.exec(said);
  if (months) {
    throw new UsageError(`"${said}" could be months or minutes.`, {
      hint: `Say +${months[1]}mo or +${months[1]}min`,
    });
  }
  const found = whenAt(said, 0, language);
  if (found?.end !== said.length || !found.value.day) return;
  throw new UsageError(dayProblem(said, found.value), {
    hint: readings(found.value, clock) ?? examples,
  });
}

function dayProblem(said: string, when: When): string {
  if (when.day?.type === 'either' && mayBeEither(when.day)) {
    return `"${said}" could be two dates.`;
  }
  return `"${said}" is not in the calendar.`;
}

const mayBeEither = (day: {readonly first: number; readonly second: number}): boolean =>
  day.first <= 12 && day.second <= 12;

/** Both readings of `03/04`, as dates that can be typed. */
export function readings(when: When, clock: Clock): string | undefined {
  const {day} = when;
  if (day?.type !== 'either' || !mayBeEither(day)) return undefined;
  const year = day.year === undefined ? {} : {year: day.year};
  const both = [
    {type: 'date' as const, ...year, month: day.first, day: day.second},
    {type: 'date' as const, ...year, month: day.second, day: day.first},
  ].map(reading => resolveWhen({day: reading}, clock)?.moment);
  return `Say ${both.filter(moment => moment !== undefined).join(' or ')}`;
}

async function readWithChrono(said: string, clock: Clock): Promise<Moment | undefined> {
  const {casual} = await import('chrono-node/en');
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(clock.zone);
  const reference = {
    instant: new Date(clock.now()),
    timezone: now.offsetNanoseconds / 60_000_000_000,
  };
  const [result, more] = casual.parse(said, reference, {forwardDate: true});
  if (!result || more || result.end || result.text.length !== said.length) return undefined;
  const {start} = result;
  const date = Temporal.PlainDate.from({
    year: start.get('year') ?? now.year,
    month: start.get('month') ?? now.month,
    day: start.get('day') ?? now.day,
  });
  if (!start.isCertain('hour')) return date.toString();
  if (start.isCertain('timezoneOffset')) return start.date().toISOString();
  const time = {hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0};
  const zoned = date.toPlainDateTime(time).toZonedDateTime(clock.zone);
  return new Date(zoned.epochMilliseconds).toISOString();
}
