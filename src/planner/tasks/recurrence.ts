/** RFC 5545 rules: what comes first and what comes next, counted in local time of the series' zone. */
import {UsageError} from '../../ground/errors.ts';
import {type Clock, isPlainDate, type Moment, toIso} from '../../ground/time.ts';

/** A date, or a date and time without zone: `2026-11-23`, `2026-11-23T09:00`. */
export type Occurrence = string;

/** What is asked of a rule engine; made by `loadRules`. */
export interface Rules {
  /** The first occurrence at or after a local date (and time). */
  first(rule: string, from: Occurrence): Occurrence | undefined;
  /** The occurrence after one, exceptions left out. */
  next(rule: string, after: Occurrence, exceptions?: readonly string[]): Occurrence | undefined;
  /** @throws UsageError for a rule that is none, or that never happens */
  check(rule: string, from: Occurrence): void;
}

/**
 * Rules are expanded as if in UTC and put into their zone afterwards, so that an occurrence in the
 * hour that clocks jump over is moved by that hour and not lost, as RFC 5545 would have it.
 * The library costs 13 ms to load, so it is loaded for repeating tasks only.
 */
export async function loadRules(): Promise<Rules> {
  const {RRuleTemporal} = await import('rrule-temporal');
  const expand = (rule: string, from: Occurrence) =>
    new RRuleTemporal({
      rruleString: withoutEnd(rule),
      dtstart: Temporal.PlainDateTime.from(from).toZonedDateTime('UTC'),
      includeDtstart: false,
    });
  const shaped = (found: Temporal.ZonedDateTime, like: Occurrence): Occurrence =>
    isPlainDate(like) && found.hour === 0 && found.minute === 0
      ? found.toPlainDate().toString()
      : found.toPlainDateTime().toString({smallestUnit: 'minute'});

  const nextAfter = (
    rule: string,
    after: Occurrence,
    exceptions: readonly string[] = [],
  ): Occurrence | undefined => {
    const engine = expand(rule, after);
    let at: Temporal.ZonedDateTime | null =
      Temporal.PlainDateTime.from(after).toZonedDateTime('UTC');
    // Exceptions are few; a series whose every date is excepted ends.
    for (let tries = 0; tries <= exceptions.length; tries += 1) {
      at = engine.next(at, false);
      if (at === null) return undefined;
      const found = shaped(at, after);
      if (isPastEnd(rule, found)) return undefined;
      if (!isExcepted(found, exceptions)) return found;
    }
    return undefined;
  };

  const firstFrom = (rule: string, from: Occurrence): Occurrence | undefined => {
    const found = expand(rule, from).next(
      Temporal.PlainDateTime.from(from).toZonedDateTime('UTC'),
      true,
    );
    if (found === null) return undefined;
    const shape = shaped(found, from);
    return isPastEnd(rule, shape) ? undefined : shape;
  };

  return {
    next: nextAfter,
    first: firstFrom,
    check(rule, from) {
      if (/FREQ=SECONDLY|BYSECOND/.test(rule)) {
        throw new UsageError('a task repeats every minute at most', {
          hint: 'say it like: every monday, every 2 hours, FREQ=MONTHLY;BYMONTHDAY=15',
        });
      }
      if (partOf(rule, 'COUNT') === '0') throw new UsageError('a task happens at least once');
      try {
        if (firstFrom(rule, from) !== undefined) return;
      } catch (cause) {
        throw new UsageError(`"${rule.slice(0, 80)}" is not a recurrence rule`, {
          hint: 'say it like: every monday, every 2 weeks, FREQ=MONTHLY;BYMONTHDAY=15',
          cause,
        });
      }
      throw new UsageError(`"${rule.slice(0, 80)}" never happens from ${from.slice(0, 10)} on`);
    },
  };
}

const isExcepted = (found: Occurrence, exceptions: readonly string[]): boolean =>
  exceptions.includes(found) || exceptions.includes(found.slice(0, 10));

const partOf = (rule: string, name: string): string | undefined =>
  rule
    .split(';')
    .find(part => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const withoutEnd = (rule: string): string =>
  rule
    .split(';')
    .filter(part => !part.startsWith('COUNT=') && !part.startsWith('UNTIL='))
    .join(';');

/** UNTIL counts whole days: an end said as a date takes that day in. */
function isPastEnd(rule: string, found: Occurrence): boolean {
  const until = partOf(rule, 'UNTIL');
  return until !== undefined && found.slice(0, 10).replaceAll('-', '') > until.slice(0, 8);
}

/** The rule that the next task carries: one fewer to come, or undefined when this was the last. */
export function ruleOfNext(rule: string): string | undefined {
  const left = partOf(rule, 'COUNT');
  if (left === undefined) return rule;
  const count = Number(left) - 1;
  if (!(count > 0)) return undefined;
  return rule.replace(`COUNT=${left}`, `COUNT=${count}`);
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

/** Where "after done" counts from: the day it was done, at the time of day the task has. */
export function completionAnchor(
  completedAt: string,
  occurrence: Occurrence,
  {rule, zone}: {readonly rule: string; readonly zone: string},
): Occurrence {
  const done = Temporal.Instant.from(completedAt).toZonedDateTimeISO(zone);
  if (isPlainDate(occurrence)) return done.toPlainDate().toString();
  if (/FREQ=(HOURLY|MINUTELY)/.test(rule)) {
    return done.toPlainDateTime().toString({smallestUnit: 'minute'});
  }
  return `${done.toPlainDate()}T${occurrence.slice(11, 16)}`;
}

/** The local date, or date and time, where a rule said today begins. */
export const startOfRule = (rule: string, clock: Clock): Occurrence => {
  const now = occurrenceOf(toIso(clock.now()), clock.zone);
  return saysHours(rule) ? now : now.slice(0, 10);
};

/** Whether a rule itself says at what time of day it happens. */
export const saysHours = (rule: string): boolean =>
  /FREQ=(HOURLY|MINUTELY)|BYHOUR|BYMINUTE/.test(rule);
