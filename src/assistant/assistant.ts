/** A conversation with a model that knows what is kept, or with what is kept alone. */
import type {ZodType} from 'zod';
import type {Conversation} from '../conversations/conversation.ts';
import {UsageError} from '../errors.ts';
import type {HostFailure} from '../models/model-error.ts';
import {isPlace, type Models} from '../models/models.ts';
import type {Place} from '../models/places.ts';
import type {StructuredAnswer} from '../models/structured.ts';
import type {Chat, ChatStatus, TurnOptions} from './chat.ts';
import {ConversationLog, type ConversationStore} from './conversation-log.ts';
import type {Proposal, TurnEvent} from './events.ts';
import type {MaterialSources} from './material.ts';
import type {Attachment, Prompt} from './prompt.ts';
import {promptBuilder} from './prompt-builder.ts';
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

/** What `--dry-run` and `/context` show. */
export interface PromptContext {
  readonly model: string | null;
  readonly host: string | null;
  readonly window: number;
  readonly tokens: number;
  readonly left_out: readonly string[];
  readonly messages: readonly {readonly role: string; readonly content: string}[];
}

export interface DataQuestion<T> {
  readonly schema: ZodType<T>;
  readonly attachment?: Attachment;
  readonly signal: AbortSignal;
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

  /** The prompt that a line would make, and how much of the window it takes. Nothing is sent or kept. */
  async context(text: string, attachment?: Attachment): Promise<PromptContext> {
    const found = await this.#options.models.find(this.#want);
    const place = isPlace(found) ? found : undefined;
    const window = place?.window ?? 4096;
    const build = await promptBuilder({
      ...this.#options,
      log: this.#log,
      memory: this.#memory,
      text,
      attachment,
    });
    const tokenRatio = place && this.#options.models.speed(place)?.tokenRatio;
    const prompt = build({window, tokenRatio});
    return {
      model: place?.model.name ?? null,
      host: place?.host.address.name ?? null,
      window,
      tokens: prompt.tokens,
      left_out: prompt.leftOut,
      messages: prompt.messages.map(({role, content}) => ({role, content})),
    };
  }

  /** An answer as data, with what is kept in the prompt; nothing of it is kept. @throws ModelError */
  async askForData<T>(
    text: string,
    {schema, attachment, signal}: DataQuestion<T>,
  ): Promise<StructuredAnswer<T>> {
    const {models, timeoutMs} = this.#options;
    let prompt: Prompt | undefined;
    const build = await promptBuilder({
      ...this.#options,
      log: this.#log,
      memory: this.#memory,
      text,
      attachment,
    });
    return models.ask({
      name: 'answer',
      schema,
      model: this.#model,
      host: this.#host,
      prompt: place => {
        const {window} = place;
        const fitted = build({window, tokenRatio: models.speed(place)?.tokenRatio});
        prompt = fitted;
        return fitted.messages;
      },
      entries: () => prompt?.items.map(item => item.id) ?? [],
      ...(timeoutMs !== undefined && {timeoutMs}),
      signal,
    });
  }

  async *command(line: string, _options: TurnOptions = {}): AsyncGenerator<TurnEvent> {
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
