/** Whether and to whom a vault is sealed: decided by the remote's marker, or by the person's wish. */

import {isDeepStrictEqual} from 'node:util';
import type {NewFile, Oid, Repository} from '../../git/repository.ts';
import {exitCodes, MemuError, NotFoundError, UsageError} from '../../ground/errors.ts';
import {type Clock, nowIso} from '../../ground/time.ts';
import type {SyncDeps} from '../state/sync-deps.ts';
import type {SyncState, VaultDevice} from '../state/sync-state.ts';
import {type Marker, readMarker, vaultFormat} from '../vault/marker.ts';
import {plainFormat} from '../vault/vault-format.ts';
import {downgraded, otherVault, unprovedKey} from '../vault/vault-refused.ts';
import type {VaultKeys} from './vault-keys.ts';

export interface SealedVaultDeps {
  readonly state: SyncState;
  readonly keys: VaultKeys;
  readonly clock: Clock;
}

export interface SealingWishes {
  /** Seal a new vault to this device's key. */
  readonly isEncrypting?: boolean;
  readonly isJoining?: boolean;
  /** The vault that the person wants to leave this device's own for. */
  readonly join?: string | undefined;
  readonly isDryRun?: boolean;
}

/** How this vault's files are written. */
export type Sealing = Pick<SyncDeps, 'format' | 'keyCheck' | 'keyFiles'>;

// Loaded only for encrypted vaults.
const sealed = () => import('./encrypted-format.ts');
const rosters = () => import('./roster.ts');
const rotations = () => import('./rotation.ts');

/** The sealed list of devices, and the chain of the vault's keys. */
const rosterPath = 'keys/devices.age';
const rotationsPath = 'keys/rotations';

const largestKeyFile = 1024 * 1024;

async function bytesAt(
  repository: Repository,
  commit: Oid,
  path: string,
): Promise<Buffer | undefined> {
  const found = (await repository.find(commit, [path])).get(path);
  if (found === undefined) return undefined;
  for await (const {bytes} of repository.read([found.oid], largestKeyFile)) return bytes;
  return undefined;
}

const textAt = async (repository: Repository, commit: Oid, path: string): Promise<string> =>
  (await bytesAt(repository, commit, path))?.toString('latin1') ?? '';

export class SealedVault {
  readonly #parts: SealedVaultDeps;

  constructor(parts: SealedVaultDeps) {
    this.#parts = parts;
  }

