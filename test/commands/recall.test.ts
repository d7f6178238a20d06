import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Cli} from '../../commands/cli/cli.ts';
import {run} from '../../commands/program.ts';
import {answerBatch} from '../../commands/recall-batch.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'memu-recall-'));
});
afterEach(() => rmSync(home, {recursive: true}));

async function memu(words: readonly string[], input = '', more: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(words, {
    env: {MEMU_HOME: home, MEMU_LLM_HOSTS: '', ...more},
    stdin: Readable.from([Buffer.from(input)]),
    stdout: {write: text => out.push(String(text))},
    stderr: {write: text => err.push(text)},
  });
  return {code, out: out.join(''), err: err.join('')};
}

test('a hit is printed with the fields of the contract', async () => {
  await memu(['memory', 'import', '-'], '{"text":"The boiler hums","id":"m1"}\n');
  const {code, out} = await memu(['recall', 'boiler', '--json']);
  expect(code).toBe(0);
  const [hit] = JSON.parse(out) as [Record<string, unknown>];
  expect(hit).toMatchObject({kind: 'memory', title: '', snippet: 'The boiler hums', ref: 'm1'});
  expect(Object.keys(hit).sort()).toEqual(
    ['created_at', 'id', 'kind', 'ref', 'score', 'snippet', 'title', 'why'].sort(),
  );
  expect(hit.why).toEqual({text: hit.score, vector: 0});
});

test('nothing found is an empty list and no failure', async () => {
  expect(await memu(['recall', 'zeppelin', '--json'])).toMatchObject({code: 0, out: '[]\n'});
  expect(await memu(['recall', '*'])).toMatchObject({code: 0, out: ''});
});

test('a turn names its conversation', async () => {
  const lines = [
    {text: 'What does Anna do?', session: 's', speaker: 'Ben', role: 'other'},
    {text: 'She tunes pianos.', session: 's', speaker: 'me', role: 'user'},
  ];
  await memu(['memory', 'import', '-'], lines.map(line => JSON.stringify(line)).join('\n'));
  const {out} = await memu(['recall', 'pianos', '--json', '--limit', '1']);
  const [hit] = JSON.parse(out) as [{kind: string; conversation: string}];
  expect(hit.kind).toBe('turn');
  expect(hit.conversation).toMatch(/^[0-9a-f-]{36}$/);
});

test('the words of an attached text are found, and shown', async () => {
  const file = join(home, 'manual.txt');
  writeFileSync(file, 'Press the crimson button twice to reset the burner.');
  const added = await memu(['note', 'add', 'Boiler papers', '--json']);
  const {id} = JSON.parse(added.out) as {id: string};
  await memu(['attach', id, file]);
  const {out} = await memu(['recall', 'crimson button', '--json']);
  const [hit] = JSON.parse(out) as [{id: string; snippet: string}];
  expect(hit.id).toBe(id);
  expect(hit.snippet).toContain('crimson button');
});

test('a batch answers each line in order and names the bad ones', async () => {
  await memu(['memory', 'add', 'The boiler hums']);
  const input = '{"id":1,"query":"boiler"}\nnonsense\n{"id":"b","query":"zeppelin"}\n';
  const {code, out, err} = await memu(['recall', '--batch'], input);
  const lines = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as {id: unknown; hits: []});
  expect(lines.map(({id, hits}) => [id, hits.length])).toEqual([
    [1, 1],
    ['b', 0],
  ]);
  expect(err).toContain('line 2');
  expect(code).toBe(3);
});

test('a line of a batch that fails says so in its place, and the rest are answered', async () => {
  const out: string[] = [];
  const err: string[] = [];
  const stdin = Readable.from(
    ['a', 'b', 'c'].map(query => `{"id":"${query}","query":"${query}"}\n`),
  );
  const surroundings = {
    env: {},
    stdin: Object.assign(stdin, {isTTY: false}),
    stdout: {write: (text: string) => out.push(text)},
    stderr: {write: (text: string) => err.push(text)},
  };
  const cli = new Cli(surroundings, {
    json: false,
    profile: undefined,
    input: false,
    debug: false,
  });
  const recall = async (query: string) => {
    if (query === 'b') throw new RangeError('a duration of mixed signs');
    return {hits: [], notes: []};
  };
  await answerBatch(cli, {recall}, {});
  expect(out.map(line => JSON.parse(line))).toEqual([
    {id: 'a', hits: []},
    {id: 'b', hits: [], error: expect.objectContaining({code: 'bug'})},
    {id: 'c', hits: []},
  ]);
  expect(err.join('')).toContain('line 2 failed');
  expect(cli.exitCode).toBe(3);
});

