/** What a repetition leaves out: "except sundays", "but not on weekends", "except 7 dec", "except in july". */
import type {Clock} from '../ground/time.ts';
import type {Language, RuleParts} from './grammar/phrases.ts';
import {endOfMatch, type FoundPhrase, matchAt} from './grammar/scan.ts';
import {nowIn, resolveDay} from './resolve.ts';

export interface Exceptions {
  /** Single dates. */
  readonly dates: readonly string[];
  /** Weekdays as RFC 5545 codes. */
  readonly days: readonly string[];
  /** Months, 1 to 12. */
  readonly months: readonly number[];
}

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const allMonths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const nothing: Exceptions = {dates: [], days: [], months: []};

/** The exceptions that begin at `start`; undefined where one of them is not certain. */
export function exceptionsAt(
  text: string,
  start: number,
  clock: Clock,
  language: Language,
): FoundPhrase<Exceptions> | undefined {
  let at = endOfMatch(language.leads.except, text, start);
  let value = nothing;
  let end: number | undefined;
  while (at !== undefined) {
    const item = itemAt(text, at, clock, language);
    if (!item) break;
    value = together(value, item.value);
    end = item.end;
    at =
      endOfMatch(language.leads.alsoDay, text, item.end) ??
      endOfMatch(language.leads.listed, text, item.end);
  }
  return end === undefined ? undefined : {value, start, end, weak: false};
}

const together = (a: Exceptions, b: Exceptions): Exceptions => ({
  dates: [...a.dates, ...b.dates],
  days: [...a.days, ...b.days],
  months: [...a.months, ...b.months],
});

interface Item {
  readonly value: Exceptions;
  readonly end: number;
}

function itemAt(text: string, at: number, clock: Clock, language: Language): Item | undefined {
  const found = matchAt(language.whens, text, at);
  const day = found?.value.time ? undefined : found?.value.day;
  if (!found || !day) return weekdaysAt(text, at, language);
  if (day.type === 'weekday' && day.which === 'coming') {
    return {value: {...nothing, days: [codeOf(day.weekday)]}, end: found.end};
  }
  if (day.type === 'month' && day.year === undefined && day.which === undefined) {
    return {value: {...nothing, months: [day.month]}, end: found.end};
  }
  const days = resolveDay(day, nowIn(clock).toPlainDate(), 'future');
  const length = days?.from.until(days.to).days ?? 0;
  if (!days || length > mostDays) return undefined;
  const dates = Array.from({length}, (_, n) => days.from.add({days: n}).toString());
  return {value: {...nothing, dates}, end: found.end};
}

/** A week at the most is laid out day by day. */
const mostDays = 7;

const codeOf = (weekday: number): string => dayCodes[weekday - 1] ?? 'MO';

/** "Sundays", "on weekends", "weekdays": said as a repetition would be. */
function weekdaysAt(text: string, at: number, language: Language): Item | undefined {
  const {repeatLead} = language.leads;
  for (const lead of ['', repeatLead]) {
    const found = matchAt(language.repeats, lead + text.slice(at), 0);
    const days = found?.value.freq === 'WEEKLY' ? found.value.byDay : undefined;
    if (found && days && !found.value.interval)
      return {value: {...nothing, days}, end: at + found.end - lead.length};
  }
  return undefined;
}

/** A rule without the weekdays and months it leaves out; undefined where one rule cannot say that. */
export function leavingOut(parts: RuleParts, {days, months}: Exceptions): RuleParts | undefined {
  const within = days.length === 0 ? parts : withoutDays(parts, days);
  if (!within || months.length === 0) return within;
  const left = (within.byMonth ?? allMonths).filter(month => !months.includes(month));
  return left.length === 0 ? undefined : {...within, byMonth: left};
}

function withoutDays(parts: RuleParts, days: readonly string[]): RuleParts | undefined {
  const isPlaced = parts.bySetPos !== undefined || parts.byMonthDay !== undefined;
  const isDaily = parts.freq === 'DAILY' || parts.freq === 'HOURLY';
  if (isPlaced || !(isDaily || (parts.freq === 'WEEKLY' && parts.byDay))) return undefined;
  const left = (parts.byDay ?? dayCodes).filter(day => !days.includes(day));
  if (left.length === 0) return undefined;
  const isEveryDay = parts.freq === 'DAILY' && (parts.interval ?? 1) === 1;
  return {...parts, ...(isEveryDay ? {freq: 'WEEKLY', interval: 1} : {}), byDay: left};
}
