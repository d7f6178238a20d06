/** Dates in a line: found with the words that lead to them, and judged. */
import {dateOf, today} from '../../ground/time.ts';
import type {PatternSet} from '../grammar/pattern-set.ts';
import type {Language, When} from '../grammar/phrases.ts';
import {endOfMatch, matchAt, whenAt} from '../grammar/scan.ts';
import {resolveWhen} from '../resolve.ts';
import type {CapturedLine, Reader} from './line-part.ts';
import {severalDaysEnd} from './open-days.ts';

export const rangeAt: Reader = ({text, language}, start) => {
  const found = matchAt(language.timeRange, text, start);
  return found && {type: 'range', ...found.value, start, end: found.end};
};

/** "From 5 dec to 12 dec", "5-12 dec": planned for the first day, due on the last. */
export const daysAt: Reader = ({text, clock, language}, start) => {
  const short = matchAt(language.dayRanges, text, start);
  const found = short
    ? {from: {day: short.value.from}, to: {day: short.value.to}, end: short.end}
    : twoDays(text, start, language);
  const from = found && resolveWhen(found.from, clock)?.moment;
  const to = found && resolveWhen(found.to, clock)?.moment;
  if (!found || from === undefined || to === undefined || from >= to) return undefined;
  return {type: 'days', from, to, start, end: found.end};
};

interface TwoDays {
  readonly from: When;
  readonly to: When;
  readonly end: number;
}

/** Two weekdays may be a repetition ("from monday to friday"), so they are no span. */
function twoDays(text: string, start: number, language: Language): TwoDays | undefined {
  const led = endOfMatch(language.leads.start, text, start);
  const first = whenAt(text, led ?? start, language);
  if (!first?.value.day || first.weak) return undefined;
  if (led === undefined && first.value.day.type !== 'date') return undefined;
  const next = endOfMatch(language.leads.dayTo, text, first.end);
  const last = next === undefined ? undefined : whenAt(text, next, language);
  if (!last?.value.day || last.weak) return undefined;
  const isWeek = first.value.day.type === 'weekday' && last.value.day.type === 'weekday';
  return isWeek ? undefined : {from: first.value, to: last.value, end: last.end};
}

export interface LedDate {
  readonly when: When;
  readonly role: 'due' | 'scheduled';
  readonly strength: number;
  readonly shift: number;
  readonly weak: boolean;
  readonly from: number;
  readonly end: number;
  /** More days follow ("mon wed fri"): none of them is the one that is due. */
  readonly isSeveral: boolean;
  /** Only a date where the sentence ends ("the party is on friday"). */
  readonly isLast: boolean;
}

/** The date that begins at `start`, with or without a word that leads to it. */
export function datesAt({text, language}: CapturedLine, start: number): readonly LedDate[] {
  const {leads} = language;
  const ways: readonly (readonly [
    PatternSet<true> | undefined,
    LedDate['role'],
    number,
    number,
  ])[] = [
    [leads.due, 'due', 2, 0],
    [leads.before, 'due', 2, -1],
    [leads.until, 'due', 2, 0],
    [leads.start, 'scheduled', 2, 0],
    [leads.after, 'scheduled', 2, 1],
    [leads.is, 'due', 1, 0],
    [undefined, 'due', 0, 0],
    [leads.optional, 'due', 1, 0],
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
      isLast: lead === leads.is,
    });
  }
  return found;
}

export const whenReader: Reader = (line, start) => {
  for (const led of datesAt(line, start)) {
    if (verdict(led, line, start) !== 'taken') continue;
    const {when, role, strength, shift, end} = led;
    return {type: 'when', role, when, strength, shift, start, end};
  }
  return undefined;
};

/** Whether a date is one, could be one, or is part of the sentence. */
export function verdict(
  led: LedDate,
  {text, clock, language}: CapturedLine,
  start: number,
): 'taken' | 'unclear' | 'words' {
  const {leads} = language;
  const said = text.slice(led.from, led.end);
  const rest = text.slice(led.end);
  const isClosed = leads.closes.test(rest);
  if (led.isSeveral)
    return led.strength === 0 && leads.guard.test(text.slice(0, start)) ? 'words' : 'unclear';
  if (led.isLast && (!isClosed || led.when.day?.type === 'either')) return 'words';
  const resolved = resolveWhen(led.when, clock);
  if (!resolved) return isFraction(led, said, isClosed) ? 'words' : 'unclear';
  if (isOfOther(led, text, start, language)) return 'unclear';
  if (led.strength === 0 && leads.guard.test(text.slice(0, start))) return 'words';
  if (led.weak && led.strength === 0) return mayBeDay(led, rest) ? 'unclear' : 'words';
  if (led.weak && !isClosed)
    return led.strength === 2 && led.when.day?.type === 'month' ? 'taken' : 'unclear';
  if (start > 0 && led.strength === 0 && isName(said, rest, language)) return 'unclear';
  if (led.strength < 2 && isCounted(led, said, rest, language)) return 'unclear';
  if (start === 0 && leads.verb.test(text)) return 'unclear';
  if (led.strength === 0 && !isClosed && leads.uncertain.test(said)) {
    if (!leads.opening.test(said)) return 'words';
    return start === 0 ? 'taken' : 'unclear';
  }
  const isPast = dateOf(resolved.moment, clock.zone) < today(clock);
  return isPast && led.strength < 2 ? 'words' : 'taken';
}

/** "Two weeks before friday", "the first monday of march": words beside a day that make it another one. */
function isOfOther(
  {when, weak, end}: LedDate,
  text: string,
  start: number,
  language: Language,
): boolean {
  const {leads} = language;
  if (weak || when.day === undefined || when.day.type === 'period') return false;
  const isNamed = when.day.type === 'weekday' || when.day.type === 'relative';
  if (isNamed && leads.qualifies?.test(text.slice(end))) return true;
  const before = text.slice(0, start);
  const isLed = leads.qualified?.test(before) === true;
  return isLed && (isNamed || when.day.type === 'date');
}

/** "Party the 5th", "holiday may" at the end of a line. */
const mayBeDay = ({when}: LedDate, rest: string): boolean =>
  (when.day?.type === 'monthday' || when.day?.type === 'month') && rest === '';

/** "3/4 cup": two numbers that nothing makes a date, neither a time nor the end of the words. */
function isFraction(led: LedDate, said: string, isClosed: boolean): boolean {
  const {day, time} = led.when;
  if (day?.type !== 'either' || led.strength > 0 || day.year !== undefined) return false;
  const isDate = day.first <= 12 && day.second <= 12 && /\d\/\d/.test(said);
  return !isDate || (time === undefined && !isClosed);
}

/** "Read Sunday Times": a capital in the line, and another one right behind it. */
const isName = (said: string, rest: string, {leads}: Language): boolean =>
  /^\p{Lu}/u.test(said) && leads.named.test(rest);

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
