/** memu against llama.cpp's own server: what no stub can show. */
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {z} from 'zod';
import {schemaForModel} from '../../src/models/calls/answer-schema.ts';
import type {AnswerEvent} from '../../src/models/calls/attempt.ts';
import {SshTunnels} from '../../src/ssh/tunnels.ts';
import {ask, until} from '../models/contract.ts';
import {startSshd} from '../support/sshd.ts';
import {openReal, promptRead, startLlama} from './llama-server.ts';

test('a server that loads is waited for, and its answer streams', async () => {
  const server = await startLlama('smollm2');
  const {models} = openReal([server.host]);
  const {events, text, error} = await ask(models, 'Write one sentence about the sea.', {
    replyTokens: 24,
  });
  expect(error).toBeUndefined();
  expect(text.length).toBeGreaterThan(10);
  expect(events.filter(event => event.type === 'text').length).toBeGreaterThan(5);
  const end = events.at(-1);
  expect(end).toMatchObject({type: 'end', wasCut: false});
  if (end?.type === 'end') expect(end.usage.readTokens).toBeGreaterThan(5);
  expect(await models.find({purpose: 'chat'})).toMatchObject({
    window: 2048,
    isLoaded: true,
    model: {context: 8192, bytes: expect.any(Number)},
  });
});

test('stopping reaches the server: its slot is free again', async () => {
  const server = await startLlama('smollm2');
  const {models} = openReal([server.host]);
  await ask(models, 'hello', {replyTokens: 1});
  const stop = new AbortController();
  const {error} = await ask(models, 'Count from one to one thousand in words.', {
    replyTokens: 1500,
    signal: stop.signal,
    onEvent: event => {
      if (event.type === 'text') stop.abort();
    },
  });
  expect(error).toMatchObject({failure: 'aborted'});
  let isFree = false;
  const looking = setInterval(async () => {
    const slots = await server.ask<{is_processing: boolean}[]>('/slots');
    isFree ||= slots.every(slot => !slot.is_processing);
  }, 50);
  await until(() => isFree, 'the slot to be free').finally(() => clearInterval(looking));
});

test('a prompt that overruns the window is made shorter, and its model reads both ends of it', async () => {
  const server = await startLlama('smollm2', {window: 512});
  const {models} = openReal([server.host]);
  const events: AnswerEvent[] = [];
  const stream = models.chat({
    purpose: 'chat',
    prompt: (_, shrink) => {
      const digits = '31415926'.repeat(200).slice(0, 540 / shrink);
      return [{role: 'user', content: `QBEGIN ${digits} QEND`}];
    },
    replyTokens: 4,
    entries: () => [],
    signal: new AbortController().signal,
  });
  for await (const event of stream) events.push(event);
  expect(events.filter(event => event.type === 'place')).toHaveLength(2);
  expect(events.at(-1)).toMatchObject({type: 'end', wasCut: false});
  const read = await promptRead(server);
  expect(read).toMatch(/QBEGIN \d+ QEND/);
});

test('what it remembers is told apart from what it reads, and the time told is right', async () => {
  const server = await startLlama('smollm2', {window: 4096});
  const {models, speeds} = openReal([server.host]);
  const system = 'These are the rules of the house, which never change. '.repeat(30);
  const told: number[] = [];
  const took: number[] = [];
  for (const number of ['first', 'second', 'third', 'fourth', 'fifth']) {
    const words = Array.from({length: 300}, (_, at) => `${number}${at}`).join(' ');
    const {events} = await ask(models, words, {system, replyTokens: 2});
    const waiting = events.find(event => event.type === 'waiting');
    const end = events.at(-1);
    if (waiting?.type !== 'waiting' || end?.type !== 'end') throw new Error('no answer');
    told.push(waiting.estimateMs ?? 0);
    took.push(end.firstTokenMs ?? 0);
    if (number !== 'first') expect(end.usage.readTokens!).toBeLessThan(end.usage.promptTokens!);
  }
  for (const at of [3, 4]) {
    expect(told[at]).toBeGreaterThan(took[at]! / 2 - 500);
    expect(told[at]).toBeLessThan(took[at]! * 2 + 500);
  }
  const {model} = (await models.find({purpose: 'chat'})) as {model: {name: string}};
  expect(speeds.find(server.host, model.name)!.reads!.length).toBeGreaterThan(2);
});

test('lengths and ranges of a schema are enforced by its grammar', async () => {
  const server = await startLlama('smollm2');
  const {models} = openReal([server.host]);
  const schema = z.object({
    quote: z.string().max(40),
    long: z.string().max(600),
    stars: z.number().int().min(1).max(5),
    tags: z.array(z.string().max(12)).max(3),
  });
  expect(JSON.stringify(await schemaForModel(schema))).toContain('"maxLength":600');
  const {value, calls} = await models.ask({
    name: 'review',
    schema,
    prompt: () => [{role: 'user', content: 'Review the book "Moby Dick" at length.'}],
  });
  expect(calls).toBe(1);
  expect(value.quote.length).toBeLessThanOrEqual(40);
  expect(value.stars).toBeLessThanOrEqual(5);
});

test('vectors of MiniLM put what means the same side by side', async () => {
  const server = await startLlama('minilm');
  const {models} = openReal([server.host]);
  const {vectors, dimensions} = await models.embed({
    texts: [
      'A man is eating food.',
      'A man is eating a piece of bread.',
      'The stock market fell sharply.',
      '1234567890 '.repeat(300), // more tokens than its window has
    ],
    role: 'document',
  });
  const [food, bread, stocks] = vectors as [Float32Array, Float32Array, Float32Array];
  const likeness = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  expect(dimensions).toBe(384);
  expect(likeness(food, bread)).toBeCloseTo(0.755, 2); // as its authors publish it
  expect(likeness(food, stocks)).toBeLessThan(0.1);
});

test('when the first of two servers is killed, the second answers, and that is said', async () => {
  const first = await startLlama('smollm2');
  const second = await startLlama('smollm2', {window: 1024});
  const {models} = openReal([first.host, second.host]);
  await ask(models, 'hello', {replyTokens: 1});
  await first.kill('SIGKILL');
  const {events, text} = await ask(models, 'hello', {replyTokens: 4});
  expect(text).not.toBe('');
  expect(events.find(event => event.type === 'failed_over')).toMatchObject({
    failure: {host: first.host},
  });
});

test('it is reached through ssh as well', async () => {
  const [sshd, server] = await Promise.all([startSshd(), startLlama('smollm2')]);
  onTestFinished(() => sshd.close());
  const folder = join(sshd.folder, 's');
  const tunnels = new SshTunnels({folder, configFile: sshd.configFile, idleSeconds: 1});
  const {models} = openReal([`openai+ssh://pi:${server.port}`], {tunnels});
  const {text, error} = await ask(models, 'hello', {replyTokens: 4});
  expect(error).toBeUndefined();
  expect(text).not.toBe('');
});