test('a date that nobody understands is a usage error', async () => {
  const {code, err} = await memu(['recall', 'x', '--since', 'blurgh']);
  expect(code).toBe(2);
  expect(err).toContain('--since');
});

test('the index can be brought up to date and rebuilt', async () => {
  await memu(['memory', 'add', 'The boiler hums']);
  expect((await memu(['index'])).out).toContain('1 change indexed');
  expect((await memu(['index'])).out).toContain('0 changes indexed');
  expect((await memu(['index', '--rebuild'])).out).toContain('1 change indexed');
});

test('a host that makes vectors lets recall find by meaning; without it words still answer', async () => {
  const ollama = await startOllamaContract();
  const env = {MEMU_LLM_HOSTS: ollama.url};
  await memu(['memory', 'add', 'The thermostats were recalibrated on Monday']);
  await memu(['memory', 'add', 'Bread needs flour and water']);
  expect(await memu(['index'], '', env)).toMatchObject({code: 0, err: ''});
  const near = await memu(['recall', 'recalibrating thermostats', '--json'], '', env);
  const [hit] = JSON.parse(near.out) as [{why: {vector: number}; snippet: string}];
  expect(hit.snippet).toContain('thermostats');
  expect(hit.why.vector).toBeGreaterThan(0.2);
  await ollama.close();
  await memu(['memory', 'add', 'A third memory']);
  const away = await memu(['recall', 'bread'], '', env);
  expect(away).toMatchObject({code: 0});
  expect(away.out).toContain('flour');
  expect(away.err).toContain('vectors are behind by 1 entry');
});

test('--explain says what each score is the sum of, and what was left out', async () => {
  const lines = ['The boiler hums', 'The boiler hums again', 'A boiler', 'Bread and salt'];
  const input = lines.map((text, at) => JSON.stringify({text, id: `m${at}`})).join('\n');
  await memu(['memory', 'import', '-'], input);
  const asked = ['recall', 'why does the boiler hum?', '--explain', '--limit', '1'];
  const {code, out} = await memu([...asked, '--json']);
  expect(code).toBe(0);
  const {hits, explanation} = JSON.parse(out);
  expect(hits).toHaveLength(1);
  const parts = Object.values(hits[0].reasons as Record<string, number>);
  expect(parts.reduce((sum, value) => sum + value, 0)).toBeCloseTo(hits[0].score, 3);
  expect(hits[0].reasons.words).toBeGreaterThan(0);
  expect(explanation.terms.map((term: {word: string}) => term.word)).toContain('boiler');
  expect(explanation.cut.map((cut: {reason: string}) => cut.reason)).toContain('below the limit');
  const text = (await memu(asked)).out;
  expect(text).toMatch(/^ {4}0\.\d+ = \w+ 0\.\d+/m);
  expect(text).toContain('words asked for:');
  const unknown = await memu(['recall', 'zeppelin', '--explain']);
  expect(unknown.out).toContain('zeppelin: nothing that is kept holds it');
});

test('a name that stands in the metadata of a note is found', async () => {
  const file = join(home, 'vault');
  mkdirSync(file);
  writeFileSync(
    join(file, 'one.md'),
    '---\naliases: [Xylander Prime]\nauthor: Quokkaman\n---\nA text of its own.\n',
  );
  await memu(['import', 'obsidian', file]);
  for (const name of ['Xylander', 'Quokkaman']) {
    const {out} = await memu(['recall', name, '--json']);
    expect(JSON.parse(out), name).toHaveLength(1);
  }
});

test('each line of a batch says when its answer is by words alone', async () => {
  const out: string[] = [];
  const recalled = {hits: [], notes: ['found by words alone: the embedding host does not answer']};
  const cli = new Cli(
    {
      env: {},
      stdin: Object.assign(Readable.from(['{"id":1,"query":"a"}\n', '{"id":2,"query":"b"}\n']), {
        isTTY: false,
      }),
      stdout: {write: (text: string) => out.push(text)},
      stderr: {write: () => true},
    },
    {json: false, profile: undefined, input: false, debug: false},
  );
  const waits: (number | undefined)[] = [];
  const recall = async (_: string, options?: {readonly waitMs?: number}) => {
    waits.push(options?.waitMs);
    return recalled;
  };
  await answerBatch(cli, {recall}, {});
  expect(out.map(line => JSON.parse(line))).toEqual([
    {id: 1, ...recalled},
    {id: 2, ...recalled},
  ]);
  expect(waits).toEqual([5_000, 5_000]);
});
