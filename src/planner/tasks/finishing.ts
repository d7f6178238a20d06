/** Finishing tasks: done or left out; one that repeats gets its next occurrence in the same operation. */
import type {Entries} from '../../entries/entries.ts';
import type {Operations} from '../../entries/operations.ts';
import {UsageError} from '../../ground/errors.ts';
import {type Clock, nowIso, today} from '../../ground/time.ts';
import type {Rules} from './recurrence.ts';
import type {Series} from './series.ts';
import {checkTaskMove, isOpen, type Task, taskKind} from './task.ts';

export interface FinishingDeps {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly series: Series;
}

/** A task that was finished, and the next one of its series. */
export interface Finished {
  readonly task: Task;
  readonly next?: Task;
}

/** Tasks about to be finished; each call is one operation. */
export class Finishing {
  readonly #parts: FinishingDeps;
  readonly #ids: readonly string[];
  /** Loaded when one of the tasks repeats. */
  readonly #rules: Rules | undefined;

  constructor(parts: FinishingDeps, ids: readonly string[], rules: Rules | undefined) {
    this.#parts = parts;
    this.#ids = ids;
    this.#rules = rules;
  }

  complete(at: string = nowIso(this.#parts.clock)): Finished[] {
    return this.#run('task done', id => [this.#complete(id, at)]);
  }

  /** Leaves out this occurrence and goes on with the next. @throws UsageError when it does not repeat */
  skip(): Finished[] {
    return this.#run('task skip', id => [this.#skip(id)]);
  }

  /** Leaves out every occurrence that was missed. */
  skipMissed(): Finished[] {
    return this.#run('task skip', id => this.#skipMissed(id));
  }

  #run(command: string, finish: (id: string) => Finished[]): Finished[] {
    return this.#parts.operations.run(command, () => this.#ids.flatMap(finish));
  }

  #complete(id: string, at: string): Finished {
    const before = this.#get(id);
    if (before.status === 'completed') return {task: before};
    checkTaskMove(before.status, 'completed');
    const done = {status: 'completed', completed_at: at} as const;
    return this.#followed(this.#parts.entries.update(taskKind, id, done), at);
  }

  #skip(id: string): Finished {
    const before = this.#get(id);
    const {recurrence, occurrence, status, title} = before;
    if (recurrence === null || occurrence === null) {
      throw new UsageError(`"${title}" does not repeat, so there is nothing to skip to`, {
        hint: 'memu task cancel ends it',
      });
    }
    if (status === 'cancelled') return {task: before};
    checkTaskMove(status, 'cancelled');
    const except_dates = [...new Set([...before.except_dates, occurrence])];
    const left = {status: 'cancelled', completed_at: null, except_dates} as const;
    const task = this.#parts.entries.update(taskKind, id, left);
    return this.#followed(task, nowIso(this.#parts.clock));
  }

  /** Up to the first occurrence that is not over yet. */
  #skipMissed(id: string): Finished[] {
    const limit = today(this.#parts.clock);
    const skipped: Finished[] = [];
    let task: Task | undefined = this.#get(id);
    while (task && isOpen(task) && (task.occurrence ?? limit).slice(0, 10) < limit) {
      const finished: Finished = this.#skip(task.id);
      skipped.push(finished);
      task = finished.next;
    }
    return skipped;
  }

  #followed(task: Task, at: string): Finished {
    const next = this.#rules && this.#parts.series.createNext(task, at, this.#rules);
    return next ? {task, next} : {task};
  }

  #get(id: string): Task {
    return this.#parts.entries.getOf(taskKind, id);
  }
}
