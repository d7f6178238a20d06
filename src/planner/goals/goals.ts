/** What can be done with goals: add, change, reach, put away, and see how far they have come. */
import type {Entries} from '../../entries/entries.ts';
import {type Condition, type Listing, listEntries, sharedOrders} from '../../entries/listing.ts';
import type {Operations} from '../../entries/operations.ts';
import {NotFoundError, UsageError} from '../../ground/errors.ts';
import {type Clock, dateOf, nowIso, today} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {
  checkGoalMove,
  type Goal,
  type GoalInput,
  type GoalStatus,
  goalKind,
  goalStatuses,
  type Milestone,
} from './goal.ts';
import {
  type ProgressPoint,
  progressHistory,
  progressOf,
  type Step,
  stepsOf,
  usualMinutes,
} from './progress.ts';

export interface GoalsOptions {
  readonly db: Database;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
}

export interface GoalListing extends Listing {
  /** A status or `all`; usually drafts and active ones. */
  readonly status?: string;
}

/** A goal with how far it has come. */
export type GoalView = Goal & {readonly progress: number};

export interface ChartedGoal {
  readonly goal: GoalView;
  readonly history: readonly ProgressPoint[];
}

/** What a list of goals may be sorted by, the usual order first. */
export const goalOrders = {
  target: 'own.target_date IS NULL, own.target_date, own.seq',
  ...sharedOrders,
};

interface StepRow extends Step {
  readonly goal: string;
}

export class Goals {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #operations: Operations;
  readonly #clock: Clock;

  constructor({db, entries, operations, clock}: GoalsOptions) {
    this.#db = db;
    this.#entries = entries;
    this.#operations = operations;
    this.#clock = clock;
  }

  /** Keeps a goal. @throws UsageError without a title */
  add(input: GoalInput, id?: string): Goal {
    if (!input.title?.trim()) throw new UsageError('a goal needs a title');
    return this.#entries.create(goalKind, input, id);
  }

  /** @throws NotFoundError */
  get(id: string): Goal {
    return this.#entries.getOf(goalKind, id);
  }

