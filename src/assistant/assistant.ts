/** A conversation with a model that knows what is kept, or with what is kept alone. */
import type {Conversation} from '../conversations/conversation.ts';
import {MemuError, UsageError} from '../ground/errors.ts';
import type {StructuredAnswer} from '../models/calls/structured.ts';
import {isPlace} from '../models/models.ts';
import type {AssistantOptions, DataQuestion, PromptContext} from './assistant-options.ts';
import {BackgroundWork} from './background-work.ts';
import type {Chat, ChatStatus, TurnOptions} from './chat.ts';
import {ConversationLog, type ConversationStore} from './conversation/conversation-log.ts';
import type {Proposal, TurnEvent} from './conversation/events.ts';
import {saveTranscript} from './conversation/transcript.ts';
import type {Prompt, PromptAttachment} from './prompt/prompt.ts';
import {promptBuilder} from './prompt/prompt-builder.ts';
import type {ProposalEdits} from './proposals/proposals.ts';
import {Rater} from './rater.ts';
import {SessionState} from './session-state.ts';
import {runSlashCommand, type SlashCommandTarget} from './slash-commands.ts';
import {runTurn} from './turn/turn.ts';

/** Looked up before the first question, for the sake of the way; nothing of it is shown or kept. */
const practice = 'what did I say about the plan last week, and what is due tomorrow?';

interface Asked {
  readonly text: string;
  readonly attachment: PromptAttachment | undefined;
}

export class Assistant implements Chat {
  readonly #options: AssistantOptions;
  readonly #standing: SessionState;
  readonly #stop = new AbortController();
  readonly #background: BackgroundWork;
  readonly #told = new Set<string>();
  #log: ConversationLog;
  #rater: Rater;
  #last: Asked | undefined;
  #warmPrompt: Promise<void> | undefined;
  #prompt: Prompt | undefined;

  constructor(options: AssistantOptions) {
    this.#options = options;
    this.#log = new ConversationLog(options.store, options.conversation);
    this.#rater = new Rater(this.#log, options.answers);
    this.#standing = new SessionState(options);
    this.#background = new BackgroundWork({...options, want: () => this.#standing.want});
  }

  get status(): ChatStatus {
    return this.#standing.status;
  }

  onStatus(listener: (status: ChatStatus) => void): () => void {
    return this.#standing.onChange(listener);
  }

