/** From "every monday at nine" to the fields of a task: its rule, its series and when it is due first. */
import {UsageError} from '../../ground/errors.ts';
import {type Clock, isPlainDate, type Moment, today} from '../../ground/time.ts';
import type {Time} from '../../language/grammar/phrases.ts';
import type {Repeat} from '../../language/repeats.ts';
import {loadRules, momentOf, type Occurrence, occurrenceOf, startOfRule} from './recurrence.ts';
import {inShortMonths, saysHours} from './rule-text.ts';
import type {TaskInput} from './task.ts';

/**
 * The fields that make a task repeat. A due date that was given is the first occurrence, otherwise
 * the first one that the rule allows from its start (today) on, exceptions left out.
 *
 * @throws UsageError for a rule that never happens
 */
export async function repeatFields(
  repeat: Repeat,
  due: Moment | null | undefined,
  clock: Clock,
): Promise<TaskInput> {
  const rules = await loadRules();
  const except = repeat.except ?? [];
  const options = {exceptions: except, zone: clock.zone};
  const occurrence = due == null ? firstOf(repeat, clock) : timed(due, repeat, clock);
  rules.check(repeat.rule, occurrence, options);
  const first = due == null ? firstAhead(occurrence) : occurrence;
  return {
    recurrence: repeat.from === 'schedule' ? inShortMonths(repeat.rule, first) : repeat.rule,
    recur_from: repeat.from,
    recur_zone: clock.zone,
    occurrence: first,
    due: momentOf(first, clock.zone),
    ...(except.length > 0 && {except_dates: [...except]}),
  };

  /** Today's nine o'clock may have passed already. */
  function firstAhead(from: Occurrence): Occurrence {
    const found = rules.first(repeat.rule, from, options) ?? from;
    const isPast = !isPlainDate(found) && Date.parse(momentOf(found, clock.zone)) <= clock.now();
    const isLeftOut = except.includes(found.slice(0, 10));
    const isFirst = !isLeftOut && !(isPast && repeat.start === undefined);
    const first = isFirst ? found : rules.next(repeat.rule, found, options);
    if (first !== undefined) return first;
    throw new UsageError('this repetition ends before it begins');
  }
}

/**
 * Another rule for a task that is due already: it begins on that date, or today when that has
 * passed, and keeps the time of day unless the rule says another.
 */
export function goingOn(repeat: Repeat, due: Moment, clock: Clock): Repeat {
  if (repeat.start !== undefined || saysHours(repeat.rule)) return repeat;
  const [start = due] = [occurrenceOf(due, clock.zone).slice(0, 10), today(clock)].sort().reverse();
  const time = repeat.time ?? timeOf(due, clock);
  return {...repeat, start, ...(time && {time})};
}

function timeOf(moment: Moment, {zone}: Clock): Time | undefined {
  if (isPlainDate(moment)) return undefined;
  const {hour, minute} = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  return {hour, minute};
}

function firstOf(repeat: Repeat, clock: Clock): Occurrence {
  const start = repeat.start ?? momentOf(startOfRule(repeat.rule, clock), clock.zone);
  return timed(start, repeat, clock);
}

/** A date at the repetition's time of day, when it has one. */
function timed(moment: Moment, repeat: Repeat, clock: Clock): Occurrence {
  const local = occurrenceOf(moment, clock.zone);
  if (!repeat.time || !isPlainDate(local)) return local;
  const {hour, minute} = repeat.time;
  const midnight = Temporal.PlainDateTime.from(local);
  return midnight.add({hours: hour, minutes: minute}).toString({smallestUnit: 'minute'});
}
