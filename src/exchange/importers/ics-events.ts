/** Events of a calendar as memories of what takes place: repeating ones are laid out around today. */

import {derivedId} from '../../ground/ids.ts';
import type {Json} from '../../ground/json.ts';
import {type Clock, isPlainDate, today, toIso} from '../../ground/time.ts';
import {dateText} from '../../language/echo.ts';
import {type Occurrence, occurrenceOf, type Rules} from '../../planner/tasks/recurrence.ts';
import {type Component, categoriesOf, property, sequenceOf, textIn, uidOf} from './ics-parts.ts';
import type {Local, Zone, Zones} from './ics-zones.ts';
import {bad, type Found, guarded} from './item.ts';

/** Repeating events are laid out this far around today. */
const daysBack = 60;
const daysAhead = 400;
const mostOccurrences = 500;

export interface EventReading {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly zones: Zones;
}

export interface EventBlock {
  readonly component: Component;
  readonly line: number;
}

/**
 * The events of one calendar id: the series and the occurrences that were moved, changed or
 * cancelled by an event of their own. What it no longer holds is named last, so that it can go.
 */
export function* readEvents(
  uid: string,
  blocks: readonly EventBlock[],
  reading: EventReading,
): Generator<Found> {
  const replaced = new Set(blocks.flatMap(({component}) => replacedBy(component, reading.zones)));
  const ids: string[] = [];
  let isRead = true;
  for (const block of blocks) {
    for (const found of guarded(block.line, () => readEvent(block, replaced, reading))) {
      if (found.type === 'memory') ids.push(found.id);
      if (found.type === 'bad') isRead = false;
      yield found;
    }
  }
  // A broken event says nothing about what is gone.
  if (!isRead) return;
  const isAlone = blocks.every(({component}) => !property(component, 'rrule'));
  const least = Temporal.PlainDate.from(today(reading.clock)).subtract({days: daysBack});
  yield {type: 'events', uid, ids, from: isAlone && ids.length === 0 ? '' : least.toString()};
}

/** The moment of the occurrence that an event of its own stands for; one that cannot be read is named later. */
function replacedBy(component: Component, zones: Zones): string[] {
  try {
    const at = zones.momentOf(property(component, 'recurrence-id'));
    return at === null ? [] : [at];
  } catch {
    return [];
  }
}

function* readEvent(
  {component, line}: EventBlock,
  replaced: ReadonlySet<string>,
  reading: EventReading,
): Generator<Found> {
  const {zones} = reading;
  const title = textIn(component, 'summary') || '(no title)';
  const start = property(component, 'dtstart');
  const isCancelled = textIn(component, 'status').toUpperCase() === 'CANCELLED';
  if (!start) {
    if (!isCancelled) yield bad(line, `"${title.slice(0, 60)}" has no start`);
    return;
  }
  if (isCancelled) return;
  const {occurrence, zone} = zones.localOf(start);
  const length = lengthOf(component, zone.momentOf(occurrence), zones);
  const common = {component, line, title, length, clock: reading.clock};
  const moved = property(component, 'recurrence-id');
  if (moved) {
    const key = idKeyOf(zones.localOf(moved), zone);
    return yield eventItem({...common, at: zone.momentOf(occurrence), key});
  }
  const isSeries = property(component, 'rrule') ?? property(component, 'rdate');
  if (!isSeries) return yield eventItem({...common, at: zone.momentOf(occurrence), key: ''});
  for (const one of laidOut(component, {occurrence, zone}, replaced, reading)) {
    yield eventItem({...common, at: zone.momentOf(one), key: one});
  }
}

/** The original time of a moved occurrence, as the clocks of its series show it. */
const idKeyOf = ({occurrence, zone}: Local, series: Zone): string =>
  isPlainDate(occurrence) || zone.name === series.name
    ? occurrence
    : series.occurrenceOf(zone.momentOf(occurrence));

