/** A conversation as the screens drive it. Each of them holds one `Chat` and draws the events of its turns. */
import type {Proposal, TurnEvent} from './conversation/events.ts';
import type {PromptAttachment} from './prompt/prompt.ts';

/** What a status line shows. It costs nothing to ask; it says what is known now. */
export interface ChatStatus {
  readonly conversation: string | undefined;
  readonly title: string | undefined;
  /** `checking` until the first probe has answered. */
  readonly connection: 'checking' | 'ready' | 'offline';
  readonly host: string | undefined;
  readonly model: string | undefined;
  readonly memory: boolean;
  readonly incognito: boolean;
  /** When offline: which hosts were tried and why each failed. */
  readonly failures: readonly {readonly host: string; readonly reason: string}[];
}

export interface TurnOptions {
  /** Stops the answer and tells the host; what arrived is kept. */
  readonly signal?: AbortSignal;
  /** A file, or what was piped in, that the words are about. */
  readonly attachment?: PromptAttachment;
}

export interface Chat {
  readonly status: ChatStatus;
  /** Calls back whenever `status` has changed; returns how to stop that. */
  onStatus(listener: (status: ChatStatus) => void): () => void;
  /** Looks for hosts and loads the model in the background, so that the first answer comes sooner. */
  warmUp(): void;
  /** One turn. The stream always ends with `done` or `error`, and never throws for expected failures. */
  send(text: string, options?: TurnOptions): AsyncIterable<TurnEvent>;
  /** The last question once more, answered anew; the old answer stays in the history. */
  retry(options?: TurnOptions): AsyncIterable<TurnEvent>;
  /** Keeps a proposal, with the person's changes when there are any; returns it with its entry. */
  accept(proposal: string, changes?: Partial<Pick<Proposal, 'title' | 'fields'>>): Proposal;
  drop(proposal: string): Proposal;
  /** Runs a line that begins with a slash. */
  command(line: string, options?: TurnOptions): AsyncIterable<TurnEvent>;
  close(): Promise<void>;
}
