/** A conversation with a model that knows what is kept, or with what is kept alone. */
import type {Conversation} from '../conversations/conversation.ts';
import {UsageError} from '../errors.ts';
import type {HostFailure} from '../models/model-error.ts';
import {isPlace, type Models} from '../models/models.ts';
import type {Place} from '../models/places.ts';
import type {Chat, ChatStatus, TurnOptions} from './chat.ts';
import {ConversationLog, type ConversationStore} from './conversation-log.ts';
import type {Proposal, TurnEvent} from './events.ts';
import type {MaterialSources} from './material.ts';
import type {Attachment} from './prompt.ts';
import {runTurn} from './turn.ts';

export interface AssistantOptions {
  readonly models: Models;
  readonly sources: MaterialSources;
  /** Undefined keeps nothing (`--incognito`). */
  readonly store: ConversationStore | undefined;
  /** Continues this one. */
  readonly conversation?: Conversation;
  /** Let the model see what is kept. */
  readonly memory: boolean;
  /** Never ask a model; quote what is kept (`--recall-only`). */
  readonly recallOnly?: boolean;
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  readonly replyTokens: number;
  readonly temperature: number;
  readonly think: boolean;
  /** Most entries that a prompt may cite. */
  readonly limit: number;
  readonly timeoutMs?: number;
  /** What is known of how the person likes to be spoken to; empty when nothing is, or it is off. */
  readonly profile: () => string;
}

export class Assistant implements Chat {
  readonly #options: AssistantOptions;
  readonly #log: ConversationLog;
  readonly #listeners = new Set<(status: ChatStatus) => void>();
  #status: ChatStatus;
  #memory: boolean;
  #model: string | undefined;
  #host: string | undefined;
  #last: {readonly text: string; readonly attachment: Attachment | undefined} | undefined;

  constructor(options: AssistantOptions) {
    this.#options = options;
    this.#log = new ConversationLog(options.store, options.conversation);
    this.#memory = options.memory;
    this.#model = options.model;
    this.#host = options.host;
    this.#status = {
      conversation: options.conversation?.id,
      title: options.conversation?.title,
      connection: 'checking',
      host: undefined,
      model: undefined,
      memory: options.memory,
      incognito: options.store === undefined,
      failures: [],
    };
  }

  get status(): ChatStatus {
    return this.#status;
  }

  onStatus(listener: (status: ChatStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  warmUp(): void {
    if (this.#options.recallOnly) return this.#see([]);
    void this.#options.models.warmUp(this.#want).then(
      async place => this.#see(place ?? (await this.#options.models.find(this.#want))),
      () => undefined, // the question itself will say what is wrong
    );
  }

  send(text: string, options: TurnOptions = {}): AsyncIterable<TurnEvent> {
    return this.#turn(text, options, false);
  }

  retry(options: TurnOptions = {}): AsyncIterable<TurnEvent> {
    if (!this.#last) throw new UsageError('Nothing was asked yet.');
    const {text, attachment} = this.#last;
    return this.#turn(text, {...options, ...(attachment && {attachment})}, true);
  }

  accept(proposal: string): Proposal {
    throw new UsageError(`There is no proposal ${proposal}.`);
  }

  drop(proposal: string): Proposal {
    throw new UsageError(`There is no proposal ${proposal}.`);
  }

  async *command(line: string): AsyncGenerator<TurnEvent> {
    yield {type: 'notice', level: 'warning', text: `There is no command ${line.split(/\s/)[0]}.`};
  }

  async close(): Promise<void> {
    this.#options.models.close();
  }

  get #want() {
    return {purpose: 'chat', model: this.#model, host: this.#host} as const;
  }

  async *#turn(text: string, options: TurnOptions, isAgain: boolean): AsyncGenerator<TurnEvent> {
    const {attachment} = options;
    this.#last = {text, attachment};
    const turn = runTurn({
      ...this.#options,
      log: this.#log,
      memory: this.#memory,
      want: this.#want,
      text,
      attachment,
      isAgain,
      signal: options.signal ?? new AbortController().signal,
      onPlace: found => this.#see(found),
    });
    for await (const event of turn) {
      if (event.type === 'session')
        this.#set({conversation: event.conversation, title: this.#log.conversation?.title});
      yield event;
    }
  }

  #see(found: Place | readonly HostFailure[]): void {
    if (isPlace(found)) {
      this.#set({
        connection: 'ready',
        host: found.host.address.name,
        model: found.model.name,
        failures: [],
      });
    } else this.#set({connection: 'offline', host: undefined, model: undefined, failures: found});
  }

  #set(change: Partial<ChatStatus>): void {
    this.#status = {...this.#status, ...change};
    for (const listener of this.#listeners) listener(this.#status);
  }
}
