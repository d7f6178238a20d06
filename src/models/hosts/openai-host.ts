/** A host that speaks the OpenAI style: llama.cpp, vLLM, LM Studio on one's own machine, or a cloud. */
import {pictureType} from '../../pictures/picture-facts.ts';
import type {Dial} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {
  type AnswerFields,
  countField,
  isFields,
  listField,
  objectField,
  StrangeAnswer,
  textField,
  vectorOf,
} from './answer-fields.ts';
import {parseDocument, readDocument} from './bounded-answer.ts';
import {type AnswerReader, KeyedHost, namesIn} from './keyed-host.ts';
import {
  type CallOptions,
  type ChatPart,
  type ChatRequest,
  type Embedded,
  type EmbedOptions,
  type LoadedModel,
  type ModelHost,
  type ModelInfo,
  samplingOf,
  type Usage,
} from './model-host.ts';
import {findSize} from './overflow.ts';

export class OpenAiHost implements ModelHost {
  readonly address: HostAddress;
  readonly #host: KeyedHost;
  /** Where llama-server answers about itself. */
  readonly #root: KeyedHost;
  /** It is llama.cpp's own server, which tells more and takes more than the style has. */
  #isLlamaServer = false;

  constructor(address: HostAddress, dial: Dial, findKey: () => Promise<string | undefined>) {
    // The person may leave `/v1` out; servers do not.
    const url = /\/v\d+$/.test(address.url) ? address.url : `${address.url}/v1`;
    this.address = address;
    const own = {dial, findKey, headers: bearer};
    this.#host = new KeyedHost({...own, address: {...address, url}});
    this.#root = new KeyedHost({...own, address: {...address, url: url.replace(/\/v\d+$/, '')}});
  }

  async version(signal: AbortSignal, connectMs: number): Promise<string> {
    const errand = {signal, connectMs, purpose: 'probe', entries: []};
    const found = await this.#host.json('/models', errand, namesIn);
    const owner = textField(found[0]?.fields.owned_by, 40);
    return owner === 'llamacpp' ? 'llama.cpp' : owner === 'vllm' ? 'vLLM' : 'OpenAI style';
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const errand = {signal, purpose: 'probe', entries: []};
    const found = await this.#host.json('/models', errand, namesIn);
    this.#isLlamaServer = found.some(({fields}) => fields.owned_by === 'llamacpp');
    return found.map(({name, fields}) => describe(name, fields));
  }

  /** llama.cpp and vLLM serve what they have in memory; the others do not tell. */
  async loaded(signal: AbortSignal): Promise<readonly LoadedModel[] | undefined> {
    const errand = {signal, purpose: 'probe', entries: []};
    const found = await this.#host.json('/models', errand, namesIn);
    const served = found.filter(({fields}) => servers.has(fields.owned_by));
    return served.map(({name, fields}) => ({name, window: findSize(fields, windowNames)}));
  }

  chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const {model} = request;
    const body = {
      ...wire(request),
      ...samplingOf(request, ['top_p', 'seed', 'presence_penalty', 'frequency_penalty']),
      ...(this.#isLlamaServer && {...samplingOf(request), return_progress: true}),
    };
    const call = {model, body, reader: new ChunkReader()};
    return this.#host.stream('/chat/completions', call, options);
  }

  async isWorking(signal: AbortSignal): Promise<boolean | undefined> {
    if (!this.#isLlamaServer) return undefined;
    return this.#root.guard(
      async () => {
        const response = await this.#root.ask('/slots', {signal, purpose: 'probe', entries: []});
        const slots = listField(parseDocument(await readDocument(response)));
        return slots?.some(slot => slot.is_processing === true);
      },
      {signal, purpose: 'probe', entries: []},
    );
  }

  async embed(model: string, texts: readonly string[], options: EmbedOptions): Promise<Embedded> {
    const call = {...options, model, body: {model, input: texts}};
    return this.#host.json('/embeddings', call, answer => ({
      vectors: vectorsIn(answer),
      usage: {...noUsage, promptTokens: countField(objectField(answer.usage).prompt_tokens)},
    }));
  }
}

const servers: ReadonlySet<unknown> = new Set(['llamacpp', 'vllm']);

/** Under these names servers write the window that a model runs with, the surest first. */
const windowNames = [
  'n_ctx', // llama-server
  'max_model_len', // vLLM, SGLang
  'max_seq_len', // TabbyAPI
  'loaded_context_length', // LM Studio
  'max_context_length', // LM Studio, Mistral
  'context_length', // OpenRouter, Together
  'context_window', // Groq
  'max_input_tokens', // LiteLLM
];

const describe = (name: string, fields: AnswerFields): ModelInfo => {
  const parameters = findSize(fields, ['n_params']);
  return {
    name,
    digest: undefined,
    bytes: findSize(fields, ['size']),
    billions: parameters === undefined ? undefined : parameters / 1e9,
    context: findSize(fields, ['n_ctx_train', ...windowNames]),
    window: findSize(fields, windowNames),
    capabilities: [],
    isElsewhere: false,
  };
};

/** In the order of the texts, whatever order they were written in. */
function vectorsIn({data}: AnswerFields): readonly (readonly number[])[] {
  const found = (listField(data) ?? []).map(one => ({
    index: countField(one.index) ?? 0,
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

  *take({usage, timings, prompt_progress, choices}: AnswerFields): Generator<ChatPart> {
    if (isFields(usage)) this.#usage = {...this.#usage, ...usageOf(usage)};
    if (isFields(timings)) this.#usage = {...this.#usage, ...timingsOf(timings)};
    if (isFields(prompt_progress)) yield* progressOf(prompt_progress);
    const {delta, finish_reason} = objectField(listField(choices)?.[0]);
    const {reasoning_content, content} = objectField(delta);
    if (typeof reasoning_content === 'string' && reasoning_content !== '')
      yield {type: 'thinking', text: reasoning_content};
    if (typeof content === 'string' && content !== '') yield {type: 'text', text: content};
    this.#reason = textField(finish_reason, 40) ?? this.#reason;
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

const usageOf = (usage: AnswerFields): Partial<Usage> => {
  const promptTokens = countField(usage.prompt_tokens);
  const cached = countField(objectField(usage.prompt_tokens_details).cached_tokens);
  const cost = typeof usage.cost === 'number' && usage.cost >= 0 ? usage.cost : undefined; // OpenRouter
  return {
    promptTokens,
    answerTokens: countField(usage.completion_tokens),
    ...(promptTokens !== undefined &&
      cached !== undefined && {readTokens: Math.max(0, promptTokens - cached)}),
    ...(cost !== undefined && {cost}),
  };
};

/** As llama-server writes them: what was read anew, and how long that took. */
const timingsOf = ({prompt_n, prompt_ms, predicted_ms}: AnswerFields): Partial<Usage> => ({
  readTokens: countField(prompt_n),
  promptMs: timeOf(prompt_ms),
  answerMs: timeOf(predicted_ms),
});

const timeOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

function* progressOf({total, cache, processed, time_ms}: AnswerFields): Generator<ChatPart> {
  const [all, done] = [countField(total), countField(processed)];
  if (all === undefined || done === undefined) return;
  yield {
    type: 'progress',
    total: all,
    cached: countField(cache) ?? 0,
    processed: done,
    ms: timeOf(time_ms) ?? 0,
  };
}

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
