/** What is being done for the person, and what came of it, in a sentence. */
import {MemuError} from '../../src/ground/errors.ts';

export interface ActivityMessage {
  readonly level: 'info' | 'error';
  readonly text: string;
}

export class DashboardActivity {
  readonly #changed: () => void;
  #busy: string | undefined;
  #message: ActivityMessage | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** As `syncing`. */
  get busy(): string | undefined {
    return this.#busy;
  }

  get message(): ActivityMessage | undefined {
    return this.#message;
  }

  say(text: string): void {
    this.#message = text === '' ? undefined : {level: 'info', text};
  }

  sayError(error: unknown): void {
    this.#message = {level: 'error', text: errorText(error)};
  }

  forget(): void {
    this.#message = undefined;
  }

  /** Does something; what goes wrong becomes the message. */
  run(busy: string, action: () => Promise<void>): void {
    this.#busy = busy;
    this.forget();
    this.#changed();
    void action()
      .catch((error: unknown) => this.sayError(error))
      .finally(() => {
        this.#busy = undefined;
        this.#changed();
      });
  }
}

function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return error instanceof MemuError && error.hint ? `${text} (${error.hint})` : text;
}
