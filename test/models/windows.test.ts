/** Windows, overlong prompts, hosts that load and hosts that read slowly: what servers say of themselves is used. */
import {describe, expect, onTestFinished, test} from 'vitest';
import type {AnswerEvent} from '../../src/models/calls/attempt.ts';
import {MemorySpeeds} from '../../src/models/choosing/speeds.ts';
import {estimateTokens} from '../../src/models/choosing/tokens.ts';
import {isPlace, type Models} from '../../src/models/models.ts';
import {type OpenModelsOptions, openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import {ask, HandTimers, until, withModels} from './contract.ts';
import {llamaList, said, startStub} from './openai-stub.ts';

function open(host: string, options: Partial<OpenModelsOptions> = {}): Models {
  const models = openModels({
    hosts: [`openai+${host}`],
    mode: 'privacy',
    allow: [],
    clock: {now: () => 0},
    egress: new MemoryEgress(),
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => models.close());
  return models;
}

/** Asks with a prompt that is as long as it may be: the shrink is obeyed. */
async function askLong(models: Models, text: string) {
  const events: AnswerEvent[] = [];
  const stream = models.chat({
    purpose: 'chat',
    prompt: ({window}, shrink) => {
      const most = Math.min((window - 100) / estimateTokens(text), 1) / shrink;
      return [{role: 'user', content: text.slice(0, text.length * most)}];
    },
    replyTokens: 64,
    entries: () => [],
    signal: new AbortController().signal,
  });
  let error: unknown;
  try {
    for await (const event of stream) events.push(event);
  } catch (caught) {
    error = caught;
  }
  return {events, error};
}

describe('the window', () => {
  test.each([
    ['llama-server', {meta: {n_ctx: 2048, n_ctx_train: 8192}}, 2048],
    ['vLLM', {max_model_len: 3000}, 3000],
    ['LM Studio', {max_context_length: 32_768, loaded_context_length: 4096}, 4096],
    ['OpenRouter', {context_length: 131_072}, 131_072],
    ['Groq', {context_window: 8000}, 8000],
    ['TabbyAPI', {parameters: {max_seq_len: 6000}}, 6000],
    ['nobody', {}, 8192],
    ['nonsense', {meta: {n_ctx: 'many'}, max_model_len: -3}, 8192],
  ])('of %s stands in its list', async (_, fields, window) => {
    const server = await startStub(() => ({json: {data: [{id: 'm', ...fields}]}}));
    expect(await open(server.url).find({purpose: 'chat'})).toMatchObject({window});
  });

  test('and the size, what it was made for, and that it is in memory', async () => {
    const server = await startStub(() => ({json: llamaList()}));
    const place = await open(server.url).find({purpose: 'chat'});
    if (!isPlace(place)) throw new Error('no place');
    expect(place).toMatchObject({window: 2048, isLoaded: true});
    expect(place.model).toMatchObject({bytes: 98_339_328, context: 8192});
    expect(place.model.billions).toBeCloseTo(0.135);
  });

  test('a smaller one may be set, a larger one is the host to decide', async () => {
    const server = await startStub(() => ({json: llamaList()}));
    expect(await open(server.url, {window: 1024}).find({purpose: 'chat'})).toMatchObject({
      window: 1024,
    });
    expect(await open(server.url, {window: 9999}).find({purpose: 'chat'})).toMatchObject({
      window: 2048,
    });
  });
});

describe('a prompt that does not fit', () => {
  const refusal = (tokens: number, window: number) => ({
    error: {
      code: 400,
      message: `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`,
      type: 'exceed_context_size_error',
      n_prompt_tokens: tokens,
      n_ctx: window,
    },
  });

  test.each([
    ['llama-server', refusal(10_308, 4096), 10_308],
    [
      'vLLM',
      {
        error: {
          message:
            "This model's maximum context length is 4096 tokens. However, you requested 10820 tokens (10308 in the messages, 512 in the completion). Please reduce the length of the messages or completion.",
        },
      },
      10_308,
    ],
    [
      'OpenAI',
      {
        error: {
          code: 'context_length_exceeded',
          message:
            "This model's maximum context length is 4096 tokens. However, your messages resulted in 10,308 tokens.",
        },
      },
      10_308,
    ],
    [
      'LM Studio',
      {
        error:
          'Trying to keep the first 10308 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
      },
      10_308,
    ],
    ['one that tells no numbers', {error: {message: 'the prompt is too long'}}, undefined],
  ])('is asked again once, shorter by what %s told', async (_, json, tokens) => {
    let asked = 0;
    const server = await startStub(({method}) => {
      if (method === 'GET') return {json: {data: [{id: 'm'}]}};
      return asked++ === 0 ? {status: 400, json} : {events: said('fine')};
    });
    const speeds = new MemorySpeeds();
    const models = open(server.url, {speeds});
    const text = '1234567890'.repeat(500);
    const {events, error} = await askLong(models, text);
    expect(error).toBeUndefined();
    const sent = server.chats().map(one => one.body.messages![0]!.content.length);
    expect(sent).toHaveLength(2);
    const ratio = tokens === undefined ? 2 : tokens / 5006;
    const fits = tokens === undefined ? 5000 : 3996;
    expect(sent[1]).toBeCloseTo(fits / ratio, -2);
    expect(events.filter(one => one.type === 'place')).toHaveLength(2);
    expect(events).toContainEqual(expect.objectContaining({phase: 'shortening'}));
    if (tokens === undefined) return;
    const place = await models.find({purpose: 'chat'});
    expect(place).toMatchObject({window: 4096});
    expect(speeds.find(`openai+${server.url}`, 'm')!.tokenRatio).toBeGreaterThan(1.2);
  });

  test('is shorter with Ollama too, which is told to cut nothing', () =>
    withModels(
      {},
      async ({models, server}) => {
        const {error} = await askLong(models, 'x '.repeat(4000));
        expect(error).toBeUndefined();
        const chats = server.requests.filter(one => one.path === '/api/chat');
        expect(chats.map(one => one.status)).toEqual([400, 200]);
        expect(chats[0]!.body).toMatchObject({truncate: false, shift: false});
        expect(chats[1]!.droppedMessages).toBe(0);
      },
      {windows: {'llama3.2:3b': 2048}},
    ));

  test('that gets no shorter is an error in words, and no third try', async () => {
    const server = await startStub(({method}) =>
      method === 'GET' ? {json: llamaList()} : {status: 400, json: refusal(5000, 2048)},
    );
    const {error} = await ask(open(server.url), 'word '.repeat(3000));
    expect(error).toMatchObject({failure: 'too_long', exitCode: 6});
    expect(server.chats()).toHaveLength(1);
  });
});

describe('a host that loads its model', () => {
  const loading = {
    status: 503,
    json: {error: {code: 503, message: 'Loading model', type: 'unavailable_error'}},
  };

  test('is waited for, from its list on', async () => {
    let left = 3;
    const server = await startStub(({method}) => {
      if (left-- > 0) return loading;
      return method === 'GET' ? {json: llamaList()} : {events: said('here')};
    });
    const timers = new HandTimers();
    const models = open(server.url, {timers});
    const answer = ask(models, 'hello');
    const tick = setInterval(() => timers.advance(500), 2);
    const {text, error} = await answer;
    clearInterval(tick);
    expect(error).toBeUndefined();
    expect(text).toBe('here');
  });

  test('is waited for in the middle too, and that is said', async () => {
    let left = 2;
    const server = await startStub(({method}) => {
      if (method === 'GET') return {json: llamaList()};
      return left-- > 0 ? loading : {events: said('here')};
    });
    const timers = new HandTimers();
    const {text, events} = await ask(open(server.url, {timers}), 'hello', {
      onEvent: event => {
        if (event.type === 'waiting' && event.phase === 'loading')
          setTimeout(() => timers.advance(1000), 1);
      },
    });
    expect(text).toBe('here');
    expect(events.filter(one => one.type === 'waiting' && one.phase === 'loading')).toHaveLength(2);
  });

  test('lets another host answer that is ready', async () => {
    const first = await startStub(() => loading);
    const second = await startStub(({method}) =>
      method === 'GET' ? {json: llamaList()} : {events: said('second')},
    );
    const models = open(first.url, {hosts: [first, second].map(one => `openai+${one.url}`)});
    expect((await ask(models, 'hello')).text).toBe('second');
  });
});

describe('a host that reads slowly', () => {
  const progress = (processed: number, ms: number) => ({
    choices: [],
    prompt_progress: {total: 1000, cache: 100, processed, time_ms: ms},
  });

  test('tells how far it is, and what is left is told with the time it takes', async () => {
    const server = await startStub(({method}) =>
      method === 'GET'
        ? {json: llamaList()}
        : {
            events: [
              progress(400, 10_000),
              progress(1000, 30_000),
              ...said('done', {prompt_n: 900, cache_n: 100, prompt_ms: 30_000}),
            ],
          },
    );
    const speeds = new MemorySpeeds();
    const {events} = await ask(open(server.url, {speeds}), 'word '.repeat(900));
    const waits = events.filter(one => one.type === 'waiting');
    expect(waits.slice(1)).toMatchObject([
      {phase: 'reading', tokens: 600, estimateMs: 20_000},
      {phase: 'reading', tokens: 0},
    ]);
    expect(server.chats()[0]!.body).toMatchObject({return_progress: true});
    expect(speeds.find(`openai+${server.url}`, 'smol.gguf')!.reading).toBeCloseTo(30);
  });

  test('is not given up while it says that it is at work, and is when it is not', async () => {
    let isWorking = true;
    let letGo = (): void => undefined;
    const gate = new Promise<void>(resolve => {
      letGo = resolve;
    });
    const server = await startStub(({method, path}) => {
      if (path === '/slots') return {json: [{id: 0, is_processing: isWorking}]};
      return method === 'GET' ? {json: llamaList()} : {events: [() => gate, ...said('late')]};
    });
    const timers = new HandTimers();
    const models = open(server.url, {timers});
    const looks = () => server.calls.filter(one => one.path === '/slots').length;
    const answer = ask(models, 'word '.repeat(300));
    await until(() => server.chats().length === 1);
    for (let hours = 1; hours <= 3; hours++) {
      timers.advance(3_600_000);
      const seen = hours * 2; // the first token and the whole
      await until(() => looks() === seen && timers.pending >= 2, `look ${hours}`);
    }
    letGo();
    expect((await answer).text).toBe('late');
    isWorking = false;
    const silent = await startStub(({method, path}) => {
      if (path === '/slots') return {json: [{id: 0, is_processing: false}]};
      return method === 'GET'
        ? {json: llamaList()}
        : {events: [() => new Promise<void>(() => undefined)]};
    });
    const other = new HandTimers();
    const failing = ask(open(silent.url, {timers: other}), 'hello');
    await until(() => silent.chats().length === 1);
    other.advance(3_600_000);
    expect((await failing).error).toMatchObject({failure: 'timeout'});
  });

  test('is told the time for what is new to it, not for what it remembers', async () => {
    const server = await startStub(({method}) =>
      method === 'GET'
        ? {json: llamaList({n_ctx: 8192})}
        : {events: said('ok', {prompt_n: 900, prompt_ms: 30_000})},
    );
    const models = open(server.url);
    const system = 'What never changes. '.repeat(100);
    const times: (number | undefined)[] = [];
    for (const question of ['first', 'second', 'third']) {
      const {events} = await ask(models, `${question} ${'word '.repeat(200)}`, {system});
      const waiting = events.find(one => one.type === 'waiting');
      times.push(waiting?.type === 'waiting' ? waiting.estimateMs : undefined);
    }
    const unread = 300 + 6;
    expect(times[0]).toBeUndefined();
    expect(times[2]! / 1000).toBeGreaterThan((unread / 30) * 0.5);
    expect(times[2]! / 1000).toBeLessThan((unread / 30) * 2.5);
  });
});
