/** How urgent a task is, as a sum of reasons that can be told. */
import {type Clock, dateOf, isPlainDate, today} from '../../ground/time.ts';
import {daysBetween} from '../days.ts';
import type {Task} from '../tasks/task.ts';
import {type Hours, isWithinHours} from './peak-hours.ts';

export interface UrgencyReason {
  readonly points: number;
  /** In words: "due tomorrow". */
  readonly why: string;
}

export interface Urgency {
  readonly score: number;
  /** The weightiest first. */
  readonly reasons: readonly UrgencyReason[];
}

/** What is known besides the task itself. */
export interface UrgencyContext {
  readonly clock: Clock;
  /** Today's date, when it is known already: many tasks are weighed at once. */
  readonly today?: string;
  /** How many open tasks wait for this one. */
  readonly waiting?: number;
  /** Its goal, when it has an active one. */
  readonly goal?: {readonly title: string; readonly target_date: string | null};
  /** The life areas it belongs to; its own unless given. */
  readonly areas?: readonly string[];
  /** How much each life area counts; 1 is usual. */
  readonly areaWeights?: Readonly<Record<string, number>>;
  /** When the person has most energy. */
  readonly peakHours?: readonly Hours[];
  /** What the person has now. */
  readonly energy?: number;
  readonly minutes?: number;
}

/** The urgency of a task, explained. The score is the sum of its reasons' points. */
export function urgencyOf(task: Task, around: UrgencyContext): Urgency {
  const now = around.today ?? today(around.clock);
  const reasons = [
    dueReason(task, around.clock, now),
    scheduledReason(task, around.clock, now),
    priorityReason(task),
    task.status === 'in_progress' ? {points: 4, why: 'already begun'} : undefined,
    waitingReason(around.waiting ?? 0),
    goalReason(around, now),
    areaReason(around.areas ?? task.areas, around.areaWeights ?? {}),
    energyReason(task, around.energy),
    peakReason(task, around),
    minutesReason(task, around.minutes),
  ].filter(reason => reason !== undefined);
  const sorted = reasons.sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const score = sorted.reduce((sum, reason) => sum + reason.points, 0);
  return {score: Math.round(score * 100) / 100, reasons: sorted};
}

/** Days from today until a moment's date in the person's zone; negative when it has passed. */
const daysUntil = (moment: string, clock: Clock, now = today(clock)): number =>
  daysBetween(now, dateOf(moment, clock.zone));

/** Whether a task's instant, or the whole of its date, has passed. */
export function isOverdue(task: Pick<Task, 'due'>, clock: Clock, now = today(clock)): boolean {
  if (task.due === null) return false;
  return isPlainDate(task.due) ? task.due < now : Date.parse(task.due) <= clock.now();
}

function dueReason(task: Task, clock: Clock, now: string): UrgencyReason | undefined {
  if (task.due === null) return undefined;
  const days = daysUntil(task.due, clock, now);
  if (isOverdue(task, clock, now)) {
    const late = -days;
    const why =
      late === 0 ? 'overdue since today' : `overdue by ${late} ${late === 1 ? 'day' : 'days'}`;
    return {points: Math.min(16, 12 + late * 0.3), why};
  }
  if (days <= 0) return {points: 11, why: 'due today'};
  if (days === 1) return {points: 9, why: 'due tomorrow'};
  if (days <= 14) return {points: round(8.5 - days * 0.5), why: `due in ${days} days`};
  return {points: 0.5, why: `due ${dateOf(task.due, clock.zone)}`};
}

function scheduledReason(task: Task, clock: Clock, now: string): UrgencyReason | undefined {
  if (task.scheduled === null) return undefined;
  const days = daysUntil(task.scheduled, clock, now);
  if (days > 0) return {points: -6, why: `planned for ${dateOf(task.scheduled, clock.zone)}`};
  const at = isPlainDate(task.scheduled) ? '' : ` at ${timeIn(task.scheduled, clock.zone)}`;
  return days === 0
    ? {points: 6, why: `planned for today${at}`}
    : {points: 4, why: 'planned earlier'};
}

const timeIn = (instant: string, zone: string): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({smallestUnit: 'minute'});

const priorityReason = ({priority}: Task): UrgencyReason | undefined =>
  priority === null
    ? undefined
    : {points: [-1, 0.5, 2, 4, 6][priority - 1] ?? 0, why: `priority ${priority}`};

const waitingReason = (waiting: number): UrgencyReason | undefined =>
  waiting === 0
    ? undefined
    : {
        points: Math.min(3, waiting),
        why: `${waiting} other ${waiting === 1 ? 'task waits' : 'tasks wait'} for it`,
      };

function goalReason({goal, clock}: UrgencyContext, now: string): UrgencyReason | undefined {
  if (!goal) return undefined;
  if (goal.target_date === null) return {points: 1, why: `serves "${goal.title}"`};
  const days = daysUntil(goal.target_date, clock, now);
  const points = days < 0 ? 2 : days <= 30 ? round(1 + (30 - days) / 15) : 1;
  return {points, why: `serves "${goal.title}", wanted by ${goal.target_date.slice(0, 10)}`};
}

function areaReason(
  areas: readonly string[],
  weights: Readonly<Record<string, number>>,
): UrgencyReason | undefined {
  const [area, weight] = areas
    .map(name => [name, weights[name] ?? 1] as const)
    .reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0] as const);
  if (area === '' || weight === 1) return undefined;
  return {
    points: round((weight - 1) * 2),
    why: `${area} matters ${weight > 1 ? 'more' : 'less'} to you`,
  };
}

function energyReason(task: Task, energy: number | undefined): UrgencyReason | undefined {
  if (energy === undefined || task.energy === null || task.energy > energy) return undefined;
  const gap = energy - task.energy;
  return {points: round(2 - gap * 0.5), why: `fits energy ${energy}`};
}

/** What takes energy belongs into the hours that have it; nobody who says their energy needs a guess. */
function peakReason(
  task: Task,
  {peakHours = [], energy, clock}: UrgencyContext,
): UrgencyReason | undefined {
  if (peakHours.length === 0 || energy !== undefined || (task.energy ?? 0) < 4) return undefined;
  const {hour, minute} = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(
    clock.zone,
  );
  return isWithinHours(hour + minute / 60, peakHours)
    ? {points: 2, why: 'takes energy, and these are your best hours'}
    : {points: -1.5, why: 'takes energy, which your best hours have'};
}

function minutesReason(task: Task, minutes: number | undefined): UrgencyReason | undefined {
  const {duration_minutes: needed} = task;
  if (minutes === undefined || needed === null || needed > minutes) return undefined;
  return {points: round(1 + needed / minutes), why: `takes ${needed} of your ${minutes} minutes`};
}

const round = (points: number): number => Math.round(points * 100) / 100;
