/** Repetition as people say it, read into the text of an RFC 5545 rule. */
import {UsageError} from '../ground/errors.ts';
import {type Clock, isPlainDate, type Moment} from '../ground/time.ts';
import {cronParts, isCron} from './cron.ts';
import {shiftDate} from './dates.ts';
import {english} from './en/english.ts';
import {exceptionsAt, leavingOut} from './exceptions.ts';
import type {PatternSet} from './grammar/pattern-set.ts';
import type {Language, RuleParts, Time, When} from './grammar/phrases.ts';
import {endOfMatch, type FoundPhrase, matchAt, whenAt} from './grammar/scan.ts';
import {resolveWhen} from './resolve.ts';

/** What repeats: the rule, whether it counts from the schedule or from the day it was done. */
export interface Repeat {
  readonly rule: string;
  readonly from: 'schedule' | 'completion';
  /** The time of day it happens at, when one was said. */
  readonly time?: Time;
  /** When it was said to begin. */
  readonly start?: Moment;
  /** How long it takes, when it was said from when to when. */
  readonly minutes?: number;
  /** Dates that are left out. */
  readonly except?: readonly string[];
}

/**
 * Reads "every monday", "every 3 days after done", `FREQ=WEEKLY;BYDAY=MO` or `0 9 * * 1-5`.
 * Throws a UsageError when the text is no repetition.
 */
export function parseRepeat(text: string, clock: Clock, language: Language = english): Repeat {
  const said = text.trim().replace(/\s+/g, ' ');
  const rule = /^(?:RRULE:)?(?<rule>FREQ=[A-Z0-9=;,:+-]+)$/i.exec(said)?.groups?.rule;
  if (rule !== undefined) return {rule: rule.toUpperCase(), from: 'schedule'};
  if (isCron(said)) {
    const parts = cronParts(said);
    return {rule: ruleText(parts), from: 'schedule', ...timePart(parts.time)};
  }
  const found = repeatAt(said, 0, clock, language) ?? repeatAt(`every ${said}`, 0, clock, language);
  const length = found && said.startsWith('every') ? said.length : said.length + 6;
  if (found && (found.end === said.length || found.end === length)) return found.value;
  throw new UsageError(`"${text.slice(0, 80)}" is not a repetition that memu understands.`, {
    hint: 'Say it like: every monday, every 2 weeks, monthly on the 15th, every 3 days after done, FREQ=DAILY, 0 9 * * 1-5',
  });
}

interface Reading {
  readonly parts: RuleParts;
  readonly from: 'schedule' | 'completion';
  readonly time: Time | undefined;
  readonly start: Moment | undefined;
  readonly until: Moment | undefined;
  readonly count: number | undefined;
  readonly minutes: number | undefined;
  readonly except: readonly string[];
}

/** The repetition that begins at `start`, with all that narrows it. */
export function repeatAt(
  text: string,
  start: number,
  clock: Clock,
  language: Language = english,
): FoundPhrase<Repeat> | undefined {
  const first = matchAt(language.repeats, text, start);
  if (!first) return undefined;
  let end = first.end;
  let reading: Reading = {
    parts: first.value,
    from: 'schedule',
    time: first.value.time,
    start: undefined,
    until: undefined,
    count: undefined,
    minutes: undefined,
    except: [],
  };
  for (let isMore = true; isMore; ) {
    const gap = /^,?\s/.exec(text.slice(end))?.[0].length ?? 0;
    const next = gap > 0 ? tail(text, end + gap, reading, clock, language) : undefined;
    isMore = next !== undefined;
    if (next) {
      reading = next.value;
      end = next.end;
    }
  }
  return {value: repeatOf(reading), start, end, weak: false};
}

interface Tail {
  readonly value: Reading;
  readonly end: number;
}

function tail(
  text: string,
  at: number,
  reading: Reading,
  clock: Clock,
  language: Language,
): Tail | undefined {
  const done = endOfMatch(language.afterDone, text, at);
  if (done !== undefined) return {value: {...reading, from: 'completion'}, end: done};
  const left = lessAt(text, at, reading, clock, language);
  if (left) return left;
  const days = matchAt(language.repeatDays, text, at);
  if (days) return {value: {...reading, parts: {...reading.parts, ...days.value}}, end: days.end};
  const times = matchAt(language.times, text, at);
  if (times) return {value: {...reading, count: times.value}, end: times.end};
  const lasting = matchAt(language.lasting, text, at);
  if (lasting) {
    const after = resolveWhen({day: lasting.value}, clock)?.moment;
    const last = after === undefined || !isPlainDate(after) ? undefined : shiftDate(after, -1);
    if (last !== undefined) return {value: {...reading, until: last}, end: lasting.end};
  }
  const until = dated(language.leads.until, text, at, clock, language);
  if (until) return {value: {...reading, until: until.value}, end: until.end};
  const begin = dated(language.leads.start, text, at, clock, language);
  if (begin) return {value: {...reading, start: begin.value}, end: begin.end};
  const range = matchAt(language.timeRange, text, at);
  if (range) {
    const {from, to} = range.value;
    return {value: {...reading, time: from, minutes: minutesBetween(from, to)}, end: range.end};
  }
  const time = timeAt(text, at, language);
  return time && severalTimes(text, time, reading, language);
}

