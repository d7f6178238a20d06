/** The rules a plan must keep: dates up to the target, no circles, nothing twice, no more hours than there are. */
import {addDays, daysBetween} from '../days.ts';
import {sameTitle, sameWords, titleWords} from '../tasks/same-title.ts';
import type {Plan, PlanMilestone, PlanTask, Rejected} from './plan.ts';
import {clamped, isWithin, type PlanLimits} from './plan-limits.ts';
import {circle, sortByDependencies, withoutCircles, withoutLost} from './plan-order.ts';
import {fitWeeks, overfull} from './plan-weeks.ts';

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

export interface RepairedPlan {
  readonly plan: Plan;
  readonly rejected: readonly Rejected[];
}

/**
 * Makes a plan keep the rules: drops what is there already or does not fit, cuts circles, moves dates
 * that lie outside, gives a date to tasks without one. What it returns has no complaints left.
 */
export function repairPlan(plan: Plan, limits: PlanLimits): RepairedPlan {
  const twins = duplicates(plan.tasks, limits);
  const rejected: Rejected[] = [...twins];
  const gone = new Set(twins.map(one => one.key));
  let tasks = plan.tasks.filter(task => !gone.has(task.key));
  for (const {title} of tasks.slice(mostTasks)) {
    rejected.push({title, why: `is beyond the first ${mostTasks}`});
  }
  tasks = withoutCircles(tasks.slice(0, mostTasks));
  tasks = sortByDependencies(dated(tasks, limits));
  const fitted = fitWeeks(tasks, limits);
  const milestones = mendMilestones(plan.milestones, limits);
  return {
    plan: {milestones, tasks: withoutLost(fitted.tasks)},
    rejected: [...rejected, ...fitted.rejected].map(({title, why}) => ({title, why})),
  };
}

function duplicates(
  tasks: readonly PlanTask[],
  limits: PlanLimits,
): (Rejected & {readonly key: string})[] {
  const found: (Rejected & {readonly key: string})[] = [];
  const seen: Set<string>[] = [];
  for (const task of tasks.slice(0, mostTasks * 2)) {
    const words = titleWords(task.title);
    const twin = seen.some(other => sameWords(other, words));
    const kept = twin ? undefined : limits.findDuplicate(task.title);
    if (twin) found.push({...named(task), why: 'is in the plan twice'});
    else if (kept !== undefined)
      found.push({
        ...named(task),
        why: kept === task.title ? 'is there already' : `is there already: "${kept}"`,
      });
    else seen.push(words);
  }
  return found;
}

const named = ({key, title}: PlanTask) => ({key, title});

/** Dates outside are pulled to the edge; a task without one gets its share of the time there is. */
function dated(tasks: readonly PlanTask[], limits: PlanLimits): PlanTask[] {
  const {today, target} = limits;
  const days = target === null ? undefined : daysBetween(today, target);
  return tasks.map((task, index) => {
    if (task.due !== null) return {...task, due: clamped(task.due, limits)};
    // What repeats begins with the next time that its rule names.
    if (task.repeat) return task;
    if (days === undefined) return task;
    const share = Math.round((days * (index + 1)) / tasks.length);
    return {...task, due: addDays(today, share)};
  });
}

function mendMilestones(milestones: readonly PlanMilestone[], limits: PlanLimits): PlanMilestone[] {
  const kept: PlanMilestone[] = [];
  for (const milestone of milestones) {
    if (kept.some(other => sameTitle(other.title, milestone.title))) continue;
    kept.push({...milestone, due: milestone.due === null ? null : clamped(milestone.due, limits)});
  }
  return kept.slice(0, mostMilestones);
}
