/** What can be done with tasks: add, change, begin, finish, skip; finishing one that repeats makes the next. */
import type {Entries} from '../entries/entries.ts';
import {type Condition, type Listing, listEntries, sharedOrders} from '../entries/listing.ts';
import type {Operations} from '../entries/operations.ts';
import {UsageError} from '../errors.ts';
import {newId} from '../ids.ts';
import {type Clock, nowIso, today} from '../time.ts';
import {checkDependencies} from './dependencies.ts';
import {loadRules, occurrenceOf, type Rules} from './recurrence.ts';
import {successorOf} from './successor.ts';
import {
  checkTaskMove,
  isOpen,
  type Task,
  type TaskInput,
  type TaskStatus,
  taskKind,
  taskStatuses,
} from './task.ts';

export interface TasksOptions {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
}

export interface TaskListing extends Listing {
  /** A status, `open` (pending or in progress; the usual one) or `all`. */
  readonly status?: string;
  readonly goalId?: string;
}

/** A task that was finished, and the next one of its series. */
export interface Finished {
  readonly task: Task;
  readonly next?: Task;
}

/** Tasks about to be finished; each call is one operation. */
export interface Finishing {
  complete(at?: string): Finished[];
  /** Leaves out this occurrence and goes on with the next. @throws UsageError when it does not repeat */
  skip(): Finished[];
  /** Leaves out every occurrence that was missed. */
  skipMissed(): Finished[];
}

interface Ending {
  readonly status: 'completed' | 'cancelled';
  readonly at: string;
  readonly rules: Rules | undefined;
}

const openOnly = "own.status IN ('pending', 'in_progress')";

export const taskOrders = {
  due: 'own.due IS NULL, own.due, own.priority DESC, own.seq DESC',
  priority: 'own.priority DESC, own.due, own.seq DESC',
  done: 'own.completed_at DESC, own.seq DESC',
  ...sharedOrders,
};

const usualOrders: Readonly<Record<string, string>> = {open: 'due', completed: 'done'};

export class Tasks {
  readonly #entries: Entries;
  readonly #operations: Operations;
  readonly #clock: Clock;

  constructor({entries, operations, clock}: TasksOptions) {
    this.#entries = entries;
    this.#operations = operations;
    this.#clock = clock;
  }

  /** Keeps a task. @throws UsageError without a title, or for a goal, parent or dependency that cannot be */
  add(input: TaskInput, id: string = newId()): Task {
    if (!input.title?.trim()) throw new UsageError('a task needs a title');
    return this.#entries.create(taskKind, {...input, ...this.#seriesFields(input, id)}, id);
  }

  /** @throws NotFoundError */
  get(id: string): Task {
    return this.#entries.get(id) as Task;
  }

