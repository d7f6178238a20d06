/** Secrets in the system's keyring, through keytar, which is loaded only when it is needed. */
import {SecretError, type SecretStore} from './secret-store.ts';

interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<readonly {readonly account: string}[]>;
}

/** A keyring that waits for somebody to unlock it would otherwise hold up a cron job for ever. */
const patienceMs = 20_000;

export class KeyringStore implements SecretStore {
  readonly place = 'the system keyring';
  readonly #service: string;

  /** Each profile has a service of its own. */
  constructor(service: string) {
    this.#service = service;
  }

  async find(name: string): Promise<string | undefined> {
    const value = await this.#ask(keytar => keytar.getPassword(this.#service, name));
    return value ?? undefined;
  }

  async set(name: string, value: string): Promise<void> {
    await this.#ask(keytar => keytar.setPassword(this.#service, name, value));
  }

  remove(name: string): Promise<boolean> {
    return this.#ask(keytar => keytar.deletePassword(this.#service, name));
  }

  async list(): Promise<readonly string[]> {
    const found = await this.#ask(keytar => keytar.findCredentials(this.#service));
    return found.map(one => one.account).sort();
  }

  async #ask<Value>(run: (keytar: Keytar) => Promise<Value>): Promise<Value> {
    try {
      const keytar = await loadKeytar();
      return await inTime(run(keytar));
    } catch (error) {
      if (error instanceof SecretError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new SecretError(`The system keyring cannot be used: ${why}.`, {
        hint: 'memu config set secrets.store file',
        cause: error,
      });
    }
  }
}

async function loadKeytar(): Promise<Keytar> {
  const module = (await import('keytar')) as {readonly default?: Keytar} & Partial<Keytar>;
  return module.default ?? (module as Keytar);
}

function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new SecretError('The system keyring does not answer; is it locked?')),
      patienceMs,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
