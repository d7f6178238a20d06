/** The parts of a captured line: sigils (`#tag !5 @goal`), `key:value` pairs, dates and repetition. */
import {type Clock, dateOf, today} from '../time.ts';
import {readDate, readings} from './dates.ts';
import {exceptionEnd, numberEnd, severalDaysEnd} from './open-days.ts';
import type {Language, Pattern, Time, When} from './phrases.ts';
import {parseRepeat, type Repeat, repeatAt} from './repeats.ts';
import {resolveWhen} from './resolve.ts';
import {endOfMatch, matchAt, whenAt} from './scan.ts';
import {wordStarts} from './spans.ts';

interface Place {
  readonly start: number;
  readonly end: number;
  /** The words stay in the title as well. */
  readonly keeps?: boolean;
}

export type Candidate = Place &
  (
    | {readonly type: 'tag' | 'area' | 'goal'; readonly value: string}
    | {readonly type: 'priority' | 'energy' | 'minutes'; readonly value: number}
    | {readonly type: 'repeat'; readonly repeat: Repeat}
    | {readonly type: 'range'; readonly from: Time; readonly to: Time}
    | {
        readonly type: 'when';
        readonly role: 'due' | 'scheduled';
        readonly when: When;
        /** 2 where a word says so ("by"), 1 with "on" or "at", 0 bare. */
        readonly strength: number;
        /** Days to add: "before friday" is the day before. */
        readonly shift: number;
      }
  );

/** Words that could be a date and were left alone. */
export interface Unclear {
  readonly text: string;
  readonly why: string;
  readonly hint: string;
  /** `day` where some day was certainly meant, and which one is open. */
  readonly about: 'date' | 'day' | 'repeat';
}

export interface Candidates {
  readonly taken: readonly Candidate[];
  readonly unclear: readonly Unclear[];
}

type Reader = (
  text: string,
  start: number,
  clock: Clock,
  language: Language,
) => Candidate | undefined;

/** Reads a line from left to right; what stands in quotes is the person's own words. */
export function candidates(
  text: string,
  clock: Clock,
  language: Language,
  hasDates: boolean,
): Candidates {
  const taken: Candidate[] = [];
  const unclear: Unclear[] = [];
  const quoted = quotes(text);
  let from = 0;
  for (const start of wordStarts(text)) {
    if (start < from || quoted.some(([open, close]) => start >= open && start < close)) continue;
    const found = first(hasDates ? allReaders : plainReaders, text, start, clock, language);
    if (found) {
      taken.push(found);
      const left = hasDates ? leftAfter(found, text, language) : undefined;
      if (left) unclear.push(left.unclear);
      from = left?.end ?? found.end;
    } else if (hasDates) {
      const doubt = doubtAt(text, start, clock, language);
      if (doubt) {
        unclear.push(doubt.unclear);
        from = doubt.end;
      }
    }
  }
  return {taken, unclear};
}

interface Doubt {
  readonly unclear: Unclear;
  readonly end: number;
}

/** "Dinner tomorrow 7", "today 25:00": a number beside a date that has no time. */
function leftAfter(found: Candidate, text: string, language: Language): Doubt | undefined {
  const isOpen =
    found.type === 'repeat'
      ? !found.repeat.time
      : found.type === 'when' && found.when.day !== undefined && !found.when.time;
  const end = isOpen ? numberEnd(text, found.end, language) : undefined;
  if (end === undefined) return undefined;
  const said = text.slice(found.end, end).replace(/^[\s,]+/, '');
  const hint = 'Say it like 19:00 or 7pm if it is a time';
  return {unclear: {text: said, why: 'may be a time', hint, about: 'date'}, end};
}

function first(
  readers: readonly Reader[],
  text: string,
  start: number,
  clock: Clock,
  language: Language,
): Candidate | undefined {
  for (const reader of readers) {
    const found = reader(text, start, clock, language);
    if (found) return found;
  }
  return undefined;
}

const quotes = (text: string): readonly (readonly [number, number])[] =>
  [...text.matchAll(/(?<![\p{L}\p{N}:@])(?:"[^"]*"|“[^”]*”)/gu)].map(match => [
    match.index,
    match.index + match[0].length,
  ]);

const tagAt: Reader = (text, start) => {
  const match = /^#(?<tag>[\p{L}\p{N}][\p{L}\p{N}_/-]*)(?=$|[\s,.;:!?)])/u.exec(text.slice(start));
  const tag = match?.groups?.tag;
  if (!match || tag === undefined || !/\p{L}/u.test(tag)) return undefined;
  return {type: 'tag', value: tag.replace(/[/-]+$/, ''), start, end: start + match[0].length};
};

const goalAt: Reader = (text, start) => {
  const match =
    /^@(?:"(?<quoted>[^"]+)"|(?<word>[\p{L}\p{N}][\p{L}\p{N}_-]*))(?=$|[\s,.;:!?)])/u.exec(
      text.slice(start),
    );
  const value = match?.groups?.quoted ?? match?.groups?.word;
  return match && value !== undefined
    ? {type: 'goal', value, start, end: start + match[0].length}
    : undefined;
};

