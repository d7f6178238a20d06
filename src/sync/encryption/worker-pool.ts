/**
 * Two that seal, this process and a thread beside it, once there is much to seal: age takes a
 * millisecond for each file, and a first export has a hundred thousand. Opening takes half of that and
 * stays here: a clone holds more in memory, and a thread costs 40 MB.
 */
import {Worker} from 'node:worker_threads';
import {threadPath} from '../../ground/assets.ts';
import {type VaultCipher, vaultCipherFor} from './encrypt.ts';

export interface EncryptionTask {
  readonly number: number;
  readonly content: Uint8Array;
}

export interface EncryptionAnswer {
  readonly number: number;
  readonly sealed?: Uint8Array;
  readonly error?: unknown;
}

/** So many are sealed here before a thread is worth its start. */
const few = 200;

/** @param vaultKey `AGE-SECRET-KEY-1…` */
export async function encryptionPool(
  vaultKey: string,
): Promise<VaultCipher & {close(): Promise<void>}> {
  const here = await vaultCipherFor(vaultKey);
  let thread: SealingThread | undefined;
  let waitingHere = 0;
  let sealed = 0;
  return {
    async seal(content) {
      if (++sealed > few) {
        thread ??= new SealingThread(vaultKey);
        if (thread.waiting < waitingHere) return thread.seal(content);
      }
      waitingHere++;
      try {
        return await here.seal(content);
      } finally {
        waitingHere--;
      }
    },
    open: here.open,
    async close() {
      await thread?.close();
      thread = undefined;
    },
  };
}

interface Waiting {
  readonly resolve: (sealed: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

class SealingThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(vaultKey: string) {
    this.#worker = new Worker(threadPath('sync/encryption/sealing-thread'), {
      workerData: {vaultKey},
      // Nothing of the process's own is needed there, and the key belongs into no environment.
      env: {},
      resourceLimits: {maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64},
    });
    this.#worker.on('message', (answer: EncryptionAnswer) => this.#settle(answer));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that seals has ended')));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  seal(content: Uint8Array): Promise<Uint8Array> {
    const number = ++this.#last;
    const task: EncryptionTask = {number, content};
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, {resolve, reject});
      this.#worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({number, sealed, error}: EncryptionAnswer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (sealed === undefined) waiting?.reject(error);
    else waiting?.resolve(sealed);
  }

  #fail(error: unknown): void {
    for (const {reject} of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
