/** State of a screen, outside React: plain classes with intents that tell when they changed. */

export interface Observable {
  /** Calls back after every change; the result ends it. */
  subscribe(listener: () => void): () => void;
  /** A number that differs after every change. */
  version(): number;
}

export abstract class Model implements Observable {
  readonly #listeners = new Set<() => void>();
  #version = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  protected changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
