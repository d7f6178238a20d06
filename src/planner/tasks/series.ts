/**
 * A series of tasks: how it begins, what follows a task that is over, and how it goes on after two
 * devices were merged. It ends when its rule does, or when a person cancels or removes its next task.
 */
import type {Entries} from '../../entries/entries.ts';
import {isUnchangedInput, type State} from '../../entries/entry.ts';
import type {Operations} from '../../entries/operations.ts';
import {MemuError, UsageError} from '../../ground/errors.ts';
import {derivedId} from '../../ground/ids.ts';
import {type Clock, today} from '../../ground/time.ts';
import {loadRules, occurrenceOf, type Rules} from './recurrence.ts';
import {successorOf} from './successor.ts';
import {isSkipped, type Task, type TaskInput, taskKind} from './task.ts';

export interface SeriesDeps {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
}

export class Series {
  readonly #entries: Entries;
  readonly #operations: Operations;
  readonly #clock: Clock;

  constructor({entries, operations, clock}: SeriesDeps) {
    this.#entries = entries;
    this.#operations = operations;
    this.#clock = clock;
  }

  /** The fields of a new task that repeats: it begins a series of its own, named by its id. */
  begin(input: TaskInput, id: string): TaskInput {
    if (!input.recurrence) return {};
    return {
      ...this.#start(input, input.due),
      recur_from: input.recur_from ?? 'schedule',
      series_id: input.series_id ?? id,
    };
  }

  /** The fields that another rule changes: a series of its own begins, or none goes on. */
  renew(task: Task, input: TaskInput): TaskInput {
    if (input.recurrence === undefined || input.recurrence === task.recurrence) return {};
    if (!input.recurrence) return {recur_from: null, series_id: null, occurrence: null};
    return {
      ...this.#start(input, input.due ?? task.due),
      recur_from: input.recur_from ?? task.recur_from ?? 'schedule',
      series_id: renewedId(task, input.recurrence),
    };
  }

  /** Makes what follows a task that is over; undefined where the series ends. */
  createNext(task: Task, at: string, rules: Rules): Task | undefined {
    const successor = successorOf(task, at, rules);
    if (!successor) return undefined;
    const {id, input} = successor;
    const known = this.#entries.findOf(taskKind, id);
    if (known === undefined) {
      return this.#entries.isKnown(id) ? undefined : this.#entries.create(taskKind, input, id);
    }
    // What undo took away comes back; what a person put into the trash stays there.
    if (isUnmade(known)) return this.#keepUntouched(known, {state: 'active', deleted_at: null});
    return known.state === 'active' ? known : undefined;
  }

  /** Takes away what followed a task that is open again, unless somebody touched it. */
  removeNext(task: Task): void {
    const next = this.#nextOf(task);
    if (next?.state !== 'active' || next.status !== 'pending' || !isUnchangedInput(next)) return;
    const deleted_at = this.#operations.writing().at;
    this.#keepUntouched(next, {state: 'trashed', deleted_at});
  }

  /**
   * Makes the next task of each series that a merge left without one: a device finished a task that
   * another one had taken back, or a task was finished in a file. Looks at what changed after a
   * number of the change feed, and returns what it made. A task whose rule cannot be expanded, which
   * another device or a file may have, ends nothing but its own series.
   */
  async repair(after: number, onProblem: OnProblem = () => {}): Promise<Task[]> {
    const bySeries = Map.groupBy(this.#standing(after), task => task.series_id);
    const ends = [...bySeries.values()].flatMap(tasks => this.#ends(tasks));
    const merged = this.#mergedLate(after);
    if (ends.length === 0 && merged.length === 0) return [];
    const rules = await loadRules();
    return this.#operations.run({command: 'sync', actor: 'sync'}, () => {
      for (const task of merged) {
        guarded(task, onProblem, () => {
          this.#carryOver(task, rules);
          this.#giveWay(task);
        });
      }
      return ends.flatMap(task => {
        const at = task.completed_at ?? task.updated_at;
        return guarded(task, onProblem, () => this.createNext(task, at, rules)) ?? [];
      });
    });
  }

