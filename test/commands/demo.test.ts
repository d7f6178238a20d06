import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

test('the demo is a life of two years in a profile of its own, and goes away again', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  const demo = await home.memu('demo');
  expect(demo.code).toBe(0);
  expect(demo.out).toContain('Call Meyer about the boiler service');
  const notes = await home.json<{created_at: string}[]>(
    'note',
    'list',
    '--limit',
    '0',
    '--profile',
    'demo',
  );
  expect(notes.length).toBeGreaterThan(150);
  const years = new Set(notes.map(note => note.created_at.slice(0, 4)));
  expect(years.size).toBeGreaterThanOrEqual(2);
  expect(await home.json('note', 'list')).toEqual([]);
  expect((await home.memu('doctor', '--profile', 'demo')).out).toContain('database: sound');
  await home.memu('demo', '--remove');
  expect(await home.json('note', 'list', '--profile', 'demo')).toEqual([]);
});

test.each([
  ['what is due this week?', ['Call Meyer about the boiler service', 'Call mum'], 'Prune'],
  [
    'what did I write about the boiler?',
    ['replaced the expansion valve', 'heat pump quote'],
    'Anna',
  ],
  [
    'when did I last see the dentist?',
    ['The latest about it is from', 'night guard'],
    'appointment',
  ],
  ['when is the wedding of Anna?', ['last Saturday of May, in Rust'], 'dentist'],
])('without a model, "%s" quotes what is kept, with dates', async (question, found, absent) => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  await home.memu('demo');
  const answer = await home.memu('chat', question, '--profile', 'demo');
  expect(answer.code).toBe(0);
  expect(answer.out).toContain('No model: from your notes.');
  for (const words of found) expect(answer.out).toContain(words);
  expect(answer.out).not.toContain(absent);
  expect(answer.err).toContain('nothing listens there');
});
