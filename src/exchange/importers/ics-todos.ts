/** To-dos of a calendar as tasks. */
import {derivedId} from '../../ground/ids.ts';
import {type Clock, toIso} from '../../ground/time.ts';
import {occurrenceOf} from '../../planner/tasks/recurrence.ts';
import type {TaskInput, TaskStatus} from '../../planner/tasks/task.ts';
import {ruleIn} from './ics-events.ts';
import {
  type Component,
  categoriesOf,
  ownIdOf,
  property,
  sequenceOf,
  textIn,
  uidOf,
} from './ics-parts.ts';
import type {Zones} from './ics-zones.ts';
import {bad, type Found, once, unmapped} from './item.ts';

const statuses: Readonly<Record<string, TaskStatus>> = {
  'NEEDS-ACTION': 'pending',
  'IN-PROCESS': 'in_progress',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
};

const todoId = (uid: string): string => ownIdOf(uid) ?? derivedId('import', 'ics', uid);

export function* readTodo(
  component: Component,
  line: number,
  {clock, zones}: {readonly clock: Clock; readonly zones: Zones},
): Generator<Found> {
  const title = textIn(component, 'summary');
  const uid = uidOf(component);
  if (title === '') return yield bad(line, 'a to-do without a summary');
  const moment = (name: string): string | null => zones.momentOf(property(component, name));
  const said = textIn(component, 'status').toUpperCase();
  const done = moment('completed');
  const status = statuses[said] ?? (done === null ? 'pending' : 'completed');
  const start = moment('dtstart');
  const due = moment('due');
  const hasRule = Boolean(property(component, 'rrule'));
  // A rule needs a start: where it is all there is, it is when the task is due.
  const anchor = due ?? (hasRule ? start : null);
  const id = todoId(uid);
  if (hasRule && anchor === null) yield unmapped('repetition without a date');
  const related = relations(component);
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
    created_at: moment('created') ?? toIso(clock.now()),
    ...(hasRule && anchor !== null ? repeating(component, id, anchor, zones, clock) : once),
  };
  yield {type: 'task', id, line, input, sequence: sequenceOf(component)};
}

function repeating(
  component: Component,
  id: string,
  due: string,
  zones: Zones,
  clock: Clock,
): TaskInput {
  const from = property(component, 'due') ?? property(component, 'dtstart');
  const zone = from ? zones.localOf(from).zone : undefined;
  // A moment in UTC says nothing of the clocks that the task follows: the person's are taken.
  const recur_zone = zone?.isNamed && zone.name !== 'UTC' ? zone.name : clock.zone;
  const series = {occurrenceOf: (instant: string) => occurrenceOf(instant, recur_zone)};
  const rule = ruleIn(component, series) ?? '';
  // Of what happens once a day, the day is enough to leave it out.
  const length = /HOURLY|BYHOUR/.test(rule) ? 16 : 10;
  const exceptions = component
    .getAllProperties('exdate')
    .flatMap(one => zones.instantsOf(one))
    .map(moment => occurrenceOf(moment, recur_zone).slice(0, length));
  return {
    recurrence: rule,
    recur_from: 'schedule',
    recur_zone,
    series_id: id,
    occurrence: occurrenceOf(due, recur_zone),
    except_dates: exceptions,
  };
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
