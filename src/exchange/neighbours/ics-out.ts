/** iCalendar out: tasks as to-dos, milestones of goals as whole-day events. */
import type {Goal} from '../../planner/goal.ts';
import type {Task, TaskStatus} from '../../planner/task.ts';
import {isPlainDate} from '../../time.ts';

const statuses: Readonly<Record<TaskStatus, string>> = {
  pending: 'NEEDS-ACTION',
  in_progress: 'IN-PROCESS',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
};

export interface IcsOptions {
  /** Program and version. */
  readonly product: string;
}

/** The lines of a calendar, folded and escaped as RFC 5545 wants them; made as they are read. */
export function* icsLines(
  tasks: Iterable<Task>,
  goals: Iterable<Goal>,
  options: IcsOptions,
): Generator<string> {
  // RFC 5545 ends lines with CR LF; whoever writes them adds the LF.
  for (const line of plainLines(tasks, goals, options)) yield `${line}\r`;
}

function* plainLines(
  tasks: Iterable<Task>,
  goals: Iterable<Goal>,
  {product}: IcsOptions,
): Generator<string> {
  yield 'BEGIN:VCALENDAR';
  yield 'VERSION:2.0';
  yield `PRODID:-//memu//${escaped(product)}//EN`;
  yield 'CALSCALE:GREGORIAN';
  for (const task of tasks) yield* component('VTODO', todo(task));
  for (const goal of goals) {
    for (const [index, {title, due, done_at}] of goal.milestones.entries()) {
      if (due === null) continue;
      yield* component('VEVENT', [
        ['UID', `${goal.id}-milestone-${index + 1}`],
        ['DTSTAMP', utc(goal.updated_at)],
        dated('DTSTART', due),
        ['SUMMARY', escaped(`${done_at === null ? '' : '✓ '}${title} (${goal.title})`)],
        ['TRANSP', 'TRANSPARENT'],
      ]);
    }
  }
  yield 'END:VCALENDAR';
}

type Line = readonly [name: string, value: string];

function todo(task: Task): readonly Line[] {
  const {due, scheduled, completed_at, priority, recurrence, recur_from, parent_id} = task;
  // A rule counts from a start; "after done" is nothing that a calendar knows.
  const repeats = recurrence !== null && recur_from === 'schedule' && due !== null;
  return [
    ['UID', task.id],
    ['DTSTAMP', utc(task.updated_at)],
    ['CREATED', utc(task.created_at)],
    ['LAST-MODIFIED', utc(task.updated_at)],
    ['SUMMARY', escaped(task.title)],
    ['STATUS', statuses[task.status]],
    ...(task.body === '' ? [] : [['DESCRIPTION', escaped(task.body)] as const]),
    ...(scheduled === null ? [] : [dated('DTSTART', scheduled)]),
    ...(due === null ? [] : [dated('DUE', due)]),
    ...(completed_at === null ? [] : [['COMPLETED', utc(completed_at)] as const]),
    ...(priority === null ? [] : [['PRIORITY', String(11 - priority * 2)] as const]),
    ...(task.tags.length === 0 ? [] : [['CATEGORIES', task.tags.map(escaped).join(',')] as const]),
    ...(repeats ? [['RRULE', recurrence] as const] : []),
    ...task.except_dates.map(
      date => ['EXDATE;VALUE=DATE', date.slice(0, 10).replaceAll('-', '')] as const,
    ),
    ...task.depends_on.map(id => ['RELATED-TO;RELTYPE=DEPENDS-ON', id] as const),
    ...(parent_id === null ? [] : [['RELATED-TO;RELTYPE=PARENT', parent_id] as const]),
  ];
}

function* component(name: string, lines: readonly Line[]): Generator<string> {
  yield `BEGIN:${name}`;
  for (const [key, value] of lines) yield* folded(`${key}:${value}`);
  yield `END:${name}`;
}

const dated = (name: string, moment: string): Line =>
  isPlainDate(moment) ? [`${name};VALUE=DATE`, moment.replaceAll('-', '')] : [name, utc(moment)];

const utc = (iso: string): string => {
  const instant = isPlainDate(iso) ? `${iso}T00:00:00` : iso.slice(0, 19);
  return `${instant.replaceAll(/[-:]/g, '')}Z`;
};

const escaped = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/;/g, '\\;')
    .replace(/,/g, '\\,')
    .replace(/\r?\n/g, '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, '');

/** Lines hold at most 75 bytes; what goes on begins with a blank, never inside a character. */
function* folded(line: string): Generator<string> {
  let part = '';
  let bytes = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (bytes + size > 75) {
      yield part;
      part = ' ';
      bytes = 1;
    }
    part += char;
    bytes += size;
  }
  yield part;
}
