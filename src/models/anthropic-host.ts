/** A host that speaks Anthropic's protocol; never dialled unless the person has chosen a mode that may. */
import {pictureType} from '../pictures/picture-facts.ts';
import type {Dial} from './dial.ts';
import type {HostAddress} from './host-address.ts';
import {KeyedHost} from './keyed-host.ts';
import type {
  CallOptions,
  ChatPart,
  ChatRequest,
  LoadedModel,
  Message,
  ModelHost,
  ModelInfo,
  Usage,
} from './model-host.ts';
import {parseEvent, serverEvents} from './server-events.ts';

/** The protocol's version, sent with each request. */
const protocolVersion = '2023-06-01';

/** The tool through which a structured answer comes. */
const answerTool = 'answer';

interface StreamEvent {
  readonly type?: string;
  readonly delta?: {
    readonly type?: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly partial_json?: string;
    readonly stop_reason?: string | null;
  };
  readonly message?: {readonly usage?: {readonly input_tokens?: number}};
  readonly usage?: {readonly output_tokens?: number};
  readonly error?: unknown;
}

export class AnthropicHost implements ModelHost {
  readonly address: HostAddress;
  readonly #host: KeyedHost;

  constructor(address: HostAddress, dial: Dial, findKey: () => Promise<string | undefined>) {
    this.address = address;
    this.#host = new KeyedHost({
      address,
      dial,
      findKey,
      headers: key => ({
        'anthropic-version': protocolVersion,
        ...(key !== undefined && {'x-api-key': key}),
      }),
    });
  }

  async version(signal: AbortSignal, connectMs: number): Promise<string> {
    await this.#host.json('/v1/models', {signal, connectMs, purpose: 'probe', entries: []});
    return `Anthropic ${protocolVersion}`;
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const {data} = await this.#host.json<{readonly data: readonly {readonly id: string}[]}>(
      '/v1/models?limit=100',
      {signal, purpose: 'probe', entries: []},
    );
    return data.map(({id}) => ({
      name: id,
      digest: undefined,
      bytes: undefined,
      billions: undefined,
      context: undefined,
      capabilities: ['chat', 'vision', 'tools'],
      isElsewhere: false, // the whole host is elsewhere; the mode decides about it
    }));
  }

  async loaded(): Promise<readonly LoadedModel[] | undefined> {
    return undefined;
  }

  async *chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const call = {...options, signal, model: request.model, body: wire(request)};
    try {
      const response = await this.#host.ask('/v1/messages', call);
      yield* this.#parts(response, request.model);
    } catch (error) {
      throw this.#host.translate(error, options.signal, request.model);
    } finally {
      stop.abort();
    }
  }

  async *#parts(response: Response, model: string): AsyncGenerator<ChatPart> {
    let promptTokens: number | undefined;
    let answerTokens: number | undefined;
    let reason: string | undefined;
    if (!response.body) throw this.#host.error('incomplete', 'answered with nothing', model);
    for await (const data of serverEvents(response.body)) {
      const event = parseEvent(data) as StreamEvent | undefined;
      if (!event) yield {type: 'damaged'};
      if (event?.type === 'error') throw this.#host.refusal(undefined, data, model);
      promptTokens = event?.message?.usage?.input_tokens ?? promptTokens;
      answerTokens = event?.usage?.output_tokens ?? answerTokens;
      reason = event?.delta?.stop_reason ?? reason;
      yield* partOf(event);
      if (event?.type === 'message_stop') break;
    }
    if (reason === undefined)
      throw this.#host.error('incomplete', 'stopped before the answer was complete', model);
    const usage: Usage = {
      promptTokens,
      answerTokens,
      promptMs: undefined,
      answerMs: undefined,
      loadMs: undefined,
    };
    yield {type: 'end', reason: reason === 'max_tokens' ? 'length' : 'stop', usage};
  }
}

function* partOf(event: StreamEvent | undefined): Generator<ChatPart> {
  const {text, partial_json, thinking} = event?.delta ?? {};
  const said = text ?? partial_json;
  if (said) yield {type: 'text', text: said};
  if (thinking) yield {type: 'thinking', text: thinking};
}

const wire = ({model, messages, replyTokens, temperature, format}: ChatRequest) => {
  const system = messages.filter(one => one.role === 'system').map(one => one.content);
  return {
    model,
    ...(system.length > 0 && {system: system.join('\n\n')}),
    messages: messages.filter(one => one.role !== 'system').map(content),
    stream: true,
    max_tokens: replyTokens,
    temperature: Math.min(temperature, 1),
    ...(format && {
      tools: [{name: answerTool, description: 'The answer.', input_schema: format}],
      tool_choice: {type: 'tool', name: answerTool},
    }),
  };
};

const content = ({role, content: text, images = []}: Message) => ({
  role,
  content:
    images.length === 0
      ? text
      : [
          ...images.map(bytes => ({
            type: 'image',
            source: {
              type: 'base64',
              media_type: pictureType(bytes) ?? 'image/jpeg',
              data: Buffer.from(bytes).toString('base64'),
            },
          })),
          {type: 'text', text},
        ],
});