const shoutAt: Reader = (text, start) => {
  const match = /^(?<marks>!{2,3})(?=\s|$)/.exec(text.slice(start, start + 5));
  const marks = match?.groups?.marks;
  return marks === undefined
    ? undefined
    : {type: 'priority', value: marks.length + 2, start, end: start + marks.length};
};

const numberAt =
  (type: 'priority' | 'energy', pattern: (language: Language) => Pattern<number>): Reader =>
  (text, start, _clock, language) => {
    const found = matchAt([pattern(language)], text, start);
    return found && {type, value: found.value, start, end: found.end};
  };

const minutesAt: Reader = (text, start, _clock, language) => {
  const found = matchAt([language.capture.minutes], text, start);
  if (!found) return undefined;
  const isLed = !/^\d/.test(text.slice(start));
  const isClosed = language.leads.closes.test(text.slice(found.end));
  if (!isLed && !isClosed && start > 0) return undefined;
  const keeps = !isLed && !isClosed;
  return {type: 'minutes', value: found.value, start, end: found.end, ...(keeps ? {keeps} : {})};
};

const keyAt: Reader = (text, start, clock, language) => {
  const match = /^(?<key>[a-z]+):(?:"(?<quoted>[^"]+)"|(?<word>[^\s"]+))/iu.exec(text.slice(start));
  const part = language.capture.keys[(match?.groups?.key ?? '').toLowerCase()];
  const value = match?.groups?.quoted ?? match?.groups?.word;
  if (!match || part === undefined || value === undefined) return undefined;
  const place = {start, end: start + match[0].length};
  const read = keyed(part, value, clock, language);
  return read && {...read, ...place};
};

type Unplaced<T> = T extends unknown ? Omit<T, 'start' | 'end'> : never;

function keyed(
  part: string,
  value: string,
  clock: Clock,
  language: Language,
): Unplaced<Candidate> | undefined {
  if (part === 'tag' || part === 'area' || part === 'goal') return {type: part, value};
  if (part === 'every') return repeated(value, clock, language);
  if (part === 'due' || part === 'scheduled') {
    const known = readDate(value, clock, language);
    const found = known && whenAt(value, 0, language);
    if (!known || found?.end !== value.length) return undefined;
    return {type: 'when', role: part, when: found.value, strength: 3, shift: 0};
  }
  if (part === 'minutes') {
    const found = matchAt([language.capture.minutes], `for ${value}`, 0);
    const minutes = found?.value ?? Number(value);
    return minutes > 0 ? {type: 'minutes', value: minutes} : undefined;
  }
  const level = matchAt([language.capture.priority], `!${value}`, 0)?.value;
  if (level === undefined || (part !== 'priority' && part !== 'energy')) return undefined;
  return {type: part, value: level};
}

function repeated(
  value: string,
  clock: Clock,
  language: Language,
): Unplaced<Candidate> | undefined {
  try {
    return {type: 'repeat', repeat: parseRepeat(value, clock, language)};
  } catch {
    return undefined;
  }
}

const repeatReader: Reader = (text, start, clock, language) => {
  const found = repeatAt(text, start, clock, language);
  if (!found) return undefined;
  const isShy = language.leads.shyRepeat.test(text.slice(start, found.end));
  if (isShy && !language.leads.closes.test(text.slice(found.end))) return undefined;
  return {type: 'repeat', repeat: found.value, start, end: found.end};
};

const rangeAt: Reader = (text, start, _clock, language) => {
  const found = matchAt([language.timeRange], text, start);
  return found && {type: 'range', ...found.value, start, end: found.end};
};

interface LedDate {
  readonly when: When;
  readonly role: 'due' | 'scheduled';
  readonly strength: number;
  readonly shift: number;
  readonly weak: boolean;
  readonly from: number;
  readonly end: number;
  /** More days follow ("mon wed fri"): none of them is the one that is due. */
  readonly isSeveral: boolean;
}

/** The date that begins at `start`, with or without a word that leads to it. */
function datesAt(text: string, start: number, language: Language): readonly LedDate[] {
  const {leads} = language;
  const ways: readonly (readonly [RegExp | undefined, LedDate['role'], number, number])[] = [
    [leads.due, 'due', 2, 0],
    [leads.before, 'due', 2, -1],
    [leads.until, 'due', 2, 0],
    [leads.start, 'scheduled', 2, 0],
    [leads.after, 'scheduled', 2, 1],
    [undefined, 'due', 0, 0],
    [leads.soft, 'due', 1, 0],
  ];
  const found: LedDate[] = [];
  for (const [lead, role, strength, shift] of ways) {
    const from = lead ? endOfMatch(lead, text, start) : start;
    const when = from === undefined ? undefined : whenAt(text, from, language);
    if (from === undefined) continue;
    const several = severalDaysEnd(text, from, language);
    if (several === undefined && !when) continue;
    const {value, weak} = when ?? {value: {}, weak: false};
    const end = several ?? when?.end ?? from;
    found.push({
      when: value,
      role,
      strength,
      shift,
      weak,
      from,
      end,
      isSeveral: several !== undefined,
    });
  }
  return found;
}

