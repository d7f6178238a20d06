/** A host that speaks the OpenAI style: llama.cpp, vLLM, LM Studio on one's own machine, or a cloud. */
import {pictureType} from '../../pictures/picture-facts.ts';
import type {Dial} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  StrangeAnswer,
  sizeOf,
  textOf,
  vectorOf,
} from './answer-fields.ts';
import {type AnswerReader, KeyedHost, namesIn} from './keyed-host.ts';
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
    await this.#host.json('/models', {signal, connectMs, purpose: 'probe', entries: []}, namesIn);
    return 'OpenAI style';
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const errand = {signal, purpose: 'probe', entries: []};
    const found = await this.#host.json('/models', errand, namesIn);
    return found.map(({name, fields}) => ({
      name,
      digest: undefined,
      bytes: undefined,
      billions: undefined,
      context: sizeOf(fields.max_model_len),
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
    const call = {...options, model, body: {model, input: texts}};
    return this.#host.json('/embeddings', call, answer => ({
      vectors: vectorsIn(answer),
      usage: {...noUsage, promptTokens: countOf(fieldsOf(answer.usage).prompt_tokens)},
    }));
  }
}

/** In the order of the texts, whatever order they were written in. */
function vectorsIn({data}: Fields): readonly (readonly number[])[] {
  const found = (listOf(data) ?? []).map(one => ({
    index: countOf(one.index) ?? 0,
    vector: vectorOf(one.embedding),
  }));
  const ordered = found.sort((a, b) => a.index - b.index).map(one => one.vector);
  if (!ordered.every(vector => vector !== undefined))
    throw new StrangeAnswer('answered with something else than vectors');
  return ordered;
}

class ChunkReader implements AnswerReader {
  readonly isOver = false; // the usage follows the last word
  #usage: Usage = noUsage;
  #reason: string | undefined;

  *take({usage, choices}: Fields): Generator<ChatPart> {
    if (isFields(usage)) this.#usage = usageOf(usage);
    const {delta, finish_reason} = fieldsOf(listOf(choices)?.[0]);
    const {reasoning_content, content} = fieldsOf(delta);
    if (typeof reasoning_content === 'string' && reasoning_content !== '')
      yield {type: 'thinking', text: reasoning_content};
    if (typeof content === 'string' && content !== '') yield {type: 'text', text: content};
    this.#reason = textOf(finish_reason, 40) ?? this.#reason;
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

const usageOf = ({prompt_tokens, completion_tokens}: Fields): Usage => ({
  ...noUsage,
  promptTokens: countOf(prompt_tokens),
  answerTokens: countOf(completion_tokens),
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
