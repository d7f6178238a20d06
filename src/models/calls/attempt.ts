/** One question put to one place: in the host's lane, with patience, tried again while nothing has come. */
import {toIso} from '../../ground/time.ts';
import type {Purpose} from '../choosing/choose-model.ts';
import type {Hosts} from '../choosing/hosts.ts';
import type {ModelTarget, TargetOptions} from '../choosing/model-targets.ts';
import type {SpeedStore} from '../choosing/speeds.ts';
import type {ChatRequest, ModelHost, Sampling, Usage} from '../hosts/model-host.ts';
import {type HostFailure, ModelError} from '../transport/model-error.ts';
import {type Timers, waitFor} from '../transport/timers.ts';
import type {CallRecord} from './calls.ts';
import type {HostQueue, QueuePriority} from './host-queue.ts';
import {Pace} from './pace.ts';
import {Repetition} from './repetition.ts';
import {type PromptFor, SentPrompt} from './sent-prompt.ts';
import {withTimeouts} from './stream-timeouts.ts';

export interface ModelQuestion {
  readonly purpose: Purpose;
  readonly urgency: QueuePriority;
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  /** The prompt for this place: it must fit the place's window, less `replyTokens`. */
  readonly prompt: PromptFor;
  readonly replyTokens: number;
  readonly temperature: number;
  readonly sampling?: Sampling | undefined;
  readonly think: boolean | undefined;
  readonly format?: Readonly<Record<string, unknown>>;
  /** Ids of the entries whose text the prompt holds. Asked after `prompt`. */
  readonly entries: () => readonly string[];
  /** Milliseconds for everything; otherwise from what is known of the model. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

export type AnswerEvent =
  | {readonly type: 'place'; readonly place: ModelTarget; readonly promptTokens: number}
  | {
      readonly type: 'waiting';
      readonly phase: 'queued' | 'loading' | 'reading' | 'retrying' | 'shortening';
      readonly tokens: number;
      readonly estimateMs: number | undefined;
    }
  /** A host could not answer; the next one is asked. */
  | {readonly type: 'failed_over'; readonly failure: HostFailure}
  | {readonly type: 'thinking'; readonly text: string}
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'damaged'}
  | {
      readonly type: 'end';
      readonly reason: string;
      readonly usage: Usage;
      /** The host read far fewer tokens than were sent: it cut the prompt without saying so. */
      readonly wasCut: boolean;
      readonly firstTokenMs: number | undefined;
      readonly totalMs: number;
    };

export interface CallContext {
  readonly hosts: Hosts;
  readonly placing: TargetOptions;
  readonly timers: Timers;
  readonly clock: {now(): number};
  readonly speeds: SpeedStore;
  readonly calls: CallRecord;
  readonly keepAlive: string | number;
  readonly laneOf: (host: ModelHost) => HostQueue;
  /** Models that forget the wanted form when they are told not to think; they are left to it. */
  readonly thinkAnyway: Set<string>;
  /** 0 to 1; spreads retries of several programs. */
  readonly random: () => number;
}

type Waiting = Extract<AnswerEvent, {type: 'waiting'}>;

/** Waits before another try at a busy host, in milliseconds. */
const busyWaits = [1000, 2000, 4000];

/** Milliseconds between two looks at a host that loads its model, and how long it may take at least. */
const loadingPause = 1000;
const loadingLimit = (loadMs = 0): number => Math.max(10 * 60_000, loadMs * 3);

/** How often a prompt that does not fit is made shorter. */
const mostShortened = 2;

export class Attempt {
  /** A token of the answer has been passed on: nothing may be tried again. */
  hasBegun = false;
  readonly #options: CallContext;
  readonly #question: ModelQuestion;
  readonly #place: ModelTarget;
  #prompt: SentPrompt;
  #pace: Pace;

  constructor(options: CallContext, question: ModelQuestion, place: ModelTarget) {
    this.#options = options;
    this.#question = question;
    this.#place = place;
    this.#prompt = new SentPrompt(question.prompt, place);
    this.#pace = new Pace(options.speeds, this.#prompt);
  }