  /**
   * As this device knows the vault, as the remote's marker says, or as the person wishes. What is known here
   * as sealed is never written in the clear, whatever the remote says.
   *
   * @throws VaultKeyError without the key, VaultRefusedError for a key that nothing here vouches for
   */
  async sealingFor(repository: Repository, wishes: SealingWishes): Promise<Sealing> {
    const {isEncrypting = false, isJoining = false} = wishes;
    const {state, keys} = this.#parts;
    const {vault, isEncrypted = false, remote, prefix = ''} = state.read();
    if (!isEncrypted && !isEncrypting && !isJoining) return {format: plainFormat};
    const tip = remote === undefined ? undefined : await repository.fetch();
    const marker = tip === undefined ? undefined : await readMarker(repository, tip, prefix);
    if (marker?.keyCheck !== undefined) {
      return this.#sealedWith(
        repository,
        await this.#keyFor(repository, tip!, marker, wishes),
        tip,
      );
    }
    if (marker !== undefined && isEncrypted) throw downgraded();
    const isPlain = marker !== undefined || (vault !== undefined && !isEncrypted);
    if (isPlain && isEncrypting) {
      throw new UsageError('This vault is in the clear already; its history would stay readable.', {
        hint: 'begin an encrypted one in a new, empty remote',
      });
    }
    if (!isEncrypting && !isEncrypted) return {format: plainFormat};
    return this.#sealedWith(repository, keys.vaultKey ?? (await keys.make()), tip);
  }

  /** The key of the vault at the remote, kept here once it is known to be the vault's. */
  async #keyFor(
    repository: Repository,
    tip: Oid,
    marker: Marker,
    {join, isDryRun = false}: SealingWishes,
  ): Promise<string> {
    const {state, keys} = this.#parts;
    const {vault, base, isEncrypted = false, prefix = '', trusted} = state.read();
    const isOurs = vault === marker.vault;
    if (vault !== undefined && !isOurs && base !== undefined && join !== marker.vault)
      throw otherVault(marker.vault);
    const before = keys.vaultKey;
    const found = await keys.findFor(marker, repository, tip, prefix);
    if (before === found) return found;
    const {fingerprintOf, isProved} = await rotations();
    const isKnown = before !== undefined && isEncrypted && isOurs;
    if (isKnown && trusted !== fingerprintOf(found)) {
      const chain = await textAt(repository, tip, prefix + rotationsPath);
      if (!isProved(chain, {vault: marker.vault, from: before, to: found}))
        throw unprovedKey(fingerprintOf(before), fingerprintOf(found));
    }
    // Under another key every name is another one: both sides are compared entry by entry.
    if (!isDryRun) {
      await keys.keep(found);
      state.save({local: undefined, base: undefined, trusted: undefined});
    }
    return found;
  }

  async #sealedWith(
    repository: Repository,
    vaultKey: string,
    tip: Oid | undefined,
  ): Promise<Sealing> {
    const {state} = this.#parts;
    const {sealedFormat, keyCheckOf} = await sealed();
    const {fingerprint, base, isEncrypted} = state.read();
    if (tip !== base || fingerprint === undefined) await this.#look(repository, vaultKey, tip);
    if (isEncrypted !== true) state.save({isEncrypted: true});
    return {
      format: await sealedFormat(vaultKey),
      keyCheck: keyCheckOf(vaultKey),
      keyFiles: onto => this.#keyFilesFor(repository, vaultKey, onto),
    };
  }

  /** Learns which devices the vault is open to, and which keys lie there that are none of theirs. */
  async #look(repository: Repository, vaultKey: string, tip: Oid | undefined): Promise<void> {
    const {state} = this.#parts;
    const {prefix = ''} = state.read();
    const {devices} = await this.#rosterWith(repository, vaultKey, tip);
    const {fingerprintOf} = await rotations();
    const {keyNameOf} = await sealed();
    const names = new Set(devices.map(({recipient}) => keyNameOf(recipient)));
    const files =
      tip === undefined ? [] : [...(await repository.list(tip, `${prefix}keys`)).keys()];
    const strangers = files
      .map(path => path.slice(prefix.length))
      .filter(path => path !== rosterPath && path !== rotationsPath)
      .filter(path => !names.has(path.replace(/\.(age|pub)$/, '')));
    state.save({
      devices,
      fingerprint: fingerprintOf(vaultKey),
      strangers: strangers.length > 0 ? strangers : undefined,
    });
  }

  /** The devices known here together with those of the sealed list at the remote. */
  async #rosterWith(repository: Repository, vaultKey: string, tip: Oid | undefined) {
    const {state, keys, clock} = this.#parts;
    const {devices: known = [], prefix = ''} = state.read();
    const {decodeRoster, mergedRosters} = await rosters();
    const bytes =
      tip === undefined ? undefined : await bytesAt(repository, tip, prefix + rosterPath);
    const there = bytes === undefined ? [] : ((await decodeRoster(bytes, vaultKey)) ?? []);
    const own = await keys.recipient();
    const both = mergedRosters(known, there);
    const isIn = both.some(({recipient}) => recipient === own);
    const devices = isIn ? both : [...both, {recipient: own, by: own, at: nowIso(clock)}];
    return {devices, there};
  }

  /** What is missing of the keys and of the list of devices in the commit that comes next. */
  async #keyFilesFor(
    repository: Repository,
    vaultKey: string,
    onto: Oid | undefined,
  ): Promise<readonly NewFile[]> {
    const {prefix = ''} = this.#parts.state.read();
    const [{keyFilesFor, keyPathOf}, {encodeRoster}] = await Promise.all([sealed(), rosters()]);
    const {devices, there} = await this.#rosterWith(repository, vaultKey, onto);
    const paths = devices.map(({recipient}) => prefix + keyPathOf(recipient));
    const found = onto === undefined ? new Map() : await repository.find(onto, paths);
    const missing = devices.filter(({recipient}) => !found.has(prefix + keyPathOf(recipient)));
    const files: NewFile[] = [];
    for (const {recipient} of missing) files.push(...(await keyFilesFor(recipient, vaultKey)));
    if (!isDeepStrictEqual(devices, there))
      files.push({path: rosterPath, bytes: await encodeRoster(devices, vaultKey)});
    if (files.length > 0) this.#parts.state.save({devices});
    return files;
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
  async addRecipient(recipient: string): Promise<void> {
    const {state, keys, clock} = this.#parts;
    const {devices = []} = state.read();
    if (devices.some(device => device.recipient === recipient)) return;
    const device = {recipient, by: await keys.recipient(), at: nowIso(clock)};
    state.save({devices: [...devices, device]});
  }

  /** @throws UsageError for this device's own key, or when nothing is sealed */
  async checkLeaving(recipient: string): Promise<void> {
    const {state, keys} = this.#parts;
    if (!state.read().isEncrypted) throw new UsageError('This vault is not encrypted.');
    if (recipient === (await keys.recipient())) {
      throw new UsageError('That is this device’s own key.', {hint: 'remove it from another one'});
    }
  }

  /** The devices that keep their access when one leaves. @throws NotFoundError when it has none */
  async devicesWithout(repository: Repository, leaving: string): Promise<readonly VaultDevice[]> {
    const {remote, base: tip, prefix = ''} = this.#parts.state.read();
    if (remote === undefined || tip === undefined)
      throw new UsageError('This vault has no remote yet.');
    const {devices} = await this.#rosterWith(repository, this.#parts.keys.vaultKey!, tip);
    const staying = devices.filter(({recipient}) => recipient !== leaving);
    if (staying.length < devices.length) return staying;
    // A key that a stranger put there is taken away by the same means.
    const path = prefix + (await sealed()).keyPathOf(leaving);
    if ((await repository.find(tip, [path])).has(path)) return staying;
    throw new NotFoundError('No device with this key opens the vault.');
  }

  /**
   * Seals everything under a new key that the leaving device does not get, and pushes it. The new key goes to
   * the devices of the vault's own list, never to what else lies among the keys at the remote.
   */
  async rekey(repository: Repository, leaving: string): Promise<void> {
    const {state, keys, clock} = this.#parts;
    const [{sealedAnew}, {keyCheckOf, keyFilesFor, newIdentity, sealedFormat}] = await Promise.all([
      import('./key-rotation.ts'),
      sealed(),
    ]);
    const devices = await this.devicesWithout(repository, leaving);
    const {base, vault, prefix = ''} = state.read();
    const tip = base!;
    const before = keys.vaultKey!;
    // Kept once the remote has it: a rotation that was broken off leaves the old key in force.
    const vaultKey = await newIdentity();
    const chain = await textAt(repository, tip, prefix + rotationsPath);
    const {fingerprintOf, withRotation} = await rotations();
    const proof = withRotation(chain, {vault: vault!, from: before, to: vaultKey});
    const {encodeRoster} = await rosters();
    const files = await Promise.all(devices.map(each => keyFilesFor(each.recipient, vaultKey)));
    const keyFiles = [
      ...files.flat(),
      {path: rosterPath, bytes: await encodeRoster(devices, vaultKey)},
      {path: rotationsPath, bytes: Buffer.from(proof)},
    ];
    const [from, to] = [await sealedFormat(before), await sealedFormat(vaultKey)];
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
      await keys.keep(vaultKey);
      const fingerprint = fingerprintOf(vaultKey);
      // Under another key every name is another one: of the old past only this commit counts.
      state.save({local: commit, base: commit, devices, fingerprint, strangers: undefined});
    } finally {
      await to.close?.();
      await from.close?.();
    }
  }

  async #pushRekeyed(repository: Repository, commit: Oid): Promise<void> {
    if (await repository.push(commit)) return;
    throw new MemuError('busy_remote', exitCodes.locked, 'Another device pushed meanwhile.', {
      hint: 'remove the key again; the vault still has its old one',
    });
  }
}
