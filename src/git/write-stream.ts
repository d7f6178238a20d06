/** Writing to a program's input: in large pieces, and no faster than it reads. */
import {once} from 'node:events';
import type {Writable} from 'node:stream';

// A write for every few bytes costs a system call each, a third of a first export's time.
const pieceBytes = 256 * 1024;

export class PieceWriter {
  readonly #stream: Writable;
  #held: Uint8Array[] = [];
  #size = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(...chunks: readonly (string | Uint8Array)[]): Promise<void> {
    for (const chunk of chunks) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      this.#held.push(bytes);
      this.#size += bytes.length;
    }
    if (this.#size >= pieceBytes) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = Buffer.concat(this.#held);
    this.#held = [];
    this.#size = 0;
    const stream = this.#stream;
    if (piece.length === 0 || stream.destroyed || stream.write(piece) || stream.destroyed) return;
    const done = new AbortController();
    const {signal} = done;
    try {
      await Promise.race([once(stream, 'drain', {signal}), once(stream, 'close', {signal})]);
    } finally {
      // Whichever did not come would listen for as long as the stream lives.
      done.abort();
    }
  }

  async end(): Promise<void> {
    await this.flush();
    this.#stream.end();
  }
}
