/** iCalendar in: events become context for the agenda, to-dos become tasks. */
import type {Json} from '../../entries/fields.ts';
import {derivedId, isId} from '../../ids.ts';
import {dateText} from '../../language/echo.ts';
import {
  loadRules,
  momentOf,
  type Occurrence,
  occurrenceOf,
  type Rules,
} from '../../planner/recurrence.ts';
import type {TaskInput, TaskStatus} from '../../planner/task.ts';
import {type Clock, isPlainDate, today, toIso} from '../../time.ts';
import {bad, type Found, unmapped} from './item.ts';

type Ical = typeof import('ical.js').default;
type Component = InstanceType<Ical['Component']>;
type Property = InstanceType<Ical['Property']>;

/** Repeating events are laid out this far around today. */
const daysBack = 60;
const daysAhead = 400;
const mostOccurrences = 500;

interface Reading {
  readonly ical: Ical;
  readonly rules: Rules;
  readonly clock: Clock;
  /** Occurrences that an event of their own replaces. */
  readonly replaced: Set<string>;
}

/** Reads a calendar; a component that cannot be read is named and skipped. */
export async function readIcs(text: string, clock: Clock): Promise<Iterable<Found>> {
  const {default: ical} = await import('ical.js');
  const rules = await loadRules();
  return readParts(text, {ical, rules, clock, replaced: new Set()});
}

function* readParts(text: string, reading: Reading): Generator<Found> {
  const parts: {readonly component: Component; readonly line: number}[] = [];
  for (const {source, line} of componentsIn(text)) {
    try {
      const parsed = reading.ical.parse(`BEGIN:VCALENDAR\r\n${source}\r\nEND:VCALENDAR`);
      const [component] = new reading.ical.Component(parsed as unknown[]).getAllSubcomponents();
      if (component) parts.push({component, line});
    } catch (error) {
      yield bad(line, `it is no iCalendar (${(error as Error).message.slice(0, 120)})`);
    }
  }
  for (const {component} of parts) {
    const at = property(component, 'recurrence-id');
    if (at) reading.replaced.add(`${uidOf(component)} ${localOf(at, reading.clock).occurrence}`);
  }
  for (const {component, line} of parts) {
    try {
      if (component.name === 'vtodo') yield* readTodo(component, line, reading);
      else yield* readEvent(component, line, reading);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      yield bad(line, (error as Error).message.slice(0, 160));
    }
  }
}

/** The VEVENT and VTODO blocks of a file, alarms and all, with the line they begin at. */
function* componentsIn(text: string): Generator<{readonly source: string; readonly line: number}> {
  let lines: string[] = [];
  let open: {readonly name: string; readonly line: number} | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const begins = /^BEGIN:(VEVENT|VTODO)\s*$/i.exec(line)?.[1]?.toUpperCase();
    if (begins !== undefined) {
      open = {name: begins, line: index + 1};
      lines = [];
    }
    if (!open) continue;
    lines.push(line);
    if (new RegExp(`^END:${open.name}\\s*$`, 'i').test(line)) {
      yield {source: lines.join('\r\n'), line: open.line};
      open = undefined;
    }
  }
  if (open) yield {source: lines.join('\r\n'), line: open.line};
}

const property = (component: Component, name: string): Property | null =>
  component.getFirstProperty(name);

const textIn = (component: Component, name: string): string =>
  String(component.getFirstPropertyValue(name) ?? '')
    .toWellFormed()
    .trim();

const uidOf = (component: Component): string =>
  textIn(component, 'uid') || textIn(component, 'summary');

interface Local {
  /** As clocks in its zone show it. */
  readonly occurrence: Occurrence;
  readonly zone: string;
}

