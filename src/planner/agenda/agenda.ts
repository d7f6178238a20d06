/** What is on today, what fits now, and what the coming days hold. */
import type {Entries} from '../../entries/entries.ts';
import {type Clock, dateOf, endOf, today, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {mondayOf} from '../days.ts';
import {usualMinutes} from '../goals/progress.ts';
import {isActiveSql, isOpenSql, OpenTasks} from '../tasks/open-tasks.ts';
import {type Task, taskKind} from '../tasks/task.ts';
import {type Fit, NextTasks, type NextTasksDeps, type RankedTask} from './next-tasks.ts';
import {isOverdue} from './urgency.ts';

export interface TodayAgenda {
  readonly date: string;
  readonly overdue: readonly Task[];
  readonly due: readonly Task[];
  /** Begun, or planned for today or earlier, and not due yet. */
  readonly planned: readonly Task[];
  /** How many there are when the lists are cut. */
  readonly total: number;
}

export class Agenda {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #clock: Clock;
  readonly #tasks: OpenTasks;
  readonly #choosing: NextTasks;

  constructor(parts: NextTasksDeps) {
    this.#db = parts.db;
    this.#entries = parts.entries;
    this.#clock = parts.clock;
    this.#tasks = new OpenTasks(parts.entries, parts.clock);
    this.#choosing = new NextTasks(parts);
  }

  /** What to do now, the most urgent first. See `Choosing.next`. */
  next(fit: Fit = {}): RankedTask[] {
    return this.#choosing.next(fit);
  }

  /** Tasks by urgency, each with its reasons. */
  rank(tasks: readonly Task[]): RankedTask[] {
    return this.#choosing.rank(tasks);
  }

  /** In words, why an open task does not come up in `next`. */
  reasonsNotNext(task: Task): string[] {
    return this.#choosing.reasonsNotNext(task);
  }

  /** What is overdue, due and planned today; each list holds at most `limit` (0: all), the most urgent first. */
  today(most = 50): TodayAgenda {
    const limit = most === 0 ? -1 : most;
    const date = today(this.#clock);
    const end = this.#endOfDate(date);
    const dueSql = `own.due < ? AND ${this.#tasks.awake}`;
    const byDue = `own.due, own.priority DESC LIMIT ${limit}`;
    const due = this.#tasks
      .select(dueSql, [end], byDue)
      .filter(task => task.due !== null && dateOf(task.due, this.#clock.zone) <= date);
    const seen = new Set(due.map(task => task.id));
    const planned = [
      ...this.#tasks.begun(limit),
      ...this.#tasks.select(
        `own.scheduled < ? AND own.scheduled IS NOT NULL AND ${this.#tasks.awake}`,
        [end],
        `own.scheduled LIMIT ${limit}`,
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
      this.#tasks.select(
        `own.${column} >= ? AND own.${column} < ?`,
        [least, end],
        `own.${column} LIMIT ${limit}`,
      );
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
       WHERE ${isOpenSql} AND ${isActiveSql} AND own.due >= ? AND own.due < ?`,
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
      `WHERE own.completed_at >= ? AND own.completed_at < ? AND ${isActiveSql}
       ORDER BY own.completed_at DESC LIMIT ?`,
      [from, to, limit],
      'own',
    );
  }

  #isStarted(task: Task, date: string): boolean {
    if (task.status === 'in_progress') return true;
    return task.scheduled !== null && dateOf(task.scheduled, this.#clock.zone) <= date;
  }

  /** All that are due, from the index alone, less the few that are in the trash or only proposed. */
  #countDue(end: string): number {
    const due = `FROM tasks own WHERE ${isOpenSql} AND own.due < :end`;
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
}
