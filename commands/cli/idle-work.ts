/** What a command does for later while it waits for a person or a network. */
import {setTimeout as pause} from 'node:timers/promises';
import type {Memu} from '../../src/app/memu.ts';

/** Makes the vectors that are missing, until it is told to end; a command that ends soon pays nothing. */
export class IdleWork {
  readonly #memu: Memu;
  readonly #startAfterMs: number;
  #stop = new AbortController();
  #embedding: Promise<void> = Promise.resolve();

  constructor(memu: Memu, startAfterMs = 1_000) {
    this.#memu = memu;
    this.#startAfterMs = startAfterMs;
  }

  begin(): void {
    this.#stop = new AbortController();
    this.#embedding = this.#embed(this.#stop.signal);
    // What is wrong with it is said at the end.
    this.#embedding.catch(() => undefined);
  }

  /** Settles at once: what was under way is given up, what was made is kept. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#embedding;
  }

  /** Does it while `work` waits for its own things. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.begin();
    try {
      return await work();
    } finally {
      await this.end();
    }
  }

  /** Leaves it while `work` needs the hosts for itself. */
  async except<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.end();
    try {
      return await work();
    } finally {
      this.begin();
    }
  }

  async #embed(signal: AbortSignal): Promise<void> {
    if (!(await hasPassed(this.#startAfterMs, signal))) return;
    const models = await this.#memu.openModels();
    const hangUp = () => models.close();
    signal.addEventListener('abort', hangUp, {once: true});
    if (!signal.aborted) await this.#memu.embedQuietly(models, signal);
    hangUp();
  }
}

/** False when the signal came first. */
const hasPassed = (ms: number, signal: AbortSignal): Promise<boolean> =>
  pause(ms, true, {signal, ref: false}).catch(() => false);
