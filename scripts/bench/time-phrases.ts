/**
 * Every way of saying a time, in every zone and on many dates: none may fail, end before it begins
 * or begin within a day. Each phrase meets each date, and each phrase meets each zone; what a phrase
 * means depends on the date alone, and the zone only turns dates into moments, so that all three at
 * once (35 hours) would tell no more. Prints how many were read.
 *
 *   node scripts/bench/time-phrases.ts [--dates 2000]    some minutes
 */
import {parseArgs} from 'node:util';
import {type Clock, fixedClock, startOfDate, toIso} from '../../src/ground/time.ts';
import {readDate} from '../../src/language/dates.ts';
import {english} from '../../src/language/en/english.ts';
import {findSpan} from '../../src/language/spans.ts';
import {matchesOf} from './matches-of.ts';
import {seeded} from './random.ts';

export interface Tally {
  readonly phrases: number;
  readonly readings: number;
  /** Readings in which a span of time was found. */
  readonly spans: number;
  readonly failures: readonly string[];
}

export interface Occasion {
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Each way of saying a day, a time or a span in English, with each of its words. */
export function everyPhrase(seed = 20_261_125): readonly string[] {
  const random = seeded(seed);
  const ways = [...english.whens.all, ...english.spans.all];
  return [...new Set(ways.flatMap(({source}) => matchesOf(source, random.next)))];
}

export const everyZone = (): readonly string[] => [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/** Moments between 1995 and 2055 at any hour; the first ones stand at turns of years, leap days and changes of clocks. */
export function manyMoments(count: number, seed = 7): readonly number[] {
  const random = seeded(seed);
  const turns = ['2024-02-29T23:59:59Z', '2026-12-31T23:30:00Z', '2027-01-01T00:00:00Z'];
  const changes = ['2026-03-29T00:30:00Z', '2026-10-25T01:00:00Z', '2026-03-31T22:00:00Z'];
  const fixed = [...turns, ...changes].map(Date.parse);
  const from = Date.parse('1995-01-01T00:00:00Z');
  const drawn = Array.from({length: count}, () => from + Math.floor(random.next() * 60 * yearMs));
  return [...fixed, ...drawn].slice(0, count);
}

const yearMs = 365.25 * 24 * 3_600_000;

/** Reads the phrases on each occasion that `occasionsOf` gives for one. */
export function readAll(
  phrases: readonly string[],
  occasionsOf: (phrase: string, index: number) => Iterable<Occasion>,
): Tally {
  const failures: string[] = [];
  let readings = 0;
  let spans = 0;
  for (const [index, phrase] of phrases.entries()) {
    for (const {zone, now} of occasionsOf(phrase, index)) {
      readings += 1;
      const found = faultIn(phrase, fixedClock(now, zone));
      if (found.isSpan) spans += 1;
      if (found.fault) failures.push(`"${phrase}" at ${toIso(now)} in ${zone}: ${found.fault}`);
    }
  }
  return {phrases: phrases.length, readings, spans, failures};
}

function faultIn(phrase: string, clock: Clock): {isSpan: boolean; fault?: string} {
  try {
    readDate(phrase, clock);
    const span = findSpan(`what did I do ${phrase}`, clock);
    if (span === undefined) return {isSpan: false};
    const [from, to] = [span.from, span.to].map(edge => edge && Date.parse(edge));
    if (Number.isNaN(from ?? 0) || Number.isNaN(to ?? 0)) return {isSpan: true, fault: 'no moment'};
    if (typeof from === 'number' && typeof to === 'number' && from >= to)
      return {isSpan: true, fault: `ends at ${span.to} before it begins at ${span.from}`};
    for (const edge of [from, to])
      if (typeof edge === 'number' && !isStartOfDay(edge, clock.zone))
        return {isSpan: true, fault: `${toIso(edge)} is within a day`};
    return {isSpan: true};
  } catch (error) {
    return {isSpan: false, fault: String(error)};
  }
}

function isStartOfDay(ms: number, zone: string): boolean {
  const date = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  return startOfDate(date.toString(), zone) === ms;
}

/** A phrase on every date, each in another zone. */
export function* onEachDate(
  zones: readonly string[],
  moments: readonly number[],
  shift: number,
): Generator<Occasion> {
  for (const [n, now] of moments.entries()) {
    yield {now, zone: zones[(shift * 389 + n) % zones.length] ?? 'UTC'};
  }
}

function main(): void {
  const {values} = parseArgs({options: {dates: {type: 'string', default: '2000'}}});
  const zones = everyZone();
  const moments = manyMoments(Number(values.dates));
  const least = Math.max(zones.length, moments.length);
  const each = Array.from({length: least}, (_, n) => moments[n % moments.length] ?? 0);
  const tally = readAll(everyPhrase(), (_, index) => onEachDate(zones, each, index));
  const {phrases, readings, spans, failures} = tally;
  console.log(`${phrases} phrases in ${zones.length} zones on ${moments.length} dates`);
  console.log(`${readings} readings, ${spans} spans, ${failures.length} failures`);
  for (const failure of failures.slice(0, 50)) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
