/** The rules a plan must keep: dates up to the target, no circles, nothing twice, no more hours than there are. */

import type {Plan, PlanMilestone, PlanTask, Rejected} from './plan.ts';
import {usualMinutes} from './progress.ts';

export interface PlanLimits {
  /** Today's date. */
  readonly today: string;
  /** The goal's target date. */
  readonly target: string | null;
  readonly hoursPerWeek?: number;
  /** Minutes that are planned already, by the Monday of the week. */
  readonly planned: ReadonlyMap<string, number>;
  /** The title of an open task that means the same, if there is one. */
  readonly findDuplicate: (title: string) => string | undefined;
}

export const mostTasks = 60;
const mostMilestones = 12;

/** What is wrong with a plan, in words for whoever made it; empty when nothing is. */
export function complaintsAbout(plan: Plan, limits: PlanLimits): string[] {
  const complaints: string[] = [];
  if (plan.tasks.length === 0) complaints.push('there are no tasks');
  if (plan.tasks.length > mostTasks) {
    complaints.push(`${plan.tasks.length} tasks are too many; give at most ${mostTasks}`);
  }
  for (const item of [...plan.tasks, ...plan.milestones]) {
    if (item.due !== null && !isWithin(item.due, limits)) {
      complaints.push(
        `"${item.title}" is due ${item.due}; every date must lie between ${limits.today} and ${limits.target ?? 'the end of the plan'}`,
      );
    }
  }
  for (const {title, why} of duplicates(plan.tasks, limits)) complaints.push(`"${title}" ${why}`);
  const loop = circle(plan.tasks.slice(0, mostTasks));
  if (loop) complaints.push(`"${loop.title}" waits for itself; the order has a circle`);
  for (const [week, minutes] of overfull(plan.tasks, limits)) {
    complaints.push(`the week of ${week} holds ${minutes} minutes, more than there are`);
  }
  return complaints.slice(0, 8);
}

export interface Mended {
  readonly plan: Plan;
  readonly rejected: readonly Rejected[];
}

/**
 * Makes a plan keep the rules: drops what is there already or does not fit, cuts circles, moves dates
 * that lie outside, gives a date to tasks without one. What it returns has no complaints left.
 */
export function mendPlan(plan: Plan, limits: PlanLimits): Mended {
  const twins = duplicates(plan.tasks, limits);
  const rejected: Rejected[] = [...twins];
  const gone = new Set(twins.map(one => one.key));
  let tasks = plan.tasks.filter(task => !gone.has(task.key));
  for (const {title} of tasks.slice(mostTasks)) {
    rejected.push({title, why: `is beyond the first ${mostTasks}`});
  }
  tasks = withoutCircles(tasks.slice(0, mostTasks));
  tasks = inOrder(dated(tasks, limits));
  const fitted = fitWeeks(tasks, limits);
  const milestones = mendMilestones(plan.milestones, limits);
  return {
    plan: {milestones, tasks: withoutLost(fitted.tasks)},
    rejected: [...rejected, ...fitted.rejected].map(({title, why}) => ({title, why})),
  };
}

const isWithin = (date: string, {today, target}: PlanLimits): boolean =>
  date >= today && (target === null || date <= target);

/** Titles that differ in case, marks, small words and plurals are the same; long ones may differ by a word. */
export const sameTitle = (one: string, other: string): boolean =>
  sameWords(wordsOf(one), wordsOf(other));

function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (Math.abs(a.size - b.size) > 1) return false;
  const different = a.symmetricDifference(b).size;
  return different === 0 || (different === 1 && Math.min(a.size, b.size) >= 4);
}

const smallWords = new Set(['a', 'an', 'the', 'to', 'my', 'your', 'for', 'of', 'and']);

/** The words that tell titles apart; a title without any is told by its marks. */
function wordsOf(title: string): Set<string> {
  const words = (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter(word => !smallWords.has(word))
    .map(word => word.replace(/(?<=\p{L}{3})s$/u, ''));
  return new Set(words.length > 0 ? words : [title.trim().toLowerCase()]);
}

function duplicates(
  tasks: readonly PlanTask[],
  limits: PlanLimits,
): (Rejected & {readonly key: string})[] {
  const found: (Rejected & {readonly key: string})[] = [];
  const seen: Set<string>[] = [];
  for (const task of tasks.slice(0, mostTasks * 2)) {
    const words = wordsOf(task.title);
    const twin = seen.some(other => sameWords(other, words));
    const kept = twin ? undefined : limits.findDuplicate(task.title);
    if (twin) found.push({...named(task), why: 'is in the plan twice'});
    else if (kept !== undefined) found.push({...named(task), why: `is there already: "${kept}"`});
    else seen.push(words);
  }
  return found;
}

const named = ({key, title}: PlanTask) => ({key, title});

/** A task on a circle of dependencies or parents, if there is one. */
function circle(tasks: readonly PlanTask[]): PlanTask | undefined {
  const order = new Map(withoutCircles(tasks).map(task => [task.key, task]));
  return tasks.find(task => {
    const mended = order.get(task.key);
    const knows = (key: string): boolean => order.has(key);
    return (
      mended !== undefined &&
      (mended.after.length < task.after.filter(knows).length ||
        (task.parent !== null && knows(task.parent) && mended.parent === null))
    );
  });
}

/** Keeps every dependency but those that would close a circle, and those on tasks that are gone. */
function withoutCircles(tasks: readonly PlanTask[]): PlanTask[] {
  const byKey = new Map(tasks.map(task => [task.key, task]));
  const edges = new Map<string, Set<string>>(tasks.map(task => [task.key, new Set()]));
  const reaches = (from: string, to: string): boolean => {
    const waiting = [from];
    const seen = new Set<string>();
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(...(edges.get(at) ?? []));
    }
    return false;
  };
  const allow = (from: string, to: string): boolean => {
    if (!byKey.has(to) || reaches(to, from)) return false;
    edges.get(from)?.add(to);
    return true;
  };
  return tasks.map(task => ({
    ...task,
    after: task.after.filter(key => allow(task.key, key)),
    parent: task.parent !== null && allow(task.key, task.parent) ? task.parent : null,
  }));
}