  /** While the person types: the model is loaded, and the index and the code are made ready. */
  warmUp(): void {
    this.#warmPrompt ??= this.#practise();
    if (this.#options.recallOnly) return this.#standing.see([]);
    if (this.#mayRest) this.#background.scheduleIdleWork();
    void this.#options.models.warmUp(this.#standing.want).then(
      async place => {
        this.#standing.see(place ?? (await this.#options.models.find(this.#standing.want)));
        if (place) this.#background.lookBackSoon(() => this.#log.conversation?.id);
      },
      () => undefined, // the question itself will say what is wrong
    );
  }

  send(text: string, options: TurnOptions = {}): AsyncIterable<TurnEvent> {
    return this.#turn({text, attachment: options.attachment}, options, false);
  }

  retry(options: TurnOptions = {}): AsyncIterable<TurnEvent> {
    const last = this.#last ?? this.#lastKept();
    if (!last) return notice('Nothing was asked yet.');
    return this.#turn(last, options, true);
  }

  accept(proposal: string, changes?: ProposalEdits): Proposal {
    return this.#options.proposals.accept(proposal, changes);
  }

  drop(proposal: string): Proposal {
    return this.#options.proposals.drop(proposal);
  }

  /** Runs a line that begins with a slash; what goes wrong is an event like any other. */
  async *command(line: string, options: TurnOptions = {}): AsyncGenerator<TurnEvent> {
    try {
      yield* runSlashCommand(this.#target(options), line);
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      const {message, hint} = error;
      yield {type: 'notice', level: 'warning', text: hint ? `${message} (${hint})` : message};
    }
  }

  /** The prompt that a line would make, and how much of the window it takes. Nothing is sent or kept. */
  async context(text: string, attachment?: PromptAttachment): Promise<PromptContext> {
    const {models} = this.#options;
    const found = await models.find(this.#standing.want);
    const place = isPlace(found) ? found : undefined;
    const window = place?.window ?? 4096;
    const build = await this.#builder(text, attachment);
    const prompt = build({window, tokenRatio: place && models.speed(place)?.tokenRatio});
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
  async askForData<T>(text: string, question: DataQuestion<T>): Promise<StructuredAnswer<T>> {
    const {models, timeoutMs} = this.#options;
    const build = await this.#builder(text, question.attachment);
    let prompt: Prompt | undefined;
    return models.ask({
      name: 'answer',
      schema: question.schema,
      ...this.#standing.want,
      prompt: (place, shrink) => {
        const tokenRatio = models.speed(place)?.tokenRatio;
        const fitted = build({window: place.window, tokenRatio, shrink});
        prompt = fitted;
        return fitted.messages;
      },
      entries: () => prompt?.items.map(item => item.id) ?? [],
      ...(timeoutMs !== undefined && {timeoutMs}),
      signal: question.signal,
    });
  }

  /** Looks for memories in this conversation; each found one is a proposal. @throws ModelError */
  extract(options: TurnOptions = {}): AsyncIterable<TurnEvent> {
    return this.#options.suggester.extract({
      conversation: this.#log.conversation,
      want: this.#standing.want,
      urgency: 'now',
      signal: options.signal ?? this.#stop.signal,
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#options.models.close();
    await Promise.all([this.#background.close(), this.#warmPrompt]);
  }

  /** The way of a first question up to its prompt: cold, it takes three times as long as the next one. */
  async #practise(): Promise<void> {
    try {
      const build = await this.#builder(practice, undefined);
      build({window: 4096, tokenRatio: undefined});
    } catch {
      // The question itself will say what is wrong.
    }
  }

  #builder(text: string, attachment: PromptAttachment | undefined) {
    const {memory} = this.#standing.status;
    return promptBuilder({...this.#options, log: this.#log, memory, text, attachment});
  }

  async *#turn(asked: Asked, options: TurnOptions, isAgain: boolean): AsyncGenerator<TurnEvent> {
    this.#background.preempt();
    this.#last = asked;
    const log = this.#log;
    const signal = options.signal ?? this.#stop.signal;
    const turn = runTurn({
      ...this.#options,
      ...asked,
      log,
      memory: this.#standing.status.memory,
      want: asked.attachment?.image
        ? {...this.#standing.want, purpose: 'vision'}
        : this.#standing.want,
      isAgain,
      signal,
      answers: log.isKept ? this.#options.answers : undefined,
      onPlace: found => this.#standing.see(found),
      isNews: text => {
        const isNew = !this.#told.has(text);
        this.#told.add(text);
        return isNew;
      },
      onPrompt: prompt => {
        this.#prompt = prompt;
      },
      suggest: (intent, hasModel) =>
        this.#options.suggester.suggest({
          text: asked.text,
          intent,
          isKept: log.isKept && !isAgain,
          turn: log.lastQuestion,
          want: hasModel ? this.#standing.want : undefined,
          signal,
        }),
    });
    for await (const event of turn) {
      if (event.type === 'session') {
        this.#standing.set({conversation: event.conversation, title: log.conversation?.title});
      }
      if (event.type === 'done') {
        this.#background.shorten(log, this.#prompt?.missingTurns ?? 0);
        this.#rater.answered(event, {
          question: asked.text,
          model: this.#standing.status,
          prompt: this.#prompt,
        });
      }
      yield event;
    }
    if (this.#mayRest) this.#background.scheduleIdleWork();
  }

  get #mayRest(): boolean {
    return this.#standing.status.memory && !this.#options.recallOnly;
  }

  /** Looks for memories in earlier conversations now; the inbox holds what is found. */
  extractFromHistory(): Promise<void> {
    return this.#background.extractFromHistory(this.#log.conversation?.id);
  }

  /** Does now what else may be done while the person types. */
  async rest(): Promise<void> {
    if (this.#mayRest) await this.#background.runIdleWork();
  }

  /** Settles when what goes on in the background is done; for tests and orderly ends. */
  settled(): Promise<void> {
    return this.#background.settled();
  }

  #target(options: TurnOptions): SlashCommandTarget {
    const {desk, models, sources} = this.#options;
    return {
      desk,
      spoken: this.#log.spoken,
      items: this.#prompt?.items ?? [],
      status: this.#standing.status,
      reports: () => models.reports(),
      chooseModel: name => this.#choose({model: name}),
      chooseHost: name => this.#choose({host: name}),
      setMemory: memory => this.#standing.set({memory}),
      goIncognito: () => this.#begin(undefined, undefined),
      continue: reference =>
        this.#begin(this.#options.store, this.#options.findConversation(reference)),
      recall: async query => (await sources.recall.recall(query, {limit: 10})).hits,
      shorten: id => sources.kept.short(id),
      contextText: async () => contextText(await this.context(this.#last?.text ?? '')),
      ask: text => this.send(text, options),
      again: () => this.retry(options),
      rate: (isGood, why) => this.#rater.rate(isGood, why),
      extract: () => this.extract(options),
      save: path => saveTranscript(path, this.#log.spoken),
    };
  }

  #choose(choice: {readonly model?: string; readonly host?: string}): void {
    this.#standing.choose(choice);
    this.warmUp();
  }

  #begin(store: ConversationStore | undefined, conversation: Conversation | undefined): void {
    this.#log = new ConversationLog(store, conversation);
    this.#rater = new Rater(this.#log, this.#options.answers);
    this.#last = undefined;
    this.#standing.set({
      conversation: conversation?.id,
      title: conversation?.title,
      incognito: store === undefined,
    });
  }

  #lastKept(): Asked | undefined {
    const text = this.#log.spoken.findLast(one => one.role === 'user')?.text;
    return text === undefined ? undefined : {text, attachment: undefined};
  }
}

async function* notice(text: string): AsyncGenerator<TurnEvent> {
  const error = new UsageError(text);
  yield {type: 'error', code: error.code, message: text, hint: undefined, exitCode: error.exitCode};
}

const contextText = ({model, tokens, window, left_out, messages}: PromptContext): string =>
  [
    `about ${tokens} of ${window} tokens for ${model ?? 'no model'}`,
    ...left_out.map(what => `left out: ${what}`),
    ...messages.map(({role, content}) => `--- ${role}\n${content}`),
  ].join('\n');
