/** Everything that one database syncs with, opened for one command under the process lock. */
import {existsSync, readdirSync, renameSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import type {Entries} from '../entries/entries.ts';
import type {Operations} from '../entries/operations.ts';
import {exitCodes, MemuError, UsageError} from '../errors.ts';
import {BareRepository} from '../git/bare-repository.ts';
import {GitError} from '../git/git-fault.ts';
import {mergeText} from '../git/merge-text.ts';
import {parseRemoteUrl} from '../git/remote-url.ts';
import type {Repository} from '../git/repository.ts';
import type {Database} from '../storage/database.ts';
import {explainFault} from '../storage/faults.ts';
import {type ProcessLock, takeProcessLock} from '../storage/process-lock.ts';
import {type Clock, nowIso} from '../time.ts';
import {Conflicts} from './conflicts.ts';
import {readMarker, vaultFormat} from './marker.ts';
import {FolderMirror} from './mirror.ts';
import {mirrorMarker, prepareMirror} from './mirror-folder.ts';
import {noteFailure, Sync} from './sync.ts';
import type {SyncOptions, SyncParts, SyncReport, SyncStep} from './sync-parts.ts';
import {type SyncFacts, SyncState} from './sync-state.ts';
import {plainFormat} from './vault-format.ts';
import {VaultKeys} from './vault-keys.ts';
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
  readonly settle: (after: number) => Promise<unknown>;
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

interface Encrypting {
  /** Seal a new vault to this device's key. */
  readonly isEncrypting?: boolean;
}

type Sealing = Pick<SyncParts, 'format' | 'keyCheck' | 'keyFiles'>;

export interface InitOptions extends SyncOptions, Encrypting {
  readonly remote?: string | undefined;
  /** The vault that this device leaves its own for. */
  readonly join?: string | undefined;
  /** An empty folder that shall show the entries as files. */
  readonly mirror?: string | undefined;
}

export class Syncing {
  readonly state: SyncState;
  readonly conflicts: Conflicts;
  readonly keys: VaultKeys;
  readonly #parts: SyncingParts;
  readonly #rows: VaultRows;

  constructor(parts: SyncingParts) {
    this.#parts = parts;
    this.state = new SyncState(parts.db);
    this.#rows = new VaultRows(parts);
    this.keys = new VaultKeys(join(parts.dataFolder, 'sync-keys.json'));
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
        const report = await this.#mending(() => this.#cycle({...options, isJoining: true}));
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
    this.state.save({mirror: folder, mirrored: undefined});
    const {openConflicts, heldDeletes} = await this.#cycle({});
    return {...report, openConflicts, heldDeletes};
  }

  async #cycle(options: SyncOptions & Encrypting): Promise<SyncReport> {
    const {remote, mirror: folder} = this.state.read();
    const repository = await BareRepository.open({
      folder: join(this.#parts.dataFolder, 'vault.git'),
      remote,
    });
    const sealing = await this.#noting(options, () => this.#sealing(repository, options));
    const parts = {
      ...this.#parts,
      rows: this.#rows,
      state: this.state,
      repository,
      mergeText,
      ...sealing,
    };
    const mirror = folder === undefined ? undefined : new FolderMirror({...parts, folder});
    const sync = new Sync({...parts, mirror});
    const report = await sync.run(options);
    if (!options.isDryRun) await repository.tidy();
    return report;
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

  /** How this vault's files are written: as the remote's marker says, or as the person wishes. */
  async #sealing(
    repository: Repository,
    {isEncrypting = false, isJoining = false}: SyncOptions & Encrypting,
  ): Promise<Sealing> {
    const {vault, isEncrypted = false, remote, prefix = ''} = this.state.read();
    if (!isEncrypted && !isEncrypting && !isJoining) return {format: plainFormat};
    const {keys} = this;
    const tip = remote === undefined ? undefined : await repository.fetch();
    const marker = tip === undefined ? undefined : await readMarker(repository, tip, prefix);
    if (marker?.keyCheck !== undefined) {
      const before = keys.vaultKey;
      const vaultKey = await keys.openFor(marker, repository, tip!, prefix);
      // Under another key every name is another one: both sides are compared entry by entry.
      if (before !== vaultKey) this.state.save({local: undefined, base: undefined});
      this.state.save({isEncrypted: true});
      return this.#sealedWith(vaultKey);
    }
    const isPlain = marker !== undefined || (vault !== undefined && !isEncrypted);
    if (isPlain && isEncrypting) {
      throw new UsageError('This vault is in the clear already; its history would stay readable.', {
        hint: 'begin an encrypted one in a new, empty remote',
      });
    }
    if (!isEncrypting && (!isEncrypted || marker !== undefined)) return {format: plainFormat};
    const vaultKey = keys.vaultKey ?? (await keys.make());
    this.state.save({isEncrypted: true});
    return this.#sealedWith(vaultKey);
  }

  async #sealedWith(vaultKey: string): Promise<Sealing> {
    const {sealedFormat, keyCheckOf} = await import('./sealed-format.ts');
    return {
      format: await sealedFormat(vaultKey),
      keyCheck: keyCheckOf(vaultKey),
      keyFiles: () => this.keys.filesFor(this.state.read().recipients ?? []),
    };
  }

  /** Lets another device open the encrypted vault; its key goes out at once. */
  async addKey(recipient: string): Promise<SyncReport> {
    const {isRecipient} = await import('./sealed-format.ts');
    if (!isRecipient(recipient)) {
      throw new UsageError('That is no public key of a device.', {
        hint: '`memu sync key show` on the other device prints it: age1…',
      });
    }
    const {isEncrypted, recipients = []} = this.state.read();
    if (!isEncrypted) throw new UsageError('This vault is not encrypted; no key is needed.');
    this.state.save({recipients: [...new Set([...recipients, recipient])]});
    return this.run();
  }

  /** Takes a device's key away; what it could read before stays readable to it in the history. */
  async removeKey(recipient: string): Promise<SyncReport> {
    if (!this.state.read().isEncrypted) throw new UsageError('This vault is not encrypted.');
    if (recipient === (await this.keys.recipient())) {
      throw new UsageError('That is this device’s own key.', {hint: 'remove it from another one'});
    }
    const report = await this.run();
    await this.#locked(() => this.#rekey(recipient));
    return report;
  }

  async #rekey(leaving: string): Promise<void> {
    const [{recipientsIn, sealedAnew}, {keyCheckOf, sealedFormat}] = await Promise.all([
      import('./rekey.ts'),
      import('./sealed-format.ts'),
    ]);
    const {remote, base: tip, vault, prefix = ''} = this.state.read();
    if (remote === undefined || tip === undefined || vault === undefined)
      throw new UsageError('This vault has no remote yet.');
    const folder = join(this.#parts.dataFolder, 'vault.git');
    const repository = await BareRepository.open({folder, remote});
    const recipients = await recipientsIn({repository, tip, prefix}, leaving);
    const from = await sealedFormat(this.keys.vaultKey!);
    // From here on nothing of the old past counts: under another key every name is another one.
    this.state.save({local: undefined, base: undefined, recipients});
    const vaultKey = await this.keys.make();
    const [to, keyFiles] = [await sealedFormat(vaultKey), await this.keys.filesFor(recipients)];
    const marker = {
      vault,
      format: vaultFormat,
      minReader: 1,
      minWriter: 1,
      keyCheck: keyCheckOf(vaultKey),
    };
    const commit = await repository.commit({
      parents: [tip],
      files: sealedAnew({repository, tip, prefix, from, to, marker, keyFiles}),
      message: 'memu sync',
      at: this.#parts.clock.now() / 1000,
    });
    if (await repository.push(commit)) return this.state.save({local: commit, base: commit});
    throw new MemuError('busy_remote', exitCodes.locked, 'Another device pushed meanwhile.', {
      hint: 'remove the key again; the vault still has its old one',
    });
  }

  async #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock: ProcessLock = takeProcessLock(join(this.#parts.dataFolder, 'sync.lock'), 'sync');
    try {
      return await work();
    } catch (error) {
      // A full or read-only disk under the vault or the mirror.
      throw explainFault(error, this.#parts.dataFolder);
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
