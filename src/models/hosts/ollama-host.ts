/** A host that speaks Ollama's protocol, through the `ollama` package and memu's own way of dialling. */
import type {ChatResponse, ListResponse, Ollama, ShowResponse} from 'ollama';
import {type Ask, asModelError, type Dial, type Errand, readErrorBody} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {ModelError} from '../transport/model-error.ts';
import {keepJsonLines} from './json-lines.ts';
import {
  type CallOptions,
  type Capability,
  type ChatPart,
  type ChatRequest,
  type Embedded,
  type EmbedOptions,
  isCloudName,
  type LoadedModel,
  type ModelHost,
  type ModelInfo,
  type PullProgress,
} from './model-host.ts';
import {ollamaError} from './ollama-error.ts';

type TaggedModel = ListResponse['models'][number] & {
  readonly capabilities?: readonly string[];
  readonly remote_host?: string;
};

export class OllamaHost implements ModelHost {
  readonly address: HostAddress;
  readonly #dial: Dial;

  constructor(address: HostAddress, dial: Dial) {
    this.address = address;
    this.#dial = dial;
  }

  async version(signal: AbortSignal, connectMs: number): Promise<string> {
    return this.#call({purpose: 'probe', signal, connectMs}, async client => {
      const {version} = await client.version();
      return version;
    });
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    return this.#call({purpose: 'probe', signal}, async client => {
      const {models} = await client.list();
      return models.map(describe);
    });
  }

  async loaded(signal: AbortSignal): Promise<readonly LoadedModel[] | undefined> {
    return this.#call({purpose: 'probe', signal}, async client => {
      const {models} = await client.ps();
      return models.map(one => ({
        name: one.name,
        window: (one as {context_length?: number}).context_length,
      }));
    });
  }

  async *chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    let damaged = 0;
    const errand = {...options, model: request.model, signal};
    try {
      const stream = await this.#call(
        errand,
        client => client.chat({...wire(request), stream: true}),
        () => damaged++,
      );
      for await (const line of stream) {
        for (; damaged > 0; damaged--) yield {type: 'damaged'};
        yield* partsOf(line);
        if (line.done) return;
      }
      throw this.#brokenOff(request.model);
    } catch (error) {
      throw this.#translate(error, request.model, options.signal);
    } finally {
      stop.abort(); // leaving the loop must reach the server, or it goes on writing
    }
  }

  async load(request: ChatRequest, options: CallOptions): Promise<void> {
    const errand = {...options, model: request.model};
    await this.#call(errand, client =>
      client.chat({...wire({...request, messages: []}), stream: false}),
    );
  }

  async unload(model: string, options: CallOptions): Promise<void> {
    await this.#call({...options, model}, client =>
      client.chat({model, messages: [], keep_alive: 0, stream: false}),
    );
  }

  async embed(model: string, texts: readonly string[], options: EmbedOptions): Promise<Embedded> {
    const answer = await this.#call({...options, model}, client =>
      client.embed({
        model,
        input: [...texts],
        truncate: options.truncate,
        keep_alive: options.keepAlive,
      }),
    );
    return {
      vectors: answer.embeddings,
      usage: {
        promptTokens: answer.prompt_eval_count,
        answerTokens: undefined,
        promptMs: toMs(answer.total_duration - (answer.load_duration ?? 0)),
        answerMs: undefined,
        loadMs: toMs(answer.load_duration),
      },
    };
  }

  async *pull(model: string, options: CallOptions): AsyncGenerator<PullProgress> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    try {
      const stream = await this.#call({...options, model, signal}, client =>
        client.pull({model, stream: true}),
      );
      for await (const line of stream) {
        yield {
          status: line.status,
          completed: line.completed as number | undefined, // left out while it is zero
          total: line.total as number | undefined,
        };
      }
    } catch (error) {
      throw this.#translate(error, model, options.signal);
    } finally {
      stop.abort();
    }
  }

  /** The window and abilities that only `show` tells, on servers whose list does not. */
  async show(model: string, signal: AbortSignal): Promise<ShowResponse> {
    return this.#call({purpose: 'probe', model, signal}, client => client.show({model}));
  }

  /** One client per call: its own abort, and a fetch that throws memu's errors. */
  async #call<T>(
    errand: Errand,
    run: (client: Ollama) => Promise<T>,
    onBroken: () => void = () => undefined,
  ): Promise<T> {
    const {Ollama} = await import('ollama');
    const fetch = async (address: unknown, init?: RequestInit): Promise<Response> => {
      const response = await this.#dial(this.address, String(address), toAsk(init), errand);
      if (!response.ok) {
        throw ollamaError(
          this.address,
          errand.model,
          response.status,
          await readErrorBody(response),
        );
      }
      const isStream = response.headers.get('content-type')?.includes('ndjson');
      if (!isStream || !response.body) return response;
      return new Response(response.body.pipeThrough(keepJsonLines(onBroken)), response);
    };
    try {
      return await run(new Ollama({host: this.address.url, fetch}));
    } catch (error) {
      throw this.#translate(error, errand.model, errand.signal);
    }
  }

  #brokenOff(model: string): ModelError {
    return new ModelError(
      'incomplete',
      `${this.address.name} stopped before the answer was complete.`,
      {
        host: this.address.name,
        model,
      },
    );
  }

  #translate(error: unknown, model: string | undefined, signal?: AbortSignal): ModelError {
    if (signal?.aborted) {
      return signal.reason instanceof ModelError
        ? signal.reason
        : new ModelError('aborted', 'Stopped.', {host: this.address.name, cause: error});
    }
    if (error instanceof ModelError) return error;
    if (error instanceof SyntaxError) {
      return new ModelError('bad_output', `${this.address.name} answered with broken JSON.`, {
        host: this.address.name,
        cause: error,
      });
    }
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith('Did not receive done')) return this.#brokenOff(model ?? '');
    if (isPlainError(error)) return ollamaError(this.address, model, undefined, message);
    return asModelError(this.address, error);
  }
}

