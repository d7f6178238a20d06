/** The answer on its way, what is sent after it, and what both leave in the transcript. */
import type {TurnEvent} from '../../src/assistant/conversation/events.ts';
import {MemuError} from '../../src/ground/errors.ts';
import type {Lexer} from '../markdown/markdown-stream.ts';
import {MessageQueue} from './message-queue.ts';
import type {Before, ScreenChat} from './ports.ts';
import type {TranscriptItem} from './transcript.ts';
import {LiveTurn} from './turn.ts';

export interface AnswersOptions {
  readonly chat: Pick<ScreenChat, 'send' | 'retry' | 'command'>;
  /** Loads the Markdown lexer; called once, while the person types. */
  readonly loadLexer: () => Promise<Lexer>;
  readonly now: () => number;
  readonly changed: () => void;
  /** Every event, before it is drawn. */
  readonly heard: (event: TurnEvent) => void;
  /** No model answered this. */
  readonly unanswered: (question: string) => void;
}

/** How often the seconds that are waited are counted on. */
const clockMs = 1000;

export class Answers {
  readonly #options: AnswersOptions;
  readonly #lexerLoaded: Promise<void>;
  #lex: Lexer | undefined;
  #finished: TranscriptItem[] = [];
  #turn: LiveTurn | undefined;
  readonly #queue = new MessageQueue();
  readonly #asides = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#lexerLoaded = options.loadLexer().then(lex => {
      this.#lex = lex;
    });
  }

  /** The turn that is going on. */
  get turn(): LiveTurn | undefined {
    return this.#turn;
  }

  /** Sent while an answer was being written; each goes out by itself when that is done. */
  get queue(): MessageQueue {
    return this.#queue;
  }

  /** Something of memu's own for the transcript. */
  add(...items: readonly TranscriptItem[]): void {
    this.#finished.push(...items);
  }

  /** What is finished since the last call; it is drawn once and forgotten here. */
  takeFinished(): readonly TranscriptItem[] {
    if (this.#turn) this.#finished.push(...this.#turn.settle());
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** Shows what was said before this screen was opened. */
  showBefore({question, answer}: Before): void {
    void this.#lexerLoaded.then(() => {
      this.#finished.push({kind: 'person', text: question});
      if (answer) this.#finished.push(...this.#turnOf(question).takeWhole(answer));
      this.#options.changed();
    });
  }

  /** Sends now, or after the answer that is on its way. */
  send(text: string): void {
    if (this.#turn) this.#queue.add(text);
    else this.#start(text);
  }

  /** Runs a command at once, beside the answer that is on its way. */
  runAside(text: string): void {
    if (!this.#turn) return this.#start(text);
    const turn = this.#turnOf(text);
    this.#finished.push({kind: 'person', text});
    const running = this.#hear(turn).finally(() => {
      this.#asides.delete(running);
      this.#options.changed();
    });
    this.#asides.add(running);
  }

  /** Stops the answer; what arrived is kept, what was to be sent after it waits for the person. */
  stop(): void {
    this.#turn?.stop();
    this.#queue.hold();
  }

  /** Sends what was held back, one after the other. */
  resume(): void {
    this.#queue.release();
    if (!this.#turn) this.#startNext();
  }

  /** Stops for good; what was not sent is shown once more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#turn?.stop();
    for (const text of this.#queue.lines) this.add({kind: 'info', text: `Not sent: ${text}`});
  }

  /** Settles when no answer is on its way any more, so that what arrived of it is kept. */
  async settled(): Promise<void> {
    await Promise.all([this.#running, ...this.#asides]);
  }

  #start(text: string): void {
    const turn = this.#turnOf(text);
    this.#turn = turn;
    this.#finished.push({kind: 'person', text});
    this.#running = this.#run(turn);
  }

  #turnOf(question: string): LiveTurn {
    return new LiveTurn(question, markdown => this.#lex!(markdown), this.#options.now);
  }

  async #run(turn: LiveTurn): Promise<void> {
    const clock = setInterval(this.#options.changed, clockMs);
    try {
      await this.#hear(turn);
    } finally {
      clearInterval(clock);
      this.#finish(turn);
    }
  }

  async #hear(turn: LiveTurn): Promise<void> {
    const {changed, heard} = this.#options;
    try {
      await this.#lexerLoaded;
      for await (const event of this.#events(turn)) {
        heard(event);
        this.#finished.push(...turn.take(event));
        changed();
      }
    } catch (error) {
      this.#finished.push(...turn.fail(errorText(error), errorHint(error)));
    }
  }

  #events({question, signal}: LiveTurn): AsyncIterable<TurnEvent> {
    const {chat} = this.#options;
    if (!question.startsWith('/')) return chat.send(question, {signal});
    const isRetry = /^\/retry\s*$/.test(question);
    return isRetry ? chat.retry({signal}) : chat.command(question, {signal});
  }

  #finish(turn: LiveTurn): void {
    this.#turn = undefined;
    if (turn.wantsDraftBack) this.#options.unanswered(turn.question);
    this.#startNext();
    this.#options.changed();
  }

  #startNext(): void {
    const next = this.#isClosed ? undefined : this.#queue.next();
    if (next !== undefined) this.#start(next);
  }
}

/** An error as a line of the transcript. */
export function errorItem(error: unknown): TranscriptItem {
  const hint = errorHint(error);
  return {kind: 'error', text: errorText(error), ...(hint !== undefined && {hint})};
}

function errorText(error: unknown): string {
  if (error instanceof MemuError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `this should not have happened: ${message}`;
}

const errorHint = (error: unknown): string | undefined =>
  error instanceof MemuError ? error.hint : undefined;
