/** The occurrences of a repeating event, laid out around today; one that has none there is kept once. */
import {type Clock, isPlainDate, today, toIso} from '../../ground/time.ts';
import {isPastEnd, type Occurrence, type Rules} from '../../planner/tasks/recurrence.ts';
import {countOf, rulePart, withoutCount} from '../../planner/tasks/rule-text.ts';
import type {Component} from './ics-parts.ts';
import type {Local, Zone, Zones} from './ics-zones.ts';

/** Repeating events are laid out this far around today. */
export const daysBack = 60;
const daysAhead = 400;
const mostOccurrences = 500;

/** Steps that the rules of one import may take, and those of one event: some forty microseconds each. */
const mostSteps = 200_000;
const mostStepsOfOne = 20_000;

/** What a rule costs that the engine gives up on. */
const stepsOfFailure = 5_000;

/** How many steps are left. What a file asks for beyond that is not laid out, and said. */
export class Steps {
  #left = mostSteps;
  #leftOfOne = mostStepsOfOne;

  /** Begins with another event; false when nothing is left for it. */
  next(): boolean {
    this.#leftOfOne = Math.min(mostStepsOfOne, this.#left);
    return this.#left > 0;
  }

  /** False when no more may be taken. */
  take(steps = 1): boolean {
    this.#left -= steps;
    this.#leftOfOne -= steps;
    return this.#leftOfOne > 0;
  }

  get isUsedUp(): boolean {
    return this.#leftOfOne <= 0;
  }
}

export interface Laid {
  readonly occurrences: readonly Occurrence[];
  /** True where more would lie around today than are kept; the nearest are. */
  readonly hasMore: boolean;
  /** Said of a series that lies around today nowhere: its first or its next date, and its last one. */
  readonly outside?: {readonly at: Occurrence; readonly until?: Occurrence | undefined};
}

export interface SeriesReading {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly zones: Zones;
  readonly steps: Steps;
}

export function laidOut(
  component: Component,
  {occurrence: first, zone}: Local,
  replaced: ReadonlySet<Occurrence>,
  {rules, clock, zones, steps}: SeriesReading,
): Laid {
  if (!steps.next()) return {occurrences: [], hasMore: true, outside: {at: first}};
  const now = today(clock);
  const least = Temporal.PlainDate.from(now).subtract({days: daysBack}).toString();
  const most = Temporal.PlainDate.from(now).add({days: daysAhead}).toString();
  const valuesOf = (name: string): Occurrence[] =>
    component.getAllProperties(name).flatMap(one => zones.occurrencesOf(one, zone, first));
  const series = new Series(rules, steps, {
    first,
    rules: rulesIn(component, 'rrule', zone),
    dates: valuesOf('rdate'),
    without: rulesIn(component, 'exrule', zone),
    exceptions: new Set([...valuesOf('exdate'), ...replaced]),
  });
  const ahead = series.within(now, `${most}T24`, mostOccurrences + 1);
  const room = mostOccurrences - ahead.length;
  const back = room > 0 ? series.within(least, now).slice(-room) : [];
  const occurrences = [...back, ...ahead.slice(0, mostOccurrences)];
  const hasMore = ahead.length > mostOccurrences || steps.isUsedUp;
  if (occurrences.length > 0) return {occurrences, hasMore};
  if (hasMore) return {occurrences, hasMore, outside: {at: first}};
  const [next] = series.within(most, '9999', 1);
  if (next !== undefined) return {occurrences, hasMore, outside: {at: next}};
  const [at] = series.within('', least, 1);
  const until = at === undefined ? undefined : series.lastBefore(least);
  return {occurrences, hasMore, ...(at !== undefined && {outside: {at, until}})};
}

interface SeriesParts {
  readonly first: Occurrence;
  readonly rules: readonly string[];
  readonly dates: readonly Occurrence[];
  /** EXRULE: rules whose occurrences are left out. */
  readonly without: readonly string[];
  readonly exceptions: ReadonlySet<Occurrence>;
}

class Series {
  readonly #rules: Rules;
  readonly #steps: Steps;
  readonly #parts: SeriesParts;

