import {describe, expect, onTestFinished, test} from 'vitest';
import {z} from 'zod';
import type {Models} from '../../src/models/models.ts';
import {type OpenModelsOptions, openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {ask, until} from './contract.ts';
import {startEvents} from './events-server.ts';

function open(hosts: readonly string[], options: Partial<OpenModelsOptions> = {}): Models {
  const models = openModels({
    hosts,
    mode: 'privacy',
    allow: [],
    clock: {now: () => 0},
    egress: new MemoryEgress(),
    findKey: async () => 'k-123',
    ...options,
  });
  onTestFinished(() => models.close());
  return models;
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

describe('OpenAI style', () => {
  const delta = (content: string, finish: string | null = null) =>
    data({choices: [{delta: {content}, finish_reason: finish}]});

  test("streams an answer from one's own machine, in privacy mode too", async () => {
    const server = await startEvents(
      ['qwen'],
      [
        delta('Hel'),
        delta('lo', 'stop'),
        data({choices: [], usage: {prompt_tokens: 12, completion_tokens: 2}}),
        'data: [DONE]\n\n',
      ],
    );
    const {text, events, error} = await ask(open([`openai+${server.url}`]), 'hi');
    expect(error).toBeUndefined();
    expect(text).toBe('Hello');
    expect(events.at(-1)).toMatchObject({
      type: 'end',
      reason: 'stop',
      usage: {promptTokens: 12, answerTokens: 2},
    });
    expect(server.seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {model: 'qwen', stream: true, max_tokens: 512},
    });
    expect(server.seen[0]!.headers.authorization).toBe('Bearer k-123');
  });

  test('asks for data by schema', async () => {
    const server = await startEvents(
      ['qwen'],
      [delta('{"mood":"fine"}', 'stop'), 'data: [DONE]\n\n'],
    );
    const {value} = await open([`openai+${server.url}/v1`]).ask({
      name: 'mood',
      schema: z.object({mood: z.string()}),
      prompt: () => [{role: 'user', content: 'mood?'}],
    });
    expect(value).toEqual({mood: 'fine'});
    expect(server.seen[0]!.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: {strict: true},
    });
  });

  test('a stream without an end is incomplete, and its part stays', async () => {
    const server = await startEvents(['qwen'], [delta('Hel')]);
    const {text, error} = await ask(open([`openai+${server.url}`]), 'hi');
    expect(text).toBe('Hel');
    expect(error).toMatchObject({failure: 'incomplete'});
  });

  test('stopping closes the connection', async () => {
    const server = await startEvents(['qwen'], [delta('Hel'), '']);
    const stop = new AbortController();
    const answer = ask(open([`openai+${server.url}`]), 'hi', {
      signal: stop.signal,
      onEvent: event => event.type === 'text' && stop.abort(),
    });
    expect((await answer).error).toMatchObject({failure: 'aborted'});
    await until(() => server.seen[0]!.isGone);
  });

  test.each([
    [401, 'key', 9],
    [500, 'server', 6],
  ])('status %i is a failure of kind %s', async (status, failure, exitCode) => {
    const server = await startEvents(['qwen'], status);
    expect((await ask(open([`openai+${server.url}`]), 'hi')).error).toMatchObject({
      failure,
      exitCode,
    });
  });
});

describe('Anthropic', () => {
  const events = [
    data({type: 'message_start', message: {usage: {input_tokens: 9}}}),
    data({type: 'content_block_delta', delta: {type: 'text_delta', text: 'Good '}}),
    data({type: 'content_block_delta', delta: {type: 'text_delta', text: 'day'}}),
    data({type: 'message_delta', delta: {stop_reason: 'end_turn'}, usage: {output_tokens: 2}}),
    data({type: 'message_stop'}),
  ];

  test('is not dialled in privacy mode, wherever it is', async () => {
    const server = await startEvents(['claude'], events);
    const {error} = await ask(open([`anthropic+${server.url}`]), 'secret');
    expect((error as Error).message).toContain('llm.mode is privacy');
    expect(server.seen).toEqual([]);
  });

  test('answers in a mode that permits it, with system and key where they belong', async () => {
    const server = await startEvents(['claude'], events);
    const {text, events: heard} = await ask(
      open([`anthropic+${server.url}`], {mode: 'premium'}),
      'hi',
      {system: 'Be brief'},
    );
    expect(text).toBe('Good day');
    expect(heard.at(-1)).toMatchObject({usage: {promptTokens: 9, answerTokens: 2}});
    expect(server.seen[0]).toMatchObject({
      path: '/v1/messages',
      body: {system: 'Be brief', messages: [{role: 'user', content: 'hi'}]},
    });
    expect(server.seen[0]!.headers).toMatchObject({
      'x-api-key': 'k-123',
      'anthropic-version': '2023-06-01',
    });
  });

  test('gives data through a tool', async () => {
    const server = await startEvents(
      ['claude'],
      [
        data({
          type: 'content_block_delta',
          delta: {type: 'input_json_delta', partial_json: '{"mood":'},
        }),
        data({
          type: 'content_block_delta',
          delta: {type: 'input_json_delta', partial_json: '"fine"}'},
        }),
        data({type: 'message_delta', delta: {stop_reason: 'tool_use'}}),
        data({type: 'message_stop'}),
      ],
    );
    const {value} = await open([`anthropic+${server.url}`], {mode: 'standard'}).ask({
      name: 'mood',
      schema: z.object({mood: z.string()}),
      prompt: () => [{role: 'user', content: 'mood?'}],
    });
    expect(value).toEqual({mood: 'fine'});
    expect(server.seen[0]!.body.tool_choice).toEqual({type: 'tool', name: 'answer'});
  });

  test("premium asks it first and falls back to one's own; standard the other way round", async () => {
    const own = await startOllamaContract();
    onTestFinished(() => own.close());
    const broken = await startEvents(['claude'], 500);
    const premium = await ask(open([own.url, `anthropic+${broken.url}`], {mode: 'premium'}), 'hi');
    expect(premium.error).toBeUndefined();
    expect(broken.seen).toHaveLength(1);
    expect(premium.events.some(event => event.type === 'failed_over')).toBe(true);
    const standard = await ask(
      open([`anthropic+${broken.url}`, own.url], {mode: 'standard'}),
      'hi',
    );
    expect(standard.error).toBeUndefined();
    expect(broken.seen).toHaveLength(1);
  });
});
