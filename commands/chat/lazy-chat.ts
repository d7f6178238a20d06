/** A conversation that is opened behind the screen: the first frame does not wait for what answers need. */
import type {Assistant} from '../../src/assistant/assistant.ts';
import type {Chat, ChatStatus, TurnOptions} from '../../src/assistant/chat.ts';
import type {Proposal, TurnEvent} from '../../src/assistant/conversation/events.ts';
import type {ProposalEdits} from '../../src/assistant/proposals/proposals.ts';
import {UsageError} from '../../src/ground/errors.ts';

export class LazyChat implements Chat {
  readonly #open: () => Promise<Assistant>;
  readonly #listeners = new Set<(status: ChatStatus) => void>();
  #opening: Promise<Assistant> | undefined;
  #assistant: Assistant | undefined;
  #status: ChatStatus;

  constructor(open: () => Promise<Assistant>, status: ChatStatus) {
    this.#open = open;
    this.#status = status;
  }

  get status(): ChatStatus {
    return this.#assistant?.status ?? this.#status;
  }

  onStatus(listener: (status: ChatStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In a later tick, so that the screen is drawn first. */
  warmUp(): void {
    setTimeout(() => {
      void this.#opened().then(
        assistant => assistant.warmUp(),
        () => undefined, // the first question will say what is wrong
      );
    }, 0);
  }

  async *send(text: string, options?: TurnOptions): AsyncGenerator<TurnEvent> {
    yield* (await this.#opened()).send(text, options);
  }

  async *retry(options?: TurnOptions): AsyncGenerator<TurnEvent> {
    yield* (await this.#opened()).retry(options);
  }

  async *command(line: string, options?: TurnOptions): AsyncGenerator<TurnEvent> {
    yield* (await this.#opened()).command(line, options);
  }

  accept(proposal: string, changes?: ProposalEdits): Proposal {
    return this.#ready().accept(proposal, changes);
  }

  drop(proposal: string): Proposal {
    return this.#ready().drop(proposal);
  }

  async close(): Promise<void> {
    await (await this.#opening?.catch(() => undefined))?.close();
  }

  #opened(): Promise<Assistant> {
    this.#opening ??= this.#open().then(assistant => {
      this.#assistant = assistant;
      assistant.onStatus(status => {
        this.#status = status;
        for (const listener of this.#listeners) listener(status);
      });
      return assistant;
    });
    return this.#opening;
  }

  /** Proposals come from turns, and turns from an open conversation. */
  #ready(): Assistant {
    if (this.#assistant) return this.#assistant;
    throw new UsageError('nothing was proposed yet');
  }
}
