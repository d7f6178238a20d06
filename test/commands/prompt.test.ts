import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {homeAt} from '../support/home.ts';

async function open() {
  const server = await startOllamaContract();
  const path = mkdtempSync(join(tmpdir(), 'memu-prompt-'));
  onTestFinished(async () => {
    await server.close();
    rmSync(path, {recursive: true, force: true});
  });
  const home = homeAt(path, {MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'});
  const sent = () => server.requests.filter(one => one.path === '/api/chat').at(-1)!.body;
  return {home, sent};
}

test('options of one question reach the model, over those of the config', async () => {
  const {home, sent} = await open();
  await home.memu('config', 'set', 'llm.options.top_p', '0.5');
  await home.memu('config', 'set', 'llm.options.top_k', '30');
  const options = ['--temperature', '0.1', '--option', 'seed=7', '--option', 'top_p=0.9'];
  await home.memu('chat', ...options, '--system', 'Answer in verse.', 'hello');
  expect(sent().options).toMatchObject({temperature: 0.1, seed: 7, top_p: 0.9, top_k: 30});
  expect(sent().messages[0]!.content).toMatch(/^You are memu[\s\S]*Answer in verse\.$/);
});

test.each([
  ['--temperature', '3', 2],
  ['--temperature', 'warm', 2],
  ['--option', 'num_ctx=5', 2],
  ['--option', 'seed', 2],
  ['--prompt', '../../etc/passwd', 2],
  ['--prompt', 'nobody', 4],
])('%s %s is refused', async (flag, value, code) => {
  const {home} = await open();
  expect((await home.memu('chat', flag, value, 'hello')).code).toBe(code);
});

test('a template frames the question or says how to answer, and its versions stay', async () => {
  const {home, sent} = await open();
  const saved = await home.pipe('Criticise: {{question}}!', 'prompt', 'edit', 'critic', '--json');
  const {version} = JSON.parse(saved.out) as {version: string};
  await home.memu('chat', '--prompt', 'critic', 'my $& plan');
  expect(sent().messages.at(-1)!.content).toContain('Criticise: my $& plan!');
  await home.pipe('Be short.', 'prompt', 'edit', 'critic');
  await home.memu('chat', '--prompt', 'critic', 'again');
  expect(sent().messages[0]!.content).toMatch(/Be short\.$/);
  const old = await home.memu('prompt', 'show', 'critic', version);
  expect(old.out).toContain('Criticise');
  expect((await home.memu('prompt', 'list')).out).toMatch(/^critic +[0-9a-f]{8} +Be short\./);
  expect((await home.memu('prompt', 'show', 'nobody')).code).toBe(4);
  expect((await home.pipe(' ', 'prompt', 'edit', 'empty')).code).toBe(2);
});

test('an answer keeps the name and the version of its prompt', async () => {
  const {home} = await open();
  await home.pipe('Be short.', 'prompt', 'edit', 'brief');
  const {turn} = await home.json<{turn: string}>('chat', '--prompt', 'brief', 'hello');
  const exported = await home.memu('export', '--jsonl');
  const line = exported.out.split('\n').find(one => one.includes(turn)) ?? exported.out;
  expect(line).toMatch(/"prompt":\{"name":"brief","version":"[0-9a-f]{8}"\}/);
});
