/**
 * Standard output and standard error, written at once. Node's own streams do the same for files and
 * terminals but load a tenth of Node first, which a command that prints one line would pay for.
 */
import {fstatSync, statSync, writeSync} from 'node:fs';
import tty from 'node:tty';

const retryAfterMs = 1;

export class OutputStream {
  readonly #descriptor: 1 | 2;
  #isTTY: boolean | undefined;

  constructor(descriptor: 1 | 2) {
    this.#descriptor = descriptor;
  }

  get isTTY(): boolean {
    this.#isTTY ??= isLikelyTerminal(this.#descriptor) && tty.isatty(this.#descriptor);
    return this.#isTTY;
  }

  /** The terminal's width; undefined when there is no terminal. */
  get columns(): number | undefined {
    return this.isTTY ? this.#stream.columns : undefined;
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; ) at += this.#writeSome(bytes, at);
  }

  get #stream(): NodeJS.WriteStream {
    return this.#descriptor === 1 ? process.stdout : process.stderr;
  }

  #writeSome(bytes: Uint8Array, at: number): number {
    try {
      return writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      if (!hasCode(error, 'EAGAIN')) return this.#giveUp(error, bytes.length - at);
      // The reader is slower than memu and the pipe does not block: wait for it here.
      Atomics.wait(sleeper, 0, 0, retryAfterMs);
      return 0;
    }
  }

  /** `memu task list | head -1` is no error: when nobody reads on, the rest is not worth making. */
  #giveUp(error: unknown, left: number): number {
    // What cannot be said on standard error cannot be said anywhere.
    if (this.#descriptor === 2) return left;
    if (!hasCode(error, 'EPIPE')) throw new UnwrittenOutput(error);
    process.exit();
  }
}

/** Standard output took no more, for a reason other than that nobody reads it: a full disk, a lost terminal. */
class UnwrittenOutput extends Error {
  override readonly name = 'UnwrittenOutput';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the answer could not be written out (${reason})`, {cause});
  }
}

/** By name: the single binary has this class twice, in its entry, which writes, and in the program, which reports. */
export const isUnwrittenOutput = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'UnwrittenOutput';

const sleeper = new Int32Array(new SharedArrayBuffer(4));

// Asking whether something is a terminal loads the network, so it is asked of likely ones only.
function isLikelyTerminal(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
