import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {until} from '../models/contract.ts';
import {type Scenario, startOllamaContract} from '../ollama-contract/server.mjs';

const main = fileURLToPath(new URL('../../commands/main.ts', import.meta.url));

/** memu as a process of its own, as a person or a script starts it. */
async function start(scenario: Scenario, ...words: readonly string[]) {
  const server = await startOllamaContract({scenario});
  const home = mkdtempSync(join(tmpdir(), 'memu-process-'));
  const env = {PATH: process.env.PATH, HOME: home, MEMU_HOME: home, MEMU_LLM_HOSTS: server.url};
  const run = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [main, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = {out: '', err: ''};
    child.stdout.on('data', chunk => {
      said.out += chunk;
    });
    child.stderr.on('data', chunk => {
      said.err += chunk;
    });
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    return {child, said, ended};
  };
  onTestFinished(async () => {
    await server.close();
    rmSync(home, {recursive: true, force: true});
  });
  return {server, run, ...run(...words)};
}

test('Ctrl+C stops the answer, keeps the part, tells the host and leaves with 130', async () => {
  const scenario = {rules: [{reply: 'one two three four five six seven', delay: {tokenMs: 200}}]};
  const {child, said, ended, server, run} = await start(scenario, 'chat', 'count');
  await until(() => said.out.includes('one'), 'the first word');
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(said.err).toContain('stopped');
  await until(() => server.requests.at(-1)!.outcome === 'client gone');
  const recalled = run('chat', '-c', '--dry-run', 'and?', '--json');
  expect(await recalled.ended).toBe(0);
  expect(recalled.said.out).toContain(`"content": "${said.out.trim()}`);
});

test('Ctrl+C before the first word leaves with 130 as well', async () => {
  const {child, ended, server} = await start(
    {rules: [{delay: {firstTokenMs: 60_000}}]},
    'chat',
    'count',
  );
  await until(() => server.requests.some(one => one.path === '/api/chat'));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
});

test('a limit that the person sets is kept: 124, and the kept things answer', async () => {
  const {ended, said} = await start(
    {rules: [{fault: {hangAfter: 0}}]},
    'chat',
    '--timeout',
    '0.5',
    'hello',
  );
  expect(await ended).toBe(124);
  expect(said.out).toContain('No model');
});

test('a model that was asked for by name and is not there is exit code 6', async () => {
  const {ended, said} = await start({}, 'chat', '--model', 'nope', 'hello');
  expect(await ended).toBe(6);
  expect(said.err).toContain('memu models pull nope');
});

test('a reader that has seen enough ends it quietly', async () => {
  const {child, said, ended} = await start(
    {rules: [{reply: 'word '.repeat(400), delay: {tokenMs: 2}}]},
    'chat',
    'talk',
  );
  await until(() => said.out.includes('word'));
  child.stdout.destroy();
  await ended;
  expect(said.err).not.toContain('should not have happened');
});
