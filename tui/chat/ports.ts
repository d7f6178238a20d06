/** What the chat screen asks of the rest of the program. */
import type {DoneEvent, Proposal, TurnEvent} from '../../src/assistant/conversation/events.ts';
import type {Clock} from '../../src/ground/time.ts';

/** What the status line shows of a conversation. */
export interface ChatStatus {
  /** `checking` until the first probe has answered. */
  readonly connection: 'checking' | 'ready' | 'offline';
  readonly host: string | undefined;
  readonly model: string | undefined;
  readonly memory: boolean;
  readonly incognito: boolean;
  readonly title: string | undefined;
}

export interface TurnOptions {
  readonly signal?: AbortSignal;
}

/** The conversation, as much of it as a screen needs; `src/assistant/chat.ts` has the whole. */
export interface Chat {
  readonly status: ChatStatus;
  onStatus(listener: () => void): () => void;
  warmUp(): void;
  send(text: string, options?: TurnOptions): AsyncIterable<TurnEvent>;
  retry(options?: TurnOptions): AsyncIterable<TurnEvent>;
  accept(proposal: string, changes?: Partial<Pick<Proposal, 'title' | 'fields'>>): Proposal;
  drop(proposal: string): Proposal;
  command(line: string, options?: TurnOptions): AsyncIterable<TurnEvent>;
}

/** A word after a slash, as data: completion, `/help` and the README read the same list. */
export interface SlashCommand {
  /** Without the slash. */
  readonly name: string;
  /** `[QUERY]`, `"why"`; nothing when it takes no words. */
  readonly args?: string;
  /** What it does, for a person, beginning with a verb. */
  readonly does: string;
  /**
   * Asks a model, or changes where later lines go: with these words it waits for the answer on its way.
   * Every other command runs at once.
   */
  readonly takesTurn?: (words: string) => boolean;
}

/** An entry that `@` can name. */
export interface EntryCandidate {
  /** Shortest unique beginning of the id. */
  readonly prefix: string;
  readonly kind: string;
  readonly title: string;
}

/** The last question of a conversation that is gone on with, and what was answered. */
export interface Before {
  readonly question: string;
  readonly answer: {readonly text: string; readonly state: DoneEvent['state']} | undefined;
}

export interface ChatPorts {
  readonly chat: Chat;
  /** Shown first, so that the person sees where they were. */
  readonly before?: Before | undefined;
  /** Tells the dates of cards in the person's zone; the system's unless given. */
  readonly clock?: Clock;
  /** The words after a slash that `chat.command` understands. */
  readonly commands: readonly SlashCommand[];
  /** What was sent before, oldest first. */
  readonly history?: readonly string[];
  /** Entries whose title or id fits what was typed after `@`, best first. */
  readonly findEntries?: (typed: string) => Promise<readonly EntryCandidate[]>;
  /** Lets the person edit a text in `$EDITOR` while the screen is put aside. */
  readonly edit?: (text: string) => Promise<string>;
}
