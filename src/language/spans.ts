/** Ranges of time in questions: "last May", "in 2023", "this week", "between March and June". */
import {type Clock, toIso} from '../ground/time.ts';
import {english} from './en/english.ts';
import type {Day, Language} from './grammar/phrases.ts';
import {endOfMatch, matchAt, whenAt} from './grammar/scan.ts';
import {type Days, type Leaning, nowIn, resolveDay} from './resolve.ts';

/** A range of instants: `from` inclusive, `to` exclusive; either may be open. */
export interface DateSpan {
  readonly from?: string;
  readonly to?: string;
  /** The words that said it, and where in the question they stand. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The first range of time that a question names, in the person's zone, or undefined. A month or
 * weekday without a year is the latest one, unless the question looks forward ("due", "next").
 */
export function findSpan(
  question: string,
  clock: Clock,
  language: Language = english,
): DateSpan | undefined {
  const leaning: Leaning = language.ahead.test(question) ? 'future' : 'past';
  for (const start of wordStarts(question)) {
    const found =
      openSpan(question, start, clock, leaning, language) ??
      betweenSpan(question, start, clock, leaning, language) ??
      plainSpan(question, start, clock, leaning, language);
    if (found) return found;
  }
  return undefined;
}

/** Where words begin: after white space, an opening bracket or a quote. */
export function* wordStarts(text: string): Generator<number> {
  for (let at = 0; at < text.length; at += 1) {
    if (/\S/.test(text[at] ?? '') && (at === 0 || /[\s("'“]/.test(text[at - 1] ?? ''))) yield at;
  }
}

interface FoundDays {
  readonly days: Days;
  readonly end: number;
}

function daysAt(
  text: string,
  start: number,
  clock: Clock,
  leaning: Leaning,
  language: Language,
): FoundDays | undefined {
  const span = matchAt(language.spans, text, start);
  const when = span ?? whenAt(text, start, language);
  if (!when) return undefined;
  const day: Day | undefined = span ? span.value : whenAt(text, start, language)?.value.day;
  if (!day) return undefined;
  const days = resolveDay(day, nowIn(clock).toPlainDate(), leaning);
  return days && {days, end: when.end};
}

function plainSpan(
  text: string,
  start: number,
  clock: Clock,
  leaning: Leaning,
  language: Language,
): DateSpan | undefined {
  const lead = endOfMatch(language.leads.optional, text, start) ?? start;
  const found =
    daysAt(text, start, clock, leaning, language) ?? daysAt(text, lead, clock, leaning, language);
  if (!found || isOrdinaryWord(text, start, found.end, language)) return undefined;
  return {...instants(found.days, clock), ...where(text, start, found.end)};
}

/** "May I…", "march on": a month's name alone is a date only where a preposition stands before it. */
function isOrdinaryWord(text: string, start: number, end: number, language: Language): boolean {
  const found = whenAt(text, start, language);
  return found?.weak === true && found.end === end && found.value.day?.type !== 'year';
}

function openSpan(
  text: string,
  start: number,
  clock: Clock,
  leaning: Leaning,
  language: Language,
): DateSpan | undefined {
  const {since, after, before, until} = language.leads;
  for (const lead of [since, after, before, until]) {
    const at = endOfMatch(lead, text, start);
    if (at === undefined) continue;
    const found = daysAt(text, at, clock, leaning, language);
    if (!found) continue;
    const {from, to} = instants(found.days, clock);
    const range =
      lead === since ? {from} : lead === after ? {from: to} : lead === before ? {to: from} : {to};
    return {...range, ...where(text, start, found.end)};
  }
  return undefined;
}

function betweenSpan(
  text: string,
  start: number,
  clock: Clock,
  leaning: Leaning,
  language: Language,
): DateSpan | undefined {
  const at = endOfMatch(language.leads.between, text, start);
  if (at === undefined) return undefined;
  const first = daysAt(text, at, clock, leaning, language);
  const next = first && endOfMatch(language.leads.and, text, first.end);
  if (!first || next === undefined) return undefined;
  const second = daysAt(text, next, clock, leaning, language);
  if (!second) return undefined;
  const from = earlier(first.days.from, second.days);
  return {...instants({from, to: second.days.to}, clock), ...where(text, start, second.end)};
}

/** "Between March and June 2024": the first takes the year in which it lies before the second. */
function earlier(from: Temporal.PlainDate, second: Days): Temporal.PlainDate {
  const moved = from.with({year: second.from.year});
  if (Temporal.PlainDate.compare(moved, second.from) <= 0) return moved;
  return moved.subtract({years: 1});
}

const where = (text: string, start: number, end: number) => ({
  text: text.slice(start, end),
  start,
  end,
});

const instants = (days: Days, clock: Clock): {readonly from: string; readonly to: string} => ({
  from: toIso(days.from.toZonedDateTime({timeZone: clock.zone}).epochMilliseconds),
  to: toIso(days.to.toZonedDateTime({timeZone: clock.zone}).epochMilliseconds),
});
