/** One question put to one place: in the host's lane, with patience, tried again while nothing has come. */
import {withoutHidden} from '../../ground/hidden-characters.ts';
import {toIso} from '../../ground/time.ts';
import type {Purpose} from '../choosing/choose-model.ts';
import type {Hosts} from '../choosing/hosts.ts';
import type {Place, PlaceOptions} from '../choosing/places.ts';
import {learn, type SpeedStore} from '../choosing/speeds.ts';
import {estimateMessages} from '../choosing/tokens.ts';
import type {ChatRequest, Message, ModelHost, Usage} from '../hosts/model-host.ts';
import {type HostFailure, ModelError} from '../transport/model-error.ts';
import {pause, type Timers} from '../transport/timers.ts';
import type {CallRecord} from './calls.ts';
import type {Lane, Urgency} from './lane.ts';
import {type Patience, patienceFor} from './patience.ts';
import {Repetition} from './repetition.ts';
import {watched} from './watched.ts';

export interface Question {
  readonly purpose: Purpose;
  readonly urgency: Urgency;
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  /** The prompt for this place: it must fit the place's window, less `replyTokens`. */
  readonly prompt: (place: Place) => readonly Message[];
  readonly replyTokens: number;
  readonly temperature: number;
  readonly think: boolean | undefined;
  readonly format?: Readonly<Record<string, unknown>>;
  /** Ids of the entries whose text the prompt holds. Asked after `prompt`. */
  readonly entries: () => readonly string[];
  /** Milliseconds for everything; otherwise from what is known of the model. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

export type AnswerEvent =
  | {readonly type: 'place'; readonly place: Place; readonly promptTokens: number}
  | {
      readonly type: 'waiting';
      readonly phase: 'queued' | 'loading' | 'reading' | 'retrying';
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

export interface Conversing {
  readonly hosts: Hosts;
  readonly placing: PlaceOptions;
  readonly timers: Timers;
  readonly clock: {now(): number};
  readonly speeds: SpeedStore;
  readonly calls: CallRecord;
  readonly keepAlive: string | number;
  readonly laneOf: (host: ModelHost) => Lane;
  /** Models that forget the wanted form when they are told not to think; they are left to it. */
  readonly thinkAnyway: Set<string>;
  /** 0 to 1; spreads retries of several programs. */
  readonly random: () => number;
}

/** Waits before another try at a busy host, in milliseconds. */
const busyWaits = [1000, 2000, 4000];

export class Attempt {
  /** A token of the answer has been passed on: nothing may be tried again. */
  hasBegun = false;
  readonly #options: Conversing;
  readonly #question: Question;
  readonly #place: Place;
  readonly #request: ChatRequest;
  readonly #promptTokens: number;

  constructor(options: Conversing, question: Question, place: Place) {
    this.#options = options;
    this.#question = question;
    this.#place = place;
    const messages = question.prompt(place).map(asSeen);
    this.#promptTokens = estimateMessages(messages);
    this.#request = {
      model: place.model.name,
      messages,
      window: place.window,
      replyTokens: question.replyTokens,
      temperature: question.temperature,
      think: thinkFor(place, question, options.thinkAnyway),
      keepAlive: options.keepAlive,
      ...(question.format && {format: question.format}),
    };
  }

  async *run(): AsyncGenerator<AnswerEvent> {
    const {signal, urgency} = this.#question;
    yield {type: 'place', place: this.#place, promptTokens: this.#promptTokens};
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
    const {host, inTheWay} = this.#place;
    const {signal} = this.#question;
    for (const model of inTheWay) {
      try {
        await host.unload?.(model, {signal, purpose: 'unload', entries: []});
      } catch (error) {
        if (!(error instanceof ModelError) || signal.aborted) throw error;
      }
    }
  }

  async *#tries(): AsyncGenerator<AnswerEvent> {
    for (let busy = 0, resets = 0; ; ) {
      try {
        yield* this.#once();
        return;
      } catch (error) {
        if (this.hasBegun || !(error instanceof ModelError)) throw error;
        const {timers, random} = this.#options;
        if (error.failure === 'busy' && busy < busyWaits.length) {
          const wait = busyWaits[busy++]! * (0.75 + random() / 2);
          yield this.#waiting('retrying', wait);
          await pause(timers, wait, this.#question.signal);
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
    yield this.#waiting(this.#place.isLoaded ? 'reading' : 'loading', this.#estimateMs());
    try {
      const parts = this.#place.host.chat(this.#request, {
        signal,
        purpose: this.#question.purpose,
        entries: this.#question.entries(),
      });
      const watch = {
        timers,
        patience: this.#patience(),
        host: this.#place.host.address.name,
        model: this.#place.model.name,
        stop: (reason: ModelError) => stop.abort(reason),
      };
      const repetition = new Repetition();
      let room = longestAnswer(this.#question.replyTokens);
      for await (const part of watched(parts, watch)) {
        if (part.type !== 'end') {
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
        this.#learn(part.usage);
        const totalMs = timers.now() - start;
        yield {...part, wasCut: this.#wasCut(part.usage), firstTokenMs, totalMs};
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

  #waiting(phase: 'queued' | 'loading' | 'reading' | 'retrying', estimateMs: number | undefined) {
    return {type: 'waiting', phase, tokens: this.#promptTokens, estimateMs} as const;
  }

  get #speed() {
    return this.#options.speeds.find(this.#place.host.address.name, this.#place.model.name);
  }

  #estimateMs(): number | undefined {
    const speed = this.#speed;
    if (!speed?.reading) return undefined;
    const loading = this.#place.isLoaded ? 0 : (speed.loadMs ?? 0);
    return loading + (this.#promptTokens / speed.reading) * 1000;
  }

  #patience(): Patience {
    const patience = patienceFor({
      promptTokens: this.#promptTokens,
      replyTokens: this.#question.replyTokens,
      speed: this.#speed,
      isThisMachine: this.#place.isThisMachine,
      isLoading: !this.#place.isLoaded,
    });
    const {timeoutMs} = this.#question;
    return timeoutMs === undefined
      ? patience
      : {...patience, firstTokenMs: timeoutMs, totalMs: timeoutMs};
  }

  #wasCut({promptTokens}: Usage): boolean {
    if (promptTokens === undefined) return false;
    const expected = this.#promptTokens * Math.min(1, this.#speed?.tokenRatio ?? 1);
    return (
      this.#promptTokens > 200 &&
      promptTokens < expected * 0.8 - 50 &&
      promptTokens > this.#place.window * 0.4
    );
  }

  #learn(usage: Usage): void {
    const {speeds} = this.#options;
    const [host, model] = [this.#place.host.address.name, this.#place.model.name];
    if (this.#wasCut(usage)) return;
    speeds.save(host, model, learn(this.#speed, usage, this.#promptTokens));
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

/** A model reads what the person could read, and nothing that is hidden between. */
const asSeen = (message: Message): Message => ({
  ...message,
  content: withoutHidden(message.content),
});

/** Asking a model to think that cannot is an error; asking one not to is harmless on any. */
function thinkFor(
  {model}: Place,
  {purpose, think}: Question,
  thinkAnyway: ReadonlySet<string>,
): boolean | undefined {
  const canThink = model.capabilities.includes('thinking');
  if (think === true) return canThink ? true : undefined;
  return purpose === 'structured' && canThink && thinkAnyway.has(model.name) ? undefined : think;
}
