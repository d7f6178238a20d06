/**
 * What happens during one turn of a conversation, in order, as plain data. The chat screen, the line
 * mode, one-shot output and `--jsonl` all read this stream and nothing else. Text in it comes from
 * models and entries: it is not safe for a terminal until it has gone through `safeText`.
 */

import type {ExitCode} from '../../ground/errors.ts';

/** With whom, and where it is kept; the first event but for a `status`. */
interface SessionEvent {
  readonly type: 'session';
  /** Undefined with `--incognito`: nothing is kept. */
  readonly conversation: string | undefined;
  /** The person's turn, kept before anything else happens; undefined with `--incognito`. */
  readonly turn: string | undefined;
  /** As in the config, `http://127.0.0.1:11434` or `ssh://pi`; undefined when none answers. */
  readonly host: string | undefined;
  readonly model: string | undefined;
  readonly memory: boolean;
}

/** What is being waited for. Each one replaces the one before; the first delta ends it. */
export interface StatusEvent {
  readonly type: 'status';
  readonly phase:
    | 'recalling'
    | 'connecting'
    | 'loading'
    | 'reading'
    | 'thinking'
    | 'writing'
    | 'stopping';
  /** For a person, without a dot: `reading 1,840 tokens, about 22 s`. */
  readonly text: string;
  /** Prompt tokens, when reading. */
  readonly tokens?: number;
  /** Milliseconds that it will probably take, when a speed is known. */
  readonly estimateMs?: number;
}

/** One entry that the prompt holds, with the number the model cites it by. */
export interface RecalledEntry {
  /** `[1]`, counted per prompt. */
  readonly number: number;
  readonly id: string;
  /** The shortest unique beginning of the id, as shown to people. */
  readonly prefix: string;
  readonly kind: string;
  readonly title: string;
  readonly snippet: string;
  readonly createdAt: string;
}

/** What the model is shown of what is kept. */
export interface RecallEvent {
  readonly type: 'recall';
  readonly entries: readonly RecalledEntry[];
  /** What did not fit the window, in words: `3 older turns`, `2 entries`. */
  readonly leftOut: readonly string[];
  /** What recall says about itself: that its index is behind, and by how much. */
  readonly notes: readonly string[];
}

/** The next piece of the answer; citations are already written as id prefixes, `[3f9a]`. */
interface DeltaEvent {
  readonly type: 'delta';
  readonly text: string;
}

/** A number that the model cited. An unknown one was taken out of the text. */
export interface CitationEvent {
  readonly type: 'citation';
  readonly number: number;
  readonly isKnown: boolean;
  /** The entry shares words with the sentence; otherwise it is printed with a question mark, `[3f9a?]`. */
  readonly isSupported: boolean;
  readonly id: string | undefined;
  readonly prefix: string | undefined;
  readonly title: string | undefined;
}

export type ProposalKind = 'task' | 'note' | 'memory' | 'complete_task';

/** Something the model suggests to keep or do. Nothing happens to it without a person's yes. */
export interface Proposal {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly title: string;
  /** Kind-specific fields in the names of the entry's JSON: `due`, `priority`, `body`, `type`, … */
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>;
  /** The words it came from. */
  readonly quote: string | undefined;
  readonly state: 'open' | 'accepted' | 'dropped';
  /** The entry it became, or the task it completes. */
  readonly entry: string | undefined;
}

export interface ProposalEvent {
  readonly type: 'proposal';
  readonly proposal: Proposal;
}

/** Something the person should know that is not part of the answer: the prompt was cut, a host changed. */
interface NoticeEvent {
  readonly type: 'notice';
  readonly level: 'info' | 'warning';
  readonly text: string;
}

export interface UsageEvent {
  readonly type: 'usage';
  readonly host: string;
  readonly model: string;
  readonly promptTokens: number | undefined;
  readonly answerTokens: number | undefined;
  readonly firstTokenMs: number | undefined;
  readonly totalMs: number;
  /** Tokens a second while writing. */
  readonly speed: number | undefined;
  /** In dollars, where the host says so. */
  readonly cost?: number | undefined;
}

/** How an answer ended. */
export type AnswerState =
  /** The model finished. */
  | 'complete'
  /** The person stopped it; the part is kept. */
  | 'stopped'
  /** The connection or the model broke off; the part is kept. */
  | 'incomplete'
  /** No model: quotes from what is kept. */
  | 'quoted'
  /** An earlier answer to the same question over unchanged entries. */
  | 'cached';

/** The last event of a turn that has an answer, whole or in part. */
export interface DoneEvent {
  readonly type: 'done';
  /** The assistant's turn as kept; undefined with `--incognito`. */
  readonly turn: string | undefined;
  readonly conversation: string | undefined;
  readonly state: AnswerState;
  /** The whole answer, as it was streamed. */
  readonly text: string;
  /** Why it is not complete, as a sentence. */
  readonly reason: string | undefined;
  /** What a script is told by the exit code. */
  readonly exitCode: ExitCode;
  /** Entries that the answer cites, by id. */
  readonly cited: readonly string[];
}

/** The last event of a turn without an answer. The person's words are kept in the conversation. */
interface ErrorEvent {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
}

export type TurnEvent =
  | SessionEvent
  | StatusEvent
  | RecallEvent
  | DeltaEvent
  | CitationEvent
  | ProposalEvent
  | NoticeEvent
  | UsageEvent
  | DoneEvent
  | ErrorEvent;

/** The event as one line of `--jsonl` prints it: the same fields in snake_case. */
export const eventJson = (event: TurnEvent): Readonly<Record<string, unknown>> =>
  snake(event) as Readonly<Record<string, unknown>>;

const snake = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      snake(one),
    ]),
  );
};
