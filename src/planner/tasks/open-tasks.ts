/** Open tasks by SQL over their indexes: what `today`, `next` and `week` look through. */
import type {Entries} from '../../entries/entries.ts';
import {type Clock, toIso} from '../../ground/time.ts';
import type {SqlParams} from '../../storage/database.ts';
import {type Task, taskKind} from './task.ts';

/** Conditions over `own` (the task) and `e` (what all entries share). */
export const isOpenSql = "own.status IN ('pending', 'in_progress')";
export const isActiveSql = "e.state = 'active'";

export class OpenTasks {
  readonly #entries: Entries;
  readonly #clock: Clock;

  constructor(entries: Entries, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  /** Open tasks that a person agreed to, in an order that an index has. */
  select(where: string, params: SqlParams, order: string): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE ${isOpenSql} AND ${isActiveSql} AND ${where} ORDER BY ${order}`,
      params,
      'own',
    );
  }

  begun(limit: number): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE own.status = 'in_progress' AND ${isActiveSql} ORDER BY own.seq DESC LIMIT ?`,
      [limit],
      'own',
    );
  }

  /** The condition of not being hidden until later. */
  get awake(): string {
    return `(own.snoozed_until IS NULL OR own.snoozed_until <= '${toIso(this.#clock.now())}')`;
  }
}
