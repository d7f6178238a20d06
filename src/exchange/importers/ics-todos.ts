/** To-dos of a calendar as tasks. */
import {derivedId} from '../../ground/ids.ts';
import {type Clock, isPlainDate, toIso} from '../../ground/time.ts';
import {
  isExcepted,
  movedAlong,
  type Occurrence,
  occurrenceOf,
  type Rules,
} from '../../planner/tasks/recurrence.ts';
import type {TaskInput, TaskStatus} from '../../planner/tasks/task.ts';
import type {EventBlock} from './ics-events.ts';
import {
  type Component,
  categoriesOf,
  type IcsProperty,
  leftoversOf,
  ownIdOf,
  property,
  sequenceOf,
  textIn,
  uidOf,
  withoutPlace,
} from './ics-parts.ts';
import type {Zones} from './ics-zones.ts';
import {bad, guarded, type ImportedItem, once, unmapped} from './item.ts';

const statuses: Readonly<Record<string, TaskStatus>> = {
  'NEEDS-ACTION': 'pending',
  'IN-PROCESS': 'in_progress',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
};

const todoId = (uid: string): string => ownIdOf(uid) ?? derivedId('import', 'ics', uid);

export interface TodoReading {
  readonly clock: Clock;
  readonly zones: Zones;
  readonly rules: Rules;
}

/**
 * The to-dos of one UID: a task, or a series with those of its occurrences that were done, changed or
 * called off by a to-do of their own (RFC 5545, 3.8.4.4). Those are tasks of their own, and the series
 * goes on without them.
 */
export function* readTodos(
  blocks: readonly EventBlock[],
  reading: TodoReading,
): Generator<ImportedItem> {
  const isOwn = ({component}: EventBlock): boolean => property(component, 'recurrence-id') !== null;
  const [main, ...others] = blocks.filter(block => !isOwn(block));
  for (const {line, path} of others) yield bad(line, 'another to-do of the file has its UID', path);
  const replaced = blocks.filter(isOwn);
  if (main) yield* guarded(main, () => readTodo(main, replaced, reading));
  for (const block of replaced) {
    yield* guarded(block, () => readTodo(block, [], reading, main?.component));
  }
}

function* readTodo(
  {component, line, path}: EventBlock,
  replaced: readonly EventBlock[],
  reading: TodoReading,
  series?: Component,
): Generator<ImportedItem> {
  const {clock, zones} = reading;
  const title = textIn(component, 'summary');
  const uid = uidOf(component);
  if (title === '') return yield bad(line, 'a to-do without a summary', path);
  for (const what of withoutPlace(component)) yield unmapped(what);
  const moment = (name: string): string | null => zones.momentOf(property(component, name));
  const said = textIn(component, 'status').toUpperCase();
  const done = moment('completed');
  const status = statuses[said] ?? (done === null ? 'pending' : 'completed');
  const start = moment('dtstart');
  const due = moment('due') ?? durationEnd(component, start);
  const hasRule = series === undefined && property(component, 'rrule') !== null;
  // A rule needs a start: where it is all there is, it is when the task is due.
  const anchor = due ?? (hasRule ? start : null);
  const own = series && property(component, 'recurrence-id');
  const id = own ? occurrenceId(uid, own, series, zones) : todoId(uid);
  if (hasRule && anchor === null) yield unmapped('repetition without a date');
  if (hasRule && component.getAllProperties('rrule').length > 1) yield unmapped('calendar RRULE');
  for (const name of ['exrule', 'rdate']) {
    if (property(component, name)) yield unmapped(`calendar ${name.toUpperCase()}`);
  }
  const related = relations(component);
  const location = textIn(component, 'location');
  const input: TaskInput = {
    title: title.slice(0, 1_000),
    body: textIn(component, 'description'),
    ref: uid,
    status,
    due: anchor,
    scheduled: start === anchor ? null : start,
    completed_at: status === 'completed' ? done : null,
    priority: priorityOf(textIn(component, 'priority')),
    tags: categoriesOf(component),
    depends_on: related.after,
    parent_id: related.parent,
    metadata: {...(location !== '' && {location}), ...leftoversOf(component)},
    created_at: moment('created') ?? toIso(clock.now()),
    ...(hasRule && anchor !== null ? repeating(component, id, anchor, replaced, reading) : once),
  };
  yield {
    type: 'task',
    ...{id, line, input, sequence: sequenceOf(component)},
    ...(path !== undefined && {path}),
  };
}

