/** A plan's minutes against the hours that each week has. */
import {addDays, mondayOf} from '../days.ts';
import {usualMinutes} from '../goals/progress.ts';
import {rulePart} from '../tasks/rule-text.ts';
import type {PlanTask, Rejected} from './plan.ts';
import {isWithin, type PlanLimits} from './plan-limits.ts';
import {inTurn, latestOf} from './plan-order.ts';

const timesAWeek: Readonly<Record<string, number>> = {
  DAILY: 7,
  WEEKLY: 1,
  MONTHLY: 0.25,
  YEARLY: 0,
};

/** Minutes that what repeats takes in each week. */
const weekly = (tasks: readonly PlanTask[]): number =>
  tasks.reduce((sum, {repeat, minutes}) => {
    if (!repeat) return sum;
    const {rule} = repeat;
    const days = rulePart(rule, 'BYDAY')?.split(',').length ?? 1;
    const interval = Number(rulePart(rule, 'INTERVAL') ?? 1);
    const times = ((timesAWeek[rulePart(rule, 'FREQ') ?? ''] ?? 7) * days) / interval;
    return sum + times * (minutes ?? usualMinutes);
  }, 0);

/** The weeks that would hold more than there is time for, with their minutes. */
export function overfull(tasks: readonly PlanTask[], limits: PlanLimits): [string, number][] {
  if (limits.hoursPerWeek === undefined) return [];
  const most = limits.hoursPerWeek * 60 - weekly(tasks);
  const weeks = new Map(limits.planned);
  for (const {due, minutes, repeat} of tasks) {
    if (due === null || repeat) continue;
    const week = mondayOf(due);
    weeks.set(week, (weeks.get(week) ?? 0) + (minutes ?? usualMinutes));
  }
  const own = new Set(
    tasks.flatMap(({due, repeat}) => (due === null || repeat ? [] : [mondayOf(due)])),
  );
  return [...weeks].filter(([week, minutes]) => own.has(week) && minutes > most).sort();
}

/** Moves tasks from full weeks to later ones with room; what fits nowhere before the target is dropped. */
export function fitWeeks(
  tasks: readonly PlanTask[],
  limits: PlanLimits,
): {readonly tasks: PlanTask[]; readonly rejected: Rejected[]} {
  if (limits.hoursPerWeek === undefined) return {tasks: [...tasks], rejected: []};
  const kept = new Map<string, PlanTask>();
  const rejected: Rejected[] = [];
  let most = limits.hoursPerWeek * 60;
  const why = `does not fit into ${limits.hoursPerWeek} hours a week`;
  for (const task of tasks.filter(({repeat}) => repeat)) {
    const taken = weekly([task]);
    if (taken > most) rejected.push({title: task.title, why});
    else kept.set(task.key, task);
    most -= taken > most ? 0 : taken;
  }
  const used = new Map(limits.planned);
  for (const task of inTurn(tasks).filter(({repeat}) => !repeat)) {
    const earliest = latestOf(
      task.after.map(key => kept.get(key)?.due ?? null),
      task.due,
    );
    const due = earliest && firstRoom(task, earliest, {used, most, limits});
    if (earliest !== null && due === undefined) {
      rejected.push({title: task.title, why});
      continue;
    }
    if (due)
      used.set(mondayOf(due), (used.get(mondayOf(due)) ?? 0) + (task.minutes ?? usualMinutes));
    kept.set(task.key, {...task, due: due || null});
  }
  return {tasks: tasks.flatMap(task => kept.get(task.key) ?? []), rejected};
}

function firstRoom(
  task: PlanTask,
  earliest: string,
  {
    used,
    most,
    limits,
  }: {
    readonly used: ReadonlyMap<string, number>;
    readonly most: number;
    readonly limits: PlanLimits;
  },
): string | undefined {
  const needed = task.minutes ?? usualMinutes;
  let due = earliest;
  for (let tries = 0; tries < 260; tries += 1) {
    if (!isWithin(due, limits)) return undefined;
    if ((used.get(mondayOf(due)) ?? 0) + needed <= most) return due;
    due = addDays(mondayOf(due), 7);
  }
  return undefined;
}
