import {expect, onTestFinished, test} from 'vitest';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {newHome} from '../support/command-line.ts';

/** A home with a model, and what of it and of the record of what left must stay as it is. */
async function homeWithModel() {
  const server = await startOllamaContract({scenario: {rules: [{reply: 'Good to know.'}]}});
  onTestFinished(() => server.close());
  const home = newHome({MEMU_LLM_HOSTS: server.url});
  const state = async () => ({
    kept: (await home.memu('export', '--jsonl')).out,
    left: await home.json<unknown[]>('log', '--egress', '--limit', '0'),
  });
  return {home, server, state};
}

test('extract --dry-run shows the words that a model would be asked about, and asks none', async () => {
  const {home, state} = await homeWithModel();
  expect((await home.memu('memory', 'extract', '--dry-run')).err).toContain('no kept conversation');
  await home.memu('chat', 'I moved to Bergen in May');
  const before = await state();
  const {code, out} = await home.memu('memory', 'extract', '--dry-run');
  expect(code).toBe(0);
  expect(out).toContain('> I moved to Bergen in May');
  expect(await home.json('memory', 'extract', '--dry-run')).toMatchObject({
    conversation: expect.any(String),
    said: ['I moved to Bergen in May'],
  });
  expect(await state()).toEqual(before);
});

test('interview --dry-run names the next question, begins nothing and asks no model', async () => {
  const {home, state} = await homeWithModel();
  const before = await state();
  const {out, err} = await home.memu('interview', 'week', '--dry-run');
  expect(out.trim()).toBe('What went well this week?');
  expect(err).toContain('would begin anew');
  expect(await state()).toEqual(before);
  await home.pipe('The sea\n', 'interview', 'week', '--no-model');
  const again = await home.json<{next: string}>('interview', 'week', '--dry-run');
  expect(again).toMatchObject({topic: 'week', resumed: true, answered: 1});
  expect(again.next).not.toBe('What went well this week?');
});

test('models pull --dry-run says where, and downloads nothing', async () => {
  const {home, server} = await homeWithModel();
  const {code, out} = await home.memu('models', 'pull', 'gemma3:1b', '--dry-run');
  expect(code).toBe(0);
  expect(out).toContain('gemma3:1b would be downloaded to');
  const told = await home.json('models', 'pull', 'gemma3:1b', '--dry-run');
  expect(told).toMatchObject({model: 'gemma3:1b', present: false});
  expect(server.requests.filter(one => one.path === '/api/pull')).toEqual([]);
});

test('index --dry-run counts what is to be done, and leaves it to be done', async () => {
  const {home, state} = await homeWithModel();
  await home.memu('note', 'add', 'the boiler is blue');
  const before = await state();
  const told = await home.json<{changes: number}>('index', '--dry-run');
  expect(told).toEqual({changes: 1, vectors_behind: null});
  expect(await home.json('index', '--dry-run')).toEqual(told);
  expect(await state()).toEqual(before);
  await home.memu('index', '--no-vectors');
  expect(await home.json('index', '--dry-run')).toMatchObject({changes: 0});
});