  /** Changes fields. Another rule begins a new series; another due date moves this occurrence only. */
  edit(id: string, input: TaskInput): Task {
    return this.#operations.run('task edit', () => {
      const task = this.get(id);
      if (input.title !== undefined && input.title.trim() === '') {
        throw new UsageError('a task needs a title');
      }
      checkDependencies(this.#entries, id, input);
      return this.#entries.update(taskKind, id, {...input, ...this.#newSeries(task, input)});
    });
  }

  start(id: string): Task {
    return this.#operations.run('task start', () => this.#move(id, 'in_progress'));
  }

  /** Back to pending, from in progress, completed or cancelled. */
  reopen(id: string): Task {
    return this.#operations.run('task reopen', () => this.#move(id, 'pending'));
  }

  /** Says yes to a proposed task. */
  accept(id: string): Task {
    return this.#operations.run('task accept', () => this.#entries.activate(id) as Task);
  }

  /** Says no to a proposed task: it goes to the trash. */
  reject(id: string): Task {
    return this.#operations.run('task reject', () => this.#entries.trash(id) as Task);
  }

  snooze(id: string, until: string | null): Task {
    return this.#operations.run('task snooze', () =>
      this.#entries.update(taskKind, id, {snoozed_until: until}),
    );
  }

  /**
   * Gets ready to finish or skip tasks: rules are loaded when one of them repeats, so that what
   * follows runs at once and may be rehearsed.
   */
  async planFinish(ids: readonly string[]): Promise<Finishing> {
    const repeats = ids.some(id => this.get(id).recurrence !== null);
    const rules = repeats ? await loadRules() : undefined;
    return {
      complete: (at = nowIso(this.#clock)) =>
        this.#operations.run('task done', () =>
          ids.map(id => this.#finishOne(id, {status: 'completed', at, rules})),
        ),
      skip: () => this.#operations.run('task skip', () => ids.map(id => this.#skipOne(id, rules))),
      skipMissed: () =>
        this.#operations.run('task skip', () => ids.flatMap(id => this.#skipMissed(id, rules))),
    };
  }

  /** Finishes tasks as one operation; each that repeats gets its successor. */
  async complete(ids: readonly string[], at?: string): Promise<Finished[]> {
    return (await this.planFinish(ids)).complete(at);
  }

  /** Ends tasks that will not be done; a series ends with its cancelled task. */
  cancel(ids: readonly string[]): Task[] {
    return this.#operations.run('task cancel', () => ids.map(id => this.#move(id, 'cancelled')));
  }

  list({status = 'open', goalId, ...listing}: TaskListing = {}): Task[] {
    const where: Condition[] = [...(listing.where ?? []), ...statusCondition(status)];
    if (goalId !== undefined) where.push({sql: 'own.goal_id = ?', params: [goalId]});
    const isByDue = listing.sort === undefined || listing.sort === 'due';
    if (isByDue && status === 'open' && listing.limit) {
      return this.#dueFirst({...listing, where});
    }
    const sort = listing.sort ?? usualOrders[status] ?? 'created';
    return listEntries(this.#entries, taskKind, {...listing, sort, where}, taskOrders);
  }

  /** Tasks with a due date in order, then those without: two walks along an index instead of a sort. */
  #dueFirst(listing: Listing & {readonly where: readonly Condition[]}): Task[] {
    const limit = listing.limit ?? 0;
    const part = (sql: string, most: number): Task[] =>
      listEntries(
        this.#entries,
        taskKind,
        {...listing, sort: 'due', limit: most, where: [...listing.where, {sql}], lead: 'own'},
        {due: 'own.due, own.priority DESC, own.seq DESC'},
      );
    const dated = part('own.due IS NOT NULL', limit);
    if (dated.length >= limit) return dated;
    return [...dated, ...part('own.due IS NULL', limit - dated.length)];
  }

  #finishOne(id: string, {status, at, rules}: Ending): Finished {
    const before = this.get(id);
    const task = this.#move(id, status, at);
    if (before.status === status || !rules || task.recurrence === null) return {task};
    const next = this.#makeNext(task, at, rules);
    return next ? {task, next} : {task};
  }

  #skipOne(id: string, rules: Rules | undefined): Finished {
    const task = this.get(id);
    if (task.recurrence === null) {
      throw new UsageError(`"${task.title}" does not repeat, so there is nothing to skip to`, {
        hint: 'memu task cancel ends it',
      });
    }
    return this.#finishOne(id, {status: 'cancelled', at: nowIso(this.#clock), rules});
  }

  /** Skips every missed occurrence, up to the first that is not over yet. */
  #skipMissed(id: string, rules: Rules | undefined): Finished[] {
    const limit = today(this.#clock);
    const skipped: Finished[] = [];
    let task: Task | undefined = this.get(id);
    while (task && isOpen(task) && (task.occurrence ?? limit).slice(0, 10) < limit) {
      const finished: Finished = this.#skipOne(task.id, rules);
      skipped.push(finished);
      task = finished.next;
    }
    return skipped;
  }

  #makeNext(task: Task, at: string, rules: Rules): Task | undefined {
    const successor = successorOf(task, at, rules);
    if (!successor) return undefined;
    const {id, input} = successor;
    const known = this.#entries.find(id) as Task | undefined;
    if (known === undefined) {
      return this.#entries.isKnown(id) ? undefined : this.#entries.create(taskKind, input, id);
    }
    // What undo unmade comes back, also when a sync touched it since or brought the undo from
    // elsewhere; what a person trashed stays in the trash.
    const by = this.#entries.trashedBy(known);
    const isUnmade = by === 'undo' || (by === 'sync' && known.status === 'pending');
    if (isUnmade)
      return this.#entries.setFields(id, {
        state: 'active',
        deleted_at: null,
        updated_at: known.updated_at,
      }) as Task;
    return known.state === 'active' ? known : undefined;
  }

  #move(id: string, status: TaskStatus, at: string = nowIso(this.#clock)): Task {
    const task = this.get(id);
    if (task.status === status) return task;
    checkTaskMove(task.status, status);
    return this.#entries.update(taskKind, id, {
      status,
      completed_at: status === 'completed' ? at : null,
    });
  }

  /** A task that repeats begins a series of its own, named by its id. */
  #seriesFields(input: TaskInput, id: string): TaskInput {
    checkDependencies(this.#entries, id, input);
    if (!input.recurrence) return {};
    const zone = input.recur_zone ?? this.#clock.zone;
    const due = input.due ?? today(this.#clock);
    return {
      due,
      recur_from: input.recur_from ?? 'schedule',
      recur_zone: zone,
      series_id: input.series_id ?? id,
      occurrence: input.occurrence ?? occurrenceOf(due, zone),
    };
  }

  #newSeries(task: Task, input: TaskInput): TaskInput {
    if (input.recurrence === undefined || input.recurrence === task.recurrence) return {};
    if (!input.recurrence) return {recur_from: null, series_id: null, occurrence: null};
    const due = input.due ?? task.due ?? today(this.#clock);
    const zone = input.recur_zone ?? this.#clock.zone;
    return {
      due,
      series_id: newId(),
      recur_from: input.recur_from ?? task.recur_from ?? 'schedule',
      recur_zone: zone,
      occurrence: input.occurrence ?? occurrenceOf(due, zone),
    };
  }
}

function statusCondition(status: string): Condition[] {
  if (status === 'all') return [];
  if (status === 'open') return [{sql: openOnly}];
  if (taskStatuses.includes(status as TaskStatus)) {
    return [{sql: 'own.status = ?', params: [status]}];
  }
  throw new UsageError(`there is no status called ${status}`, {
    hint: `one of open, all, ${taskStatuses.join(', ')}`,
  });
}
