/** Fair turns between processes: who has waited long for the write lock raises a flag, and newcomers hold back. */
import {closeSync, openSync, rmSync, statSync, utimesSync} from 'node:fs';

const raiseAfterMs = 60;
const freshMs = 120;

/**
 * SQLite gives its write lock to whoever asks at the right moment, so a process that writes again and
 * again can starve one that waits. The flag is a file beside the database; one that a killed process
 * left behind goes stale within 120 ms and is ignored.
 */
export class FairLock {
  readonly #flag: string;
  #raisedAt = Number.NEGATIVE_INFINITY;

  constructor(databasePath: string) {
    this.#flag = `${databasePath}-waiting`;
  }

  /** True when somebody else has waited for long and should be let in first. */
  hasWaiters(): boolean {
    const flag = statSync(this.#flag, {throwIfNoEntry: false});
    return flag !== undefined && Date.now() - flag.mtimeMs < freshMs;
  }

  /** To be called between two attempts. */
  waited(ms: number): void {
    if (ms < raiseAfterMs || ms - this.#raisedAt < freshMs / 3) return;
    this.#raisedAt = ms;
    try {
      const now = new Date();
      closeSync(openSync(this.#flag, 'a', 0o600));
      utimesSync(this.#flag, now, now);
    } catch {
      // Fairness is a courtesy: without the flag a write only waits longer.
    }
  }

  /** To be called once in. */
  leave(): void {
    if (this.#raisedAt === Number.NEGATIVE_INFINITY) return;
    this.#raisedAt = Number.NEGATIVE_INFINITY;
    rmSync(this.#flag, {force: true});
  }
}
