/** A terminal that takes every byte at once and remembers what was written when; and a keyboard. */
import {PassThrough, Writable} from 'node:stream';

export class CountingTerminal extends Writable {
  readonly isTTY = true;
  readonly columns = 100;
  readonly rows = 40;
  /** When each numbered word, `w00042`, was first written. */
  shownAt: number[] = [];
  watchesWords = true;
  #frames: number[] = [];
  #awaited: {readonly text: string; readonly resolve: (at: number) => void} | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString();
    const now = performance.now();
    // A frame ends with the end of a synchronized update, or is one write.
    if (text.includes('\u001b[?2026l') || text.length > 12) this.#frames.push(now);
    if (this.watchesWords) {
      for (const [, n] of text.matchAll(/w(\d{5})/g)) this.shownAt[Number(n)] ??= now;
    }
    if (this.#awaited && text.includes(this.#awaited.text)) {
      this.#awaited.resolve(now);
      this.#awaited = undefined;
    }
    done();
  }

  /** Settles when a text is written, with the moment. */
  shows(text: string): Promise<number> {
    return new Promise(resolve => {
      this.#awaited = {text, resolve};
    });
  }

  reset(): void {
    this.shownAt = [];
    this.#frames = [];
  }

  /** The most frames in any second. Writes within 5 ms belong to one frame. */
  mostFrames(): number {
    const frames = this.#frames.filter((time, n) => n === 0 || time - this.#frames[n - 1]! > 5);
    let most = 0;
    let first = 0;
    for (const [last, time] of frames.entries()) {
      while (time - frames[first]! > 1000) first += 1;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}

export class Keyboard extends PassThrough {
  readonly isTTY = true;

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
