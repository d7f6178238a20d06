/** A host that speaks Ollama's protocol, through the `ollama` package and memu's own way of dialling. */
import type {Ollama} from 'ollama';
import {
  asModelError,
  type Dial,
  type HttpRequest,
  type RequestInfo,
  readErrorBody,
} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {ModelError} from '../transport/model-error.ts';
import {StrangeAnswer} from './answer-fields.ts';
import {longestStream, parseDocument, readDocument} from './bounded-answer.ts';
import {keepJsonLines} from './json-lines.ts';
import {
  type CallOptions,
  type ChatPart,
  type ChatRequest,
  type Embedded,
  type EmbedOptions,
  type LoadedModel,
  type ModelHost,
  type ModelInfo,
  type PullProgress,
  samplingOf,
} from './model-host.ts';
import {
  isDoubtful,
  readChatLine,
  readEmbedded,
  readFamilies,
  readLoaded,
  readModels,
  readPullLine,
  readVersion,
  withShown,
} from './ollama-answers.ts';
import {ollamaError, pullError} from './ollama-error.ts';

/** So many models of a list are asked about one by one. */
const mostShown = 24;

export class OllamaHost implements ModelHost {
  readonly address: HostAddress;
  readonly #dial: Dial;
  readonly #shown = new Map<string, Promise<unknown>>();

  constructor(address: HostAddress, dial: Dial) {
    this.address = address;
    this.#dial = dial;
  }

  async version(signal: AbortSignal, connectMs: number): Promise<string> {
    return this.#call({purpose: 'probe', signal, connectMs}, async client =>
      readVersion(await client.version()),
    );
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const list = await this.#call({purpose: 'probe', signal}, client => client.list());
    const families = readFamilies(list);
    const all = readModels(list);
    const doubtful = all
      .filter(one => isDoubtful(one, families.get(one.name) ?? ''))
      .slice(0, mostShown);
    const shown = new Map(
      await Promise.all(
        doubtful.map(async one => {
          const answer = await this.#show(one, signal);
          return [one.name, withShown(one, families.get(one.name) ?? '', answer)] as const;
        }),
      ),
    );
    return all.map(one => shown.get(one.name) ?? one);
  }

  /** What only `show` tells; asked once for the same weights. Undefined when it does not tell. */
  #show({name, digest}: ModelInfo, signal: AbortSignal): Promise<unknown> {
    const key = `${name} ${digest}`;
    const known = this.#shown.get(key);
    if (known) return known;
    const errand = {purpose: 'probe', model: name, signal};
    const asked = this.#call(errand, client => client.show({model: name})).catch(() => {
      this.#shown.delete(key);
      return undefined;
    });
    this.#shown.set(key, asked);
    return asked;
  }

  async loaded(signal: AbortSignal): Promise<readonly LoadedModel[] | undefined> {
    return this.#call({purpose: 'probe', signal}, async client => readLoaded(await client.ps()));
  }

  async *chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const errand = {...options, model: request.model, signal};
    try {
      const stream = await this.#call(
        errand,
        client => client.chat({...wire(request), stream: true}),
        longestStream,
      );
      for await (const line of stream) {
        for (const part of readChatLine(line)) {
          yield part;
          if (part.type === 'end') return;
        }
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
    return this.#call({...options, model}, async client =>
      readEmbedded(
        await client.embed({
          model,
          input: [...texts],
          truncate: options.truncate,
          keep_alive: options.keepAlive,
        }),
      ),
    );
  }

  async *pull(model: string, options: CallOptions): AsyncGenerator<PullProgress> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    try {
      const stream = await this.#call(
        {...options, model, signal},
        client => client.pull({model, stream: true}),
        Number.POSITIVE_INFINITY, // nothing of it is kept, and a download takes its time
      );
      for await (const line of stream) {
        const step = readPullLine(line);
        if (step.status !== '') yield step;
      }
    } catch (error) {
      throw pullError(this.address, model, this.#translate(error, model, options.signal));
    } finally {
      stop.abort();
    }
  }

  /**
   * One client per call: its own abort, and a fetch that throws memu's errors. What the host answers
   * is a stream of lines when the caller says how long one may be, whatever the answer says of itself.
   */
  async #call<T>(
    errand: RequestInfo,
    run: (client: Ollama) => Promise<T>,
    longestLines?: number,
  ): Promise<T> {
    const {Ollama} = await import('ollama');
    const fetch = async (address: unknown, init?: RequestInit): Promise<Response> => {
      const response = await this.#dial(this.address, String(address), toAsk(init), errand);
      if (!response.ok) {
        const said = await readErrorBody(response);
        throw ollamaError(this.address, errand.model, response.status, said);
      }
      if (longestLines !== undefined) return keepJsonLines(response, longestLines);
      const text = await readDocument(response);
      return Response.json(parseDocument(text));
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
    if (error instanceof StrangeAnswer) {
      return new ModelError('server', `${this.address.name} ${error.message}.`, {
        host: this.address.name,
        cause: error,
      });
    }
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

const toAsk = (init: RequestInit | undefined): HttpRequest => ({
  method: init?.method ?? 'GET',
  headers: Object.fromEntries(new Headers(init?.headers)),
  ...(typeof init?.body === 'string' && {body: init.body}),
});

/** The body of /api/chat. Everything is copied: the package changes what it is given. */
const wire = (request: ChatRequest) => ({
  model: request.model,
  // Otherwise a prompt that does not fit loses its beginning or its middle without a word.
  ...{truncate: false, shift: false},
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
    ...samplingOf(request),
  },
});
