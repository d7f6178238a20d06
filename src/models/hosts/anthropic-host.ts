/** A host that speaks Anthropic's protocol; never dialled unless the person has chosen a mode that may. */
import {pictureType} from '../../pictures/picture-facts.ts';
import type {Dial} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {type AnswerFields, countField, objectField, textField} from './answer-fields.ts';
import {type AnswerReader, KeyedHost, namesIn} from './keyed-host.ts';
import {
  type CallOptions,
  type ChatPart,
  type ChatRequest,
  type LoadedModel,
  type Message,
  type ModelHost,
  type ModelInfo,
  samplingOf,
  type Usage,
} from './model-host.ts';

/** The protocol's version, sent with each request. */
const protocolVersion = '2023-06-01';

/** The tool through which a structured answer comes. */
const answerTool = 'answer';

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
    await this.#host.json(
      '/v1/models',
      {signal, connectMs, purpose: 'probe', entries: []},
      namesIn,
    );
    return `Anthropic ${protocolVersion}`;
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const errand = {signal, purpose: 'probe', entries: []};
    const found = await this.#host.json('/v1/models?limit=100', errand, namesIn);
    return found.map(({name}) => ({
      name,
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

  chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const {model} = request;
    const call = {model, body: wire(request), reader: new EventReader()};
    return this.#host.stream('/v1/messages', call, options);
  }
}

class EventReader implements AnswerReader {
  isOver = false;
  #promptTokens: number | undefined;
  #answerTokens: number | undefined;
  #reason: string | undefined;

  *take(event: AnswerFields): Generator<ChatPart> {
    const {type, usage} = event;
    const delta = objectField(event.delta);
    this.isOver = type === 'message_stop';
    const {input_tokens} = objectField(objectField(event.message).usage);
    this.#promptTokens = countField(input_tokens) ?? this.#promptTokens;
    this.#answerTokens = countField(objectField(usage).output_tokens) ?? this.#answerTokens;
    this.#reason = textField(delta.stop_reason, 40) ?? this.#reason;
    const said = delta.text ?? delta.partial_json;
    if (typeof said === 'string' && said !== '') yield {type: 'text', text: said};
    if (typeof delta.thinking === 'string' && delta.thinking !== '')
      yield {type: 'thinking', text: delta.thinking};
  }

  end() {
    if (this.#reason === undefined) return undefined;
    const usage: Usage = {
      promptTokens: this.#promptTokens,
      answerTokens: this.#answerTokens,
      promptMs: undefined,
      answerMs: undefined,
      loadMs: undefined,
    };
    const reason = this.#reason === 'max_tokens' ? 'length' : 'stop';
    return {type: 'end', reason, usage} as const;
  }
}

const wire = (request: ChatRequest) => {
  const {model, messages, replyTokens, temperature, format} = request;
  const system = messages.filter(one => one.role === 'system').map(one => one.content);
  return {
    model,
    ...(system.length > 0 && {system: system.join('\n\n')}),
    messages: messages.filter(one => one.role !== 'system').map(content),
    stream: true,
    max_tokens: replyTokens,
    temperature: Math.min(temperature, 1),
    ...samplingOf(request, ['top_p', 'top_k']),
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
