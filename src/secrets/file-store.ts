/**
 * Secrets in an encrypted file, for machines without a keyring. The key is a passphrase from the
 * environment, or a key file that lies apart from everything that is backed up, synced or copied: it
 * protects copies of the file, not against somebody who has this account.
 */
import {createCipheriv, createDecipheriv, randomBytes, scryptSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {writePrivateFile} from '../ground/private-file.ts';
import {SecretError, type SecretStore} from './secret-store.ts';

export interface FileStoreOptions {
  readonly file: string;
  /** Where the key lies when there is no passphrase; made at the first secret. */
  readonly keyFile: string;
  /** MEMU_SECRETS_PASSPHRASE. */
  readonly passphrase: string | undefined;
}

/** The file as JSON; AES-256-GCM over the secrets, with the header as additional data. */
interface Sealed {
  readonly version: 1;
  readonly key: 'passphrase' | 'file';
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly secrets: string;
}

type Secrets = Readonly<Record<string, string>>;

export class FileStore implements SecretStore {
  readonly place: string;
  readonly #options: FileStoreOptions;

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

  #read(): Secrets {
    const text = readIfAny(this.#options.file);
    if (text === undefined) return {};
    const sealed = JSON.parse(text) as Sealed;
    try {
      const key = this.#key(sealed.key, Buffer.from(sealed.salt, 'base64'), false);
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'));
      decipher.setAAD(header(sealed));
      decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
      const open = [decipher.update(sealed.secrets, 'base64'), decipher.final()];
      return JSON.parse(Buffer.concat(open).toString('utf8')) as Secrets;
    } catch (error) {
      if (error instanceof SecretError) throw error;
      throw new SecretError(`${this.#options.file} cannot be opened with this key.`, {
        hint:
          sealed.key === 'passphrase'
            ? 'check MEMU_SECRETS_PASSPHRASE'
            : `is ${this.#options.keyFile} the right one?`,
        cause: error,
      });
    }
  }

  #write(secrets: Secrets): void {
    const kind = this.#options.passphrase === undefined ? 'file' : 'passphrase';
    const [salt, nonce] = [randomBytes(16), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', this.#key(kind, salt, true), nonce);
    const start = {version: 1, key: kind, salt: salt.toString('base64')} as const;
    cipher.setAAD(header(start));
    const body = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
    const sealed: Sealed = {
      ...start,
      nonce: nonce.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      secrets: body.toString('base64'),
    };
    writePrivateFile(this.#options.file, `${JSON.stringify(sealed)}\n`);
  }

  #key(kind: Sealed['key'], salt: Buffer, mayMake: boolean): Buffer {
    const {passphrase, keyFile} = this.#options;
    if (kind === 'file') return scryptSync(this.#keyFromFile(keyFile, mayMake), salt, 32);
    if (passphrase !== undefined) return scryptSync(passphrase, salt, 32);
    throw new SecretError('The secrets are locked with a passphrase.', {
      hint: 'set MEMU_SECRETS_PASSPHRASE',
    });
  }

  #keyFromFile(path: string, mayMake: boolean): Buffer {
    const kept = readIfAny(path);
    if (kept !== undefined) return Buffer.from(kept.trim(), 'base64');
    if (!mayMake)
      throw new SecretError(`The key of the secrets, ${path}, is gone.`, {
        hint: 'memu secret set NAME, for each of them',
      });
    const key = randomBytes(32);
    writePrivateFile(path, `${key.toString('base64')}\n`);
    return key;
  }
}

const header = ({version, key, salt}: Pick<Sealed, 'version' | 'key' | 'salt'>): Buffer =>
  Buffer.from(JSON.stringify([version, key, salt]));

function readIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SecretError(`${path} cannot be read (${code}).`, {cause: error});
  }
}
