/** What is on today, what fits now, and what the coming days hold. */
import type {Entries} from '../entries/entries.ts';
import type {Database} from '../storage/database.ts';
import {type Clock, dateOf, endOf, startOfDate, today, toIso} from '../time.ts';
import {mondayOf} from './days.ts';
import {goalKind} from './goal.ts';
import {usualMinutes} from './progress.ts';
import {type Task, taskKind} from './task.ts';
import {isOverdue, type Reason, urgencyOf} from './urgency.ts';

export interface AgendaOptions {
  readonly db: Database;
  readonly entries: Entries;
  readonly clock: Clock;
  readonly areaWeights?: Readonly<Record<string, number>>;
}

/** A task with how urgent it is and why. */
export interface Ranked {
  readonly task: Task;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

export interface Today {
  readonly date: string;
  readonly overdue: readonly Task[];
  readonly due: readonly Task[];
  /** Begun, or planned for today or earlier, and not due yet. */
  readonly planned: readonly Task[];
  /** How many there are when the lists are cut. */
  readonly total: number;
}

export interface Fit {
  /** Energy that is there, 1 to 5: tasks that need more are left out. */
  readonly energy?: number;
  readonly minutes?: number;
  readonly area?: string;
  readonly limit?: number;
}

const open = "own.status IN ('pending', 'in_progress')";
const active = "e.state = 'active'";

/** How many tasks of each kind (soonest due, most urgent, …) are weighed for `next`. */
const poolSize = 60;

export class Agenda {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #clock: Clock;
  readonly #areaWeights: Readonly<Record<string, number>>;

  constructor({db, entries, clock, areaWeights = {}}: AgendaOptions) {
    this.#db = db;
    this.#entries = entries;
    this.#clock = clock;
    this.#areaWeights = areaWeights;
  }

