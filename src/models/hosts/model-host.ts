/** What every kind of model host can do, whatever protocol it speaks. */
import type {HostAddress} from '../transport/host-address.ts';

export type Capability = 'chat' | 'embed' | 'vision' | 'tools' | 'thinking';

/** Models that make vectors and do not talk, where the host does not tell. */
export const embedderNames = /embed|minilm|bge-|e5-|gte-|arctic/i;

export interface ModelInfo {
  /** As the host calls it: `llama3.2:3b`. */
  readonly name: string;
  /** Identity of its weights; undefined when the host does not tell. */
  readonly digest: string | undefined;
  readonly bytes: number | undefined;
  /** Parameters, in thousand millions: 3.2 for a 3.2B model. */
  readonly billions: number | undefined;
  /** The longest window the model was made for, in tokens. */
  readonly context: number | undefined;
  /** The window that the host runs it with, in tokens, where a call cannot set one. */
  readonly window?: number | undefined;
  /** Empty when the host does not tell: then one tries and learns. */
  readonly capabilities: readonly Capability[];
  /** It is not run by this host but passed on to somebody's cloud. */
  readonly isElsewhere: boolean;
}

export interface LoadedModel {
  readonly name: string;
  readonly window: number | undefined;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** Bytes of JPEG or PNG; never paths. */
  readonly images?: readonly Uint8Array[];
}

/** How a model picks its words, by the names that servers use: `top_p`, `top_k`, `seed`. */
export type Sampling = Readonly<Record<string, number>>;

/** The names that are passed on; each host takes those that its protocol has. */
export const samplingNames = [
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
] as const;

/** The options of these names. */
export const samplingOf = (
  {sampling = {}}: Pick<ChatRequest, 'sampling'>,
  names: readonly string[] = samplingNames,
): Sampling =>
  Object.fromEntries(Object.entries(sampling).filter(([name]) => names.includes(name)));

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Context window in tokens; the same for each call to a model, because a change reloads it. */
  readonly window: number;
  /** Longest answer in tokens; always set, the server's own default can run for hours. */
  readonly replyTokens: number;
  readonly temperature: number;
  readonly sampling?: Sampling;
  /** Undefined leaves it to the model. */
  readonly think: boolean | undefined;
  /** A JSON Schema that the answer must obey, for hosts that can enforce it. */
  readonly format?: Readonly<Record<string, unknown>>;
  /** `30m`, or a number of seconds with -1 for ever. */
  readonly keepAlive: string | number;
}

export interface Usage {
  readonly promptTokens: number | undefined;
  readonly answerTokens: number | undefined;
  /** Milliseconds for the part of the prompt that was read anew. */
  readonly promptMs: number | undefined;
  /** Prompt tokens that were read and not remembered from a prompt before, where the host says so. */
  readonly readTokens?: number | undefined;
  readonly answerMs: number | undefined;
  readonly loadMs: number | undefined;
  /** What the answer cost in dollars, where the host says so. */
  readonly cost?: number | undefined;
}

export type ChatPart =
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'thinking'; readonly text: string}
  /** How far the host has read, in tokens; it is at work. */
  | {
      readonly type: 'progress';
      readonly total: number;
      /** Of `total`: remembered from a prompt before. */
      readonly cached: number;
      /** Of `total`: read or remembered. */
      readonly processed: number;
      readonly ms: number;
    }
  /** A line of the stream could not be read and was left out. */
  | {readonly type: 'damaged'}
  | {readonly type: 'end'; readonly reason: 'stop' | 'length' | string; readonly usage: Usage};

export interface CallOptions {
  readonly signal: AbortSignal;
  /** For the record of what left. */
  readonly purpose: string;
  readonly entries: readonly string[];
}

export interface PullProgress {
  /** In the host's words: `pulling 6a0746a1ec1a`. */
  readonly status: string;
  readonly completed: number | undefined;
  readonly total: number | undefined;
}

export interface Embedded {
  readonly vectors: readonly (readonly number[])[];
  readonly usage: Usage;
}

export interface ModelHost {
  readonly address: HostAddress;
  /** What it says of itself; proves that it answers. */
  version(signal: AbortSignal, connectMs: number): Promise<string>;
  models(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** What is in memory right now; undefined when the host does not tell. */
  loaded(signal: AbortSignal): Promise<readonly LoadedModel[] | undefined>;
  /**
   * Streams an answer. The stream ends with `end`; without it the answer broke off and `ModelError`
   * was thrown. Leaving the loop or aborting makes the host stop.
   */
  chat(request: ChatRequest, options: CallOptions): AsyncIterable<ChatPart>;
  /** Loads a model with the options it will be used with, and waits for it. */
  load?(request: ChatRequest, options: CallOptions): Promise<void>;
  /** Whether it works on anything right now; undefined when it cannot tell. */
  isWorking?(signal: AbortSignal): Promise<boolean | undefined>;
  unload?(model: string, options: CallOptions): Promise<void>;
  embed?(model: string, texts: readonly string[], options: EmbedOptions): Promise<Embedded>;
  pull?(model: string, options: CallOptions): AsyncIterable<PullProgress>;
}

export interface EmbedOptions extends CallOptions {
  readonly keepAlive: string | number;
  /** False: a text too long for the window is an error and not cut. */
  readonly truncate: boolean;
}

/** Names of models that an Ollama passes on to ollama.com. */
export const isCloudName = (name: string): boolean => /[:-](?:[^/:]*-)?cloud$/i.test(name);