/** Error lines in a stream reach us as a bare Error; failures of the connection carry a code. */
const isPlainError = (error: unknown): boolean =>
  error instanceof Error && error.constructor === Error && !('code' in error);

const toAsk = (init: RequestInit | undefined): Ask => ({
  method: init?.method ?? 'GET',
  headers: Object.fromEntries(new Headers(init?.headers)),
  ...(typeof init?.body === 'string' && {body: init.body}),
});

/** The body of /api/chat. Everything is copied: the package changes what it is given. */
const wire = (request: ChatRequest) => ({
  model: request.model,
  messages: request.messages.map(message => ({
    role: message.role,
    content: message.content,
    ...(message.images && {images: [...message.images]}),
  })),
  keep_alive: request.keepAlive,
  ...(request.think !== undefined && {think: request.think}),
  ...(request.format && {format: request.format}),
  options: {
    num_ctx: request.window,
    num_predict: request.replyTokens,
    temperature: request.temperature,
  },
});

function* partsOf(line: ChatResponse): Generator<ChatPart> {
  const {thinking, content} = line.message;
  if (thinking) yield {type: 'thinking', text: thinking};
  if (content) yield {type: 'text', text: content};
  if (!line.done) return;
  yield {
    type: 'end',
    reason: line.done_reason ?? 'stop',
    usage: {
      promptTokens: line.prompt_eval_count,
      answerTokens: line.eval_count,
      promptMs: toMs(line.prompt_eval_duration),
      answerMs: toMs(line.eval_duration),
      loadMs: toMs(line.load_duration),
    },
  };
}

const toMs = (nanoseconds: number | undefined): number | undefined =>
  nanoseconds === undefined ? undefined : nanoseconds / 1e6;

const capabilityOf: Readonly<Record<string, Capability>> = {
  completion: 'chat',
  embedding: 'embed',
  vision: 'vision',
  tools: 'tools',
  thinking: 'thinking',
};

function describe(model: TaggedModel): ModelInfo {
  return {
    name: model.name,
    digest: model.digest || undefined,
    bytes: model.size || undefined,
    billions: readBillions(model.details?.parameter_size),
    context: (model.details as {context_length?: number} | undefined)?.context_length,
    capabilities: (model.capabilities ?? []).flatMap(one => capabilityOf[one] ?? []),
    isElsewhere: Boolean(model.remote_host) || isCloudName(model.name),
  };
}

function readBillions(size: string | undefined): number | undefined {
  const match = /^([\d.]+)\s*([KMB])/i.exec(size ?? '');
  if (!match) return undefined;
  const unit = {K: 1e-6, M: 1e-3, B: 1}[match[2]!.toUpperCase()] ?? 1;
  return Number(match[1]) * unit;
}
