/** What was sent before, found again with Up and Down: only those that begin as the draft does. */

export class History {
  readonly #entries: string[];
  #index: number | undefined;
  #draft = '';

  /** @param entries oldest first */
  constructor(entries: readonly string[] = []) {
    this.#entries = [...entries];
  }

  add(text: string): void {
    this.leave();
    if (text !== '' && text !== this.#entries.at(-1)) this.#entries.push(text);
  }

  /** The text before the one shown, or undefined at the oldest. `draft` is what was being written. */
  older(draft: string): string | undefined {
    if (this.#index === undefined) this.#draft = draft;
    const from = (this.#index ?? this.#entries.length) - 1;
    const index = this.#entries.findLastIndex((_, at) => at <= from && this.#matches(at));
    if (index < 0) return undefined;
    this.#index = index;
    return this.#entries[index];
  }

  /** The text after the one shown; past the newest, the draft again. Undefined when not searching. */
  newer(): string | undefined {
    const shown = this.#index;
    if (shown === undefined) return undefined;
    const index = this.#entries.findIndex((_, at) => at > shown && this.#matches(at));
    if (index >= 0) {
      this.#index = index;
      return this.#entries[index];
    }
    const draft = this.#draft;
    this.leave();
    return draft;
  }

  /** Ends the search: the next Up begins from what is written then. */
  leave(): void {
    this.#index = undefined;
    this.#draft = '';
  }

  #matches(at: number): boolean {
    const entry = this.#entries[at]!;
    return entry.startsWith(this.#draft) && entry !== this.#draft;
  }
}
