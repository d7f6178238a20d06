/** Takes back what commands did, and does it again. */
import type {Operations} from '../entries/operations.ts';
import type {Undo, UndoableOperation, Undone} from '../entries/undo.ts';
import {NotFoundError, UsageError} from '../ground/errors.ts';
import {type DryRunDeps, writeOrRehearse} from './rehearse.ts';

export interface UndoDeps extends DryRunDeps {
  readonly undo: Undo;
  readonly operations: Operations;
}

export interface UndoInput {
  /** How many operations, or one of them by its id or number in the log. */
  readonly what?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface UndoResult {
  readonly undone: readonly Undone[];
  /** How many were asked for; fewer may have been left. */
  readonly asked: number;
}

/** @throws NotFoundError when there is nothing to undo, UsageError for what was undone already */
export function undoOperations(deps: UndoDeps, {what, dryRun}: UndoInput = {}): UndoResult {
  const operations = wanted(deps.undo, what);
  if (operations.length === 0) throw new NotFoundError('there is nothing to undo');
  const undone = writeOrRehearse(deps, dryRun, () =>
    deps.operations.together(() => operations.map(operation => deps.undo.revert(operation))),
  );
  return {undone, asked: isCount(what) ? Number(what) : 1};
}

/** Does again what the last undo took back. @throws NotFoundError when there is nothing */
export function redoOperation(
  deps: Pick<UndoDeps, 'undo' | 'db'>,
  {dryRun}: Pick<UndoInput, 'dryRun'> = {},
): UndoResult {
  const [operation] = deps.undo.redoable(1);
  if (operation === undefined) throw new NotFoundError('there is nothing to redo');
  const done = writeOrRehearse(deps, dryRun, () => deps.undo.revert(operation, 'redo'));
  const redone = {...done, operation: deps.undo.undoneBy(operation) ?? operation};
  return {undone: [redone], asked: 1};
}

const isCount = (what: string | undefined): what is string =>
  what !== undefined && /^\d{1,3}$/.test(what);

function wanted(undo: Undo, what = '1'): readonly UndoableOperation[] {
  if (/^-\d+$/.test(what)) throw new UsageError(`undo takes a count from 1, not ${what}`);
  if (isCount(what)) {
    if (what === '0') throw new UsageError('undo 0 would undo nothing');
    return undo.undoable(Number(what));
  }
  const operation = undo.find(what);
  if (operation.undone_by === null) return [operation];
  throw new UsageError(`"${operation.command}" was undone already`, {hint: '`memu redo`'});
}