const whenReader: Reader = (text, start, clock, language) => {
  for (const led of datesAt(text, start, language)) {
    if (verdict(led, text, start, clock, language) !== 'taken') continue;
    const {when, role, strength, shift, end} = led;
    return {type: 'when', role, when, strength, shift, start, end};
  }
  return undefined;
};

/** Whether a date is one, could be one, or is part of the sentence. */
function verdict(
  led: LedDate,
  text: string,
  start: number,
  clock: Clock,
  language: Language,
): 'taken' | 'unclear' | 'words' {
  const {leads} = language;
  const said = text.slice(led.from, led.end);
  const rest = text.slice(led.end);
  const isClosed = leads.closes.test(rest);
  if (led.isSeveral)
    return led.strength === 0 && leads.guard.test(text.slice(0, start)) ? 'words' : 'unclear';
  const resolved = resolveWhen(led.when, clock);
  if (!resolved) return isFraction(led, said, isClosed) ? 'words' : 'unclear';
  if (led.strength === 0 && leads.guard.test(text.slice(0, start))) return 'words';
  if (led.weak && led.strength === 0) return 'words';
  if (led.weak && !isClosed)
    return led.strength === 2 && led.when.day?.type === 'month' ? 'taken' : 'unclear';
  if (led.strength < 2 && isCounted(led, said, rest, language)) return 'unclear';
  if (led.strength === 0 && !isClosed && leads.shy.test(said)) return 'words';
  const isPast = dateOf(resolved.moment, clock.zone) < today(clock);
  return isPast && led.strength < 2 ? 'words' : 'taken';
}

/** "3/4 cup": two numbers that nothing makes a date, neither a time nor the end of the words. */
function isFraction(led: LedDate, said: string, isClosed: boolean): boolean {
  const {day, time} = led.when;
  if (day?.type !== 'either' || led.strength > 0 || day.year !== undefined) return false;
  const isDate = day.first <= 12 && day.second <= 12 && /\d\/\d/.test(said);
  return !isDate || (time === undefined && !isClosed);
}

/** "May 5 calls", "at 5 shops": a number that may count what follows it. */
function isCounted(led: LedDate, said: string, rest: string, language: Language): boolean {
  const {day, time} = led.when;
  const isBareDate = day?.type === 'date' && day.year === undefined && /(?:\d|\p{L})$/u.test(said);
  const isOrdinal = /\d(?:st|nd|rd|th)\b/i.test(said);
  const isBareTime = day === undefined && time?.assumed !== undefined && /\d$/.test(said);
  return (
    ((isBareDate && !isOrdinal && /\d/.test(said)) || isBareTime) &&
    language.leads.counted.test(rest)
  );
}

function doubtAt(text: string, start: number, clock: Clock, language: Language): Doubt | undefined {
  const except = exceptionEnd(text, start, language);
  if (except !== undefined) {
    const hint = 'Say the days that it is on';
    const why = 'says when it is not';
    return {unclear: {text: text.slice(start, except), why, hint, about: 'date'}, end: except};
  }
  for (const led of datesAt(text, start, language)) {
    if (verdict(led, text, start, clock, language) !== 'unclear') continue;
    const said = text.slice(start, led.end);
    if (led.isSeveral) {
      const hint = 'Say one day, or "every" before them if it repeats';
      return {unclear: {text: said, why: 'names several days', hint, about: 'day'}, end: led.end};
    }
    const moment = resolveWhen(led.when, clock)?.moment;
    const hint =
      readings(led.when, clock) ??
      (moment === undefined ? '' : `Say due:${moment.slice(0, 16)} if it is a date`);
    const why =
      moment === undefined ? 'is not one certain date' : 'may be a date or part of the words';
    const about = moment === undefined ? 'day' : 'date';
    return {unclear: {text: said, why, hint, about}, end: led.end};
  }
  return shyRepeatAt(text, start, clock, language);
}

function shyRepeatAt(
  text: string,
  start: number,
  clock: Clock,
  language: Language,
): Doubt | undefined {
  const found = repeatAt(text, start, clock, language);
  if (!found) return undefined;
  const hint = `Say every:${found.value.rule} if it repeats`;
  const said = text.slice(start, found.end);
  return {
    unclear: {text: said, why: 'may say how often or be part of the words', hint, about: 'repeat'},
    end: found.end,
  };
}

const plainReaders: readonly Reader[] = [tagAt, goalAt];
const allReaders: readonly Reader[] = [
  tagAt,
  goalAt,
  shoutAt,
  numberAt('priority', language => language.capture.priority),
  numberAt('energy', language => language.capture.energy),
  keyAt,
  repeatReader,
  rangeAt,
  whenReader,
  minutesAt,
];
