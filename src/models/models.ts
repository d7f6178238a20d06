/** Models as the rest of memu uses them: ask, ask for data, embed, load ahead, fetch a new one. */
import {toIso} from '../ground/time.ts';
import type {AnswerEvent, CallContext, ModelQuestion} from './calls/attempt.ts';
import {type CallRecord, noCallRecord} from './calls/calls.ts';
import {type EmbeddedTexts, embedTexts} from './calls/embedding.ts';
import {askWithFailover} from './calls/failover.ts';
import {HostQueue, type HostQueues} from './calls/host-queue.ts';
import type {PromptFor} from './calls/sent-prompt.ts';
import {askStructured, type StructuredAnswer, type StructuredQuestion} from './calls/structured.ts';
import {type Purpose, sameModel} from './choosing/choose-model.ts';
import {type HostReport, Hosts} from './choosing/hosts.ts';
import {
  findTargets,
  type ModelQuery,
  type ModelTarget,
  type TargetOptions,
} from './choosing/model-targets.ts';
import {MemorySpeeds, type Speed, type SpeedStore} from './choosing/speeds.ts';
import {isCloudName, type ModelHost, type PullProgress, type Sampling} from './hosts/model-host.ts';
import {type HostFailure, ModelError, NoHostError} from './transport/model-error.ts';
import {realTimers, type Timers} from './transport/timers.ts';

export interface ModelsOptions {
  readonly hosts: readonly ModelHost[];
  /** Model names by purpose, and `any` for those without one of their own. */
  readonly models?: Readonly<Partial<Record<Purpose | 'any', string>>>;
  readonly window?: number;
  readonly windows?: Readonly<Record<string, number>>;
  /** `30m`, `-1`: how long a host keeps a model in memory. */
  readonly keepAlive?: string;
  readonly allowsElsewhere?: boolean;
  readonly clock: {now(): number};
  readonly timers?: Timers;
  readonly speeds?: SpeedStore;
  readonly calls?: CallRecord;
  readonly random?: () => number;
  /** Shared with others that ask the same hosts; its own when left out. */
  readonly lanes?: HostQueues;
  /** Keeps the text of an answer that should have been data and is none; returns where. */
  readonly keepUnusable?: ((text: string) => string | undefined) | undefined;
  /** Points by model from a person's ratings, -1 to 1. */
  readonly preference?: ReadonlyMap<string, number>;
}

export interface ChatQuestion extends ModelQuery {
  /** `background` gives way to what a person waits for. */
  readonly urgency?: 'now' | 'background';
  readonly prompt: PromptFor;
  readonly replyTokens: number;
  readonly temperature?: number;
  readonly sampling?: Sampling | undefined;
  readonly think?: boolean | undefined;
  readonly entries: () => readonly string[];
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

export interface EmbedRequest {
  readonly texts: readonly string[];
  readonly role: 'query' | 'document';
  /** Only a host that has exactly these weights will do: the ones the index was made with. */
  readonly digest?: string | undefined;
  readonly model?: string | undefined;
  readonly dimensions?: number | undefined;
  readonly entries?: readonly string[];
  readonly urgency?: 'now' | 'background';
  readonly signal?: AbortSignal;
}

export class Models {
  readonly #hosts: Hosts;
  readonly #conversing: CallContext;
  readonly #lanes: HostQueues;
  readonly #warm = new Set<string>();
  readonly #stop = new AbortController();
  readonly #keepUnusable: ModelsOptions['keepUnusable'];

  constructor(options: ModelsOptions) {
    const timers = options.timers ?? realTimers;
    this.#lanes = options.lanes ?? new Map();
    this.#keepUnusable = options.keepUnusable;
    this.#hosts = new Hosts(options.hosts, timers);
    const placing: TargetOptions = {
      hosts: this.#hosts,
      models: options.models ?? {},
      window: options.window ?? 0,
      windows: options.windows ?? {},
      allowsElsewhere: options.allowsElsewhere ?? false,
      told: new Map(),
      ...(options.preference && {preference: options.preference}),
    };
    this.#conversing = {
      hosts: this.#hosts,
      placing,
      timers,
      clock: options.clock,
      speeds: options.speeds ?? new MemorySpeeds(),
      calls: options.calls ?? noCallRecord,
      keepAlive: keepAliveValue(options.keepAlive ?? '30m'),
      thinkAnyway: new Set(),
      laneOf: host => this.#laneOf(host),
      random: options.random ?? Math.random,
    };
  }

  /** Every host with what it has, or why it does not answer. */
  reports(): Promise<readonly HostReport[]> {
    return this.#hosts.reports();
  }

  /** Asks all hosts anew the next time. */
  forget(): void {
    this.#hosts.forget();
  }

  speed(place: ModelTarget): Speed | undefined {
    return this.#conversing.speeds.find(place.host.address.name, place.model.name);
  }

