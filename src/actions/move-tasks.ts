/** A task moves on: begun, done, left out, cancelled or open again. */

import type {Operations} from '../entries/operations.ts';
import {UsageError} from '../ground/errors.ts';
import {type Clock, isPlainDate, type Moment, startOfDate, today, toIso} from '../ground/time.ts';
import type {Finished} from '../planner/tasks/finishing.ts';
import {isOpen, type Task} from '../planner/tasks/task.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';
import {findTask, findTaskIds, type TaskReferenceDeps} from './references.ts';
import {type DryRunDeps, writeOrRehearse} from './rehearse.ts';

export interface MoveTasksDeps extends DryRunDeps, TaskReferenceDeps {
  readonly tasks: Tasks;
  readonly operations: Operations;
  readonly clock: Clock;
}

type TaskMove = 'start' | 'done' | 'cancel' | 'skip' | 'reopen';

export interface MoveTasksInput {
  readonly move: TaskMove;
  /** Ids, their beginnings, or exact titles. */
  readonly references: readonly string[];
  /** When it was done, if not now. */
  readonly at?: Moment | undefined;
  /** With `skip`: every occurrence that was missed. */
  readonly missed?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Moves tasks, all of them in one operation; one that repeats gets its next occurrence.
 *
 * @throws UsageError for a move that a task cannot make, and for a day that lies ahead; NotFoundError
 */
export async function moveTasks(
  deps: MoveTasksDeps,
  {move, references, at, missed, dryRun}: MoveTasksInput,
): Promise<readonly Finished[]> {
  const ids = findTaskIds(deps, references);
  const write = await planned(deps, {move, ids, at, missed});
  return writeOrRehearse(deps, dryRun, write);
}

/** What a task's box does: an open one is finished, another one is open again. */
export const toggleTask = (deps: MoveTasksDeps, reference: string): Promise<readonly Finished[]> =>
  moveTasks(deps, {
    move: isOpen(findTask(deps, reference)) ? 'done' : 'reopen',
    references: [reference],
  });

interface Planned extends Pick<MoveTasksInput, 'move' | 'at' | 'missed'> {
  readonly ids: readonly string[];
}

/** Everything that takes time is done before the write, so that it may be rehearsed. */
async function planned(
  {tasks, operations, clock}: MoveTasksDeps,
  {move, ids, at, missed}: Planned,
): Promise<() => readonly Finished[]> {
  const each = (act: (id: string) => Task) => () =>
    operations.run(`task ${move}`, () => ids.map(id => ({task: act(id)})));
  switch (move) {
    case 'start':
      return each(id => tasks.start(id));
    case 'reopen':
      return each(id => tasks.reopen(id));
    case 'cancel':
      return () => tasks.cancel(ids).map(task => ({task}));
    case 'done': {
      const plan = await tasks.planFinish(ids);
      const instant = at === undefined ? undefined : instantOf(at, clock);
      return () => plan.complete(instant);
    }
    case 'skip': {
      const plan = await tasks.planFinish(ids);
      return () => (missed ? plan.skipMissed() : plan.skip());
    }
  }
}

/** A day means its noon, or now when that is still to come. @throws UsageError for what lies ahead */
function instantOf(moment: Moment, clock: Clock): string {
  const [now, noon] = [clock.now(), 12 * 3_600_000];
  if (moment === today(clock)) return toIso(Math.min(startOfDate(moment, clock.zone) + noon, now));
  const at = isPlainDate(moment) ? startOfDate(moment, clock.zone) + noon : Date.parse(moment);
  if (at <= now) return toIso(at);
  throw new UsageError('a task cannot be done in the future');
}
