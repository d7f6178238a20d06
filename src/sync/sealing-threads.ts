/**
 * Sealing with two threads once there is much to seal: age takes milliseconds for each file, and a
 * first export has a hundred thousand. A few files are sealed here, sooner than a thread has started.
 */
import {Worker} from 'node:worker_threads';
import {threadPath} from '../assets.ts';
import {type Sealer, sealerFor} from './sealing.ts';

export interface SealingTask {
  readonly number: number;
  readonly does: 'seal' | 'open';
  readonly bytes: Uint8Array;
}

export interface SealingAnswer {
  readonly number: number;
  readonly bytes?: Uint8Array | undefined;
  readonly error?: unknown;
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const threadCount = 2;
/** How many may wait at once before threads are started. */
const few = 16;

export async function threadedSealer(vaultKey: string): Promise<Sealer> {
  return new ThreadedSealer(vaultKey, await sealerFor(vaultKey));
}

class ThreadedSealer implements Sealer {
  readonly #vaultKey: string;
  readonly #here: Sealer;
  readonly #threads: SealingThread[] = [];
  #waiting = 0;

  constructor(vaultKey: string, here: Sealer) {
    this.#vaultKey = vaultKey;
    this.#here = here;
  }

  async seal(content: Uint8Array): Promise<Uint8Array> {
    return (await this.#do('seal', content))!;
  }

  open(sealed: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#do('open', sealed);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(thread => thread.close()));
  }

  async #do(does: SealingTask['does'], bytes: Uint8Array): Promise<Uint8Array | undefined> {
    this.#waiting++;
    try {
      if (this.#threads.length === 0 && this.#waiting <= few) return await this.#here[does](bytes);
      while (this.#threads.length < threadCount)
        this.#threads.push(new SealingThread(this.#vaultKey));
      const [idlest] = this.#threads.toSorted((a, b) => a.waiting - b.waiting);
      return await idlest!.do(does, bytes);
    } finally {
      this.#waiting--;
    }
  }
}

class SealingThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(vaultKey: string) {
    this.#worker = new Worker(threadPath('sync/sealing-thread'), {
      workerData: {vaultKey},
      // Nothing of the process's own is needed there, and the key belongs into no environment.
      env: {},
      resourceLimits: {maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128},
    });
    this.#worker.on('message', (answer: SealingAnswer) => this.#settle(answer));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a thread that seals has ended')));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  do(does: SealingTask['does'], bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const number = ++this.#last;
    const task: SealingTask = {number, does, bytes};
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, {resolve, reject});
      this.#worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({number, bytes, error}: SealingAnswer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (error === undefined) waiting?.resolve(bytes);
    else waiting?.reject(error);
  }

  #fail(error: unknown): void {
    for (const {reject} of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