  /** The first place that can serve; otherwise why each host cannot. */
  async find(want: ModelQuery): Promise<ModelTarget | readonly HostFailure[]> {
    const {value} = await findTargets(this.#conversing.placing, want).next();
    return value;
  }

  /**
   * Streams an answer from the first host that gives one.
   *
   * @throws NoHostError, ModelError; after the first `text` nothing is tried again.
   */
  chat(question: ChatQuestion): AsyncIterable<AnswerEvent> {
    return askWithFailover(this.#conversing, {
      urgency: 'now',
      temperature: 0.7,
      think: undefined,
      ...question,
      signal: AbortSignal.any([question.signal, this.#stop.signal]),
    });
  }

  /** An answer as data that the schema accepts. @throws NoHostError, ModelError */
  ask<T>(question: StructuredQuestion<T>): Promise<StructuredAnswer<T>> {
    const run = (one: ModelQuestion) => askWithFailover(this.#conversing, one);
    const signals = [this.#stop.signal, ...(question.signal ? [question.signal] : [])];
    const asked = {...question, signal: AbortSignal.any(signals)};
    return askStructured(run, asked, {
      onProse: model => this.#conversing.thinkAnyway.add(model),
      keepUnusable: this.#keepUnusable,
    });
  }

  /** Vectors for texts. @throws NoHostError when no host has the model (or the digest); ModelError */
  async embed(request: EmbedRequest): Promise<EmbeddedTexts> {
    const place = await this.#embedPlace(request);
    const signals = [this.#stop.signal, ...(request.signal ? [request.signal] : [])];
    return embedTexts({
      place,
      lane: this.#laneOf(place.host),
      texts: request.texts,
      role: request.role,
      dimensions: request.dimensions,
      entries: request.entries ?? [],
      keepAlive: this.#conversing.keepAlive,
      urgency: request.urgency ?? 'background',
      signal: AbortSignal.any(signals),
    });
  }

  /**
   * Loads the model that a conversation will use, with the very options it will use, in the background
   * and without a limit: giving up would abort the loading. Failures are left for the question itself.
   */
  async warmUp(want: ModelQuery): Promise<ModelTarget | undefined> {
    const place = await this.find({...want, waits: {signal: this.#stop.signal}});
    if (!isPlace(place)) return undefined;
    const key = `${place.host.address.name} ${place.model.name} ${place.window}`;
    if (place.isLoaded || this.#warm.has(key) || !place.host.load) return place;
    this.#warm.add(key);
    void this.#load(place).catch(() => this.#warm.delete(key));
    return place;
  }

  /** Downloads a model to a host. The stream ends when the host has it. @throws ModelError */
  async *pull(model: string, host: ModelHost, signal: AbortSignal): AsyncGenerator<PullProgress> {
    if (isCloudName(model) && !this.#conversing.placing.allowsElsewhere) {
      throw new ModelError('refused', `${model} runs in a cloud, and that is not allowed.`, {
        host: host.address.name,
        model,
        hint: 'memu config set llm.allow_cloud_models true',
      });
    }
    if (!host.pull) {
      throw new ModelError('unsupported', `${host.address.name} cannot download models.`, {
        host: host.address.name,
      });
    }
    yield* host.pull(model, {signal, purpose: 'pull', entries: []});
    this.#hosts.forget(host);
    const {models} = await this.#hosts.report(host);
    if (!models.some(one => sameModel(one.name, model))) {
      throw new ModelError(
        'server',
        `${host.address.name} downloaded ${model} and does not have it.`,
        {
          host: host.address.name,
          model,
        },
      );
    }
  }

  /** Counts an answer that an earlier call to a model served again. */
  countCached(model: string, purpose: Purpose): void {
    this.#conversing.calls.add({
      at: toIso(this.#conversing.clock.now()),
      host: '',
      model,
      purpose,
      outcome: 'cached',
      promptTokens: undefined,
      answerTokens: undefined,
      firstTokenMs: undefined,
      totalMs: 0,
    });
  }

  /** Stops everything that is still going on. */
  close(): void {
    this.#stop.abort(new ModelError('aborted', 'Stopped.'));
    this.#hosts.close();
  }

  async #load(place: ModelTarget): Promise<void> {
    const leave = await this.#laneOf(place.host).enter('now', this.#stop.signal);
    try {
      await place.host.load?.(
        {
          model: place.model.name,
          messages: [],
          window: place.window,
          replyTokens: 1,
          temperature: 0,
          think: undefined,
          keepAlive: this.#conversing.keepAlive,
        },
        {signal: this.#stop.signal, purpose: 'load', entries: []},
      );
      this.#hosts.forget(place.host);
    } finally {
      leave();
    }
  }

  async #embedPlace({model, digest, role, signal}: EmbedRequest): Promise<ModelTarget> {
    // What is made ahead can wait for a host that loads; a question goes on by words alone.
    const waits = role === 'document' ? {signal: signal ?? this.#stop.signal} : undefined;
    const places = findTargets(this.#conversing.placing, {purpose: 'embed', model, waits});
    for (;;) {
      const next = await places.next();
      if (next.done) throw new NoHostError(next.value);
      if (digest === undefined || next.value.model.digest === digest) return next.value;
    }
  }

  #laneOf(host: ModelHost): HostQueue {
    const {name} = host.address;
    const lane = this.#lanes.get(name) ?? new HostQueue();
    this.#lanes.set(name, lane);
    return lane;
  }
}

export const isPlace = (found: ModelTarget | readonly HostFailure[]): found is ModelTarget =>
  'model' in found;

/** The server wants a unit in a text and no text for "for ever". */
const keepAliveValue = (text: string): string | number =>
  /^-?\d+$/.test(text) ? Number(text) : text;