/** DTSTART and DURATION say when a to-do is due (RFC 5545, 3.6.2). */
function durationEnd(component: Component, start: string | null): string | null {
  const duration = component.getFirstPropertyValue('duration') as {toSeconds?(): number} | null;
  if (start === null || !duration?.toSeconds) return null;
  const end = toIso(Date.parse(start) + duration.toSeconds() * 1_000);
  return isPlainDate(start) ? end.slice(0, 10) : end;
}

/** An occurrence with a to-do of its own is known by the time at which its series has it. */
function occurrenceId(uid: string, own: IcsProperty, series: Component, zones: Zones): string {
  const from = property(series, 'dtstart') ?? property(series, 'due');
  const at = from ? zones.localOf(from) : zones.localOf(own);
  const [key = ''] = zones.occurrencesOf(own, at.zone, at.occurrence);
  return derivedId('import', 'ics', uid, key);
}

/**
 * The set of a rule starts at DTSTART, and DUE keeps its distance from it (RFC 5545, 3.8.5.3). Where
 * the first occurrences are left out, the task stands for the first that is not.
 */
function repeating(
  component: Component,
  id: string,
  due: string,
  replaced: readonly EventBlock[],
  {zones, clock, rules}: TodoReading,
): TaskInput {
  const from = property(component, 'dtstart') ?? property(component, 'due');
  const local = from ? zones.localOf(from) : undefined;
  const zone = local?.zone;
  // A moment in UTC says nothing of the clocks that the task follows: the person's are taken.
  const recur_zone = zone?.isNamed && zone.name !== 'UTC' ? zone.name : clock.zone;
  const start = zones.momentOf(from) ?? due;
  const first = occurrenceOf(start, recur_zone);
  const rule = ruleWithEnd(textIn(component, 'rrule'), first, recur_zone);
  const left = [
    ...component.getAllProperties('exdate'),
    ...replaced.flatMap(one => property(one.component, 'recurrence-id') ?? []),
  ];
  // Of what happens once a day, the day is enough to leave it out.
  const length = /HOURLY|MINUTELY|BYHOUR/.test(rule) ? 16 : 10;
  const exceptions = left
    .flatMap(one => zones.instantsOf(one))
    .map(moment => occurrenceOf(moment, recur_zone).slice(0, length));
  const now = {occurrence: first, rule};
  const isLeftOut = isExcepted(first, exceptions);
  const next = isLeftOut
    ? (rules.following(rule, first, {exceptions, zone: recur_zone}) ?? now)
    : now;
  const along = {from: first, to: next.occurrence, zone: recur_zone};
  return {
    recurrence: next.rule,
    recur_from: 'schedule',
    recur_zone,
    series_id: id,
    occurrence: next.occurrence,
    ...(next !== now && {
      due: movedAlong(due, along),
      ...(start !== due && {scheduled: movedAlong(start, along)}),
    }),
    except_dates: [...new Set(exceptions)].filter(
      date => date.slice(0, 10) >= next.occurrence.slice(0, 10),
    ),
  };
}

/** The rule of a task: an end in UTC stays one, but for the last second of a day and for whole days. */
function ruleWithEnd(rule: string, first: Occurrence, zone: string): string {
  return rule.replace(
    /UNTIL=(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z)?)?/,
    (_, year, month, day, hour, minute, second, utc) => {
      const date = `${year}${month}${day}`;
      if (hour === undefined) return `UNTIL=${date}`;
      if (!utc) return `UNTIL=${isPlainDate(first) ? date : `${date}T${hour}${minute}${second}`}`;
      const end = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      const last = occurrenceOf(toIso(end), zone).slice(0, 10);
      const isDay =
        isPlainDate(first) || occurrenceOf(toIso(end + 1_000), zone).slice(0, 10) > last;
      return `UNTIL=${isDay ? last.replaceAll('-', '') : `${date}T${hour}${minute}${second}Z`}`;
    },
  );
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