  get #request(): ChatRequest {
    const {place, messages} = this.#prompt;
    const {replyTokens, temperature, sampling, format} = this.#question;
    return {
      model: place.model.name,
      messages,
      window: place.window,
      replyTokens: replyTokensIn(place.window, replyTokens),
      temperature,
      ...(sampling && {sampling}),
      think: thinkFor(place, this.#question, this.#options.thinkAnyway),
      keepAlive: this.#options.keepAlive,
      ...(format && {format}),
    };
  }

  async *run(): AsyncGenerator<AnswerEvent> {
    const {signal, urgency} = this.#question;
    yield this.#placed();
    const lane = this.#options.laneOf(this.#place.host);
    if (!lane.isFree) yield this.#waiting('queued', undefined);
    const leave = await lane.enter(urgency, signal);
    try {
      await this.#makeRoom();
      yield* this.#tries();
    } finally {
      leave();
    }
  }

  /** A host that will not let a model go may still have room; the question itself will tell. */
  async #makeRoom(): Promise<void> {
    const {host, modelsToUnload} = this.#place;
    const {signal} = this.#question;
    for (const model of modelsToUnload) {
      try {
        await host.unload?.(model, {signal, purpose: 'unload', entries: []});
      } catch (error) {
        if (!(error instanceof ModelError) || signal.aborted) throw error;
      }
    }
  }

  async *#tries(): AsyncGenerator<AnswerEvent> {
    const start = this.#options.timers.now();
    for (let busy = 0, resets = 0, shortened = 0; ; ) {
      try {
        yield* this.#once();
        return;
      } catch (error) {
        if (this.hasBegun || !(error instanceof ModelError)) throw error;
        const {timers, random} = this.#options;
        if (error.failure === 'loading' && timers.now() - start < loadingLimit(this.#pace.loadMs)) {
          yield this.#waiting('loading', this.#pace.loadMs);
          await waitFor(timers, loadingPause, this.#question.signal);
        } else if (error.failure === 'too_long' && shortened++ < mostShortened) {
          if (!this.#shorten(error)) throw error;
          yield this.#placed();
          yield this.#waiting('shortening', undefined);
        } else if (error.failure === 'busy' && busy < busyWaits.length) {
          const wait = busyWaits[busy++]! * (0.75 + random() / 2);
          yield this.#waiting('retrying', wait);
          await waitFor(timers, wait, this.#question.signal);
        } else if (error.failure === 'incomplete' && resets++ === 0) {
          yield this.#waiting('retrying', 0);
        } else throw error;
      }
    }
  }

  async *#once(): AsyncGenerator<AnswerEvent> {
    const {timers} = this.#options;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#question.signal, stop.signal]);
    const start = timers.now();
    let firstTokenMs: number | undefined;
    let outcome = 'aborted';
    let usage: Usage | undefined;
    yield this.#waiting(this.#place.isLoaded ? 'reading' : 'loading', this.#pace.estimateMs);
    try {
      const parts = this.#place.host.chat(this.#request, {
        signal,
        purpose: this.#question.purpose,
        entries: this.#question.entries(),
      });
      const watch = {
        timers,
        patience: this.#pace.patience(this.#question.replyTokens, this.#question.timeoutMs),
        host: this.#place.host.address.name,
        model: this.#place.model.name,
        isWorking: () => this.#isWorking(signal),
        stop: (reason: ModelError) => stop.abort(reason),
      };
      const repetition = new Repetition();
      let room = longestAnswer(this.#question.replyTokens);
      for await (const part of withTimeouts(parts, watch)) {
        if (part.type === 'progress') {
          yield {type: 'waiting', phase: 'reading', ...this.#pace.left(part)};
          continue;
        }
        if (part.type !== 'end') {
          if (firstTokenMs === undefined) this.#pace.remember();
          firstTokenMs ??= timers.now() - start;
          if (part.type === 'text') this.hasBegun = true;
          room -= 'text' in part ? part.text.length : 0;
          if (room < 0) throw this.#error('incomplete', 'wrote more than it was asked for');
          yield part;
          if (part.type === 'text' && repetition.isStuck(part.text)) throw this.#stuck();
          continue;
        }
        if (!this.hasBegun) throw this.#empty(part.reason);
        ({usage} = part);
        outcome = 'ok';
        this.#pace.learn(part.usage);
        const totalMs = timers.now() - start;
        yield {...part, wasCut: this.#pace.wasCut(part.usage), firstTokenMs, totalMs};
      }
    } catch (error) {
      if (error instanceof ModelError) outcome = error.failure;
      throw error;
    } finally {
      this.#record(outcome, usage, firstTokenMs, timers.now() - start);
    }
  }

  #stuck(): ModelError {
    return this.#error('incomplete', 'repeats itself and was stopped');
  }

  #empty(reason: string): ModelError {
    return this.#error(
      'bad_output',
      reason === 'length' ? 'spent its whole answer thinking' : 'answered with nothing',
    );
  }

  #error(failure: 'incomplete' | 'bad_output', what: string): ModelError {
    const [host, model] = [this.#place.host.address.name, this.#place.model.name];
    return new ModelError(failure, `${model} on ${host} ${what}.`, {host, model});
  }

  #waiting(phase: Waiting['phase'], estimateMs: number | undefined) {
    return {type: 'waiting', phase, tokens: this.#pace.tokens, estimateMs} as const;
  }

  #placed() {
    const {place, tokens} = this.#prompt;
    return {type: 'place', place, promptTokens: tokens} as const;
  }

  /** Takes the host's own numbers for the next try; false when the prompt gets no shorter. */
  #shorten({overflow = {promptTokens: undefined, window: undefined}}: ModelError): boolean {
    const {host, model} = this.#place;
    const {promptTokens, window} = overflow;
    const next = this.#prompt.fitted(overflow);
    if (promptTokens !== undefined) this.#pace.learnRatio(promptTokens);
    if (window !== undefined) {
      this.#options.placing.told?.set(`${model.name}@${host.address.name}`, window);
    }
    if (!next) return false;
    this.#prompt = next;
    this.#pace = new Pace(this.#options.speeds, next);
    return true;
  }

  /** A limit that the person set is kept whatever the host does. */
  async #isWorking(signal: AbortSignal): Promise<boolean> {
    if (this.#question.timeoutMs !== undefined) return false;
    return (await this.#place.host.isWorking?.(signal).catch(() => undefined)) ?? false;
  }

  #record(
    outcome: string,
    usage: Usage | undefined,
    firstTokenMs: number | undefined,
    totalMs: number,
  ): void {
    this.#options.calls.add({
      at: toIso(this.#options.clock.now()),
      host: this.#place.host.address.name,
      model: this.#place.model.name,
      purpose: this.#question.purpose,
      outcome,
      promptTokens: usage?.promptTokens,
      answerTokens: usage?.answerTokens,
      firstTokenMs,
      totalMs,
    });
  }
}

/** In characters: far more than any tokenizer makes of the tokens that the host was allowed. */
const longestAnswer = (replyTokens: number): number => Math.max(64 * 1024, replyTokens * 32);

/** Asking a model to think that cannot is an error; asking one not to is harmless on any. */
function thinkFor(
  {model}: ModelTarget,
  {purpose, think}: ModelQuestion,
  thinkAnyway: ReadonlySet<string>,
): boolean | undefined {
  const canThink = model.capabilities.includes('thinking');
  if (think === true) return canThink ? true : undefined;
  return purpose === 'structured' && canThink && thinkAnyway.has(model.name) ? undefined : think;
}

/** An answer leaves at least half of a small window to its question. */
const replyTokensIn = (window: number, wanted: number): number =>
  Math.min(wanted, Math.floor(window / 2));
