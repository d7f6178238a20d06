/** Days that a line leaves open: several of them, the ones it excepts, and numbers beside a date. */
import type {Language} from '../grammar/phrases.ts';
import {endOfMatch, matchAt, whenAt} from '../grammar/scan.ts';

/** Where "mon wed fri 7am", "mon-fri" or "tomorrow or friday" ends, undefined for a single day. */
export function severalDaysEnd(
  text: string,
  start: number,
  language: Language,
): number | undefined {
  const range = endOfMatch(language.leads.dayRange, text, start);
  const first = range === undefined ? whenAt(text, start, language) : undefined;
  const from = range ?? first?.end;
  if (from === undefined) return undefined;
  if (first && !first.value.day) {
    return severalTimesEnd(text, first.end, language) ?? orElseEnd(text, first.end, language);
  }
  const isWeekday = first?.value.day?.type === 'weekday';
  let end = from;
  for (let next = nextDayEnd(text, end, isWeekday, language); next !== undefined; ) {
    end = next;
    next = nextDayEnd(text, end, isWeekday, language);
  }
  if (range === undefined && end === from) return orElseEnd(text, end, language);
  return timeEnd(text, end, language) ?? end;
}

/** Where "tomorrow or the day after", "friday morning or afternoon" ends. */
const orElseEnd = (text: string, at: number, language: Language): number | undefined =>
  endOfMatch(language.leads.orElse, text, at);

/** Where "8am and 8pm" ends: neither of them is the one. */
function severalTimesEnd(text: string, from: number, language: Language): number | undefined {
  const start = endOfMatch(language.leads.alsoTime, text, from);
  const next = start === undefined ? undefined : matchAt(language.whens, text, start);
  return next && !next.value.day && next.value.time ? next.end : undefined;
}

function nextDayEnd(
  text: string,
  at: number,
  isWeekday: boolean,
  language: Language,
): number | undefined {
  const said = endOfMatch(language.leads.alsoDay, text, at);
  const listed = isWeekday ? endOfMatch(language.leads.list, text, at) : undefined;
  const start = said ?? listed;
  const next = start === undefined ? undefined : whenAt(text, start, language);
  if (!next?.value.day || next.weak) return undefined;
  return said !== undefined || next.value.day.type === 'weekday' ? next.end : undefined;
}

function timeEnd(text: string, at: number, language: Language): number | undefined {
  const start = endOfMatch(language.joiner, text, at);
  const time = start === undefined ? undefined : matchAt(language.whens, text, start);
  return time && !time.value.day ? time.end : undefined;
}

/** Where "except 6 dec", "not today" or "except sundays" ends. */
export function exceptionEnd(text: string, start: number, language: Language): number | undefined {
  const from = endOfMatch(language.leads.except, text, start);
  if (from === undefined) return undefined;
  const said = severalDaysEnd(text, from, language);
  if (said !== undefined) return said;
  const day = whenAt(text, from, language);
  if (day?.value.day) return day.end;
  const lead = language.leads.repeatLead;
  const repeated = matchAt(language.repeats, lead + text.slice(from), 0);
  return repeated && from + repeated.end - lead.length;
}

/** Where a number ends that stands right after a date and is no time: "today 25:00". */
export function numberEnd(text: string, at: number, language: Language): number | undefined {
  if (matchAt(language.timeRange, text, at + 1)) return undefined;
  const end = endOfMatch(language.leads.number, text, at);
  if (end === undefined) return undefined;
  const isClock = text.slice(at, end).includes(':');
  return isClock || language.leads.closes.test(text.slice(end)) ? end : undefined;
}