  edit(id: string, input: GoalInput): Goal {
    return this.#operations.run('goal edit', () => {
      const goal = this.get(id);
      if (input.title !== undefined && input.title.trim() === '') {
        throw new UsageError('a goal needs a title');
      }
      if (input.status !== undefined) checkGoalMove(goal.status, input.status);
      return this.#entries.update(goalKind, id, {
        ...input,
        ...this.#completion(goal, input.status),
      });
    });
  }

  complete(id: string): Goal {
    return this.#operations.run('goal done', () => this.edit(id, {status: 'completed'}));
  }

  archive(id: string): Goal {
    return this.#operations.run('goal archive', () => this.edit(id, {status: 'archived'}));
  }

  /** Marks a milestone, by its number from 1 or its title, as reached or not. @throws NotFoundError */
  reach(id: string, milestone: string, isReached = true): Goal {
    return this.#operations.run('goal progress', () => {
      const goal = this.get(id);
      const at = milestoneAt(goal, milestone);
      const done_at = isReached ? nowIso(this.#clock) : null;
      const milestones = goal.milestones.map((one, index) =>
        index === at ? {...one, done_at} : one,
      );
      return this.#entries.update(goalKind, id, {milestones});
    });
  }

  list({status, ...listing}: GoalListing = {}): Goal[] {
    const where: Condition[] = [...(listing.where ?? []), ...statusCondition(status)];
    return listEntries(this.#entries, goalKind, {...listing, where}, goalOrders);
  }

  /** Goals with milestones that were proposed and nobody answered yet, the newest first. */
  withProposedPlan(limit: number): Goal[] {
    return this.#entries.select(
      goalKind,
      `WHERE e.state <> 'trashed' AND json_array_length(e.metadata, '$.proposed_milestones') > 0
       ORDER BY e.created_at DESC, e.seq DESC LIMIT ?`,
      [limit],
      'own',
    );
  }

  /** Goals with their progress, by one query for all of them. */
  view(goals: readonly Goal[]): GoalView[] {
    const byGoal = this.#steps(goals.map(goal => goal.id));
    return goals.map(goal => ({...goal, progress: progressNow(goal, byGoal.get(goal.id) ?? [])}));
  }

  /** Progress over time, from the goal's first day until today. */
  history(goal: Goal, points = 24): readonly ProgressPoint[] {
    return this.chart([goal], points)[0]?.history ?? [];
  }

  /** Goals with their progress and its history, by one query for all of them. */
  chart(goals: readonly Goal[], points: number): ChartedGoal[] {
    const byGoal = this.#steps(goals.map(goal => goal.id));
    return goals.map(goal => {
      const steps = byGoal.get(goal.id) ?? [];
      const progress = progressNow(goal, steps);
      return {goal: {...goal, progress}, history: this.#historyOf(goal, steps, points)};
    });
  }

  #historyOf(goal: Goal, tasks: readonly Step[], points: number): ProgressPoint[] {
    const steps = stepsOf(tasks, goal.milestones, goal.created_at);
    const now = today(this.#clock);
    const [first = now] = [dateOf(goal.created_at, this.#clock.zone), now].sort();
    const {zone} = this.#clock;
    const history = progressHistory(steps, {first, last: now, points, zone});
    const reached = goal.completed_at === null ? undefined : dateOf(goal.completed_at, zone);
    if (reached === undefined) return history;
    return history.map(one => (one.date < reached ? one : {...one, progress: 1}));
  }

  // CROSS JOIN: left to choose, SQLite goes through every entry, 0.1 s for 100,000 of them.
  #steps(ids: readonly string[]): Map<string, Step[]> {
    const rows = this.#db.all<StepRow>(
      `SELECT own.goal_id AS goal, coalesce(own.duration_minutes, ${usualMinutes}) AS minutes,
         e.created_at AS addedAt, own.completed_at AS doneAt
       FROM tasks own CROSS JOIN entries e ON e.seq = own.seq
       WHERE own.goal_id IN (SELECT value FROM json_each(?))
         AND own.status <> 'cancelled' AND e.state = 'active'`,
      [JSON.stringify(ids)],
    );
    const byGoal = new Map<string, Step[]>();
    for (const {goal, ...step} of rows) {
      const steps = byGoal.get(goal);
      if (steps) steps.push(step);
      else byGoal.set(goal, [step]);
    }
    return byGoal;
  }

  #completion(goal: Goal, status: GoalStatus | undefined): GoalInput {
    if (status === undefined || status === goal.status) return {};
    if (status === 'completed') return {completed_at: nowIso(this.#clock)};
    return status === 'archived' ? {} : {completed_at: null};
  }
}

const progressNow = (goal: Goal, tasks: readonly Step[]): number =>
  goal.completed_at !== null ? 1 : progressOf(stepsOf(tasks, goal.milestones, goal.created_at));

function milestoneAt(goal: {readonly milestones: readonly Milestone[]}, name: string): number {
  const number = Number(name);
  const at = Number.isInteger(number)
    ? number - 1
    : goal.milestones.findIndex(one => one.title.toLowerCase() === name.toLowerCase());
  if (goal.milestones[at]) return at;
  const titles = goal.milestones.map((one, index) => `${index + 1} ${one.title}`);
  throw new NotFoundError(`there is no milestone ${name}`, {
    hint: titles.length === 0 ? 'this goal has none' : `one of: ${titles.join(', ')}`,
  });
}

function statusCondition(status: string | undefined): Condition[] {
  if (status === undefined) return [{sql: "own.status IN ('draft', 'active')"}];
  if (status === 'all') return [];
  if (goalStatuses.includes(status as GoalStatus)) {
    return [{sql: 'own.status = ?', params: [status]}];
  }
  throw new UsageError(`there is no status called ${status}`, {
    hint: `one of all, ${goalStatuses.join(', ')}`,
  });
}
