/** What the chat screen asks of the rest of the program. */
import type {Chat} from '../../src/assistant/chat.ts';
import type {DoneEvent} from '../../src/assistant/conversation/events.ts';
import type {SlashCommand} from '../../src/assistant/slash-commands.ts';
import type {Clock} from '../../src/ground/time.ts';

/** The conversation, as much of it as a screen needs: who opened it closes it. */
export type ScreenChat = Omit<Chat, 'close'>;

/** A word after a slash without what it runs: completion and `/help` read the same list. */
export type SlashWord = Omit<SlashCommand, 'run'>;

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
  readonly chat: ScreenChat;
  /** Shown first, so that the person sees where they were. */
  readonly before?: Before | undefined;
  /** Tells the dates of cards in the person's zone; the system's unless given. */
  readonly clock?: Clock;
  /** The words after a slash that `chat.command` understands. */
  readonly commands: readonly SlashWord[];
  /** What was sent before, oldest first. */
  readonly history?: readonly string[];
  /** Entries whose title or id fits what was typed after `@`, best first. */
  readonly findEntries?: (typed: string) => Promise<readonly EntryCandidate[]>;
  /** Lets the person edit a text in `$EDITOR` while the screen is put aside. */
  readonly edit?: (text: string) => Promise<string>;
}
