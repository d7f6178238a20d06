/** Secrets by name: the environment first, then the keyring or the file that the config chooses. */
import {join} from 'node:path';
import {FileStore} from './file-store.ts';
import {KeyringStore} from './keyring-store.ts';
import {checkSecretName, SecretError, type SecretStore, secretVariable} from './secret-store.ts';

export interface SecretsOptions {
  readonly store: 'auto' | 'keyring' | 'file' | 'environment';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: string | undefined;
  /** Folder of the encrypted file. */
  readonly config: string;
  /** Folder of its key, which is never backed up. */
  readonly state: string;
  /** Where the keys of all homes lie, when `state` is in the tree that the key would open. */
  readonly keys?: string | undefined;
}

export interface KeptSecret {
  readonly name: string;
  /** `environment`, `keyring` or `file`. */
  readonly place: string;
}

export class Secrets {
  readonly #options: SecretsOptions;
  readonly #keyring: SecretStore;
  readonly #file: SecretStore;

  constructor(options: SecretsOptions) {
    const {env, profile, config, state, keys} = options;
    this.#options = options;
    this.#keyring = new KeyringStore(profile === undefined ? 'memu' : `memu/${profile}`);
    this.#file = new FileStore({
      file: join(config, 'secrets.json'),
      keys:
        keys === undefined
          ? {folder: state, isShared: false}
          : {folder: keys, isShared: true, earlier: join(state, 'secrets.key')},
      passphrase: env.MEMU_SECRETS_PASSPHRASE || undefined,
    });
  }

  /** The value, or undefined when nobody has set it. @throws SecretError when the store is locked */
  async find(name: string): Promise<string | undefined> {
    const variable = this.#options.env[secretVariable(checkSecretName(name))];
    if (variable) return variable;
    for (const store of this.#stores()) {
      const value = await this.#tryStore(store, one => one.find(name));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** @throws SecretError when there is none */
  async get(name: string): Promise<string> {
    const value = await this.find(name);
    if (value !== undefined) return value;
    throw new SecretError(`There is no secret ${name}.`, {
      hint: `memu secret set ${name}, or ${secretVariable(name)}`,
    });
  }

  /** Keeps a value; returns where. The file takes what an absent keyring cannot. */
  async set(name: string, value: string): Promise<string> {
    checkSecretName(name);
    const [first, second] = this.#stores();
    if (!first) {
      throw new SecretError('Secrets come from the environment here.', {
        hint: secretVariable(name),
      });
    }
    try {
      await first.set(name, value);
      if (second) await second.remove(name).catch(() => false); // an older value must not outlive it
      return first.place;
    } catch (error) {
      if (!second || !(error instanceof SecretError)) throw error;
      await second.set(name, value);
      return second.place;
    }
  }

  async remove(name: string): Promise<boolean> {
    checkSecretName(name);
    const removed = await Promise.all(
      this.#stores().map(store => this.#tryStore(store, one => one.remove(name))),
    );
    return removed.some(Boolean);
  }

  /** Names and places, never values. */
  async list(): Promise<readonly KeptSecret[]> {
    const places = await Promise.all(
      this.#stores().map(async store => {
        const names = (await this.#tryStore(store, one => one.list())) ?? [];
        return names.map(name => ({name, place: store === this.#file ? 'file' : 'keyring'}));
      }),
    );
    const variables = Object.entries(this.#options.env)
      .filter(([name, value]) => name.startsWith('MEMU_SECRET_') && value)
      .map(([name]) => ({name, place: 'environment'}));
    return [...places.flat(), ...variables].sort((a, b) => a.name.localeCompare(b.name));
  }

  #stores(): readonly SecretStore[] {
    switch (this.#options.store) {
      case 'keyring':
        return [this.#keyring];
      case 'file':
        return [this.#file];
      case 'environment':
        return [];
      default:
        return [this.#keyring, this.#file];
    }
  }

  /** Of two stores, the keyring may be missing: cron has none, and neither has a server. */
  async #tryStore<Value>(
    store: SecretStore,
    ask: (store: SecretStore) => Promise<Value>,
  ): Promise<Value | undefined> {
    try {
      return await ask(store);
    } catch (error) {
      if (this.#options.store === 'auto' && store === this.#keyring) return undefined;
      throw error;
    }
  }
}
