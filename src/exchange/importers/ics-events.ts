/** Events of a calendar as memories of what takes place: repeating ones are laid out around today. */

import {derivedId} from '../../ground/ids.ts';
import type {Json} from '../../ground/json.ts';
import {type Clock, isPlainDate, today, toIso} from '../../ground/time.ts';
import {dateText} from '../../language/format-moment.ts';
import {type Occurrence, occurrenceOf} from '../../planner/tasks/recurrence.ts';
import {
  type Component,
  categoriesOf,
  leftoversOf,
  property,
  sequenceOf,
  textIn,
  uidOf,
  withoutPlace,
} from './ics-parts.ts';
import {daysBack, laidOut, type SeriesReading} from './ics-series.ts';
import type {Local, Zones} from './ics-zones.ts';
import {bad, guarded, type ImportedItem, unmapped} from './item.ts';

export interface EventBlock {
  readonly component: Component;
  readonly line: number;
  readonly path?: string;
}

export interface EventReading extends SeriesReading {
  /** True where a to-do of the file has the same UID. */
  readonly isShared: boolean;
}

/**
 * The events of one calendar id: the series and the occurrences that were moved, changed or
 * cancelled by an event of their own. What it no longer holds is named last, so that it can go.
 */
export function* readEvents(
  uid: string,
  blocks: readonly EventBlock[],
  reading: EventReading,
): Generator<ImportedItem> {
  const ids: string[] = [];
  let isRead = true;
  const group = groupOf(blocks, reading);
  for (const block of blocks) {
    for (const found of guarded(block, () => readEvent(block, group))) {
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

/** The events of one UID. */
interface Group {
  readonly blocks: readonly EventBlock[];
  readonly reading: EventReading;
  /** What the ids of its events are derived from. */
  readonly uid: readonly string[];
  /** True where several events of their own have this UID: each is known by its start as well. */
  readonly areSeveral: boolean;
}

function groupOf(blocks: readonly EventBlock[], reading: EventReading): Group {
  const [first] = blocks;
  const uid = first ? uidOf(first.component) : '';
  const own = blocks.filter(({component}) => !property(component, 'recurrence-id'));
  return {
    ...{blocks, reading},
    uid: reading.isShared ? ['event', uid] : [uid],
    areSeveral: own.length > 1,
  };
}

/** The occurrences that events of their own stand for, as the series shows them; what cannot be read is named later. */
function replacedIn(blocks: readonly EventBlock[], series: Local, zones: Zones): Set<Occurrence> {
  const found = blocks.flatMap(({component}) => {
    try {
      const moved = property(component, 'recurrence-id');
      return moved ? zones.occurrencesOf(moved, series.zone, series.occurrence) : [];
    } catch {
      return [];
    }
  });
  return new Set(found);
}

function* readEvent({component, line, path}: EventBlock, group: Group): Generator<ImportedItem> {
  const {zones} = group.reading;
  const title = textIn(component, 'summary') || '(no title)';
  const start = property(component, 'dtstart');
  const isCancelled = textIn(component, 'status').toUpperCase() === 'CANCELLED';
  if (!start) {
    if (!isCancelled) yield bad(line, `"${title.slice(0, 60)}" has no start`, path);
    return;
  }
  if (isCancelled) return;
  const {occurrence, zone} = zones.localOf(start);
  const length = lengthOf(component, zone.momentOf(occurrence), zones);
  const {clock} = group.reading;
  const common = {component, line, title, length, clock, uid: group.uid};
  for (const what of withoutPlace(component)) yield unmapped(what);
  const moved = property(component, 'recurrence-id');
  if (moved) {
    const key = zones.occurrencesOf(moved, zone, occurrence)[0] ?? '';
    return yield eventItem({...common, at: zone.momentOf(occurrence), key});
  }
  if (!property(component, 'rrule') && !property(component, 'rdate')) {
    const key = group.areSeveral ? occurrence : '';
    return yield eventItem({...common, at: zone.momentOf(occurrence), key});
  }
  yield* seriesItems(component, {occurrence, zone}, group, common);
}

function* seriesItems(
  component: Component,
  series: Local,
  {blocks, reading}: Group,
  common: Omit<EventAt, 'at' | 'key'>,
): Generator<ImportedItem> {
  const replaced = replacedIn(blocks, series, reading.zones);
  const {occurrences, hasMore, outside} = laidOut(component, series, replaced, reading);
  for (const one of occurrences) {
    yield eventItem({...common, at: series.zone.momentOf(one), key: one});
  }
  if (hasMore)
    yield unmapped(`occurrences of "${common.title.slice(0, 60)}" that lie further away`);
  if (!outside) return;
  const {at, until} = outside;
  yield eventItem({...common, at: series.zone.momentOf(at), key: at, until});
}

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
  /** What its id is derived from. */
  readonly uid: readonly string[];
  /** When a series that is over happened last. */
  readonly until?: Occurrence | undefined;
}

function eventItem({
  component,
  line,
  title,
  at,
  key,
  length,
  clock,
  ...more
}: EventAt): ImportedItem {
  const location = textIn(component, 'location') || null;
  const end = length === undefined ? null : endOf(at, length);
  const local = occurrenceOf(at, clock.zone);
  const {until} = more;
  const when = [
    dateText(Temporal.PlainDate.from(local.slice(0, 10))),
    local.slice(11),
    until === undefined ? '' : `until ${dateText(Temporal.PlainDate.from(until.slice(0, 10)))}`,
  ].filter(text => text !== '');
  const words = [title, ...when, ...(location === null ? [] : [location])].join(', ');
  const description = textIn(component, 'description');
  const uid = uidOf(component);
  const sequence = sequenceOf(component);
  const metadata: {[name: string]: Json} = {
    ...{start: at, end, location, uid},
    ...(sequence > 0 && {sequence}),
    ...(until !== undefined && {until}),
    ...leftoversOf(component),
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
  const id = derivedId('import', 'ics', ...more.uid, ...(key === '' ? [] : [key]));
  return {type: 'memory', id, line, input, sequence};
}

const endOf = (start: string, length: number): string => {
  const end = toIso(Date.parse(start) + length);
  return isPlainDate(start) ? end.slice(0, 10) : end;
};
