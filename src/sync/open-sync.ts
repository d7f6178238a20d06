/** Everything that one database syncs with, opened for one command under the process lock. */
import {existsSync, readdirSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import type {Entries} from '../entries/entries.ts';
import type {Operations} from '../entries/operations.ts';
import {UsageError} from '../errors.ts';
import {BareRepository} from '../git/bare-repository.ts';
import {mergeText} from '../git/merge-text.ts';
import {parseRemoteUrl} from '../git/remote-url.ts';
import type {Database} from '../storage/database.ts';
import {type ProcessLock, takeProcessLock} from '../storage/process-lock.ts';
import type {Clock} from '../time.ts';
import {Conflicts} from './conflicts.ts';
import {FolderMirror, mirrorMarker} from './mirror.ts';
import {Sync, type SyncOptions, type SyncReport, type SyncStep} from './sync.ts';
import {type SyncFacts, SyncState} from './sync-state.ts';
import {plainFormat} from './vault-format.ts';
import {VaultRows} from './vault-rows.ts';

export interface SyncingParts {
  readonly db: Database;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly device: string;
  /** Where the bare repository and the lock lie. */
  readonly dataFolder: string;
  readonly attachmentFile: (sha256: string) => string;
  readonly finishPurge: () => Promise<void>;
  readonly reached?: (step: SyncStep) => void;
}

export interface SyncStatus {
  readonly facts: SyncFacts;
  /** Entries that changed here since the last export. */
  readonly waiting: number;
  readonly conflicts: number;
  readonly heldDeletes: number;
  /** Files of the vault that cannot be taken over, and why. */
  readonly unreadable: readonly {readonly path: string; readonly problem: string}[];
}

export interface InitOptions extends SyncOptions {
  readonly remote?: string | undefined;
  /** The vault that this device leaves its own for. */
  readonly join?: string | undefined;
  /** An empty folder that shall show the entries as files. */
  readonly mirror?: string | undefined;
}

export class Syncing {
  readonly state: SyncState;
  readonly conflicts: Conflicts;
  readonly #parts: SyncingParts;
  readonly #rows: VaultRows;

  constructor(parts: SyncingParts) {
    this.#parts = parts;
    this.state = new SyncState(parts.db);
    this.#rows = new VaultRows(parts);
    this.conflicts = new Conflicts({...parts, rows: this.#rows});
  }

  get isSetUp(): boolean {
    return this.state.read().vault !== undefined;
  }

  status(): SyncStatus {
    const {changes} = this.#parts.entries;
    const facts = this.state.read();
    const {cursor} = facts;
    const after = cursor && changes.continues(cursor) ? cursor.rev : 0;
    const held = this.state.held().filter(({reason}) => ['unreadable', 'newer'].includes(reason));
    return {
      facts,
      waiting: changes.countAfter(after),
      conflicts: this.state.countOpenConflicts(),
      heldDeletes: this.state.countHeld('deletes'),
      unreadable: held.map(({path, detail}) => ({path, problem: detail})),
    };
  }

  /** Sets the vault up, or its remote anew, and syncs for the first time. */
  async init({remote, join: vault, mirror, ...options}: InitOptions): Promise<SyncReport> {
    if (mirror !== undefined) checkMirrorFolder(mirror);
    const url = remote === undefined ? undefined : parseRemoteUrl(remote).url;
    return this.#locked(async () => {
      const before = this.state.read();
      if (url !== undefined) this.state.save({remote: url});
      const isMoving = vault !== undefined && before.vault !== undefined && vault !== before.vault;
      // Another vault shares no past with ours: what both sides have is compared entry by entry.
      if (isMoving) this.state.save({base: undefined});
      try {
        const report = await this.#cycle({...options, isJoining: true});
        return mirror === undefined ? report : await this.#showIn(mirror, report);
      } catch (error) {
        // A remote that could not be met was never set up.
        if (before.remote !== url && this.state.read().base === before.base) {
          this.state.save({remote: before.remote});
        }
        throw error;
      }
    });
  }

  async run(options: SyncOptions = {}): Promise<SyncReport> {
    if (!this.isSetUp) {
      throw new UsageError('Sync is not set up on this device.', {
        hint: 'memu sync init --remote URL, or memu sync clone URL',
      });
    }
    return this.#locked(() => this.#cycle(options));
  }

  async #showIn(folder: string, report: SyncReport): Promise<SyncReport> {
    FolderMirror.prepare(folder, this.state.read().vault!);
    this.#parts.db.write(() => this.#parts.db.run('DELETE FROM mirror_files'));
    this.state.save({mirror: folder, mirrored: undefined});
    const {openConflicts, heldDeletes} = await this.#cycle({});
    return {...report, openConflicts, heldDeletes};
  }

  async #cycle(options: SyncOptions): Promise<SyncReport> {
    const {remote, mirror: folder} = this.state.read();
    const repository = await BareRepository.open({
      folder: join(this.#parts.dataFolder, 'vault.git'),
      remote,
    });
    const parts = {
      ...this.#parts,
      rows: this.#rows,
      state: this.state,
      repository,
      format: plainFormat,
      mergeText,
    };
    const mirror = folder === undefined ? undefined : new FolderMirror({...parts, folder});
    const sync = new Sync({...parts, mirror});
    const report = await sync.run(options);
    if (!options.isDryRun) await repository.tidy();
    return report;
  }

  async #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock: ProcessLock = takeProcessLock(join(this.#parts.dataFolder, 'sync.lock'), 'sync');
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

function checkMirrorFolder(folder: string): void {
  if (!isAbsolute(folder)) throw new UsageError('The mirror’s folder must be an absolute path.');
  if (!existsSync(folder)) return;
  if (existsSync(join(folder, mirrorMarker)) || readdirSync(folder).length === 0) return;
  throw new UsageError(`${folder} is not empty.`, {
    hint: 'choose an empty folder; files put into it later become entries',
  });
}