/** Milliseconds from DTEND or DURATION; undefined where neither is said. */
function lengthOf(component: Component, start: string, zones: Zones): number | undefined {
  const end = zones.momentOf(property(component, 'dtend'));
  if (end !== null) {
    return isPlainDate(end) === isPlainDate(start)
      ? Date.parse(end) - Date.parse(start)
      : undefined;
  }
  const duration = component.getFirstPropertyValue('duration') as {toSeconds?(): number} | null;
  return duration?.toSeconds ? duration.toSeconds() * 1_000 : undefined;
}

/** The occurrences of a series around today, exceptions left out. */
function laidOut(
  component: Component,
  {occurrence: first, zone}: Local,
  replaced: ReadonlySet<string>,
  {rules, clock, zones}: EventReading,
): readonly Occurrence[] {
  const now = Temporal.PlainDate.from(today(clock));
  const least = now.subtract({days: daysBack}).toString();
  const most = now.add({days: daysAhead}).toString();
  const valuesOf = (name: string): Occurrence[] =>
    component.getAllProperties(name).flatMap(one => zones.occurrencesOf(one, zone));
  const exceptions = new Set(valuesOf('exdate'));
  const isKept = (at: Occurrence): boolean =>
    at.slice(0, 10) >= least &&
    at.slice(0, 10) <= most &&
    !exceptions.has(at) &&
    !exceptions.has(at.slice(0, 10)) &&
    !replaced.has(zone.momentOf(at));
  const found = new Set([first, ...valuesOf('rdate')].filter(isKept));
  const rule = ruleIn(component, zone);
  let left = Number(/COUNT=(\d+)/.exec(rule ?? '')?.[1] ?? Number.POSITIVE_INFINITY) - 1;
  let at = rule === undefined || left < 1 ? undefined : rules.next(rule, first);
  for (; rule !== undefined && at !== undefined && at.slice(0, 10) <= most; left -= 1) {
    if (isKept(at)) found.add(at);
    if (found.size >= mostOccurrences) break;
    at = left > 1 ? rules.next(rule, at) : undefined;
  }
  return [...found].sort();
}

/** The rule of a series; its end as the day that clocks in its zone show. */
export function ruleIn(component: Component, zone: Pick<Zone, 'occurrenceOf'>): string | undefined {
  const value = component.getFirstPropertyValue('rrule');
  if (!value) return undefined;
  return String(value).replace(
    /UNTIL=(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z/,
    (_, year, month, day, hour, minute, second) => {
      const until = toIso(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
      return `UNTIL=${zone.occurrenceOf(until).slice(0, 10).replaceAll('-', '')}`;
    },
  );
}

interface EventAt {
  readonly component: Component;
  readonly line: number;
  readonly title: string;
  /** An instant, or a date for a whole day. */
  readonly at: string;
  /** Which occurrence of its series it is, by its original local time; empty for an event alone. */
  readonly key: string;
  readonly length: number | undefined;
  readonly clock: Clock;
}

function eventItem({component, line, title, at, key, length, clock}: EventAt): Found {
  const location = textIn(component, 'location') || null;
  const end = length === undefined ? null : endOf(at, length);
  const local = occurrenceOf(at, clock.zone);
  const when = [dateText(Temporal.PlainDate.from(local.slice(0, 10))), local.slice(11)]
    .filter(text => text !== '')
    .join(', ');
  const words = [title, when, ...(location === null ? [] : [location])].join(', ');
  const description = textIn(component, 'description');
  const uid = uidOf(component);
  const sequence = sequenceOf(component);
  const metadata: {[name: string]: Json} = {
    ...{start: at, end, location, uid},
    ...(sequence > 0 && {sequence}),
  };
  const input = {
    title: title.slice(0, 1_000),
    body: description === '' ? words : `${words}\n\n${description}`,
    type: 'event' as const,
    tags: categoriesOf(component),
    metadata,
    source: {kind: 'calendar', id: null, quote: null},
    created_at: toIso(clock.now()),
  };
  // An event alone may move: its id does not follow from its time.
  const id = key === '' ? derivedId('import', 'ics', uid) : derivedId('import', 'ics', uid, key);
  return {type: 'memory', id, line, input, sequence};
}

const endOf = (start: string, length: number): string => {
  const end = toIso(Date.parse(start) + length);
  return isPlainDate(start) ? end.slice(0, 10) : end;
};
