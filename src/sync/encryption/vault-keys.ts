/** The keys of an encrypted vault on this device: its own, and the vault's. Never in memu.db or in git. */
import {existsSync, readFileSync} from 'node:fs';
import type {Oid, Repository} from '../../git/repository.ts';
import {writePrivateFile} from '../../ground/private-file.ts';
import type {Marker} from '../vault/marker.ts';
import type {AgeIdentity} from './encrypted-format.ts';
import {VaultKeyError} from './vault-key-error.ts';

interface Stored {
  readonly identity: AgeIdentity;
  readonly vaultKey?: AgeIdentity;
}

// Loaded only for encrypted vaults.
const age = () => import('./encrypted-format.ts');

export class VaultKeys {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The vault's key, when this device has it. */
  get vaultKey(): AgeIdentity | undefined {
    return this.#read()?.vaultKey;
  }

  /** This device's public key; made at the first call. */
  async recipient(): Promise<string> {
    return (await age()).recipientOf((await this.#own()).identity);
  }

  /** A key for a new vault. */
  async make(): Promise<AgeIdentity> {
    const vaultKey = await (await age()).newIdentity();
    await this.keep(vaultKey);
    return vaultKey;
  }

  async keep(vaultKey: AgeIdentity): Promise<void> {
    this.#write({...(await this.#own()), vaultKey});
  }

  /**
   * The key that a remote's marker asks for: kept here already, or sealed there for this device. It is not
   * kept yet: whoever may write at the remote can put any key there.
   *
   * @throws VaultKeyError with what another device must do
   */
  async findFor(
    marker: Marker,
    repository: Repository,
    tip: Oid,
    prefix: string,
  ): Promise<AgeIdentity> {
    const {keyCheckOf} = await age();
    const {vaultKey} = await this.#own();
    if (vaultKey !== undefined && keyCheckOf(vaultKey) === marker.keyCheck) return vaultKey;
    const sent = await this.#sentTo(repository, tip, prefix);
    if (sent !== undefined && keyCheckOf(sent) === marker.keyCheck) return sent;
    throw new VaultKeyError(
      'The vault is encrypted, and this device has no key to it.',
      `on a device that has: memu sync key add ${await this.recipient()}`,
    );
  }

  async #sentTo(
    repository: Repository,
    tip: Oid,
    prefix: string,
  ): Promise<AgeIdentity | undefined> {
    const {isIdentity, keyPathOf, recipientOf, openKey} = await age();
    const {identity} = await this.#own();
    const path = prefix + keyPathOf(await recipientOf(identity));
    const found = (await repository.find(tip, [path])).get(path);
    if (found === undefined) return undefined;
    for await (const {bytes} of repository.read([found.oid], 64 * 1024)) {
      const key = bytes && (await openKey(bytes, identity));
      return key !== undefined && isIdentity(key) ? key : undefined;
    }
    return undefined;
  }

  async #own(): Promise<Stored> {
    const stored = this.#read();
    if (stored) return stored;
    const made = {identity: await (await age()).newIdentity()};
    this.#write(made);
    return made;
  }

  #read(): Stored | undefined {
    if (!existsSync(this.#file)) return undefined;
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8')) as Stored;
    } catch (cause) {
      throw new VaultKeyError(
        'The file with this device’s keys cannot be read.',
        `look at ${this.#file}: ${String(cause)}`,
      );
    }
  }

  #write(stored: Stored): void {
    writePrivateFile(this.#file, `${JSON.stringify(stored)}\n`);
  }
}
