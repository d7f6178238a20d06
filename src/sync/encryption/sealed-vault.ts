/** Whether and to whom a vault is sealed: decided by the remote's marker, or by the person's wish. */

import type {Oid, Repository} from '../../git/repository.ts';
import {exitCodes, MemuError, UsageError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import type {SyncParts} from '../state/sync-parts.ts';
import type {SyncState} from '../state/sync-state.ts';
import {readMarker, vaultFormat} from '../vault/marker.ts';
import {plainFormat} from '../vault/vault-format.ts';
import type {VaultKeys} from './vault-keys.ts';

export interface SealedVaultParts {
  readonly state: SyncState;
  readonly keys: VaultKeys;
  readonly clock: Clock;
}

export interface SealingWishes {
  /** Seal a new vault to this device's key. */
  readonly isEncrypting?: boolean;
  readonly isJoining?: boolean;
}

/** How this vault's files are written. */
export type Sealing = Pick<SyncParts, 'format' | 'keyCheck' | 'keyFiles'>;

// Loaded only for encrypted vaults.
const sealed = () => import('./sealed-format.ts');

export class SealedVault {
  readonly #parts: SealedVaultParts;

  constructor(parts: SealedVaultParts) {
    this.#parts = parts;
  }

  /** As the remote's marker says, or as the person wishes. @throws VaultKeyError without the key */
  async sealingFor(
    repository: Repository,
    {isEncrypting = false, isJoining = false}: SealingWishes,
  ): Promise<Sealing> {
    const {state, keys} = this.#parts;
    const {vault, isEncrypted = false, remote, prefix = ''} = state.read();
    if (!isEncrypted && !isEncrypting && !isJoining) return {format: plainFormat};
    const tip = remote === undefined ? undefined : await repository.fetch();
    const marker = tip === undefined ? undefined : await readMarker(repository, tip, prefix);
    if (marker?.keyCheck !== undefined) {
      const before = keys.vaultKey;
      const vaultKey = await keys.openFor(marker, repository, tip!, prefix);
      // Under another key every name is another one: both sides are compared entry by entry.
      if (before !== vaultKey) state.save({local: undefined, base: undefined});
      return this.#sealedWith(vaultKey);
    }
    const isPlain = marker !== undefined || (vault !== undefined && !isEncrypted);
    if (isPlain && isEncrypting) {
      throw new UsageError('This vault is in the clear already; its history would stay readable.', {
        hint: 'begin an encrypted one in a new, empty remote',
      });
    }
    if (!isEncrypting && (!isEncrypted || marker !== undefined)) return {format: plainFormat};
    return this.#sealedWith(keys.vaultKey ?? (await keys.make()));
  }

  async #sealedWith(vaultKey: string): Promise<Sealing> {
    const {state, keys} = this.#parts;
    state.save({isEncrypted: true});
    const {sealedFormat, keyCheckOf} = await sealed();
    return {
      format: await sealedFormat(vaultKey),
      keyCheck: keyCheckOf(vaultKey),
      keyFiles: () => keys.filesFor(state.read().recipients ?? []),
    };
  }

  /** @throws UsageError for what is no key, or when nothing is sealed */
  async checkJoining(recipient: string): Promise<void> {
    if (!(await sealed()).isRecipient(recipient)) {
      throw new UsageError('That is no public key of a device.', {
        hint: '`memu sync key show` on the other device prints it: age1…',
      });
    }
    if (!this.#parts.state.read().isEncrypted)
      throw new UsageError('This vault is not encrypted; no key is needed.');
  }

  /** Another device's key, to go out with the next sync. */
  addRecipient(recipient: string): void {
    const {recipients = []} = this.#parts.state.read();
    this.#parts.state.save({recipients: [...new Set([...recipients, recipient])]});
  }

  /** @throws UsageError for this device's own key, or when nothing is sealed */
  async checkLeaving(recipient: string): Promise<void> {
    const {state, keys} = this.#parts;
    if (!state.read().isEncrypted) throw new UsageError('This vault is not encrypted.');
    if (recipient === (await keys.recipient())) {
      throw new UsageError('That is this device’s own key.', {hint: 'remove it from another one'});
    }
  }

  /** The keys that open the vault without the leaving one. @throws NotFoundError when it opens nothing */
  async recipientsWithout(repository: Repository, leaving: string): Promise<readonly string[]> {
    const {remote, base: tip, prefix = ''} = this.#parts.state.read();
    if (remote === undefined || tip === undefined)
      throw new UsageError('This vault has no remote yet.');
    return (await import('./rekey.ts')).recipientsIn({repository, tip, prefix}, leaving);
  }

  /** Seals everything under a new key that the leaving device does not get, and pushes it. */
  async rekey(repository: Repository, leaving: string): Promise<void> {
    const {state, keys, clock} = this.#parts;
    const [{sealedAnew}, {keyCheckOf, sealedFormat}] = await Promise.all([
      import('./rekey.ts'),
      sealed(),
    ]);
    const recipients = await this.recipientsWithout(repository, leaving);
    const {base, vault, prefix = ''} = state.read();
    const tip = base!;
    const from = await sealedFormat(keys.vaultKey!);
    // From here on nothing of the old past counts: under another key every name is another one.
    state.save({local: undefined, base: undefined, recipients});
    const vaultKey = await keys.make();
    const [to, keyFiles] = [await sealedFormat(vaultKey), await keys.filesFor(recipients)];
    const versions = {format: vaultFormat, minReader: 1, minWriter: 1};
    const marker = {vault: vault!, ...versions, keyCheck: keyCheckOf(vaultKey)};
    try {
      const commit = await repository.commit({
        parents: [tip],
        files: sealedAnew({repository, tip, prefix, from, to, marker, keyFiles}),
        message: 'memu sync',
        at: clock.now() / 1000,
      });
      await this.#pushRekeyed(repository, commit);
    } finally {
      await to.close?.();
    }
  }

  async #pushRekeyed(repository: Repository, commit: Oid): Promise<void> {
    if (await repository.push(commit)) return this.#parts.state.save({local: commit, base: commit});
    throw new MemuError('busy_remote', exitCodes.locked, 'Another device pushed meanwhile.', {
      hint: 'remove the key again; the vault still has its old one',
    });
  }
}
