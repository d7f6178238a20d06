/** memu against the Ollama at MEMU_TEST_OLLAMA, with the smallest model that it has; see docs/models-in-tests.md. */
import {expect, test} from 'vitest';
import {isPlace} from '../../src/models/models.ts';
import {ask} from '../models/contract.ts';
import {openReal} from './llama-server.ts';

const host = process.env.MEMU_TEST_OLLAMA ?? '';

async function open(window: number) {
  const found = openReal([host], {window});
  const [report] = await found.models.reports();
  const talking = report!.models.filter(one => !/embed|minilm|bge/i.test(one.name));
  const smallest = talking.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))[0];
  if (!smallest) throw new Error(`${host} has no model that talks`);
  return {...found, model: smallest.name};
}

test('it streams, and counts', async () => {
  const {models, model} = await open(2048);
  const {text, events, error} = await ask(models, 'Say hello.', {model, replyTokens: 16});
  expect(error).toBeUndefined();
  expect(text).not.toBe('');
  expect(events.at(-1)).toMatchObject({type: 'end', wasCut: false});
});

test('a prompt that does not fit is refused with numbers and made shorter, never cut', async () => {
  const {models, model} = await open(2048);
  const shrinks: number[] = [];
  const stream = models.chat({
    purpose: 'chat',
    model,
    prompt: (_, shrink) => {
      shrinks.push(shrink);
      return [{role: 'user', content: '1234567890'.repeat(500).slice(0, 5000 / shrink / 2)}];
    },
    replyTokens: 8,
    entries: () => [],
    signal: new AbortController().signal,
  });
  for await (const event of stream) if (event.type === 'end') expect(event.wasCut).toBe(false);
  expect(shrinks.length).toBeLessThanOrEqual(3);
});

test('what it remembers makes no speed', async () => {
  const {models, model, speeds} = await open(4096);
  const prompt = 'These are the rules of the house, which never change. '.repeat(60);
  for (const end of ['one', 'two', 'three', 'four'])
    await ask(models, `${prompt}${end}`, {model, replyTokens: 2});
  const place = await models.find({purpose: 'chat', model});
  if (!isPlace(place)) throw new Error('no place');
  const {reads = [], reading} = speeds.find(place.host.address.name, place.model.name) ?? {};
  expect(reads.length).toBeGreaterThan(0);
  expect(reading).toBeLessThan(Math.min(...reads) * 3);
});
