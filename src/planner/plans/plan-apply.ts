/** A plan becomes kept milestones and tasks, in one operation that one undo takes back. */
import type {Operations} from '../../entries/operations.ts';
import {NotFoundError} from '../../ground/errors.ts';
import {newId} from '../../ground/ids.ts';
import {type Clock, today} from '../../ground/time.ts';
import type {Goal, Milestone} from '../goals/goal.ts';
import type {Goals} from '../goals/goals.ts';
import {momentOf} from '../tasks/recurrence.ts';
import {repeatFields} from '../tasks/repeating.ts';
import {sameTitle} from '../tasks/same-title.ts';
import type {Task, TaskInput} from '../tasks/task.ts';
import type {Tasks} from '../tasks/tasks.ts';
import type {Plan, PlanTask} from './plan.ts';

export interface PlanKeepers {
  readonly goals: Goals;
  readonly tasks: Tasks;
  readonly operations: Operations;
}

export interface KeptPlan {
  readonly goal: Goal;
  readonly tasks: readonly Task[];
}

/** Fields that say when each task is due and how it repeats, by its key. */
export type PlanTimes = ReadonlyMap<string, TaskInput>;

export interface PlanToKeep {
  readonly plan: Plan;
  readonly state: 'active' | 'proposed';
  /** From `timesOf`; without it a plan may have dates alone. */
  readonly times?: PlanTimes;
}

/**
 * When the tasks of a plan are due, as fields: what repeats gets its first date ahead.
 *
 * @throws UsageError for a rule that never happens
 */
export async function timesOf({tasks}: Plan, clock: Clock): Promise<PlanTimes> {
  const times = tasks.map(async task => [task.key, await timeFields(task, clock)] as const);
  return new Map(await Promise.all(times));
}

async function timeFields({due, time, repeat}: PlanTask, clock: Clock): Promise<TaskInput> {
  if (repeat) {
    const start = due !== null && due > today(clock) ? {start: due} : {};
    return repeatFields({...start, ...repeat}, undefined, clock);
  }
  if (due === null || time === undefined) return {due};
  return {due: momentOf(`${due}T${time}`, clock.zone)};
}

/**
 * Keeps a plan under its goal. Proposed tasks wait for a yes; proposed milestones wait in the goal's
 * metadata, so that they count for nothing until then.
 */
export function keepPlan(
  {goals, tasks, operations}: PlanKeepers,
  goalId: string,
  {plan, state, times = new Map()}: PlanToKeep,
): KeptPlan {
  return operations.run('goal decompose', () => {
    const goal = goals.get(goalId);
    const ids = new Map(plan.tasks.map(task => [task.key, newId()]));
    const idsOf = (keys: readonly string[]): string[] => keys.flatMap(key => ids.get(key) ?? []);
    const first = inDependencyOrder(plan.tasks);
    const kept = new Map(
      first.map(({key, title, due, priority, energy, minutes, after, parent, ...more}) => {
        if (more.repeat && !times.has(key)) throw new TypeError(`${title} has no first date`);
        const input = {
          ...{title, due, priority, energy, state, areas: more.areas ?? goal.areas},
          ...times.get(key),
          duration_minutes: minutes ?? more.repeat?.minutes ?? null,
          goal_id: goal.id,
          depends_on: idsOf(after),
          parent_id: parent === null ? null : (ids.get(parent) ?? null),
        };
        return [key, tasks.add(input, ids.get(key))] as const;
      }),
    );
    const inOrder = plan.tasks.flatMap(task => kept.get(task.key) ?? []);
    return {goal: withMilestones(goals, goal, plan, state), tasks: inOrder};
  });
}

/** What a task waits for is kept before it. */
function inDependencyOrder(tasks: Plan['tasks']): Plan['tasks'] {
  const byKey = new Map(tasks.map(task => [task.key, task]));
  const ordered = new Map<string, (typeof tasks)[number]>();
  const visit = (key: string): void => {
    const task = byKey.get(key);
    if (!task || ordered.has(key)) return;
    byKey.delete(key);
    for (const other of [...task.after, ...(task.parent === null ? [] : [task.parent])])
      visit(other);
    ordered.set(key, task);
  };
  for (const {key} of tasks) visit(key);
  return [...ordered.values()];
}

/** Milestones that a plan proposes for a goal and nobody answered yet. */
export function proposedMilestones({metadata}: Pick<Goal, 'metadata'>): readonly Milestone[] {
  const {proposed_milestones: waiting} = metadata;
  return Array.isArray(waiting) ? (waiting as unknown as readonly Milestone[]) : [];
}

function withMilestones(goals: Goals, goal: Goal, plan: Plan, state: 'active' | 'proposed'): Goal {
  if (plan.milestones.length === 0) return goal;
  const added = plan.milestones
    .filter(({title}) => !goal.milestones.some(one => sameTitle(one.title, title)))
    .map(({title, due}) => ({title, due, done_at: null}));
  if (state === 'proposed') {
    return goals.edit(goal.id, {metadata: {...goal.metadata, proposed_milestones: added}});
  }
  return goals.edit(goal.id, {milestones: [...goal.milestones, ...added]});
}

/** Says yes to (or no to) what was proposed for a goal, as one operation. @throws NotFoundError for nothing */
export function settleProposal(
  {goals, tasks, operations}: PlanKeepers,
  goalId: string,
  isAccepted: boolean,
): KeptPlan {
  return operations.run(isAccepted ? 'goal accept' : 'goal reject', () => {
    const goal = goals.get(goalId);
    const {proposed_milestones, ...metadata} = goal.metadata;
    const waiting = proposedMilestones(goal);
    const proposed = tasks.list({goalId, status: 'all', states: ['proposed'], limit: 0});
    if (proposed.length === 0 && waiting.length === 0) {
      throw new NotFoundError('nothing is proposed for this goal', {
        hint: 'memu goal decompose proposes a plan',
      });
    }
    const settled = proposed.map(({id}) => (isAccepted ? tasks.accept(id) : tasks.reject(id)));
    const changed =
      waiting.length === 0
        ? goal
        : goals.edit(goalId, {
            metadata,
            ...(isAccepted && {milestones: [...goal.milestones, ...waiting]}),
          });
    return {goal: changed, tasks: settled};
  });
}
