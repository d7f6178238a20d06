/** RFC 5545 rules: what comes first and what comes next, counted in local time of the series' zone. */
import {UsageError} from '../../ground/errors.ts';
import {type Clock, isPlainDate, type Moment, toIso} from '../../ground/time.ts';
import {
  countedDown,
  isTooFine,
  type Occurrence,
  rulePart,
  saysHours,
  withoutCount,
  withoutEnd,
} from './rule-text.ts';

export type {Occurrence} from './rule-text.ts';

/** Dates that are left out, and the zone whose clocks a rule's end in UTC is read on. */
interface RuleOptions {
  readonly exceptions?: readonly string[] | undefined;
  readonly zone?: string | undefined;
}

/** An occurrence, and the rule that is left from it on. */
export interface FollowingOccurrence {
  readonly occurrence: Occurrence;
  readonly rule: string;
}

/** What is asked of a rule engine; made by `loadRules`. */
export interface Rules {
  /** The first occurrence at or after a local date (and time). */
  first(rule: string, from: Occurrence, options?: RuleOptions): Occurrence | undefined;
  /** The occurrence after one, exceptions left out. */
  next(rule: string, after: Occurrence, options?: RuleOptions): Occurrence | undefined;
  /** The same with the rule that it carries: what was left out on the way counts, as RFC 5545 has it. */
  following(
    rule: string,
    after: Occurrence,
    options?: RuleOptions,
  ): FollowingOccurrence | undefined;
  /** Occurrences from a date on, of a series that began at `first` and goes on for ever, in order. */
  from(rule: string, first: Occurrence, least: Occurrence): Generator<Occurrence>;
  /** @throws UsageError for a rule that is none, or that never happens */
  check(rule: string, from: Occurrence, options?: RuleOptions): void;
}

/**
 * Rules are expanded as if in UTC and put into their zone afterwards, so that an occurrence in the
 * hour that clocks jump over is moved by that hour and not lost, as RFC 5545 would have it.
 * The library costs 13 ms to load, so it is loaded for repeating tasks only.
 */
export async function loadRules(): Promise<Rules> {
  const {RRuleTemporal} = await import('rrule-temporal');
  const utc = (at: Occurrence): Temporal.ZonedDateTime =>
    Temporal.PlainDateTime.from(at).toZonedDateTime('UTC');
  const expand = (rule: string, from: Occurrence) => {
    if (isTooFine(rule)) throw new RangeError('it happens more often than memu counts');
    return new RRuleTemporal({
      rruleString: withoutEnd(rule),
      dtstart: utc(from),
      includeDtstart: false,
    });
  };
  const shaped = (found: Temporal.ZonedDateTime, like: Occurrence): Occurrence =>
    isPlainDate(like) && found.hour === 0 && found.minute === 0
      ? found.toPlainDate().toString()
      : found.toPlainDateTime().toString({smallestUnit: 'minute'});

  function* from(rule: string, first: Occurrence, least: Occurrence): Generator<Occurrence> {
    const engine = expand(rule, first);
    // The moment before the least, so that the least itself is found.
    let at: Temporal.ZonedDateTime | null = utc(least).subtract({seconds: 1});
    for (at = engine.next(at, false); at !== null; at = engine.next(at, false)) {
      yield shaped(at, first);
    }
  }

  const following = (
    rule: string,
    after: Occurrence,
    {exceptions = [], zone}: RuleOptions = {},
  ): FollowingOccurrence | undefined => {
    const engine = expand(rule, after);
    let at: Temporal.ZonedDateTime | null = utc(after);
    // Exceptions are few; a series whose every date is excepted ends.
    for (let used = 1; used <= exceptions.length + 1; used += 1) {
      at = engine.next(at, false);
      const left = countedDown(rule, used);
      if (at === null || left === undefined) return undefined;
      const occurrence = shaped(at, after);
      if (isPastEnd(rule, occurrence, zone)) return undefined;
      if (!isExcepted(occurrence, exceptions)) return {occurrence, rule: left};
    }
    return undefined;
  };

  const firstFrom: Rules['first'] = (rule, start, {zone} = {}) => {
    const found = expand(rule, start).next(utc(start), true);
    if (found === null) return undefined;
    const shape = shaped(found, start);
    return isPastEnd(rule, shape, zone) ? undefined : shape;
  };

  return {
    from,
    following,
    next: (rule, after, options) => following(withoutCount(rule), after, options)?.occurrence,
    first: firstFrom,
    check(rule, start, options) {
      if (/FREQ=SECONDLY|BYSECOND/.test(rule)) {
        throw new UsageError('a task repeats every minute at most', {
          hint: 'say it like: every monday, every 2 hours, FREQ=MONTHLY;BYMONTHDAY=15',
        });
      }
      if (rulePart(rule, 'COUNT') === '0') throw new UsageError('a task happens at least once');
      try {
        const found = firstFrom(rule, start, options);
        // A step that leads out of the calendar shows only in what follows.
        if (found !== undefined) following(rule, found, options);
        if (found !== undefined) return;
      } catch (cause) {
        throw new UsageError(`"${rule.slice(0, 80)}" is not a recurrence rule`, {
          hint: 'say it like: every monday, every 2 weeks, FREQ=MONTHLY;BYMONTHDAY=15',
          cause,
        });
      }
      throw new UsageError(`"${rule.slice(0, 80)}" never happens from ${start.slice(0, 10)} on`);
    },
  };
}

