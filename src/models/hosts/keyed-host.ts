/** What hosts with a key have in common: asking in JSON, naming what is wrong, ending the connection. */

import {asModelError, type Dial, readErrorBody} from '../transport/dial.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {keyPlaces} from '../transport/host-keys.ts';
import {ModelError, type ModelFailure} from '../transport/model-error.ts';
import {type AnswerFields, isFields, listField, modelName, StrangeAnswer} from './answer-fields.ts';
import {parseDocument, readDocument} from './bounded-answer.ts';
import type {CallOptions, ChatPart} from './model-host.ts';
import {unwrapError} from './ollama-error.ts';
import {isTooLong, overflowIn} from './overflow.ts';
import {parseEvent, serverEvents} from './server-events.ts';

export interface KeyedOptions {
  readonly address: HostAddress;
  readonly dial: Dial;
  /** The person's key for this kind of host; undefined when there is none. */
  readonly findKey: () => Promise<string | undefined>;
  /** Headers that carry the key. */
  readonly headers: (key: string | undefined) => Readonly<Record<string, string>>;
}

export interface KeyedCall extends CallOptions {
  readonly model?: string;
  readonly connectMs?: number;
  readonly body?: unknown;
}

/** Reads the events of one answer, in the words of its protocol. */
export interface AnswerReader {
  take(event: AnswerFields): Iterable<ChatPart>;
  /** The last event has come; nothing that follows belongs to the answer. */
  readonly isOver: boolean;
  /** How it ended; undefined when it broke off. */
  end(): Extract<ChatPart, {type: 'end'}> | undefined;
}

export interface KeyedStream {
  readonly model: string;
  readonly body: unknown;
  readonly reader: AnswerReader;
}

export class KeyedHost {
  readonly #options: KeyedOptions;

  constructor(options: KeyedOptions) {
    this.#options = options;
  }

  /** One request; an answer that is not a success is a ModelError. */
  async ask(path: string, {body, ...errand}: KeyedCall): Promise<Response> {
    const {address, dial, findKey, headers} = this.#options;
    const key = await findKey();
    const response = await dial(
      address,
      `${address.url}${path}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: {...headers(key), ...(body !== undefined && {'content-type': 'application/json'})},
        ...(body !== undefined && {body: JSON.stringify(body)}),
      },
      errand,
    );
    if (response.ok) return response;
    throw this.refusal(response.status, await readErrorBody(response), errand.model);
  }

  /** Streams one answer. Whoever leaves the loop closes the connection. @throws ModelError */
  async *stream(
    path: string,
    {model, body, reader}: KeyedStream,
    options: CallOptions,
  ): AsyncGenerator<ChatPart> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    try {
      const response = await this.ask(path, {...options, signal, model, body});
      yield* this.#read(response, model, reader);
    } catch (error) {
      throw this.translate(error, options.signal, model);
    } finally {
      stop.abort();
    }
  }

  async *#read(response: Response, model: string, reader: AnswerReader): AsyncGenerator<ChatPart> {
    for await (const data of serverEvents(response)) {
      if (data === '[DONE]') break;
      const event = parseEvent(data);
      if (!event) {
        yield {type: 'damaged'};
        continue;
      }
      if (event.error !== undefined && event.error !== null)
        throw this.refusal(undefined, data, model);
      yield* reader.take(event);
      if (reader.isOver) break;
    }
    const end = reader.end();
    if (!end) throw this.error('incomplete', 'stopped before the answer was complete', model);
    yield end;
  }

  /** One whole answer, made by `read` of its fields. @throws ModelError, also for a StrangeAnswer of `read` */
  async json<Answer>(
    path: string,
    call: KeyedCall,
    read: (answer: AnswerFields) => Answer,
  ): Promise<Answer> {
    return this.guard(async () => {
      const response = await this.ask(path, call);
      const answer = parseDocument(await readDocument(response));
      if (!isFields(answer)) throw new StrangeAnswer('answered with something else than an object');
      return read(answer);
    }, call);
  }

  /** Runs what may fail on the way and turns it into a ModelError. */
  async guard<Value>(work: () => Promise<Value>, {signal, model}: KeyedCall): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw this.translate(error, signal, model);
    }
  }

  translate(error: unknown, signal: AbortSignal, model?: string): ModelError {
    if (signal.aborted) {
      return signal.reason instanceof ModelError
        ? signal.reason
        : new ModelError('aborted', 'Stopped.', {cause: error});
    }
    if (error instanceof StrangeAnswer) return this.error('server', error.message, model, error);
    if (error instanceof SyntaxError) {
      return this.error('bad_output', 'answered with broken JSON', model, error);
    }
    return asModelError(this.#options.address, error);
  }

  refusal(status: number | undefined, body: string, model?: string): ModelError {
    const said = unwrapError(body);
    const failure = failureOf(status, said);
    if (failure === 'key') {
      const {name} = this.#options.address;
      const {secrets, refusal} = keyPlaces(this.#options.address);
      return refusal === undefined
        ? new ModelError('key', `${name} does not accept the key.`, {
            host: name,
            hint: `memu secret set ${secrets[0]}`,
          })
        : new ModelError('key', `${name} wants a key, and ${refusal}.`, {host: name});
    }
    if (failure === 'loading') return this.error(failure, 'is loading its model', model);
    const what = `failed${status ? ` (${status})` : ''}: ${said || 'without a reason'}`;
    if (failure !== 'too_long') return this.error(failure, what, model);
    return new ModelError(failure, `${this.#options.address.name} ${what}.`, {
      host: this.#options.address.name,
      ...(model && {model}),
      overflow: overflowIn(body),
    });
  }

  error(failure: ModelFailure, what: string, model?: string, cause?: unknown): ModelError {
    const {name} = this.#options.address;
    return new ModelError(failure, `${name} ${what}.`, {host: name, ...(model && {model}), cause});
  }
}

/** The models of a list, as these protocols write it. @throws StrangeAnswer for what is no list */
export function namesIn({
  data,
}: AnswerFields): readonly {readonly name: string; readonly fields: AnswerFields}[] {
  const list = listField(data);
  if (!list) throw new StrangeAnswer('answered with something else than its models');
  return list.flatMap(fields => {
    const name = modelName(fields.id);
    return name === undefined ? [] : [{name, fields}];
  });
}

function failureOf(status: number | undefined, said: string): ModelFailure {
  if (status === 401 || status === 403) return 'key';
  if (status === 404) return 'no_model';
  if (status === 503 && /loading/i.test(said)) return 'loading';
  if (status === 429 || status === 503 || status === 529) return 'busy';
  if (status !== undefined && status < 500 && isTooLong(said)) return 'too_long';
  if (/exceed_context/.test(said)) return 'too_long';
  return status === 400 || status === 422 ? 'unsupported' : 'server';
}
