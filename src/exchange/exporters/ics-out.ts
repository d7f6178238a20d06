/** iCalendar out: tasks as to-dos, milestones of goals as whole-day events. */
import {derivedId} from '../../ground/ids.ts';
import {type Clock, endOf, isPlainDate, toIso} from '../../ground/time.ts';
import type {Goal} from '../../planner/goals/goal.ts';
import {occurrenceOf} from '../../planner/tasks/recurrence.ts';
import {isOpen, type Task, type TaskStatus} from '../../planner/tasks/task.ts';
import {Occurrences} from '../importers/item.ts';
import {component, dateDigits, escaped, type IcsLine, localDigits, utcDigits} from './ics-lines.ts';
import {timezoneLines} from './ics-timezone.ts';

const statuses: Readonly<Record<TaskStatus, string>> = {
  pending: 'NEEDS-ACTION',
  in_progress: 'IN-PROCESS',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
};

export interface IcsOptions {
  /** Program and version. */
  readonly product: string;
  readonly clock: Clock;
}

/** The lines of a calendar, folded and escaped as RFC 5545 wants them; made as they are read. */
export function* icsLines(
  tasks: readonly Task[],
  goals: Iterable<Goal>,
  options: IcsOptions,
): Generator<string> {
  // RFC 5545 ends lines with CR LF; whoever writes them adds the LF.
  for (const line of plainLines(tasks, goals, options)) yield `${line}\r`;
}

function* plainLines(
  tasks: readonly Task[],
  goals: Iterable<Goal>,
  {product, clock}: IcsOptions,
): Generator<string> {
  yield 'BEGIN:VCALENDAR';
  yield 'VERSION:2.0';
  yield `PRODID:-//memu//${escaped(product)}//EN`;
  yield 'CALSCALE:GREGORIAN';
  const timed = tasks.flatMap(task => repeatingOf(task) ?? []).filter(one => !isPlainDate(one.due));
  for (const zone of new Set(timed.map(one => one.zone))) {
    if (zone !== 'UTC') yield* timezoneLines(zone, clock.now());
  }
  for (const task of tasks) yield* component('VTODO', todo(task));
  for (const goal of goals) {
    const occurrences = new Occurrences();
    for (const {title, due, done_at} of goal.milestones) {
      if (due === null) continue;
      yield* component('VEVENT', [
        ['UID', derivedId('ics', 'milestone', goal.id, title, occurrences.next(title))],
        ['DTSTAMP', utcDigits(goal.updated_at)],
        ['DTSTART;VALUE=DATE', dateDigits(due)],
        ['SUMMARY', escaped(`${done_at === null ? '' : '✓ '}${title} (${goal.title})`)],
        ['TRANSP', 'TRANSPARENT'],
      ]);
    }
  }
  yield 'END:VCALENDAR';
}

function todo(task: Task): readonly IcsLine[] {
  const {due, scheduled, completed_at, priority, parent_id} = task;
  const repeating = repeatingOf(task);
  return [
    ['UID', task.id],
    ['DTSTAMP', utcDigits(task.updated_at)],
    ['CREATED', utcDigits(task.created_at)],
    ['LAST-MODIFIED', utcDigits(task.updated_at)],
    ['SUMMARY', escaped(task.title)],
    ['STATUS', statuses[task.status]],
    ...(task.body === '' ? [] : [['DESCRIPTION', escaped(task.body)] as const]),
    ...(repeating
      ? repeatLines(task, repeating)
      : [
          ...(scheduled === null ? [] : [dated('DTSTART', scheduled)]),
          ...(due === null ? [] : [dated('DUE', due)]),
        ]),
    ...(completed_at === null ? [] : [['COMPLETED', utcDigits(completed_at)] as const]),
    ...(priority === null ? [] : [['PRIORITY', String(11 - priority * 2)] as const]),
    ...(task.tags.length === 0 ? [] : [['CATEGORIES', task.tags.map(escaped).join(',')] as const]),
    ...task.depends_on.map(id => ['RELATED-TO;RELTYPE=DEPENDS-ON', id] as const),
    ...(parent_id === null ? [] : [['RELATED-TO;RELTYPE=PARENT', parent_id] as const]),
  ];
}

const dated = (name: string, moment: string): IcsLine =>
  isPlainDate(moment) ? [`${name};VALUE=DATE`, dateDigits(moment)] : [name, utcDigits(moment)];

interface Repeating {
  readonly rule: string;
  readonly due: string;
  readonly zone: string;
}

/** The open task of a series carries its rule; "after done" is nothing that a calendar knows. */
function repeatingOf(task: Task): Repeating | undefined {
  const {recurrence: rule, recur_from, recur_zone, due} = task;
  if (rule === null || recur_from !== 'schedule' || due === null || !isOpen(task)) return undefined;
  return {rule, due, zone: recur_zone ?? 'UTC'};
}

/**
 * Whether the rule of a task begins when it is planned, as a to-do's does (RFC 5545, 3.8.5.3). Both have
 * one form there, a date or a time.
 */
const countsFromStart = ({scheduled, due, occurrence, recur_zone}: Task): boolean =>
  scheduled !== null &&
  due !== null &&
  isPlainDate(scheduled) === isPlainDate(due) &&
  due > scheduled &&
  occurrenceOf(scheduled, recur_zone ?? 'UTC') === occurrence;

/** Tasks that repeat by when they are due: when they are planned has no place beside a rule in iCalendar. */
export const withoutStart = (tasks: readonly Task[]): readonly Task[] =>
  tasks.filter(
    task => task.scheduled !== null && repeatingOf(task) !== undefined && !countsFromStart(task),
  );

/**
 * A rule counts on the clocks of its zone, from a start (RFC 5545, 3.8.2.4), so what repeats is not
 * said in UTC; its exceptions and its end have the form of that start.
 */
function repeatLines(task: Task, {rule, due, zone}: Repeating): IcsLine[] {
  const {except_dates, scheduled} = task;
  const start = countsFromStart(task) && scheduled !== null ? scheduled : due;
  const isDate = isPlainDate(start);
  const local = occurrenceOf(start, zone);
  const parameters = isDate ? ';VALUE=DATE' : zone === 'UTC' ? '' : `;TZID=${zone}`;
  const value = (at: string): string => {
    if (isDate) return dateDigits(at);
    return `${localDigits(`${at.slice(0, 10)}T${at.slice(11) || local.slice(11)}`)}${zone === 'UTC' ? 'Z' : ''}`;
  };
  const until = (_: string, date: string, time: string | undefined): string => {
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    if (isDate) return `UNTIL=${date}`;
    if (time !== undefined) return `UNTIL=${date}${time}`;
    return `UNTIL=${utcDigits(toIso(endOf(day, zone) - 1_000))}`;
  };
  return [
    [`DTSTART${parameters}`, value(local)],
    [`DUE${parameters}`, value(occurrenceOf(due, zone))],
    ['RRULE', rule.replace(/UNTIL=(\d{8})(T\d{6}Z?)?/, until)],
    ...except_dates.map(date => [`EXDATE${parameters}`, value(date)] as const),
  ];
}
