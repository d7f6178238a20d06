import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
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
  return {server, home, run, ...run(...words)};
}

type Started = Awaited<ReturnType<typeof start>>;

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

test.each([
  ['the list of models', {rules: [{match: {endpoint: 'tags'}, fault: {hangAfter: 0}}]}],
  ['an answer that never ends', {rules: [{reply: 'word '.repeat(400), delay: {tokenMs: 100}}]}],
])('the limit bounds the whole command: %s', async (_, scenario) => {
  const begin = Date.now();
  const {ended} = await start(scenario, 'chat', '--timeout', '1', 'hello');
  expect(await ended).toBe(124);
  expect(Date.now() - begin).toBeLessThan(15_000);
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

const counting = {
  rules: [
    {reply: 'one two three four five six seven', delay: {tokenMs: 200}, times: 1},
    {reply: 'On we go.'},
  ],
};

/** What the next question is sent after, as the model sees it. */
async function historyOf({run}: Pick<Started, 'run'>): Promise<string> {
  const next = run('chat', '-c', '--dry-run', 'and?', '--json');
  expect(await next.ended).toBe(0);
  return next.said.out;
}

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s stops the answer, keeps the part, and memu dies of it',
  async signal => {
    const {child, said, ended, run} = await start(counting, 'chat', 'count');
    await until(() => said.out.includes('two'), 'the second word');
    child.kill(signal);
    await ended;
    expect(child.signalCode).toBe(signal);
    expect(await historyOf({run})).toContain(`"content": "${said.out.trim()}`);
  },
);

/** Killed once a part of the answer is on disk. */
async function killInMidAnswer(...words: readonly string[]) {
  const started = await start(
    {rules: [{reply: 'one two three four five six seven eight', delay: {tokenMs: 400}}]},
    'chat',
    'count',
    ...words,
  );
  const {child, ended, home} = started;
  const parts = join(home, 'data', 'parts');
  await until(() => partsIn(parts).some(text => text.includes('two')), 'the part on disk');
  const modes = readdirSync(parts).map(name => statSync(join(parts, name)).mode & 0o777);
  child.kill('SIGKILL');
  await ended;
  return {...started, parts, modes};
}

const partsIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
    : [];

test('a killed memu leaves the part of its answer; the next one keeps it, once, as broken off', async () => {
  const {run, parts, modes} = await killInMidAnswer();
  expect(modes).toEqual([0o600]);
  expect(await historyOf({run})).toMatch(/"content": "one two[^"]*"/);
  expect(partsIn(parts)).toEqual([]);
  const out = run('export', '--jsonl');
  await out.ended;
  const answers = out.said.out.split('\n').filter(line => line.includes('"role":"assistant"'));
  expect(answers).toHaveLength(1);
  expect(JSON.parse(answers[0]!)).toMatchObject({
    speaker: 'memu',
    metadata: {answer: {host: expect.any(String), state: 'incomplete', cited: []}},
  });
});