  constructor(rules: Rules, steps: Steps, parts: SeriesParts) {
    this.#rules = rules;
    this.#steps = steps;
    this.#parts = parts;
  }

  /** Occurrences from a date on and before another one, in order, up to so many. */
  within(least: string, before: string, limit = Number.POSITIVE_INFINITY): Occurrence[] {
    const {first, rules, dates, without} = this.#parts;
    const left = new Set(without.flatMap(rule => this.#leftOut(rule, least, before)));
    const isKept = (at: Occurrence): boolean =>
      at >= least && at < before && !this.#isExcepted(at) && !left.has(at);
    const isFirst = rules.length === 0 || rules.some(rule => !isPastEnd(rule, first));
    const found = new Set([...(isFirst ? [first] : []), ...dates].filter(isKept));
    for (const rule of rules) {
      let taken = 0;
      for (const at of this.#ruled(rule, least, before)) {
        if (!isKept(at)) continue;
        found.add(at);
        taken += 1;
        if (taken >= limit) break;
      }
    }
    return [...found].sort().slice(0, limit);
  }

  lastBefore(before: string): Occurrence | undefined {
    const {rules} = this.#parts;
    const ends = rules.map(rule => rulePart(rule, 'UNTIL'));
    const until = ends.every(end => end !== undefined) ? ends.sort().at(-1) : undefined;
    if (until !== undefined)
      return `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
    return this.within('', before).at(-1);
  }

  #isExcepted(at: Occurrence): boolean {
    const {exceptions} = this.#parts;
    return exceptions.has(at) || exceptions.has(at.slice(0, 10));
  }

  /** What a rule makes after the first occurrence, which counts as one of its own. */
  *#ruled(rule: string, least: string, before: string): Generator<Occurrence> {
    const {first} = this.#parts;
    const count = countOf(rule);
    const isCounted = count !== Number.POSITIVE_INFINITY;
    const from = isCounted || least < first ? first : least;
    let left = isCounted ? count - 1 : Number.POSITIVE_INFINITY;
    if (left < 1) return;
    for (const at of this.#stepped(withoutCount(rule), first, from)) {
      if (at === first) continue;
      if (at >= before || isPastEnd(rule, at)) return;
      yield at;
      left -= 1;
      if (left < 1) return;
    }
  }

  /** What the engine makes, as far as steps are left. */
  *#stepped(rule: string, first: Occurrence, from: Occurrence): Generator<Occurrence> {
    if (this.#steps.isUsedUp) return;
    try {
      for (const at of this.#rules.from(rule, first, from)) {
        yield at;
        if (!this.#steps.take()) return;
      }
    } catch (error) {
      this.#steps.take(stepsOfFailure);
      throw error;
    }
  }

  /** What a rule of exceptions names, the first occurrence among it. */
  #leftOut(rule: string, least: string, before: string): Occurrence[] {
    const {first} = this.#parts;
    const isFirst = this.#rules.first(rule, first) === first;
    return [...(isFirst ? [first] : []), ...this.#ruled(rule, least, before)];
  }
}

/** The rules of a component; the end of each as clocks in its zone show it. */
const rulesIn = (
  component: Component,
  name: 'rrule' | 'exrule',
  zone: Pick<Zone, 'occurrenceOf'>,
): readonly string[] =>
  component
    .getAllProperties(name)
    .map(one => String(one.getFirstValue() ?? ''))
    .filter(rule => rule !== '')
    .map(rule => withLocalEnd(rule, zone));

function withLocalEnd(rule: string, zone: Pick<Zone, 'occurrenceOf'>): string {
  return rule.replace(
    /UNTIL=(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z)?)?/,
    (_, year, month, day, hour, minute, second, utc) => {
      if (hour === undefined) return `UNTIL=${year}${month}${day}`;
      const digits = (at: string): string => at.replaceAll(/[-:]/g, '');
      const local = `${year}-${month}-${day}T${hour}:${minute}`;
      if (!utc) return `UNTIL=${digits(local)}00`;
      const until = zone.occurrenceOf(toIso(Date.parse(`${local}:${second}Z`)));
      return isPlainDate(until) ? `UNTIL=${digits(until)}` : `UNTIL=${digits(until)}00`;
    },
  );
}