/** "Except sundays", "but not on 7 dec": the rule without them, where one rule can say that. */
function lessAt(
  text: string,
  at: number,
  reading: Reading,
  clock: Clock,
  language: Language,
): Tail | undefined {
  const found = exceptionsAt(text, at, clock, language);
  // "Every 3 days after done" counts from any day: what to leave out would be a guess.
  if (!found || reading.from === 'completion') return undefined;
  const parts = leavingOut(reading.parts, found.value);
  const except = [...reading.except, ...found.value.dates];
  return parts && {value: {...reading, parts, except}, end: found.end};
}

/** Minutes from one time of day to another, past midnight when that is earlier. */
export function minutesBetween(from: Time, to: Time): number {
  const length = (to.hour - from.hour) * 60 + to.minute - from.minute;
  return length > 0 ? length : length + 24 * 60;
}

/** "At 8am and 8pm": the hours become part of the rule. */
function severalTimes(
  text: string,
  first: FoundPhrase<Time>,
  reading: Reading,
  language: Language,
): Tail {
  const times = [first.value];
  let {end} = first;
  for (let next = nextTime(text, end, language); next; next = nextTime(text, end, language)) {
    if (next.value.minute !== first.value.minute) break;
    times.push(next.value);
    end = next.end;
  }
  const [time] = times;
  if (times.length === 1) return {value: {...reading, time}, end};
  const byHour = times.map(({hour}) => hour % 24).sort((a, b) => a - b);
  const parts = {...reading.parts, byHour, byMinute: [first.value.minute]};
  return {
    value: {...reading, parts, time: {hour: byHour[0] ?? 0, minute: first.value.minute}},
    end,
  };
}

function nextTime(text: string, at: number, language: Language): FoundPhrase<Time> | undefined {
  const start = endOfMatch(language.leads.alsoTime, text, at);
  return start === undefined ? undefined : timeAt(text, start, language);
}

function dated(
  lead: PatternSet<true>,
  text: string,
  at: number,
  clock: Clock,
  language: Language,
): {readonly value: Moment; readonly end: number} | undefined {
  const start = endOfMatch(lead, text, at);
  const found = start === undefined ? undefined : whenAt(text, start, language);
  const resolved =
    found && resolveWhen(found.value, clock, lead === language.leads.until ? 'end' : 'start');
  return found && resolved && {value: resolved.moment, end: found.end};
}

function timeAt(text: string, at: number, language: Language): FoundPhrase<Time> | undefined {
  for (const start of [at, endOfMatch(language.leads.optional, text, at)]) {
    const found = start === undefined ? undefined : matchAt<When>(language.whens, text, start);
    if (!found || found.weak || found.value.day || !found.value.time) continue;
    return {...found, value: beginningOfDay(found.value.time)};
  }
  return matchAt(language.clockTime, text, at);
}

/** What happens "every sunday at midnight" begins that day: its rule counts the day, not the next. */
const beginningOfDay = (time: Time): Time =>
  time.hour === 24 ? {hour: 0, minute: 0, assumed: 'midnight taken as 00:00'} : time;

function repeatOf(reading: Reading): Repeat {
  const ends =
    reading.count !== undefined
      ? `;COUNT=${reading.count}`
      : reading.until !== undefined
        ? `;UNTIL=${untilText(reading.until)}`
        : '';
  return {
    rule: ruleText(reading.parts) + ends,
    from: reading.from,
    ...timePart(reading.time),
    ...(reading.start === undefined ? {} : {start: reading.start}),
    ...(reading.minutes === undefined ? {} : {minutes: reading.minutes}),
    ...(reading.except.length === 0 ? {} : {except: reading.except}),
  };
}

const timePart = (time: Time | undefined): {time?: Time} => (time ? {time} : {});

/** `20270418` or `20270418T090000Z` */
const untilText = (moment: Moment): string =>
  isPlainDate(moment)
    ? moment.replaceAll('-', '')
    : `${moment.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO` */
function ruleText(parts: RuleParts): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['FREQ', parts.freq],
    ['INTERVAL', (parts.interval ?? 1) > 1 ? String(parts.interval) : undefined],
    ['BYMONTH', parts.byMonth?.join(',')],
    ['BYMONTHDAY', parts.byMonthDay?.join(',')],
    ['BYDAY', parts.byDay?.join(',')],
    ['BYHOUR', parts.byHour?.join(',')],
    ['BYMINUTE', parts.byMinute?.join(',')],
    ['BYSETPOS', parts.bySetPos === undefined ? undefined : String(parts.bySetPos)],
  ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
}
