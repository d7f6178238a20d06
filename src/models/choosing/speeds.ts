/** What memu has learned about how fast a model is on a host, and how many tokens its texts make. */
import type {Usage} from '../hosts/model-host.ts';
import type {PromptMark} from './prompt-mark.ts';

export interface Speed {
  /** Prompt tokens read a second, on the slow side of what was seen. */
  readonly reading: number | undefined;
  /** The last rates of reading, oldest first, in tokens a second. */
  readonly reads?: readonly number[];
  /** Tokens written a second. */
  readonly writing: number | undefined;
  /** Milliseconds to load the model. */
  readonly loadMs: number | undefined;
  /** Real prompt tokens per estimated one. */
  readonly tokenRatio: number | undefined;
}

/** Kept by host and model; small tables in this machine's own database. */
export interface SpeedStore {
  find(host: string, model: string): Speed | undefined;
  save(host: string, model: string, speed: Speed): void;
  /** The prompt that was sent to a model last. */
  findPrompt(host: string, model: string): PromptMark | undefined;
  savePrompt(host: string, model: string, mark: PromptMark): void;
}

export class MemorySpeeds implements SpeedStore {
  readonly #speeds = new Map<string, Speed>();
  readonly #prompts = new Map<string, PromptMark>();

  find(host: string, model: string): Speed | undefined {
    return this.#speeds.get(`${host} ${model}`);
  }

  save(host: string, model: string, speed: Speed): void {
    this.#speeds.set(`${host} ${model}`, speed);
  }

  findPrompt(host: string, model: string): PromptMark | undefined {
    return this.#prompts.get(`${host} ${model}`);
  }

  savePrompt(host: string, model: string, mark: PromptMark): void {
    this.#prompts.set(`${host} ${model}`, mark);
  }
}

/** Estimated tokens of a prompt, and those of it that the host could not remember. */
export interface Estimated {
  readonly tokens: number;
  readonly unread: number;
}

/** Weight of the newest sample. */
const weight = 0.3;

/** Below this a prompt says more about the connection than about its model. */
const tellingTokens = 200;

/** Fewer tokens than these were read in no time that could be measured. */
const fewestRead = 100;

/** So many rates of reading are remembered. */
const mostReads = 12;

/** Share of the remembered rates that are slower than the one that counts. */
const slowShare = 0.3;

/** The old knowledge with one more call in it. Pure; samples that tell nothing change nothing. */
export function learn(old: Speed | undefined, usage: Usage, estimated: Estimated): Speed {
  const {promptTokens, answerTokens, answerMs, loadMs} = usage;
  const isTelling = promptTokens !== undefined && promptTokens >= tellingTokens;
  const reads = [...(old?.reads ?? []), ...readingRate(usage, estimated)].slice(-mostReads);
  return {
    reads,
    reading: slowOf(reads) ?? old?.reading,
    writing: blend(
      old?.writing,
      (answerTokens ?? 0) >= 8 ? rate(answerTokens, answerMs) : undefined,
    ),
    loadMs: blend(old?.loadMs, loadMs !== undefined && loadMs > 500 ? loadMs : undefined),
    tokenRatio: blend(
      old?.tokenRatio,
      isTelling && estimated.tokens > 0 ? promptTokens / estimated.tokens : undefined,
    ),
  };
}

/** A ratio of tokens that a host told while it refused a prompt. */
export const learnRatio = (old: Speed | undefined, ratio: number): Speed => ({
  reading: undefined,
  writing: undefined,
  loadMs: undefined,
  ...old,
  tokenRatio: blend(old?.tokenRatio, ratio),
});

/**
 * Hosts count the tokens that they remember and time only those that they read; where they do not say
 * how many those were, the share that is new to them tells.
 */
function readingRate(
  {promptTokens, readTokens, promptMs}: Usage,
  {tokens, unread}: Estimated,
): readonly number[] {
  const share = tokens > 0 ? Math.min(1, unread / tokens) : 1;
  const read = readTokens ?? (promptTokens === undefined ? undefined : promptTokens * share);
  const found = read !== undefined && read >= fewestRead ? rate(read, promptMs) : undefined;
  return found === undefined ? [] : [found];
}

const slowOf = (reads: readonly number[]): number | undefined =>
  [...reads].sort((a, b) => a - b)[Math.floor((reads.length - 1) * slowShare)];

const blend = (old: number | undefined, sample: number | undefined): number | undefined =>
  sample === undefined ? old : old === undefined ? sample : old * (1 - weight) + sample * weight;

const rate = (tokens: number | undefined, ms: number | undefined): number | undefined =>
  tokens !== undefined && ms !== undefined && ms > 0 ? (tokens / ms) * 1000 : undefined;
