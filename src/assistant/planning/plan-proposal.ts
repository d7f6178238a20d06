/** A plan proposed for a kept goal: gathers what is known of the person and what is planned already. */

import {type Clock, dateOf, today} from '../../ground/time.ts';
import type {Memories} from '../../memories/memories.ts';
import type {Models} from '../../models/models.ts';
import type {Agenda} from '../../planner/agenda/agenda.ts';
import type {Calendar} from '../../planner/agenda/calendar.ts';
import {addDays} from '../../planner/days.ts';
import type {Goal} from '../../planner/goals/goal.ts';
import type {Goals} from '../../planner/goals/goals.ts';
import type {Plan, Rejected} from '../../planner/plans/plan.ts';
import {repairPlan} from '../../planner/plans/plan-check.ts';
import type {PlanLimits} from '../../planner/plans/plan-limits.ts';
import {sameTitle} from '../../planner/tasks/same-title.ts';
import type {Tasks} from '../../planner/tasks/tasks.ts';
import type {RecallSource} from '../prompt/sources.ts';
import {decompose, type PlanContext, type PlanProposal, type PlanWishes} from './decomposition.ts';

export interface PlanningDeps {
  readonly goals: Goals;
  readonly tasks: Tasks;
  readonly agenda: Agenda;
  readonly memories: Memories;
  readonly clock: Clock;
  readonly recall: RecallSource;
  readonly calendar: Pick<Calendar, 'days'>;
}

/** What a person says about the time and mood they have. */
export interface PlanConstraints {
  readonly hoursPerWeek?: number;
  readonly mood?: string;
  readonly context?: string;
  readonly energy?: number;
  readonly minutes?: number;
}

/** Everything that a plan for a goal is made from and checked against. */
export interface PlanningContext {
  readonly context: PlanContext;
  readonly limits: PlanLimits;
}

const usualHorizonDays = 365;

export async function gatherPlanningContext(
  parts: PlanningDeps,
  goal: Goal,
  around: PlanConstraints = {},
): Promise<PlanningContext> {
  const {agenda, clock} = parts;
  const now = today(clock);
  const target = goal.target_date === null ? null : dateOf(goal.target_date, clock.zone);
  const existing = await openTasksAbout(parts, goal);
  const {hoursPerWeek, ...rest} = around;
  return {
    context: {
      goal,
      ...known(parts),
      earlier: earlierGoals(parts, goal),
      calendar: comingEvents(parts, now),
      existing: existing.map(task => task.title).slice(0, 30),
      ...rest,
    },
    limits: {
      today: now,
      zone: clock.zone,
      target: target !== null && target < now ? now : target,
      planned: agenda.minutesByWeek(now, target ?? addDays(now, usualHorizonDays)),
      findDuplicate: title => existing.find(task => sameTitle(task.title, title))?.title,
      ...(hoursPerWeek !== undefined && {hoursPerWeek}),
    },
  };
}

/** A proposal whose tasks were each looked for among what is kept. */
export async function proposePlan(
  parts: PlanningDeps,
  models: Pick<Models, 'ask'>,
  ground: PlanningContext,
  wishes: PlanWishes = {},
): Promise<PlanProposal> {
  const proposal = await decompose(models, ground.context, ground.limits, wishes);
  const checked = await checkPlan(parts, proposal.plan, ground);
  return {...proposal, plan: checked.plan, rejected: [...proposal.rejected, ...checked.rejected]};
}

/** Mends a plan from anywhere, looking each title up among the open tasks. */
export async function checkPlan(
  parts: PlanningDeps,
  plan: Plan,
  {limits}: PlanningContext,
): Promise<{readonly plan: Plan; readonly rejected: readonly Rejected[]}> {
  const twins = new Map<string, string>();
  for (const {title} of plan.tasks) {
    const {hits} = await parts.recall.recall(title, {kinds: ['task'], limit: 5});
    const twin = hits.find(hit => sameTitle(hit.title, title) && isOpenTask(parts, hit.id));
    if (twin) twins.set(title, twin.title);
  }
  const findDuplicate = (title: string) => twins.get(title) ?? limits.findDuplicate(title);
  return repairPlan(plan, {...limits, findDuplicate});
}

const isOpenTask = ({tasks}: PlanningDeps, id: string): boolean => {
  const {status, state} = tasks.get(id);
  return state !== 'trashed' && (status === 'pending' || status === 'in_progress');
};

async function openTasksAbout(
  parts: PlanningDeps,
  goal: Goal,
): Promise<readonly {readonly title: string}[]> {
  const own = parts.tasks.list({goalId: goal.id, limit: 100, states: ['active', 'proposed']});
  const question = [goal.title, goal.vision].join(' ').trim();
  const {hits} = await parts.recall.recall(question, {kinds: ['task'], limit: 30});
  const seen = new Set(own.map(task => task.id));
  const found = hits.filter(hit => !seen.has(hit.id) && isOpenTask(parts, hit.id));
  return [...own, ...found];
}

function known({memories}: PlanningDeps): Pick<PlanContext, 'known' | 'entries'> {
  const found = ['routine', 'preference'].flatMap(type => memories.list({type, limit: 8}));
  return {
    known: found.map(memory => memory.body.slice(0, 240)),
    entries: found.map(memory => memory.id),
  };
}

const calendarDays = 21;

/** What the calendar holds in the next three weeks: no good days for long sittings. */
function comingEvents({calendar}: PlanningDeps, from: string): string[] {
  const events = [...calendar.days(from, calendarDays, 100)];
  return events
    .flatMap(([date, day]) => day.map(({title}) => `${date} ${title.slice(0, 60)}`))
    .slice(0, 30);
}

/** `Learn Spanish (completed): 12 of 15 tasks done, 3 of them late` */
function earlierGoals({goals, tasks, clock}: PlanningDeps, goal: Goal): string[] {
  const others = goals
    .list({status: 'all', limit: 200, sort: 'updated'})
    .filter(({id, areas}) => id !== goal.id && areas.some(area => goal.areas.includes(area)));
  return others.slice(0, 5).map(({id, title, status}) => {
    const all = tasks.list({goalId: id, status: 'all', limit: 200});
    const done = all.filter(task => task.completed_at !== null);
    const late = done.filter(
      ({due, completed_at}) =>
        due !== null && dateOf(completed_at ?? '', clock.zone) > dateOf(due, clock.zone),
    );
    return `${title} (${status}): ${done.length} of ${all.length} tasks done, ${late.length} of them late`;
  });
}