/** Links to tasks that were rejected lead nowhere and go. */
function withoutLost(tasks: readonly PlanTask[]): PlanTask[] {
  const keys = new Set(tasks.map(task => task.key));
  return tasks.map(task => ({
    ...task,
    after: task.after.filter(key => keys.has(key)),
    parent: task.parent !== null && keys.has(task.parent) ? task.parent : null,
  }));
}

/** Dates outside are pulled to the edge; a task without one gets its share of the time there is. */
function dated(tasks: readonly PlanTask[], limits: PlanLimits): PlanTask[] {
  const {today, target} = limits;
  const days = target === null ? undefined : daysFrom(today, target);
  return tasks.map((task, index) => {
    if (task.due !== null) return {...task, due: clamped(task.due, limits)};
    if (days === undefined) return task;
    const share = Math.round((days * (index + 1)) / tasks.length);
    return {...task, due: addDays(today, share)};
  });
}

const clamped = (date: string, {today, target}: PlanLimits): string => {
  if (date < today) return today;
  return target !== null && date > target ? target : date;
};

/** A task is due no earlier than what it waits for. */
function inOrder(tasks: readonly PlanTask[]): PlanTask[] {
  const byKey = new Map(tasks.map(task => [task.key, task]));
  const settled = new Map<string, string | null>();
  const dueOf = (key: string): string | null => {
    const known = settled.get(key);
    if (known !== undefined) return known;
    const task = byKey.get(key);
    const due = latestOf(task?.after.map(dueOf) ?? [], task?.due ?? null);
    settled.set(key, due);
    return due;
  };
  return tasks.map(task => ({...task, due: dueOf(task.key)}));
}

/** The weeks that would hold more than there is time for, with their minutes. */
function overfull(tasks: readonly PlanTask[], limits: PlanLimits): [string, number][] {
  if (limits.hoursPerWeek === undefined) return [];
  const most = limits.hoursPerWeek * 60;
  const weeks = new Map(limits.planned);
  for (const {due, minutes} of tasks) {
    if (due === null) continue;
    const week = mondayOf(due);
    weeks.set(week, (weeks.get(week) ?? 0) + (minutes ?? usualMinutes));
  }
  const own = new Set(tasks.flatMap(({due}) => (due === null ? [] : [mondayOf(due)])));
  return [...weeks].filter(([week, minutes]) => own.has(week) && minutes > most).sort();
}

/** Moves tasks from full weeks to later ones with room; what fits nowhere before the target is dropped. */
function fitWeeks(
  tasks: readonly PlanTask[],
  limits: PlanLimits,
): {readonly tasks: PlanTask[]; readonly rejected: Rejected[]} {
  if (limits.hoursPerWeek === undefined) return {tasks: [...tasks], rejected: []};
  const most = limits.hoursPerWeek * 60;
  const used = new Map(limits.planned);
  const kept = new Map<string, PlanTask>();
  const rejected: Rejected[] = [];
  for (const task of inTurn(tasks)) {
    const earliest = latestOf(
      task.after.map(key => kept.get(key)?.due ?? null),
      task.due,
    );
    const due = earliest && firstRoom(task, earliest, {used, most, limits});
    if (earliest !== null && due === undefined) {
      rejected.push({
        title: task.title,
        why: `does not fit into ${limits.hoursPerWeek} hours a week`,
      });
      continue;
    }
    if (due)
      used.set(mondayOf(due), (used.get(mondayOf(due)) ?? 0) + (task.minutes ?? usualMinutes));
    kept.set(task.key, {...task, due: due || null});
  }
  return {tasks: tasks.flatMap(task => kept.get(task.key) ?? []), rejected};
}

/** By date, each after what it waits for. */
function inTurn(tasks: readonly PlanTask[]): PlanTask[] {
  const waiting = new Map(tasks.map(task => [task.key, task]));
  const ordered: PlanTask[] = [];
  const visit = (task: PlanTask): void => {
    if (!waiting.delete(task.key)) return;
    for (const key of task.after) {
      const other = waiting.get(key);
      if (other) visit(other);
    }
    ordered.push(task);
  };
  const byDate = [...tasks].sort((a, b) => (a.due ?? '9999').localeCompare(b.due ?? '9999'));
  for (const task of byDate) visit(task);
  return ordered;
}

const latestOf = (dates: readonly (string | null)[], date: string | null): string | null =>
  date === null
    ? null
    : dates.reduce<string>((latest, one) => (one !== null && one > latest ? one : latest), date);

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

function mendMilestones(milestones: readonly PlanMilestone[], limits: PlanLimits): PlanMilestone[] {
  const kept: PlanMilestone[] = [];
  for (const milestone of milestones) {
    if (kept.some(other => sameTitle(other.title, milestone.title))) continue;
    kept.push({...milestone, due: milestone.due === null ? null : clamped(milestone.due, limits)});
  }
  return kept.slice(0, mostMilestones);
}

const dayMs = 86_400_000;
const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const addDays = (date: string, days: number): string =>
  new Date(utc(date) + days * dayMs).toISOString().slice(0, 10);

export const daysFrom = (from: string, to: string): number => (utc(to) - utc(from)) / dayMs;

/** The Monday of a date's week. */
export const mondayOf = (date: string): string =>
  addDays(date, -((new Date(utc(date)).getUTCDay() + 6) % 7));
