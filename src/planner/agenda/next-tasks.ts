/** What to do now: which open tasks fit, in which order, and why others do not come up. */
import type {Entries} from '../../entries/entries.ts';
import {type Clock, localText, today, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {type Goal, goalKind} from '../goals/goal.ts';
import {isActiveSql, isOpenSql, OpenTasks} from '../tasks/open-tasks.ts';
import {isOpen, type Task} from '../tasks/task.ts';
import type {Hours} from './peak-hours.ts';
import {type UrgencyReason, urgencyOf} from './urgency.ts';

export interface NextTasksDeps {
  readonly db: Database;
  readonly entries: Entries;
  readonly clock: Clock;
  /** How much each life area counts; 1 is usual. */
  readonly areaWeights?: Readonly<Record<string, number>>;
  /** When the person has most energy. */
  readonly peakHours?: readonly Hours[];
}

/** A task with how urgent it is and why. */
export interface RankedTask {
  readonly task: Task;
  readonly score: number;
  readonly reasons: readonly UrgencyReason[];
}

export interface Fit {
  /** Energy that is there, 1 to 5: tasks that need more are left out. */
  readonly energy?: number;
  readonly minutes?: number;
  readonly area?: string;
  readonly limit?: number;
}

type Goals = ReadonlyMap<string, Goal>;

/** How many tasks of each kind (soonest due, most urgent, …) are weighed. */
const poolSize = 60;

/** The index orders by which tasks come into the pool. */
const pools: readonly (readonly [string, string])[] = [
  ['own.due IS NOT NULL', 'own.due, own.priority DESC, own.seq DESC'],
  ['own.priority >= 4', 'own.priority DESC, own.due, own.seq DESC'],
  ['own.scheduled IS NOT NULL', 'own.scheduled, own.seq'],
  ['own.due IS NULL', 'own.due, own.priority DESC, own.seq DESC'],
];

// The plus signs keep SQLite on the index that has the order: it would sort all tasks of an area.
const isOfArea = `(+own.seq IN (SELECT entry FROM entry_labels WHERE facet = 'area' AND label = :area)
  OR +own.goal_id IN (SELECT g.id FROM goals CROSS JOIN entry_labels l ON l.entry = goals.seq
    CROSS JOIN entries g ON g.seq = l.entry WHERE l.facet = 'area' AND l.label = :area))`;

export class NextTasks {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #clock: Clock;
  readonly #tasks: OpenTasks;
  readonly #areaWeights: Readonly<Record<string, number>>;
  readonly #peakHours: readonly Hours[];

  constructor({db, entries, clock, areaWeights = {}, peakHours = []}: NextTasksDeps) {
    this.#db = db;
    this.#entries = entries;
    this.#clock = clock;
    this.#tasks = new OpenTasks(entries, clock);
    this.#areaWeights = areaWeights;
    this.#peakHours = peakHours;
  }

  /** Open, not waiting for another task, within the energy and minutes there are; a limit of 0 is none. */
  next({limit = 5, ...fit}: Fit = {}): RankedTask[] {
    const pool = this.#pool(fit);
    const blocked = this.#blocked(pool);
    const free = pool.filter(task => !blocked.has(task.id));
    return this.rank(free, fit).slice(0, limit || undefined);
  }

  /** Tasks by urgency, the most urgent first, each with its reasons. */
  rank(tasks: readonly Task[], fit: Fit = {}): RankedTask[] {
    const waiting = this.#waitingFor(tasks);
    const goals = this.#goalsOf(tasks);
    const around = {
      clock: this.#clock,
      today: today(this.#clock),
      areaWeights: this.#areaWeights,
      peakHours: this.#peakHours,
      ...(fit.energy !== undefined && {energy: fit.energy}),
      ...(fit.minutes !== undefined && {minutes: fit.minutes}),
    };
    const ranked = tasks.map(task => {
      const goal = activeGoalOf(task, goals);
      const own = {...around, waiting: waiting.get(task.id) ?? 0, areas: areasOf(task, goals)};
      return {task, ...urgencyOf(task, {...own, ...(goal && {goal})})};
    });
    return ranked.sort((a, b) => b.score - a.score || a.task.seq - b.task.seq);
  }

  /** In words, why an open task does not come up in `next`, however urgent it is. */
  reasonsNotNext(task: Task): string[] {
    const {zone} = this.#clock;
    const {snoozed_until: snoozed, scheduled} = task;
    const isAhead = (moment: string | null): moment is string =>
      moment !== null && moment > toIso(this.#clock.now());
    const reasons = [];
    if (!isOpen(task)) return [];
    if (task.state === 'proposed') reasons.push('it is proposed and waits for your yes');
    if (isAhead(snoozed)) reasons.push(`snoozed until ${localText(snoozed, zone)}`);
    if (isAhead(scheduled)) reasons.push(`planned for ${localText(scheduled, zone)}`);
    for (const other of this.#unfinished(task.depends_on)) {
      reasons.push(`waits for "${this.#entries.get(other).title}"`);
    }
    return reasons;
  }

  #pool(fit: Fit): Task[] {
    const now = toIso(this.#clock.now());
    const conditions = [this.#tasks.awake, '(own.scheduled IS NULL OR own.scheduled <= :now)'];
    if (fit.energy !== undefined) conditions.push('(own.energy IS NULL OR own.energy <= :energy)');
    if (fit.minutes !== undefined) {
      conditions.push('(own.duration_minutes IS NULL OR own.duration_minutes <= :minutes)');
    }
    if (fit.area !== undefined) conditions.push(isOfArea);
    const where = conditions.join(' AND ');
    const params = {now, energy: fit.energy ?? 5, minutes: fit.minutes ?? 0, area: fit.area ?? ''};
    const found = new Map<string, Task>(this.#tasks.begun(poolSize).map(task => [task.id, task]));
    for (const [condition, order] of pools) {
      const tasks = this.#tasks.select(
        `${condition} AND ${where}`,
        named(params, where),
        `${order} LIMIT ${poolSize}`,
      );
      for (const task of tasks) found.set(task.id, task);
    }
    const pool = [...found.values()];
    const goals = fit.area === undefined ? undefined : this.#goalsOf(pool);
    return pool.filter(task => fits(task, fit, goals));
  }

  #blocked(tasks: readonly Task[]): Set<string> {
    const unfinished = new Set(this.#unfinished(tasks.flatMap(task => task.depends_on)));
    const isBlocked = (task: Task): boolean => task.depends_on.some(id => unfinished.has(id));
    return new Set(tasks.filter(isBlocked).map(task => task.id));
  }

  #unfinished(ids: readonly string[]): string[] {
    if (ids.length === 0) return [];
    const rows = this.#db.all<{id: string}>(
      `SELECT e.id FROM entries e CROSS JOIN tasks own ON own.seq = e.seq
       WHERE e.id IN (SELECT value FROM json_each(?)) AND ${isOpenSql} AND +e.state = 'active'`,
      [JSON.stringify([...new Set(ids)])],
    );
    return rows.map(row => row.id);
  }

  #waitingFor(tasks: readonly Task[]): Map<string, number> {
    const rows = this.#db.all<{id: string; waiting: number}>(
      `SELECT d.value AS id, count(*) AS waiting
       FROM tasks own CROSS JOIN json_each(own.depends_on) d
         CROSS JOIN entries e ON e.seq = own.seq
       WHERE own.depends_on <> '[]' AND ${isOpenSql} AND ${isActiveSql}
         AND d.value IN (SELECT value FROM json_each(?)) GROUP BY d.value`,
      [JSON.stringify(tasks.map(task => task.id))],
    );
    return new Map(rows.map(row => [row.id, row.waiting]));
  }

  #goalsOf(tasks: readonly Task[]): Goals {
    const ids = [...new Set(tasks.flatMap(task => (task.goal_id === null ? [] : [task.goal_id])))];
    const goals = this.#entries.select(
      goalKind,
      "WHERE e.id IN (SELECT value FROM json_each(?)) AND +e.state = 'active'",
      [JSON.stringify(ids)],
    );
    return new Map(goals.map(goal => [goal.id, goal]));
  }
}

function activeGoalOf({goal_id}: Task, goals: Goals): Goal | undefined {
  const goal = goal_id === null ? undefined : goals.get(goal_id);
  return goal?.status === 'active' ? goal : undefined;
}

/** A task without areas of its own is in those of its goal. */
const areasOf = ({areas, goal_id}: Task, goals: Goals): readonly string[] =>
  areas.length > 0 || goal_id === null ? areas : (goals.get(goal_id)?.areas ?? []);

/** Only the parameters that a text names: SQLite refuses others. */
const named = (
  params: Readonly<Record<string, string | number>>,
  text: string,
): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => text.includes(`:${name}`)));

function fits(task: Task, fit: Fit, goals: Goals | undefined): boolean {
  if (fit.energy !== undefined && (task.energy ?? 0) > fit.energy) return false;
  if (fit.minutes !== undefined && (task.duration_minutes ?? 0) > fit.minutes) return false;
  return fit.area === undefined || goals === undefined || areasOf(task, goals).includes(fit.area);
}
