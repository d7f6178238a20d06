/** What an assistant does while nobody waits: it sums up, and looks for memories. A question goes before all of it. */
import type {Conversation} from '../conversations/conversation.ts';
import {MemuError} from '../ground/errors.ts';
import type {ModelQuery} from '../models/choosing/model-targets.ts';
import type {Models} from '../models/models.ts';
import type {ConversationLog, ConversationStore} from './conversation/conversation-log.ts';
import type {Suggester} from './proposals/suggester.ts';

export interface BackgroundWorkOptions {
  readonly models: Models;
  readonly suggester: Suggester;
  readonly store: ConversationStore | undefined;
  /** Look for memories in earlier conversations. */
  readonly extracts: boolean;
  readonly want: () => Omit<ModelQuery, 'purpose'>;
  /** Quiet work of other parts, such as vectors; ends at once when the signal comes. */
  readonly quietly?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Pause after the start before earlier conversations are looked at: a person may ask at once. */
const idleMs = 15_000;

/** Pause after an answer, or the start, before quiet work begins: a person may go on at once. */
const restMs = 3_000;

/** Conversations at a time, the newest first. */
const mostUnseen = 3;

/** Turns that must have fallen out of the prompt before a model is asked to sum them up. */
const fewestToShorten = 6;

export class BackgroundWork {
  readonly #options: BackgroundWorkOptions;
  readonly #stop = new AbortController();
  #idle = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #isLookingBack = false;
  #resting: Promise<void> = Promise.resolve();

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
  }

  /** Quiet work, a while from now, until the next question. */
  scheduleIdleWork(): void {
    const {signal} = this.#idle;
    setTimeout(() => {
      if (signal.aborted) return;
      this.#resting = this.runIdleWork();
      // What is wrong with it is said at the end, not in the middle of a conversation.
      this.#resting.catch(() => undefined);
    }, restMs).unref();
  }

  /** Quiet work until it is done or a question comes. */
  async runIdleWork(): Promise<void> {
    await this.#options.quietly?.(AbortSignal.any([this.#stop.signal, this.#idle.signal]));
  }

  /** Looking back and quiet work stop for the question that comes; they go on another time. */
  preempt(): void {
    this.#idle.abort();
    this.#idle = new AbortController();
  }

  /** Sums up the first `missing` turns once enough of them fit no more. */
  shorten(log: ConversationLog, missing: number): void {
    if (!log.isKept || missing - log.covered < fewestToShorten) return;
    const {models, want} = this.#options;
    this.#work = this.#work.then(async () => {
      const {summarise} = await import('./conversation/summarizing.ts');
      const turns = log.spoken.slice(log.covered, missing);
      const before = log.conversation?.summary ?? '';
      const {signal} = this.#stop;
      const summary = await summarise({models, before, turns, want: want(), signal});
      if (summary !== undefined) log.setSummary(summary, missing);
    });
  }

  /** Looks back once, a while from now. */
  lookBackSoon(current: () => string | undefined): void {
    if (this.#isLookingBack) return;
    this.#isLookingBack = true;
    setTimeout(() => void this.extractFromHistory(current()), idleMs).unref();
  }

  /**
   * Looks for memories in conversations in which something was said since memu last looked; what is
   * found waits in the inbox.
   */
  async extractFromHistory(current: string | undefined): Promise<void> {
    const {store, suggester, extracts, want} = this.#options;
    if (!store || !extracts) return;
    const signal = AbortSignal.any([this.#stop.signal, this.#idle.signal]);
    for (const conversation of unseen(store, current)) {
      const request = {conversation, want: want(), urgency: 'background', signal} as const;
      try {
        for await (const _ of suggester.extract(request));
      } catch (error) {
        if (error instanceof MemuError) return;
        throw error;
      }
      if (signal.aborted) return;
      store.markExtracted(conversation);
    }
  }

  /** Settles when what was begun is done. */
  settled(): Promise<void> {
    return this.#work;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#work.catch(() => undefined), this.#resting]);
  }
}

const unseen = (store: ConversationStore, current: string | undefined): readonly Conversation[] =>
  store
    .newest(20)
    .filter(one => one.id !== current && one.metadata.extracted !== one.turns)
    .filter(one => store.turns(one, 200).some(turn => 'asked' in turn.metadata))
    .slice(0, mostUnseen);
