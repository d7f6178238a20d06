/** Lines that were sent while an answer was being written: in order, and each goes out by itself. */
export class MessageQueue {
  #lines: readonly string[] = [];
  #isHeld = false;

  /** The next one first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** They wait for the person and not for an answer. */
  get isHeld(): boolean {
    return this.#isHeld && this.#lines.length > 0;
  }

  add(line: string): void {
    this.#lines = [...this.#lines, line];
  }

  /** The line whose turn it is; undefined while they are held. */
  next(): string | undefined {
    if (this.isHeld) return undefined;
    const [line, ...rest] = this.#lines;
    this.#lines = rest;
    return line;
  }

  /** The last line, to be written anew; it waits no longer. */
  takeBack(): string | undefined {
    const line = this.#lines.at(-1);
    this.#lines = this.#lines.slice(0, -1);
    return line;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
  }
}
