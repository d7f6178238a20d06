/** What comes after a task that repeats "after done": so far from the day it was done. */
import {isPlainDate} from '../../ground/time.ts';
import {
  type FollowingOccurrence,
  isExcepted,
  isPastEnd,
  type Occurrence,
  occurrenceOf,
  type Rules,
} from './recurrence.ts';
import {countedDown, inShortMonths, rulePart, saysDays} from './rule-text.ts';

export interface Done {
  /** When it was done: an instant. */
  readonly at: string;
  /** Which occurrence that was. */
  readonly occurrence: Occurrence;
  readonly zone: string;
  readonly exceptions: readonly string[];
}

/**
 * "Every 3 days after done" counts from the day it was done. "Every 3 weeks on Saturday after done"
 * is the third Saturday after that day: the day it was done in is no period of its own, and a date
 * that was done early does not come again.
 */
export function afterDone(rule: string, done: Done, rules: Rules): FollowingOccurrence | undefined {
  const left = countedDown(rule, 1);
  const occurrence = left === undefined ? undefined : nextAfterDone(rule, done, rules);
  return left !== undefined && occurrence !== undefined ? {occurrence, rule: left} : undefined;
}

function nextAfterDone(rule: string, done: Done, rules: Rules): Occurrence | undefined {
  const {exceptions, zone} = done;
  const from = anchorOf(rule, done);
  if (!saysDays(rule)) return rules.next(inShortMonths(rule, from), from, {exceptions, zone});
  const each = rule.replace(/;INTERVAL=\d+/, '');
  const [start = from] = [from, done.occurrence].sort().reverse();
  const first = rules.next(each, start, {zone});
  if (first === undefined) return undefined;
  for (const found of rules.from(each, first, periodsLater(rule, first))) {
    if (isPastEnd(rule, found, zone)) return undefined;
    if (!isExcepted(found, exceptions)) return found;
  }
  return undefined;
}

/** The day it was done, at the time of day that the task has. */
function anchorOf(rule: string, {at, occurrence, zone}: Done): Occurrence {
  const done = occurrenceOf(at, zone);
  if (isPlainDate(occurrence)) return done.slice(0, 10);
  return /FREQ=(HOURLY|MINUTELY)/.test(rule)
    ? done
    : `${done.slice(0, 10)}T${occurrence.slice(11)}`;
}

const units: Readonly<Record<string, 'days' | 'weeks' | 'months' | 'years'>> = {
  DAILY: 'days',
  WEEKLY: 'weeks',
  MONTHLY: 'months',
  YEARLY: 'years',
};

/** Where the period begins that is one less than the rule's interval after the first one's. */
function periodsLater(rule: string, first: Occurrence): Occurrence {
  const freq = rulePart(rule, 'FREQ') ?? '';
  const unit = units[freq];
  const periods = Number(rulePart(rule, 'INTERVAL') ?? 1) - 1;
  if (unit === undefined || periods < 1) return first;
  const later = Temporal.PlainDateTime.from(first).add({[unit]: periods});
  const {year, month} = later;
  if (freq === 'YEARLY') return `${year}-01-01`;
  if (freq === 'MONTHLY') return Temporal.PlainDate.from({year, month, day: 1}).toString();
  return later.toString({smallestUnit: 'minute'});
}
