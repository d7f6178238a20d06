/** A server of the OpenAI style that answers as a test says: lists, refusals, streams, slots. */
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

export interface StubCall {
  readonly method: string;
  readonly path: string;
  readonly body: {
    readonly messages?: readonly {readonly role: string; readonly content: string}[];
    readonly [field: string]: unknown;
  };
}

export interface StubAnswer {
  readonly status?: number;
  readonly json?: unknown;
  /** Events of a stream; a function is waited for before the next one. */
  readonly events?: readonly (object | (() => Promise<void>))[];
}

export async function startStub(answer: (call: StubCall) => StubAnswer | Promise<StubAnswer>) {
  const calls: StubCall[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const call: StubCall = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: text === '' ? {} : (JSON.parse(text) as StubCall['body']),
    };
    calls.push(call);
    const {status = 200, json, events} = await answer(call);
    response.statusCode = status;
    if (!events) return response.end(JSON.stringify(json));
    response.setHeader('content-type', 'text/event-stream');
    response.flushHeaders();
    for (const event of events) {
      if (typeof event === 'function') await event();
      else response.write(`data: ${JSON.stringify(event)}\n\n`);
    }
    return response.end('data: [DONE]\n\n');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const chats = () => calls.filter(one => one.path.endsWith('/chat/completions'));
  return {url, calls, chats};
}

/** The list of a llama-server. */
export const llamaList = (meta: object = {}) => ({
  data: [
    {
      id: 'smol.gguf',
      owned_by: 'llamacpp',
      meta: {n_ctx: 2048, n_ctx_train: 8192, n_params: 134_515_008, size: 98_339_328, ...meta},
    },
  ],
});

/** A whole answer in one piece, with what llama-server tells of its reading. */
export const said = (text: string, timings: object = {}) => [
  {choices: [{delta: {content: text}, finish_reason: 'stop'}]},
  {choices: [], usage: {prompt_tokens: 900, completion_tokens: 2}, timings},
];