/** A DATE or DATE-TIME property as local time with its zone; a zone nobody knows is the person's. */
function localOf(from: Property, clock: Clock): Local {
  const raw = String(from.getFirstValue() ?? '');
  const named = from.getFirstParameter('tzid');
  const zone = named && isZone(named) ? named : clock.zone;
  if (isPlainDate(raw)) return {occurrence: raw, zone};
  if (raw.endsWith('Z'))
    return {occurrence: occurrenceOf(toIso(Date.parse(raw)), clock.zone), zone: clock.zone};
  return {occurrence: Temporal.PlainDateTime.from(raw).toString({smallestUnit: 'minute'}), zone};
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

const momentIn = (component: Component, name: string, clock: Clock): string | null => {
  const found = property(component, name);
  if (!found) return null;
  const {occurrence, zone} = localOf(found, clock);
  return momentOf(occurrence, zone);
};

const ruleOf = (component: Component): string | undefined => {
  const value = component.getFirstPropertyValue('rrule');
  return value ? String(value) : undefined;
};

const exceptionsOf = (component: Component, clock: Clock): string[] =>
  component
    .getAllProperties('exdate')
    .flatMap(from => from.getValues().map(value => ({from, value: String(value)})))
    .map(({value}) =>
      value.endsWith('Z') ? occurrenceOf(toIso(Date.parse(value)), clock.zone) : value.slice(0, 16),
    );

function* readEvent(component: Component, line: number, reading: Reading): Generator<Found> {
  const {clock} = reading;
  const title = textIn(component, 'summary') || '(no title)';
  const start = property(component, 'dtstart');
  if (!start) return yield bad(line, `"${title.slice(0, 60)}" has no start`);
  if (textIn(component, 'status').toUpperCase() === 'CANCELLED') return;
  const {occurrence, zone} = localOf(start, clock);
  const named = start.getFirstParameter('tzid');
  if (named && named !== zone) yield unmapped(`calendar zone ${named}`);
  const end = momentIn(component, 'dtend', clock);
  const first = momentOf(occurrence, zone);
  const length =
    end === null || isPlainDate(end) !== isPlainDate(first) ? undefined : distance(first, end);
  const rule = property(component, 'recurrence-id') ? undefined : ruleOf(component);
  const starts = rule ? laidOut(component, rule, occurrence, reading) : [occurrence];
  for (const one of starts) {
    const at = momentOf(one, zone);
    yield eventItem(component, {line, title, at, local: one, length, clock});
  }
}

const distance = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

function laidOut(
  component: Component,
  rule: string,
  first: Occurrence,
  {rules, clock, replaced}: Reading,
): Occurrence[] {
  const now = Temporal.PlainDate.from(today(clock));
  const least = now.subtract({days: daysBack}).toString();
  const most = now.add({days: daysAhead}).toString();
  const exceptions = exceptionsOf(component, clock);
  const uid = uidOf(component);
  const found: Occurrence[] = [];
  let left = Number(/COUNT=(\d+)/.exec(rule)?.[1] ?? Number.POSITIVE_INFINITY);
  let at: Occurrence | undefined = first;
  for (; at !== undefined && at.slice(0, 10) <= most && left > 0; left -= 1) {
    const isLeftOut = exceptions.includes(at) || replaced.has(`${uid} ${at}`);
    if (at.slice(0, 10) >= least && !isLeftOut) found.push(at);
    if (found.length >= mostOccurrences) break;
    at = rules.next(rule, at);
  }
  return found;
}

interface EventAt {
  readonly line: number;
  readonly title: string;
  readonly at: string;
  readonly local: Occurrence;
  readonly length: number | undefined;
  readonly clock: Clock;
}

function eventItem(component: Component, {line, title, at, local, length, clock}: EventAt): Found {
  const location = textIn(component, 'location') || null;
  const end = length === undefined ? null : endOf(at, length);
  const when = [dateText(Temporal.PlainDate.from(local.slice(0, 10))), local.slice(11)]
    .filter(text => text !== '')
    .join(', ');
  const words = [title, when, ...(location === null ? [] : [location])].join(', ');
  const description = textIn(component, 'description');
  const uid = uidOf(component);
  const metadata: {[name: string]: Json} = {start: at, end, location, uid};
  const input = {
    title: title.slice(0, 1_000),
    body: description === '' ? words : `${words}\n\n${description}`,
    type: 'event' as const,
    tags: categories(component),
    metadata,
    source: {kind: 'calendar', id: null, quote: null},
    created_at: toIso(clock.now()),
  };
  return {type: 'memory', id: derivedId('import', 'ics', uid, local), line, input};
}

const endOf = (start: string, length: number): string => {
  const end = toIso(Date.parse(start) + length);
  return isPlainDate(start) ? end.slice(0, 10) : end;
};

const categories = (component: Component): string[] =>
  component
    .getAllProperties('categories')
    .flatMap(from => from.getValues().map(String))
    .filter(tag => tag !== '');

const statuses: Readonly<Record<string, TaskStatus>> = {
  'NEEDS-ACTION': 'pending',
  'IN-PROCESS': 'in_progress',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
};

const todoId = (uid: string): string => (isId(uid) ? uid : derivedId('import', 'ics', uid));

function* readTodo(component: Component, line: number, {clock}: Reading): Generator<Found> {
  const title = textIn(component, 'summary');
  const uid = uidOf(component);
  if (title === '') return yield bad(line, 'a to-do without a summary');
  const status = statuses[textIn(component, 'status').toUpperCase()] ?? 'pending';
  const due = momentIn(component, 'due', clock);
  const rule = ruleOf(component);
  const id = todoId(uid);
  if (rule && due === null) yield unmapped('repetition without a due date');
  const done = momentIn(component, 'completed', clock);
  const related = relations(component);
  const input: TaskInput = {
    title: title.slice(0, 1_000),
    body: textIn(component, 'description'),
    ref: uid,
    status,
    due,
    scheduled: momentIn(component, 'dtstart', clock),
    completed_at: status === 'completed' ? done : null,
    priority: priorityOf(textIn(component, 'priority')),
    tags: categories(component),
    depends_on: related.after,
    parent_id: related.parent,
    created_at: momentIn(component, 'created', clock) ?? toIso(clock.now()),
    ...(rule &&
      due !== null && {
        recurrence: rule,
        recur_from: 'schedule',
        recur_zone: clock.zone,
        series_id: id,
        occurrence: occurrenceOf(due, clock.zone),
        except_dates: exceptionsOf(component, clock),
      }),
  };
  yield {type: 'task', id, line, input};
}

/** 1 is highest in iCalendar, 5 here; 0 is none. */
function priorityOf(text: string): number | null {
  const value = Number(text);
  return value >= 1 && value <= 9 ? 5 - Math.floor((value - 1) / 2) : null;
}

function relations(component: Component): {
  readonly after: string[];
  readonly parent: string | null;
} {
  const all = component.getAllProperties('related-to').map(from => ({
    type: String(from.getFirstParameter('reltype') ?? 'PARENT').toUpperCase(),
    id: todoId(String(from.getFirstValue())),
  }));
  return {
    after: all.filter(one => one.type === 'DEPENDS-ON').map(one => one.id),
    parent: all.find(one => one.type === 'PARENT')?.id ?? null,
  };
}
