/** Everything that one database syncs with, opened for one command under the process lock. */
import {existsSync, readdirSync, renameSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import type {Entries} from '../entries/entries.ts';
import type {Operations} from '../entries/operations.ts';
import {BareRepository, type BareRepositoryOptions} from '../git/bare-repository.ts';
import type {HttpLogin} from '../git/git-environment.ts';
import {GitError} from '../git/git-fault.ts';
import {mergeText} from '../git/merge-text.ts';
import {parseRemoteUrl} from '../git/remote-url.ts';
import {UsageError} from '../ground/errors.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import type {Database} from '../storage/database.ts';
import {type ProcessLock, takeProcessLock} from '../storage/process-lock.ts';
import {toStorageError} from '../storage/storage-errors.ts';
import {Conflicts} from './conflicts/conflicts.ts';
import {noteFailure, Sync} from './cycle/sync.ts';
import {SealedVault, type SealingWishes} from './encryption/sealed-vault.ts';
import {VaultKeys} from './encryption/vault-keys.ts';
import {FolderMirror} from './mirror/mirror.ts';
import {mirrorMarker, prepareMirror} from './mirror/mirror-folder.ts';
import {VaultRows} from './records/vault-rows.ts';
import type {Settle, SyncOptions, SyncReport, SyncStep} from './state/sync-deps.ts';
import {type SyncFacts, SyncState, type VaultDevice} from './state/sync-state.ts';
import {type SyncStatus, syncStatusOf} from './state/sync-status.ts';

export interface SyncingDeps {
  readonly db: Database;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly device: string;
  /** Where the bare repository and the lock lie. */
  readonly dataFolder: string;
  readonly attachmentFile: (sha256: string) => string;
  readonly finishPurge: () => Promise<void>;
  readonly repairInvariants: Settle;
  /** The login for an https remote on this machine. */
  readonly findLogin: (host: string) => Promise<HttpLogin>;
  readonly reached?: (step: SyncStep) => void;
  /** Told before anything is said to a remote. */
  readonly leaving?: BareRepositoryOptions['leaving'];
}

export interface InitOptions extends SyncOptions, SealingWishes {
  readonly remote?: string | undefined;
  /** An empty folder that shall show the entries as files. */
  readonly mirror?: string | undefined;
}

export class Syncing {
  readonly state: SyncState;
  readonly conflicts: Conflicts;
  readonly keys: VaultKeys;
  readonly #parts: SyncingDeps;
  readonly #rows: VaultRows;
  readonly #sealed: SealedVault;

  constructor(parts: SyncingDeps) {
    this.#parts = parts;
    this.state = new SyncState(parts.db);
    this.#rows = new VaultRows(parts);
    this.keys = new VaultKeys(join(parts.dataFolder, 'sync-keys.json'));
    this.#sealed = new SealedVault({state: this.state, keys: this.keys, clock: parts.clock});
    this.conflicts = new Conflicts({...parts, rows: this.#rows});
  }

  get isSetUp(): boolean {
    return this.state.read().vault !== undefined;
  }

  status(): SyncStatus {
    return syncStatusOf(this.#parts.db, this.#parts.entries.changes);
  }

  /** Sets the vault up, or its remote anew, and syncs for the first time. */
  async init({remote, join, mirror, ...options}: InitOptions): Promise<SyncReport> {
    if (mirror !== undefined) checkMirrorFolder(mirror);
    const url = remote === undefined ? undefined : parseRemoteUrl(remote).url;
    return this.#locked(async () => {
      const before = this.state.read();
      if (url !== undefined && url !== before.remote) this.#leaveFor(url, before);
      const isMoving = join !== undefined && before.vault !== undefined && join !== before.vault;
      // Another vault shares no past with ours: what both sides have is compared entry by entry.
      if (isMoving) this.state.save({base: undefined});
      const {base} = this.state.read();
      const wishes = {...options, join, isJoining: true, hasMet: before.base !== undefined};
      try {
        const report = await this.#mending(() => this.#cycle(wishes));
        const isShown = mirror !== undefined && !options.isDryRun;
        return isShown ? await this.#showIn(mirror, report) : report;
      } catch (error) {
        // A remote that could not be met was never set up: what was known before holds.
        if (before.remote !== url && this.state.read().base === base) this.#goBackTo(before);
        throw error;
      }
    });
  }

  /** Takes another remote. In somebody's repository our history is full of their files, and stays there. */
  #leaveFor(remote: string, {prefix}: SyncFacts): void {
    const isShared = prefix !== undefined && prefix !== '';
    const past = {prefix: undefined, base: undefined, local: undefined, mirrored: undefined};
    this.state.save({remote, sent: undefined, ...(isShared && past)});
  }

  #goBackTo(before: SyncFacts): void {
    const {remote, last, prefix, isEncrypted, devices, fingerprint, strangers} = before;
    this.state.save({remote, last, prefix, isEncrypted, devices, fingerprint, strangers});
    if (before.vault === undefined) return;
    // With the commit goes how far it had come, or what changed since would never go out.
    const {vault, base, local, cursor, sent, behind, mirrored} = before;
    this.state.save({vault, base, local, cursor, sent, behind, mirrored});
  }

  async run(options: SyncOptions = {}): Promise<SyncReport> {
    if (!this.isSetUp) {
      throw new UsageError('Sync is not set up on this device.', {
        hint: 'memu sync init --remote URL, or memu sync clone URL',
      });
    }
    return this.#locked(() => this.#cycle(options));
  }

  /** A damaged repository is put aside and made anew from what is kept here and at the remote. */
  async #mending<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const folder = join(this.#parts.dataFolder, 'vault.git');
      if (!(error instanceof GitError) || error.code !== 'damaged' || !existsSync(folder))
        throw error;
      renameSync(folder, `${folder}.damaged-${nowIso(this.#parts.clock).replaceAll(':', '-')}`);
      return work();
    }
  }

  async #showIn(folder: string, report: SyncReport): Promise<SyncReport> {
    prepareMirror(folder, this.state.read().vault!);
    this.#parts.db.write(() => this.#parts.db.run('DELETE FROM mirror_files'));
    this.state.save({mirror: folder, mirrored: undefined, mirrorFolders: undefined});
    const {openConflicts, heldDeletes, unreadable} = await this.#cycle({});
    return {...report, openConflicts, heldDeletes, unreadable};
  }

  async #cycle(options: SyncOptions & SealingWishes): Promise<SyncReport> {
    const {mirror: folder} = this.state.read();
    return this.#withRepository(async repository => {
      const sealing = await this.#noting(options, () =>
        this.#sealed.sealingFor(repository, options),
      );
      const known = {...this.#parts, rows: this.#rows, state: this.state, repository, mergeText};
      const parts = {...known, ...sealing};
      const mirror = folder === undefined ? undefined : new FolderMirror({...parts, folder});
      try {
        const report = await new Sync({...parts, mirror}).run(options);
        if (!options.isDryRun) await repository.tidy();
        return report;
      } finally {
        await sealing.format.close?.();
      }
    });
  }

  async #login(remote: string | undefined): Promise<BareRepositoryOptions['login']> {
    if (remote === undefined) return undefined;
    const {url, host} = parseRemoteUrl(remote);
    return host === undefined ? undefined : {url, ...(await this.#parts.findLogin(host))};
  }

  async #withRepository<Result>(
    work: (repository: BareRepository) => Promise<Result>,
  ): Promise<Result> {
    const folder = join(this.#parts.dataFolder, 'vault.git');
    const {remote} = this.state.read();
    const repository = await BareRepository.open({
      leaving: this.#parts.leaving,
      folder,
      remote,
      login: await this.#login(remote),
    });
    try {
      return await work(repository);
    } finally {
      await repository.close();
    }
  }

  async #noting<Result>(options: SyncOptions, work: () => Promise<Result>): Promise<Result> {
    const tried = nowIso(this.#parts.clock);
    try {
      return await work();
    } catch (error) {
      if (!options.isDryRun && this.isSetUp) noteFailure(this.state, tried, error);
      throw error;
    }
  }

  /** Lets another device open the encrypted vault; its key goes out at once. */
  async addKey(recipient: string, options: SyncOptions = {}): Promise<SyncReport> {
    await this.#sealed.checkJoining(recipient);
    if (!options.isDryRun) await this.#sealed.addRecipient(recipient);
    return this.run(options);
  }

  /**
   * Syncs, and returns the devices that keep their access when one leaves, for the person to look at.
   *
   * @throws NotFoundError when that device has none
   */
  async staying(leaving: string, options: SyncOptions = {}): Promise<readonly VaultDevice[]> {
    await this.#sealed.checkLeaving(leaving);
    await this.run(options);
    return this.#locked(() =>
      this.#withRepository(repository => this.#sealed.devicesWithout(repository, leaving)),
    );
  }

  /** Takes a device's key away; what it could read before stays readable to it in the history. */
  async removeKey(recipient: string, options: SyncOptions = {}): Promise<SyncReport> {
    await this.#sealed.checkLeaving(recipient);
    const report = await this.run(options);
    await this.#locked(() =>
      this.#withRepository(async repository => {
        if (options.isDryRun) await this.#sealed.devicesWithout(repository, recipient);
        else await this.#sealed.rekey(repository, recipient);
      }),
    );
    return report;
  }

  /** A person has compared a new key of the vault: the next sync takes the one with this fingerprint. */
  trust(fingerprint: string): void {
    if (!/^[0-9a-f]{4}(-[0-9a-f]{4}){7}$/.test(fingerprint))
      throw new UsageError('That is no fingerprint: eight groups of four digits.', {
        hint: '`memu sync key show` prints it on the other device',
      });
    this.state.save({trusted: fingerprint});
  }

  async #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock: ProcessLock = takeProcessLock(join(this.#parts.dataFolder, 'sync.lock'), 'sync');
    try {
      return await work();
    } catch (error) {
      // A full or read-only disk under the vault or the mirror.
      throw toStorageError(error, this.#parts.dataFolder);
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
