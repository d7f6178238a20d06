/** How far a goal has come, now and over time: shares of minutes, counted from tasks and milestones. */
import {endOf, toIso} from '../../ground/time.ts';
import type {Milestone} from './goal.ts';

/** A task without an estimate counts as half an hour. */
export const usualMinutes = 30;

/** A step towards a goal: a task or a milestone. */
export interface Step {
  readonly minutes: number;
  readonly addedAt: string;
  readonly doneAt: string | null;
}

export interface ProgressPoint {
  /** The end of this date. */
  readonly date: string;
  /** 0 to 1 */
  readonly progress: number;
}

/** Milestones weigh as much as a usual step of the same goal. */
export function stepsOf(
  tasks: readonly Step[],
  milestones: readonly Milestone[],
  goalAddedAt: string,
): readonly Step[] {
  const sum = tasks.reduce((total, task) => total + task.minutes, 0);
  const minutes = tasks.length === 0 ? usualMinutes : sum / tasks.length;
  return [
    ...tasks,
    ...milestones.map(({done_at}) => ({minutes, addedAt: goalAddedAt, doneAt: done_at})),
  ];
}

/** The share of minutes done, 0 to 1; a goal without steps has none. */
export function progressOf(steps: readonly Step[], at?: string): number {
  const known = at === undefined ? steps : steps.filter(step => step.addedAt <= at);
  const total = known.reduce((sum, step) => sum + step.minutes, 0);
  if (total === 0) return 0;
  const isDone = (step: Step): boolean =>
    step.doneAt !== null && (at === undefined || step.doneAt <= at);
  const done = known.filter(isDone).reduce((sum, step) => sum + step.minutes, 0);
  return Math.round((done / total) * 10_000) / 10_000;
}

export interface HistorySpan {
  /** Dates, both included. */
  readonly first: string;
  readonly last: string;
  /** At most so many. */
  readonly points: number;
  /** The person's zone: where a day ends. */
  readonly zone: string;
}

/** Progress at the end of each of so many dates, evenly from first to last. */
export function progressHistory(
  steps: readonly Step[],
  {first, last, points, zone}: HistorySpan,
): ProgressPoint[] {
  const start = Temporal.PlainDate.from(first);
  const days = start.until(Temporal.PlainDate.from(last)).days;
  const count = Math.min(points, days + 1);
  return Array.from({length: Math.max(count, 1)}, (_, n) => {
    const share = count <= 1 ? 1 : n / (count - 1);
    const date = start.add({days: Math.round(days * share)}).toString();
    return {date, progress: progressOf(steps, toIso(endOf(date, zone) - 1))};
  });
}

const bars = '▁▂▃▄▅▆▇█';

/** A small chart of values from 0 to 1, one character each. */
export const sparkline = (values: readonly number[]): string =>
  values.map(value => bars[Math.min(7, Math.floor(value * 8))] ?? '▁').join('');
