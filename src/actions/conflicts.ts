/** What two devices said differently: which conflict is meant, and the end of it. */
import type {EntryBase} from '../entries/entry.ts';
import type {References} from '../entries/references.ts';
import {NotFoundError, UsageError} from '../ground/errors.ts';
import type {Conflict, Conflicts} from '../sync/conflicts/conflicts.ts';
import {type DryRunDeps, writeOrRehearse} from './rehearse.ts';

export interface ConflictDeps {
  readonly references: Pick<References, 'get'>;
  /** Sync is loaded when it is asked for. */
  openSync(): Promise<{readonly conflicts: Conflicts}>;
}

/** By the conflict's own id, or by any reference to the entry. @throws NotFoundError for none */
export async function findConflicts(
  deps: ConflictDeps,
  reference: string,
): Promise<readonly Conflict[]> {
  const {conflicts} = await deps.openSync();
  try {
    return conflicts.about(reference);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return conflicts.about(deps.references.get(reference).id);
  }
}

export interface ResolveInput {
  readonly reference: string;
  /** Which field, when several wait. */
  readonly field?: string | undefined;
  /** `mine`, `theirs`, or a text of one's own. */
  readonly take: string;
  readonly dryRun?: boolean | undefined;
}

export interface ResolvedConflict {
  readonly conflict: Conflict;
  /** The entry as it is now; undefined when it is gone. */
  readonly entry: EntryBase | undefined;
}

/** @throws NotFoundError for no such conflict, UsageError when several fields wait and none is named */
export async function resolveConflict(
  deps: ConflictDeps & DryRunDeps,
  {reference, field, take, dryRun}: ResolveInput,
): Promise<ResolvedConflict> {
  const all = await findConflicts(deps, reference);
  const about = all.filter(each => !field || each.field === field);
  const [conflict, ...others] = about;
  if (conflict === undefined) throw new NotFoundError(`no conflict about the field ${field}`);
  if (others.length > 0) {
    throw new UsageError('several fields wait for a decision', {
      hint: about.map(each => `--field ${each.field}`).join(', '),
    });
  }
  const {conflicts} = await deps.openSync();
  const entry = writeOrRehearse(deps, dryRun, () => conflicts.resolve(conflict, take));
  return {conflict, entry};
}
