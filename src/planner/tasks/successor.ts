/** The next task of a series, the same on every device that computes it. */
import {derivedId} from '../../ground/ids.ts';
import {
  completionAnchor,
  momentOf,
  movedAlong,
  type Occurrence,
  occurrenceOf,
  type Rules,
  ruleOfNext,
} from './recurrence.ts';
import type {Task, TaskInput} from './task.ts';

export interface Successor {
  readonly id: string;
  readonly input: TaskInput;
}

/**
 * What follows a finished task, or undefined when its series ends. On a fixed schedule it follows
 * from the occurrence's original date (not from when it was done or moved to), and its id from
 * series and date; "after done" it counts from the day it was done, and its id from this task's.
 */
export function successorOf(task: Task, doneAt: string, rules: Rules): Successor | undefined {
  const {recurrence: rule, recur_zone, series_id, recur_from} = task;
  if (rule === null || series_id === null) return undefined;
  const zone = recur_zone ?? 'UTC';
  const rest = ruleOfNext(rule);
  const current = task.occurrence ?? occurrenceOf(task.due ?? doneAt, zone);
  const from =
    recur_from === 'completion' ? completionAnchor(doneAt, current, {rule, zone}) : current;
  const occurrence = rest && rules.next(rest, from, task.except_dates);
  if (!occurrence) return undefined;
  const id =
    recur_from === 'completion'
      ? derivedId('task', 'after', task.id)
      : derivedId('task', 'occurrence', series_id, occurrence);
  return {id, input: inputOf(task, rest, {from: current, to: occurrence, zone})};
}

function inputOf(
  task: Task,
  rule: string,
  along: {readonly from: Occurrence; readonly to: Occurrence; readonly zone: string},
): TaskInput {
  const {title, body, tags, links, attachments, metadata, areas} = task;
  const {goal_id, parent_id, priority, energy, duration_minutes} = task;
  const {recur_from, recur_zone, series_id, except_dates, scheduled} = task;
  const zone = along.zone;
  return {
    ...{title, body, tags, links, attachments, metadata, areas},
    ...{goal_id, parent_id, priority, energy, duration_minutes},
    ...{recur_from, recur_zone, series_id},
    except_dates: except_dates.filter(date => date.slice(0, 10) >= along.to.slice(0, 10)),
    recurrence: rule,
    occurrence: along.to,
    due: momentOf(along.to, zone),
    scheduled: scheduled === null ? null : movedAlong(scheduled, along),
  };
}
