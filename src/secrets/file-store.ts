/**
 * Secrets in an encrypted file, for machines without a keyring. The key is a passphrase from the
 * environment, or a key file that lies apart from everything that is backed up, synced or copied: it
 * protects copies of the file, not against somebody who has this account.
 */
import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {writePrivateFile} from '../ground/private-file.ts';
import {readRegularFile, UnfitFileError} from '../ground/regular-file.ts';
import {
  deriveKey,
  newHeader,
  readSealed,
  type Sealed,
  type SealedHeader,
  type SecretTable,
  seal,
  unseal,
} from './sealed-secrets.ts';
import {SecretError, type SecretStore} from './secret-store.ts';

export interface FileStoreOptions {
  readonly file: string;
  /** Where the key lies when there is no passphrase; made at the first secret. */
  readonly keys: KeyFolder;
  /** MEMU_SECRETS_PASSPHRASE. */
  readonly passphrase: string | undefined;
}

interface KeyFolder {
  readonly folder: string;
  /** Keys of several homes lie there, each under the name that its file of secrets has for it. */
  readonly isShared: boolean;
  /** Where earlier versions kept it, when that was in the tree that it opens. */
  readonly earlier?: string | undefined;
}

/** Far more than secrets take. */
const longestFile = 4 * 1024 * 1024;

export class FileStore implements SecretStore {
  readonly place: string;
  readonly #options: FileStoreOptions;
  /** The last key that was made of a passphrase, which takes half a second. */
  #derived: {readonly salt: string; readonly key: Buffer} | undefined;

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.place = options.file;
  }

  async find(name: string): Promise<string | undefined> {
    const secrets = this.#read();
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  }

  async set(name: string, value: string): Promise<void> {
    this.#write({...this.#read(), [name]: value});
  }

  async remove(name: string): Promise<boolean> {
    const {[name]: old, ...others} = this.#read();
    if (old === undefined) return false;
    this.#write(others);
    return true;
  }

  async list(): Promise<readonly string[]> {
    return Object.keys(this.#read()).sort();
  }

  #read(): SecretTable {
    const sealed = this.#sealed();
    if (sealed === undefined) return {};
    const key = this.#key(sealed, this.#keyOf(sealed));
    try {
      return unseal(sealed, key);
    } catch (cause) {
      throw new SecretError(`${this.#options.file} cannot be opened with this key.`, {
        hint:
          sealed.key === 'passphrase'
            ? 'check MEMU_SECRETS_PASSPHRASE'
            : `is ${this.#keyFile(sealed)} the right one?`,
        cause,
      });
    }
  }

  /** @throws SecretError for a file that is none of ours any more; it is left as it is */
  #sealed(): Sealed | undefined {
    const text = readIfAny(this.#options.file);
    if (text === undefined) return undefined;
    const sealed = readSealed(text);
    if (sealed) return sealed;
    throw new SecretError(`The file of secrets, ${this.#options.file}, is damaged.`, {
      hint: 'put it back from a backup; or move it away, then memu secret set NAME for each of them',
    });
  }

  #write(secrets: SecretTable): void {
    const old = this.#sealed();
    const {passphrase, file} = this.#options;
    if (passphrase !== undefined) {
      const header = newHeader('passphrase', '');
      return writePrivateFile(file, seal(header, this.#key(header, passphrase), secrets));
    }
    const kept = old?.version === 2 && old.key === 'file' ? old.id : undefined;
    const header = newHeader('file', kept ?? randomBytes(8).toString('hex'));
    const key = this.#key(header, this.#keyOf(header, true));
    writePrivateFile(file, seal(header, key, secrets));
    if (old?.version === 1 && this.#options.keys.earlier !== undefined)
      rmSync(this.#options.keys.earlier, {force: true});
  }

  #key(header: SealedHeader, from: string | Buffer): Buffer {
    if (this.#derived?.salt === header.salt) return this.#derived.key;
    this.#derived = {salt: header.salt, key: deriveKey(header, from)};
    return this.#derived.key;
  }

  /** What the key is made of. @throws SecretError when it is not there */
  #keyOf(header: SealedHeader, mayMake = false): string | Buffer {
    const {passphrase} = this.#options;
    if (header.key === 'file') return this.#keyFromFile(this.#keyFile(header), mayMake);
    if (passphrase !== undefined) return passphrase;
    throw new SecretError('The secrets are locked with a passphrase.', {
      hint: 'set MEMU_SECRETS_PASSPHRASE',
    });
  }

  #keyFile({version, id}: SealedHeader): string {
    const {folder, isShared, earlier} = this.#options.keys;
    if (version === 1 && earlier !== undefined) return earlier;
    return join(folder, isShared ? `${id}.key` : 'secrets.key');
  }

  #keyFromFile(path: string, mayMake: boolean): Buffer {
    const kept = readIfAny(path);
    if (kept !== undefined) return Buffer.from(kept.trim(), 'base64');
    if (!mayMake)
      throw new SecretError(`The key of the secrets, ${path}, is gone.`, {
        hint: 'memu secret set NAME, for each of them',
      });
    const key = randomBytes(32);
    try {
      writePrivateFile(path, `${key.toString('base64')}\n`);
    } catch (cause) {
      throw new SecretError(`The key of the secrets cannot be kept in ${path}.`, {
        hint: 'set MEMU_SECRETS_PASSPHRASE, which needs no file',
        cause,
      });
    }
    return key;
  }
}

function readIfAny(path: string): string | undefined {
  try {
    return readRegularFile(path, longestFile).toString('utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why = error instanceof UnfitFileError ? error.message : code;
    throw new SecretError(`${path} cannot be read (${why}).`, {cause: error});
  }
}