  /**
   * What another device wrote into a task before it was finished here came too late for its
   * successor, which has what the task had then. A successor that nobody touched takes it over: every
   * device reads the same from the merged task, and what is edited after the end stays there.
   */
  #carryOver(task: Task, rules: Rules): void {
    const next = this.#nextOf(task);
    if (next?.state !== 'active' || next.status !== 'pending' || !isUnchangedInput(next)) return;
    if (task.updated_at > next.created_at) return;
    const successor = successorOf(task, task.completed_at ?? task.updated_at, rules);
    if (successor?.id !== next.id) return;
    this.#entries.setFields(next.id, {...successor.input, updated_at: next.updated_at});
  }

  /**
   * A task that got another rule on one device and was finished on another has a successor in the
   * series that it left, and gets one in its own: the first gives way, unless somebody touched it or
   * the old series went further.
   */
  #giveWay(task: Task): void {
    const {recurrence, series_id, completed_at, updated_at} = task;
    for (const left of this.#openRepeating()) {
      if (left.series_id === series_id || !isUnchangedInput(left) || left.status !== 'pending')
        continue;
      if (renewedId({...task, series_id: left.series_id}, recurrence ?? '') !== series_id) continue;
      if ((left.occurrence ?? '') <= (task.occurrence ?? '') || this.#hasEnded(left)) continue;
      this.#keepUntouched(left, {state: 'trashed', deleted_at: completed_at ?? updated_at});
    }
  }

  #openRepeating(): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE own.status = 'pending' AND e.state = 'active' AND own.recurrence IS NOT NULL
         AND own.series_id IS NOT NULL`,
    );
  }

  /** Whether a task of its series is over that was due when it was or later. */
  #hasEnded({series_id, occurrence}: Task): boolean {
    return (
      this.#entries.select(
        taskKind,
        `WHERE own.series_id = ? AND own.status IN ('completed', 'cancelled')
           AND own.occurrence >= ? AND e.state = 'active'`,
        [series_id, occurrence],
        'own',
      ).length > 0
    );
  }

  #start(input: TaskInput, due: string | null | undefined): TaskInput {
    const zone = input.recur_zone ?? this.#clock.zone;
    const first = due ?? today(this.#clock);
    return {
      due: first,
      recur_zone: zone,
      occurrence: input.occurrence ?? occurrenceOf(first, zone),
    };
  }

  #nextOf(task: Task): Task | undefined {
    const {series_id, occurrence, recur_from, id} = task;
    if (series_id === null || occurrence === null) return undefined;
    if (recur_from === 'completion') {
      return this.#entries.findOf(taskKind, derivedId('task', 'after', id));
    }
    return this.#entries.select(
      taskKind,
      'WHERE own.series_id = ? AND own.occurrence > ? ORDER BY own.occurrence LIMIT 1',
      [series_id, occurrence],
      'own',
    )[0];
  }

  #keepUntouched(
    task: Task,
    fields: {readonly state: State; readonly deleted_at: string | null},
  ): Task {
    return this.#entries.update(taskKind, task.id, {...fields, updated_at: task.updated_at});
  }

  /** What is over in a series and changed after a number of the feed. */
  #mergedLate(after: number): Task[] {
    return this.#entries
      .select(
        taskKind,
        `WHERE own.status IN ('completed', 'cancelled') AND e.state = 'active'
         AND own.recurrence IS NOT NULL AND own.series_id IS NOT NULL
         AND e.id IN (SELECT id FROM changes WHERE rev > ? AND subject = 'entry')`,
        [after],
      )
      .filter(goesOn);
  }

  /** What is over in series that changed after a number of the feed and have no task to do. */
  #standing(after: number): Task[] {
    return this.#entries.select(
      taskKind,
      `WHERE own.status IN ('completed', 'cancelled') AND e.state = 'active'
         AND own.recurrence IS NOT NULL AND own.series_id IN (
           SELECT changed.series_id FROM changes c JOIN entries ce ON ce.id = c.id
             JOIN tasks changed ON changed.seq = ce.seq
           WHERE c.rev > ? AND c.subject = 'entry' AND changed.series_id IS NOT NULL)
         AND NOT EXISTS (
           SELECT 1 FROM tasks open JOIN entries oe ON oe.seq = open.seq
           WHERE open.series_id = own.series_id AND open.status IN ('pending', 'in_progress')
             AND oe.state <> 'trashed')`,
      [after],
      'own',
    );
  }

  /** Those of a series' finished tasks that may lack the next one. */
  #ends(tasks: readonly Task[]): Task[] {
    const isEnd = (task: Task): boolean =>
      task.recur_from === 'completion'
        ? this.#nextOf(task)?.state !== 'active'
        : tasks.every(other => (other.occurrence ?? '') <= (task.occurrence ?? ''));
    return tasks.filter(task => goesOn(task) && isEnd(task));
  }
}

/** Told of a finished task whose series cannot go on, and why, in words that follow its title. */
export type OnProblem = (task: Task, problem: string) => void;

/** Does what one task asks for. What the disk refuses is no task's fault, and thrown. */
function guarded<Result>(task: Task, onProblem: OnProblem, work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    const isOfTask = error instanceof UsageError || !(error instanceof MemuError);
    const isOfDisk = error instanceof Error && 'code' in error && !(error instanceof MemuError);
    if (!isOfTask || isOfDisk) throw error;
    onProblem(task, `its repetition "${(task.recurrence ?? '').slice(0, 80)}" leads nowhere`);
    return undefined;
  }
}

/** The series that a task begins with another rule: from the one it leaves, so that this can be told. */
const renewedId = ({id, series_id}: Pick<Task, 'id' | 'series_id'>, rule: string): string =>
  derivedId('series', series_id ?? '', id, rule);

/** A series goes on after what was done or left out; what was cancelled ends it. */
const goesOn = (task: Task): boolean => task.status === 'completed' || isSkipped(task);

/** Put away by the undo of what made it, while nobody had touched it. */
const isUnmade = (task: Task): boolean => task.state === 'trashed' && isUnchangedInput(task);