/** Whether a date, or its day, is one of those that are left out. */
export const isExcepted = (found: Occurrence, exceptions: readonly string[]): boolean =>
  exceptions.includes(found) || exceptions.includes(found.slice(0, 10));

/**
 * An end said as a date takes that whole day in; one said as a moment is the last that may be
 * (RFC 5545, 3.3.10), on the clocks of the series. A whole day ends with the day of that moment.
 */
export function isPastEnd(rule: string, found: Occurrence, zone = 'UTC'): boolean {
  const until = rulePart(rule, 'UNTIL');
  if (until === undefined) return false;
  const last = untilIn(until, zone);
  const length = Math.min(last.length, found.length);
  return found.slice(0, length) > last.slice(0, length);
}

/** `20261207`, `20261207T085959Z` or, on local clocks, `20261207T095959` as an occurrence. */
function untilIn(until: string, zone: string): Occurrence {
  const said = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?$/.exec(until);
  if (!said) return until;
  const [, year, month, day, hour, minute, second = '00', utc] = said;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const local = `${date}T${hour}:${minute}`;
  return utc ? occurrenceOf(`${local}:${second}Z`, zone) : local;
}

/** A moment as the date, or the date and time, that clocks in a zone show. */
export function occurrenceOf(moment: Moment, zone: string): Occurrence {
  if (isPlainDate(moment)) return moment;
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({smallestUnit: 'minute'});
}

/** The moment of an occurrence; a time that clocks jump over becomes the one after the jump. */
export const momentOf = (occurrence: Occurrence, zone: string): Moment =>
  isPlainDate(occurrence)
    ? occurrence
    : toIso(Temporal.PlainDateTime.from(occurrence).toZonedDateTime(zone).epochMilliseconds);

/** The same distance as between two moments, on clocks in a zone, from another occurrence. */
export function movedAlong(
  moment: Moment,
  {from, to, zone}: {readonly from: Occurrence; readonly to: Occurrence; readonly zone: string},
): Moment {
  const local = Temporal.PlainDateTime.from(occurrenceOf(moment, zone));
  const distance = Temporal.PlainDateTime.from(from).until(local, {largestUnit: 'day'});
  const moved = Temporal.PlainDateTime.from(to).add(distance);
  return isPlainDate(moment)
    ? moved.toPlainDate().toString()
    : momentOf(moved.toString({smallestUnit: 'minute'}), zone);
}

/** The local date, or date and time, where a rule said today begins. */
export const startOfRule = (rule: string, clock: Clock): Occurrence => {
  const now = occurrenceOf(toIso(clock.now()), clock.zone);
  return saysHours(rule) ? now : now.slice(0, 10);
};
