/** What memu has learned about how fast a model is on a host, and how many tokens its texts make. */
import type {Usage} from '../hosts/model-host.ts';

export interface Speed {
  /** Prompt tokens read a second. */
  readonly reading: number | undefined;
  /** Tokens written a second. */
  readonly writing: number | undefined;
  /** Milliseconds to load the model. */
  readonly loadMs: number | undefined;
  /** Real prompt tokens per estimated one. */
  readonly tokenRatio: number | undefined;
}

/** Kept by host and model; a small table in this machine's own database. */
export interface SpeedStore {
  find(host: string, model: string): Speed | undefined;
  save(host: string, model: string, speed: Speed): void;
}

export class MemorySpeeds implements SpeedStore {
  readonly #speeds = new Map<string, Speed>();

  find(host: string, model: string): Speed | undefined {
    return this.#speeds.get(`${host} ${model}`);
  }

  save(host: string, model: string, speed: Speed): void {
    this.#speeds.set(`${host} ${model}`, speed);
  }
}

/** Weight of the newest sample. */
const weight = 0.3;

/** Below this a prompt says more about the cache and the connection than about reading speed. */
const tellingTokens = 200;

/** The old knowledge with one more call in it. Pure; samples that tell nothing change nothing. */
export function learn(old: Speed | undefined, usage: Usage, estimatedTokens: number): Speed {
  const {promptTokens, promptMs, answerTokens, answerMs, loadMs} = usage;
  const isTelling = promptTokens !== undefined && promptTokens >= tellingTokens;
  return {
    reading: blend(old?.reading, isTelling ? rate(promptTokens, promptMs) : undefined),
    writing: blend(
      old?.writing,
      (answerTokens ?? 0) >= 8 ? rate(answerTokens, answerMs) : undefined,
    ),
    loadMs: blend(old?.loadMs, loadMs !== undefined && loadMs > 500 ? loadMs : undefined),
    tokenRatio: blend(
      old?.tokenRatio,
      isTelling && estimatedTokens > 0 ? promptTokens / estimatedTokens : undefined,
    ),
  };
}

const blend = (old: number | undefined, sample: number | undefined): number | undefined =>
  sample === undefined ? old : old === undefined ? sample : old * (1 - weight) + sample * weight;

const rate = (tokens: number | undefined, ms: number | undefined): number | undefined =>
  tokens !== undefined && ms !== undefined && ms > 0 ? (tokens / ms) * 1000 : undefined;
