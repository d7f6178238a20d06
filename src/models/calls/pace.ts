/** How fast one prompt will go at its place, from what is known of the host, and what it teaches. */
import type {ModelTarget} from '../choosing/model-targets.ts';
import {
  type Estimated,
  learn,
  learnRatio,
  type Speed,
  type SpeedStore,
} from '../choosing/speeds.ts';
import type {ChatPart, Usage} from '../hosts/model-host.ts';
import type {SentPrompt} from './sent-prompt.ts';
import {type Timeouts, timeoutsFor} from './timeouts.ts';

export class Pace {
  readonly #speeds: SpeedStore;
  readonly #place: ModelTarget;
  readonly #prompt: SentPrompt;
  /** What of the prompt is new to the host. A model that is not in memory remembers nothing. */
  readonly #read: Estimated;

  constructor(speeds: SpeedStore, prompt: SentPrompt) {
    this.#speeds = speeds;
    this.#prompt = prompt;
    this.#place = prompt.place;
    const {isLoaded} = prompt.place;
    this.#read = prompt.estimate(isLoaded ? speeds.findPrompt(...this.#key) : undefined);
  }

  /** Estimated tokens that the host has to read. */
  get tokens(): number {
    return this.#read.unread;
  }

  get loadMs(): number | undefined {
    return this.#speed?.loadMs;
  }

  /** Milliseconds until the first token; undefined when nothing is known. */
  get estimateMs(): number | undefined {
    const reading = this.#timeFor(this.#read.unread);
    const loading = this.#place.isLoaded ? 0 : (this.loadMs ?? 0);
    return reading === undefined ? undefined : loading + reading;
  }

  /** What is left to read, from what the host tells of its reading. */
  left({total, cached, processed, ms}: Extract<ChatPart, {type: 'progress'}>): {
    readonly tokens: number;
    readonly estimateMs: number | undefined;
  } {
    const tokens = Math.max(0, total - processed);
    const read = processed - cached;
    const isMeasured = read > 0 && ms > 0;
    return {tokens, estimateMs: isMeasured ? (tokens / read) * ms : this.#timeFor(tokens)};
  }

  /** @param timeoutMs a limit of the person's own */
  patience(replyTokens: number, timeoutMs: number | undefined): Timeouts {
    const patience = timeoutsFor({
      promptTokens: this.#prompt.tokens * Math.max(1, this.#speed?.tokenRatio ?? 1),
      replyTokens,
      speed: this.#speed,
      isThisMachine: this.#place.isThisMachine,
      isLoading: !this.#place.isLoaded,
    });
    return timeoutMs === undefined
      ? patience
      : {...patience, firstTokenMs: timeoutMs, totalMs: timeoutMs};
  }

  /** The host read far fewer tokens than were sent. */
  wasCut({promptTokens}: Usage): boolean {
    if (promptTokens === undefined) return false;
    const {tokens} = this.#prompt;
    const expected = tokens * Math.min(1, this.#speed?.tokenRatio ?? 1);
    return (
      tokens > 200 && promptTokens < expected * 0.6 - 50 && promptTokens > this.#place.window * 0.4
    );
  }

  /** From its first token on the host remembers this prompt. */
  remember(): void {
    this.#speeds.savePrompt(...this.#key, this.#prompt.mark);
  }

  learn(usage: Usage): void {
    if (this.wasCut(usage)) return;
    this.#speeds.save(...this.#key, learn(this.#speed, usage, this.#read));
  }

  /** @param promptTokens what the host counted in the prompt that it refused */
  learnRatio(promptTokens: number): void {
    const ratio = promptTokens / this.#prompt.tokens;
    this.#speeds.save(...this.#key, learnRatio(this.#speed, ratio));
  }

  get #key(): readonly [host: string, model: string] {
    return [this.#place.host.address.name, this.#place.model.name];
  }

  get #speed(): Speed | undefined {
    return this.#speeds.find(...this.#key);
  }

  /** Milliseconds for tokens that are estimated. */
  #timeFor(tokens: number): number | undefined {
    const {reading, tokenRatio = 1} = this.#speed ?? {};
    return reading ? ((tokens * tokenRatio) / reading) * 1000 : undefined;
  }
}
