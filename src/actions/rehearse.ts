/** A write that can be tried first: what would come of it, and nothing is kept. */
import type {Database} from '../storage/database.ts';

export interface DryRunDeps {
  readonly db: Pick<Database, 'dryRun'>;
}

/** Runs a write; as a rehearsal it is rolled back, and its result says what would be. */
export function writeOrRehearse<Result>(
  {db}: DryRunDeps,
  isRehearsal: boolean | undefined,
  write: () => Result,
): Result {
  return isRehearsal ? db.dryRun(write) : write();
}
