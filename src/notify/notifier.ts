/** Telling several things in one run: what is wrong with a channel is said once, and it is left at that. */
import {MemuError} from '../ground/errors.ts';
import {type Channel, type Notice, type NotifyOptions, notify} from './notify.ts';

export interface NotifierOptions extends NotifyOptions {
  readonly channels: readonly Channel[];
  /** Told once about each thing that is wrong. */
  readonly onProblem: (text: string, hint: string | undefined) => void;
}

export class Notifier {
  readonly #options: NotifierOptions;
  /** Those that cannot be reached now; a command fails for one notice and may take the next. */
  readonly #dead = new Set<Channel>();
  readonly #said = new Set<string>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Tells through every channel that can be reached; true when it arrived by at least one. */
  async notify(notice: Notice): Promise<boolean> {
    let arrived = 0;
    for (const channel of this.#options.channels) {
      if (!this.#dead.has(channel) && (await this.#tell(channel, notice))) arrived += 1;
    }
    return arrived > 0;
  }

  async #tell(channel: Channel, notice: Notice): Promise<boolean> {
    try {
      await notify(channel, notice, this.#options);
      return true;
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      if (!channel.startsWith('command:')) this.#dead.add(channel);
      this.#say(`${channel.split(':')[0]}: ${error.message}`, error.hint);
      return false;
    }
  }

  #say(text: string, hint: string | undefined): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#options.onProblem(text, hint);
  }
}
