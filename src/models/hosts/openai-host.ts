/** A host that speaks the OpenAI style: llama.cpp, vLLM, LM Studio on one's own machine, or a cloud. */
import {pictureType} from '../../pictures/picture-facts.ts';
import type {Dial} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {type AnswerReader, KeyedHost} from './keyed-host.ts';
import type {
  CallOptions,
  ChatPart,
  ChatRequest,
  Embedded,
  EmbedOptions,
  LoadedModel,
  ModelHost,
  ModelInfo,
  Usage,
} from './model-host.ts';

interface Listed {
  readonly data: readonly {readonly id: string; readonly max_model_len?: number}[];
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta?: {readonly content?: string | null; readonly reasoning_content?: string | null};
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: {readonly prompt_tokens?: number; readonly completion_tokens?: number} | null;
}

export class OpenAiHost implements ModelHost {
  readonly address: HostAddress;
  readonly #host: KeyedHost;

  constructor(address: HostAddress, dial: Dial, findKey: () => Promise<string | undefined>) {
    // The person may leave `/v1` out; servers do not.
    const url = /\/v\d+$/.test(address.url) ? address.url : `${address.url}/v1`;
    this.address = address;
    this.#host = new KeyedHost({
      address: {...address, url},
      dial,
      findKey,
      headers: bearer,
    });
  }

  async version(signal: AbortSignal, connectMs: number): Promise<string> {
    await this.#host.json<Listed>('/models', {signal, connectMs, purpose: 'probe', entries: []});
    return 'OpenAI style';
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const {data} = await this.#host.json<Listed>('/models', {
      signal,
      purpose: 'probe',
      entries: [],
    });
    return data.map(({id, max_model_len}) => ({
      name: id,
      digest: undefined,
      bytes: undefined,
      billions: undefined,
      context: max_model_len,
      capabilities: [],
      isElsewhere: false,
    }));
  }

  async loaded(): Promise<readonly LoadedModel[] | undefined> {
    return undefined;
  }

  chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const {model} = request;
    const call = {model, body: wire(request), reader: new ChunkReader()};
    return this.#host.stream('/chat/completions', call, options);
  }

  async embed(model: string, texts: readonly string[], options: EmbedOptions): Promise<Embedded> {
    const {data, usage} = await this.#host.json<{
      readonly data: readonly {readonly index: number; readonly embedding: readonly number[]}[];
      readonly usage?: {readonly prompt_tokens?: number};
    }>('/embeddings', {...options, model, body: {model, input: texts}});
    const ordered = [...data].sort((a, b) => a.index - b.index);
    return {
      vectors: ordered.map(one => one.embedding),
      usage: {...noUsage, promptTokens: usage?.prompt_tokens},
    };
  }
}

class ChunkReader implements AnswerReader {
  readonly isOver = false; // the usage follows the last word
  #usage: Usage = noUsage;
  #reason: string | undefined;

  *take({usage, choices}: Chunk): Generator<ChatPart> {
    if (usage) this.#usage = usageOf(usage);
    const {delta, finish_reason} = choices?.[0] ?? {};
    if (delta?.reasoning_content) yield {type: 'thinking', text: delta.reasoning_content};
    if (delta?.content) yield {type: 'text', text: delta.content};
    this.#reason = finish_reason ?? this.#reason;
  }

  end() {
    if (this.#reason === undefined) return undefined;
    return {type: 'end', reason: this.#reason, usage: this.#usage} as const;
  }
}

const bearer = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : {authorization: `Bearer ${key}`};

const noUsage: Usage = {
  promptTokens: undefined,
  answerTokens: undefined,
  promptMs: undefined,
  answerMs: undefined,
  loadMs: undefined,
};

const usageOf = ({prompt_tokens, completion_tokens}: NonNullable<Chunk['usage']>): Usage => ({
  ...noUsage,
  promptTokens: prompt_tokens,
  answerTokens: completion_tokens,
});

const wire = ({model, messages, replyTokens, temperature, format}: ChatRequest) => ({
  model,
  messages: messages.map(({role, content, images = []}) => ({
    role,
    content:
      images.length === 0 ? content : [{type: 'text', text: content}, ...images.map(picture)],
  })),
  stream: true,
  stream_options: {include_usage: true},
  max_tokens: replyTokens,
  temperature,
  ...(format && {
    response_format: {
      type: 'json_schema',
      json_schema: {name: 'answer', strict: true, schema: format},
    },
  }),
});

const picture = (bytes: Uint8Array) => ({
  type: 'image_url',
  image_url: {
    url: `data:${pictureType(bytes) ?? 'image/jpeg'};base64,${Buffer.from(bytes).toString('base64')}`,
  },
});
