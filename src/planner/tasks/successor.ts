/** The next task of a series, the same on every device that computes it. */
import {inheritedFrom} from '../../entries/entry.ts';
import {derivedId} from '../../ground/ids.ts';
import {afterDone} from './after-done.ts';
import {momentOf, movedAlong, type Occurrence, occurrenceOf, type Rules} from './recurrence.ts';
import {type Task, type TaskInput, taskKind} from './task.ts';

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
  const current = task.occurrence ?? occurrenceOf(task.due ?? doneAt, zone);
  const options = {exceptions: task.except_dates, zone};
  const following =
    recur_from === 'completion'
      ? afterDone(rule, {at: doneAt, occurrence: current, ...options}, rules)
      : rules.following(rule, current, options);
  if (!following) return undefined;
  const {occurrence, rule: rest} = following;
  const id =
    recur_from === 'completion'
      ? derivedId('task', 'after', task.id)
      : derivedId('task', 'occurrence', series_id, occurrence);
  return {id, input: inputOf(task, rest, {from: current, to: occurrence, zone})};
}

interface Along {
  readonly from: Occurrence;
  readonly to: Occurrence;
  readonly zone: string;
}

function inputOf(task: Task, rule: string, along: Along): TaskInput {
  const {except_dates, scheduled} = task;
  return {
    ...inheritedFrom(taskKind, task),
    except_dates: except_dates.filter(date => date.slice(0, 10) >= along.to.slice(0, 10)),
    recurrence: rule,
    occurrence: along.to,
    due: dueOf(task, along),
    scheduled: scheduled === null ? null : movedAlong(scheduled, along),
  };
}

/**
 * A task is due when it happens, however far this one was moved. Where a series counts from when a
 * task is planned (RFC 5545 lets a to-do's rule begin at DTSTART), what is due later keeps its distance.
 */
function dueOf({due, scheduled}: Task, along: Along): string {
  const countsFromStart =
    due !== null && scheduled !== null && occurrenceOf(scheduled, along.zone) === along.from;
  return countsFromStart && occurrenceOf(due, along.zone) > along.from
    ? movedAlong(due, along)
    : momentOf(along.to, along.zone);
}
