/** Finding dates and times in running text: the longest phrase that begins at a position. */

import type {PatternSet} from './pattern-set.ts';
import type {Language, When} from './phrases.ts';

export interface FoundPhrase<T> {
  readonly value: T;
  readonly start: number;
  readonly end: number;
  readonly weak: boolean;
}

/** The first way that fits at `start`. */
export function matchAt<T>(
  ways: PatternSet<T>,
  text: string,
  start: number,
): FoundPhrase<T> | undefined {
  for (const pattern of ways.at(text, start)) {
    pattern.match.lastIndex = start;
    const match = pattern.match.exec(text);
    if (!match || match[0].length === 0) continue;
    const value = pattern.read(match.groups ?? {});
    if (value === undefined) continue;
    return {value, start, end: start + match[0].length, weak: pattern.weak === true};
  }
  return undefined;
}

/** Where what fits at `start` ends, otherwise undefined. */
export const endOfMatch = (
  ways: PatternSet<unknown>,
  text: string,
  start: number,
): number | undefined => matchAt(ways, text, start)?.end;

/** Whether the words end here: nothing follows that they could belong to, or another part does. */
export function endsAt(text: string, end: number, language: Language): boolean {
  if (language.leads.closes.test(text.slice(end))) return true;
  if (text[end] !== ' ') return false;
  const next = whenAt(text, end + 1, language);
  return next?.weak === false || matchAt(language.repeats, text, end + 1) !== undefined;
}

const zonePattern =
  /\s\(?(?<zone>(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[A-Z]{2,4}T|[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_]+)?)\)?(?![\p{L}/])/uy;

/** A day with a time, in either order, or one of them: "fri 9am", "9am on friday", "tomorrow". */
export function whenAt(
  text: string,
  start: number,
  language: Language,
): FoundPhrase<When> | undefined {
  const first = matchAt(language.whens, text, start);
  if (!first) return undefined;
  // "9am UTC tomorrow": the zone belongs to the time, wherever the day stands.
  const timed = first.value.day ? first : zoned(text, first);
  const both = secondHalf(text, timed, language) ?? timed;
  return both.value.zone === undefined ? zoned(text, both) : both;
}

function secondHalf(
  text: string,
  first: FoundPhrase<When>,
  language: Language,
): FoundPhrase<When> | undefined {
  const {day, time} = first.value;
  if ((day && time) || day?.type === 'instant') return undefined;
  if (matchAt(language.timeRange, text, first.end + 1)) return undefined;
  const joined = endOfMatch(language.joiner, text, first.end);
  const onWord = time ? endOfMatch(language.leads.optional, text, joined ?? first.end) : undefined;
  for (const at of [onWord, joined, first.end + 1]) {
    if (at === undefined || !/[\s,]/.test(text[first.end] ?? '')) continue;
    const second = matchAt(language.whens, text, at) ?? (day && clockTimeAt(text, at, language));
    if (!second || (day ? !second.value.time || second.value.day : !isPlainDay(second))) continue;
    if (!day && second.weak) continue;
    const value = {...second.value, ...first.value};
    return {value, start: first.start, end: second.end, weak: false};
  }
  return undefined;
}

function clockTimeAt(text: string, at: number, language: Language): FoundPhrase<When> | undefined {
  const found = matchAt(language.clockTime, text, at);
  return found && {...found, value: {time: found.value}};
}

const isPlainDay = (found: FoundPhrase<When>): boolean =>
  found.value.day !== undefined &&
  found.value.time === undefined &&
  found.value.day.type !== 'instant';

function zoned(text: string, found: FoundPhrase<When>): FoundPhrase<When> {
  if (!found.value.time || !mayBeZone(text, found.end + 1)) return found;
  zonePattern.lastIndex = found.end;
  const match = zonePattern.exec(text);
  const zone = zoneNamed(match?.groups?.zone ?? '');
  if (!match || zone === undefined) return found;
  return {...found, end: found.end + match[0].length, value: {...found.value, zone}};
}

/** A zone begins with a capital; most words do not, and its expression costs more than the rest. */
const mayBeZone = (text: string, at: number): boolean =>
  text[at] === '(' || /[A-Z]/.test(text[at] ?? '');

/** Abbreviations that mean one distance from UTC wherever they are used. */
const abbreviations: Readonly<Record<string, string>> = {
  ...{WET: '+00:00', WEST: '+01:00', CET: '+01:00', CEST: '+02:00', EET: '+02:00', EEST: '+03:00'},
  ...{EST: '-05:00', EDT: '-04:00', CDT: '-05:00', MST: '-07:00', MDT: '-06:00', PST: '-08:00'},
  ...{PDT: '-07:00', JST: '+09:00', AEST: '+10:00', AEDT: '+11:00', NZST: '+12:00', NZDT: '+13:00'},
};

/** An IANA name or an offset; undefined for words that are no zone, or one of several. */
function zoneNamed(name: string): string | undefined {
  const known = abbreviations[name];
  if (known !== undefined) return known;
  const offset = /^(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?$/.exec(name);
  if (offset) return `${offset[1]}${offset[2]?.padStart(2, '0')}:${offset[3] ?? '00'}`;
  return (name.includes('/') || /^(?:UTC|GMT)$/i.test(name)) && isZone(name) ? name : undefined;
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
