/** What the mirror is made of. */
import type {Operations} from '../../entries/operations.ts';
import type {ThreeTexts} from '../../git/merge-text.ts';
import type {Repository} from '../../git/repository.ts';
import type {Clock} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import type {VaultRows} from '../records/vault-rows.ts';
import type {SyncState} from '../state/sync-state.ts';
import type {VaultFormat} from '../vault/vault-format.ts';

export interface MirrorDeps {
  readonly folder: string;
  readonly db: Database;
  readonly operations: Operations;
  readonly rows: VaultRows;
  readonly state: SyncState;
  readonly repository: Repository;
  readonly format: VaultFormat;
  readonly clock: Clock;
  readonly mergeText: (texts: ThreeTexts) => Promise<string | undefined>;
}

/** A file that was left as it is, and why. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}
