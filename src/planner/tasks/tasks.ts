/** What can be done with tasks: add, change, begin, finish, end, say yes or no to, list. */
import type {Entries} from '../../entries/entries.ts';
import {type Condition, type Listing, listEntries, sharedOrders} from '../../entries/listing.ts';
import type {Operations} from '../../entries/operations.ts';
import {UsageError} from '../../ground/errors.ts';
import {newId} from '../../ground/ids.ts';
import type {Clock} from '../../ground/time.ts';
import {checkDependencies} from './dependencies.ts';
import {type Finished, Finishing} from './finishing.ts';
import {loadRules} from './recurrence.ts';
import {type OnProblem, Series} from './series.ts';
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
  readonly #series: Series;

  constructor({entries, operations, clock}: TasksOptions) {
    this.#entries = entries;
    this.#operations = operations;
    this.#clock = clock;
    this.#series = new Series({entries, operations, clock});
  }

  /** Keeps a task. @throws UsageError without a title, or for a goal, parent or dependency that cannot be */
  add(input: TaskInput, id: string = newId()): Task {
    if (!input.title?.trim()) throw new UsageError('a task needs a title');
    checkDependencies(this.#entries, id, input);
    return this.#entries.create(taskKind, {...input, ...this.#series.begin(input, id)}, id);
  }

  /** @throws NotFoundError */
  get(id: string): Task {
    return this.#entries.getOf(taskKind, id);
  }

  /** How many open tasks a person agreed to; of one goal, when it is named. */
  countOpen(goalId?: string): number {
    const where = `e.state = 'active' AND ${openOnly}`;
    return goalId === undefined
      ? this.#entries.count(taskKind, where)
      : this.#entries.count(taskKind, `${where} AND own.goal_id = ?`, [goalId]);
  }

  /** Changes fields. Another rule begins a new series; another due date moves this occurrence only. */
  edit(id: string, input: TaskInput): Task {
    return this.#operations.run('task edit', () => {
      const task = this.get(id);
      if (input.title !== undefined && input.title.trim() === '') {
        throw new UsageError('a task needs a title');
      }
      checkDependencies(this.#entries, id, input);
      return this.#entries.update(taskKind, id, {...input, ...this.#series.renew(task, input)});
    });
  }

  start(id: string): Task {
    return this.#operations.run('task start', () => this.#move(id, 'in_progress'));
  }

  /** Back to pending, from in progress, completed or cancelled; what followed it goes if untouched. */
  reopen(id: string): Task {
    return this.#operations.run('task reopen', () => {
      const before = this.get(id);
      const task = this.#move(id, 'pending');
      if (!isOpen(before)) this.#series.removeNext(task);
      return task;
    });
  }

  /** Says yes to a proposed task. */
  accept(id: string): Task {
    return this.#operations.run('task accept', () => {
      this.#entries.activate(id);
      return this.get(id);
    });
  }

  /** Says no to a proposed task: it goes to the trash. */
  reject(id: string): Task {
    return this.#operations.run('task reject', () => {
      this.#entries.trash(id);
      return this.get(id);
    });
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
    const parts = {
      entries: this.#entries,
      operations: this.#operations,
      clock: this.#clock,
      series: this.#series,
    };
    return new Finishing(parts, ids, repeats ? await loadRules() : undefined);
  }

  /** Finishes tasks as one operation; each that repeats gets its successor. */
  async complete(ids: readonly string[], at?: string): Promise<Finished[]> {
    return (await this.planFinish(ids)).complete(at);
  }

  /** Ends tasks that will not be done; a series ends with its cancelled task. */
  cancel(ids: readonly string[]): Task[] {
    return this.#operations.run('task cancel', () => ids.map(id => this.#move(id, 'cancelled')));
  }

  /** Lets series go on that a merge left without a next task. See `Series.goOn`. */
  goOn(after: number, onProblem?: OnProblem): Promise<Task[]> {
    return this.#series.repair(after, onProblem);
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

  /** Moves between statuses other than completed; a date that was left out counts again. */
  #move(id: string, status: Exclude<TaskStatus, 'completed'>): Task {
    const task = this.get(id);
    if (task.status === status) return task;
    checkTaskMove(task.status, status);
    const except_dates = task.except_dates.filter(date => date !== task.occurrence);
    return this.#entries.update(taskKind, id, {status, completed_at: null, except_dates});
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