  /** What is overdue, due and planned today; each list holds at most `limit`, the most urgent first. */
  today(limit = 50): Today {
    const date = today(this.#clock);
    const end = this.#endOfDate(date);
    const due = this.#open(
      `own.due < ? AND ${this.#awake()}`,
      [end],
      'own.due, own.priority DESC',
      limit,
    ).filter(task => task.due !== null && dateOf(task.due, this.#clock.zone) <= date);
    const seen = new Set(due.map(task => task.id));
    const planned = [
      ...this.#begun(limit),
      ...this.#open(
        `own.scheduled < ? AND own.scheduled IS NOT NULL AND ${this.#awake()}`,
        [end],
        'own.scheduled',
        limit,
      ),
    ].filter(task => !seen.has(task.id) && seen.add(task.id) && this.#isStarted(task, date));
    return {
      date,
      overdue: due.filter(task => isOverdue(task, this.#clock, date)),
      due: due.filter(task => !isOverdue(task, this.#clock, date)),
      planned,
      total:
        due.length < limit ? due.length + planned.length : this.#countDue(end) + planned.length,
    };
  }

  /** What to do now: open, not waiting for another task, within the energy and minutes there are. */
  next({limit = 5, ...fit}: Fit = {}): Ranked[] {
    const pool = this.#pool(fit);
    const blocked = this.#blocked(pool);
    const free = pool.filter(task => !blocked.has(task.id));
    return this.rank(free, fit).slice(0, limit);
  }

  /** Tasks by urgency, the most urgent first, each with its reasons. */
  rank(tasks: readonly Task[], fit: Fit = {}): Ranked[] {
    const waiting = this.#waitingFor(tasks);
    const goals = this.#goalsOf(tasks);
    const date = today(this.#clock);
    const ranked = tasks.map(task => {
      const goal = task.goal_id === null ? undefined : goals.get(task.goal_id);
      return {
        task,
        ...urgencyOf(task, {
          clock: this.#clock,
          today: date,
          areaWeights: this.#areaWeights,
          waiting: waiting.get(task.id) ?? 0,
          ...(goal && {goal}),
          ...(fit.energy !== undefined && {energy: fit.energy}),
          ...(fit.minutes !== undefined && {minutes: fit.minutes}),
        }),
      };
    });
    return ranked.sort((a, b) => b.score - a.score || a.task.seq - b.task.seq);
  }

  /** Open tasks due or planned on each of so many days, the first being `from`. */
  days(
    from: string,
    count: number,
    limit = 200,
  ): {readonly date: string; readonly tasks: Task[]}[] {
    const zone = this.#clock.zone;
    const start = Temporal.PlainDate.from(from);
    const dates = Array.from({length: count}, (_, n) => start.add({days: n}).toString());
    const byDate = new Map(dates.map(date => [date, [] as Task[]]));
    const end = this.#endOfDate(dates.at(-1) ?? from);
    const least = Temporal.PlainDate.from(from).subtract({days: 1}).toString();
    const range = (column: string): Task[] =>
      this.#open(`own.${column} >= ? AND own.${column} < ?`, [least, end], `own.${column}`, limit);
    const seen = new Set<string>();
    for (const task of [...range('scheduled'), ...range('due')]) {
      const moment = task.scheduled ?? task.due;
      const day = moment === null ? undefined : byDate.get(dateOf(moment, zone));
      if (day && !seen.has(task.id)) day.push(task);
      seen.add(task.id);
    }
    return dates.map(date => ({date, tasks: byDate.get(date) ?? []}));
  }

  /** Minutes of open tasks due in a range of dates, by the Monday of their week. */
  minutesByWeek(from: string, to: string): Map<string, number> {
    const rows = this.#db.all<{due: string; minutes: number}>(
      `SELECT own.due, coalesce(own.duration_minutes, ${usualMinutes}) AS minutes
       FROM tasks own CROSS JOIN entries e ON e.seq = own.seq
       WHERE ${open} AND ${active} AND own.due >= ? AND own.due < ?`,
      [from, this.#endOfDate(to)],
    );
    const weeks = new Map<string, number>();
    for (const {due, minutes} of rows) {
      const week = mondayOf(dateOf(due, this.#clock.zone));
      weeks.set(week, (weeks.get(week) ?? 0) + minutes);
    }
    return weeks;
  }

  /** Tasks finished in a range of instants, the latest first. */
  done(from: string, to: string, limit = 500): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE own.completed_at >= ? AND own.completed_at < ? AND ${active}
       ORDER BY own.completed_at DESC LIMIT ?`,
      [from, to, limit],
      'own',
    );
  }

  #pool(fit: Fit): Task[] {
    const now = toIso(this.#clock.now());
    const conditions = [this.#awake(), '(own.scheduled IS NULL OR own.scheduled <= :now)'];
    if (fit.energy !== undefined) conditions.push('(own.energy IS NULL OR own.energy <= :energy)');
    if (fit.minutes !== undefined) {
      conditions.push('(own.duration_minutes IS NULL OR own.duration_minutes <= :minutes)');
    }
    if (fit.area !== undefined) {
      conditions.push(
        "own.seq IN (SELECT entry FROM entry_labels WHERE facet = 'area' AND label = :area)",
      );
    }
    const where = conditions.join(' AND ');
    const params = {now, energy: fit.energy ?? 5, minutes: fit.minutes ?? 0, area: fit.area ?? ''};
    const pools: readonly (readonly [string, string])[] = [
      ['own.due IS NOT NULL', 'own.due, own.priority DESC, own.seq DESC'],
      ['own.priority >= 4', 'own.priority DESC, own.due, own.seq DESC'],
      ['own.scheduled IS NOT NULL', 'own.scheduled, own.seq'],
      ['own.due IS NULL', 'own.due, own.priority DESC, own.seq DESC'],
    ];
    const found = new Map<string, Task>(this.#begun(poolSize).map(task => [task.id, task]));
    for (const [condition, order] of pools) {
      const tasks = this.#entries.select(
        taskKind,
        `WHERE ${open} AND ${active} AND ${condition} AND ${where} ORDER BY ${order} LIMIT ${poolSize}`,
        this.#named(params, `${where} ${condition}`),
        'own',
      );
      for (const task of tasks) found.set(task.id, task);
    }
    return [...found.values()].filter(task => fits(task, fit));
  }

  /** Only the parameters that a text names: SQLite refuses others. */
  #named(
    params: Readonly<Record<string, string | number>>,
    text: string,
  ): Record<string, string | number> {
    return Object.fromEntries(Object.entries(params).filter(([name]) => text.includes(`:${name}`)));
  }

  #awake(): string {
    return `(own.snoozed_until IS NULL OR own.snoozed_until <= '${toIso(this.#clock.now())}')`;
  }

  #open(where: string, params: readonly (string | number)[], order: string, limit: number): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE ${open} AND ${active} AND ${where} ORDER BY ${order} LIMIT ?`,
      [...params, limit],
      'own',
    );
  }

  #begun(limit: number): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE own.status = 'in_progress' AND ${active} ORDER BY own.seq DESC LIMIT ?`,
      [limit],
      'own',
    );
  }

  #isStarted(task: Task, date: string): boolean {
    if (task.status === 'in_progress') return true;
    return task.scheduled !== null && dateOf(task.scheduled, this.#clock.zone) <= date;
  }

  /** All that are due, from the index alone, less the few that are in the trash or only proposed. */
  #countDue(end: string): number {
    const due = `FROM tasks own WHERE ${open} AND own.due < :end`;
    const counted = this.#db.value<number>(
      `SELECT (SELECT count(*) ${due}) - (SELECT count(*) ${due} AND own.seq IN
         (SELECT seq FROM entries WHERE kind = 'task' AND state IN ('trashed', 'proposed')))`,
      {end},
    );
    return counted ?? 0;
  }

  /** The instant after a date; as text it stands behind every moment of that date. */
  #endOfDate(date: string): string {
    return toIso(endOf(date, this.#clock.zone));
  }

  #blocked(tasks: readonly Task[]): Set<string> {
    const needed = [...new Set(tasks.flatMap(task => task.depends_on))];
    if (needed.length === 0) return new Set();
    const rows = this.#db.all<{id: string}>(
      `SELECT e.id FROM entries e JOIN tasks own ON own.seq = e.seq
       WHERE e.id IN (SELECT value FROM json_each(?)) AND ${open} AND ${active}`,
      [JSON.stringify(needed)],
    );
    const unfinished = new Set(rows.map(row => row.id));
    const isBlocked = (task: Task): boolean => task.depends_on.some(id => unfinished.has(id));
    return new Set(tasks.filter(isBlocked).map(task => task.id));
  }

  #waitingFor(tasks: readonly Task[]): Map<string, number> {
    const rows = this.#db.all<{id: string; waiting: number}>(
      `SELECT d.value AS id, count(*) AS waiting
       FROM tasks own CROSS JOIN json_each(own.depends_on) d
         CROSS JOIN entries e ON e.seq = own.seq
       WHERE own.depends_on <> '[]' AND ${open} AND ${active}
         AND d.value IN (SELECT value FROM json_each(?)) GROUP BY d.value`,
      [JSON.stringify(tasks.map(task => task.id))],
    );
    return new Map(rows.map(row => [row.id, row.waiting]));
  }

  #goalsOf(tasks: readonly Task[]) {
    const ids = [...new Set(tasks.flatMap(task => (task.goal_id === null ? [] : [task.goal_id])))];
    const goals = this.#entries.select(
      goalKind,
      `WHERE e.id IN (SELECT value FROM json_each(?)) AND +e.state = 'active' AND own.status = 'active'`,
      [JSON.stringify(ids)],
    );
    return new Map(goals.map(goal => [goal.id, goal]));
  }

  /** The first millisecond of a date in the person's zone, as kept. */
  startOf(date: string): string {
    return toIso(startOfDate(date, this.#clock.zone));
  }
}

function fits(task: Task, fit: Fit): boolean {
  if (fit.energy !== undefined && (task.energy ?? 0) > fit.energy) return false;
  if (fit.minutes !== undefined && (task.duration_minutes ?? 0) > fit.minutes) return false;
  return fit.area === undefined || task.areas.includes(fit.area);
}
