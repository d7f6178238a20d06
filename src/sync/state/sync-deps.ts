/** What one sync is made of, asked for and answers. */
import type {Entries} from '../../entries/entries.ts';
import type {Operations} from '../../entries/operations.ts';
import type {ThreeTexts} from '../../git/merge-text.ts';
import type {NewFile, Oid, Repository} from '../../git/repository.ts';
import type {Clock} from '../../ground/time.ts';
import type {VaultRows} from '../records/vault-rows.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import type {SyncState} from './sync-state.ts';

/** Where a test may end the process. */
export const syncSteps = [
  'begun',
  'edits-taken',
  'exported',
  'export-noted',
  'fetched',
  'batch-kept',
  'merged',
  'committed',
  'commit-noted',
  'pushed',
  'push-noted',
  'mirrored',
] as const;

export type SyncStep = (typeof syncSteps)[number];

export interface SyncDeps {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly rows: VaultRows;
  readonly state: SyncState;
  readonly repository: Repository;
  readonly format: VaultFormat;
  readonly clock: Clock;
  readonly mergeText: (texts: ThreeTexts) => Promise<string | undefined>;
  readonly attachmentFile: (sha256: string) => string;
  /** Of an encrypted vault: proof of its key, and that key sealed to each device. */
  readonly keyCheck?: string | undefined;
  readonly keyFiles?: (onto: Oid | undefined) => Promise<readonly NewFile[]>;
  /** A folder with readable names beside the vault, if the person wants one. */
  readonly mirror?: Mirror | undefined;
  /** Most changes of one commit, which is what an interrupted export loses; 20,000 unless told. */
  readonly largestCommit?: number | undefined;
  /** Removes the last traces of what another device purged. */
  readonly finishPurge?: () => Promise<void>;
  /**
   * Makes whole what merging entry by entry cannot see, such as a series of tasks without its next
   * one; told after which number of the change feed to look. What cannot be made whole is told of.
   */
  readonly repairInvariants: Settle;
  readonly reached?: (step: SyncStep) => void | Promise<void>;
}

export type Settle = (
  after: number,
  onProblem: (entry: {readonly title: string; readonly id: string}, problem: string) => void,
) => Promise<unknown>;

/** What the cycle asks of the folder with readable names. */
export interface Mirror {
  /** Brings edits, new files, renames and deletions in. */
  takeIn(options: {
    readonly acceptDeletes: number;
    readonly isDryRun: boolean;
  }): Promise<MirrorTaken>;
  /** Writes what changed, never over something that memu did not write itself; returns what could not be written. */
  write(): Promise<MirrorTaken['unreadable']>;
}

export interface MirrorTaken {
  readonly edits: number;
  /** Deletions that wait for a person. */
  readonly heldDeletes: number;
  readonly unreadable: readonly {readonly path: string; readonly problem: string}[];
}

export interface SyncOptions {
  readonly isDryRun?: boolean;
  /** Deletions that a person has looked at. */
  readonly acceptDeletes?: number;
  /** The person confirmed that the remote may be filled, or taken for this vault. */
  readonly isJoining?: boolean;
  /** The vault that the person wants to leave this device's own for. */
  readonly join?: string | undefined;
  /** This device's vault has met a remote before, so that another one is not taken for it. */
  readonly hasMet?: boolean;
  /** A remote without a vault is an error. */
  readonly mustExist?: boolean;
  readonly onProgress?: (words: string, done: number, total?: number) => void;
}

export interface SyncReport {
  /** Files that went out, or would. */
  readonly out: number;
  /** Entries that came in, or would. */
  readonly in: number;
  /** New conflicts. */
  readonly conflicts: number;
  readonly openConflicts: number;
  /** Ids of entries that were deleted on one side and edited on the other, and are back. */
  readonly returned: readonly string[];
  /** Deletions that wait for `--accept-deletes`. */
  readonly heldDeletes: number;
  readonly unreadable: readonly {readonly path: string; readonly problem: string}[];
  /** Entries from a clock that was far ahead, whose time was put right here. */
  readonly putRight: number;
  /** Entries of this device whose time another one put right: the clock here may be wrong. */
  readonly wasPutRight: number;
  /** The remote's history was replaced; ours was put back on top of it. */
  readonly isRewritten: boolean;
  /** The remote is written by a newer memu: nothing was pushed. */
  readonly isPullOnly: boolean;
  readonly isDryRun: boolean;
}
