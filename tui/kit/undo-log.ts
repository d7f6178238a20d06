/** Steps back and forth through the states of a text; a run of typing is one step. */

export interface TextState {
  readonly text: string;
  readonly cursor: number;
}

/** More steps than anyone takes back; keeps a day's drafts from adding up. */
const mostSteps = 200;

export class UndoLog {
  #past: TextState[] = [];
  #future: TextState[] = [];
  #lastReason: string | undefined;

  /** Notes the state before a change. Changes for one reason, with no move between, are one step. */
  record(before: TextState, reason: string): void {
    this.#future = [];
    const isRun = ['type', 'backspace', 'delete'].includes(reason) && reason === this.#lastReason;
    this.#lastReason = reason;
    if (isRun) return;
    this.#past.push(before);
    if (this.#past.length > mostSteps) this.#past.shift();
  }

  /** The next change begins a step of its own. */
  seal(): void {
    this.#lastReason = undefined;
  }

  undo(now: TextState): TextState | undefined {
    const state = this.#past.pop();
    if (state) this.#future.push(now);
    this.seal();
    return state;
  }

  redo(now: TextState): TextState | undefined {
    const state = this.#future.pop();
    if (state) this.#past.push(now);
    this.seal();
    return state;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.seal();
  }
}
