import {describe, expect, onTestFinished, test} from 'vitest';
import {schemas} from '../../commands/schema/schemas.ts';
import {Memu} from '../../src/app/memu.ts';
import {freeBytesAt} from '../../src/models/choosing/disk-space.ts';
import {parseHost} from '../../src/models/transport/host-address.ts';
import {
  type OllamaContract,
  type Scenario,
  startOllamaContract,
} from '../ollama-contract/server.mjs';
import {type Home, newHome} from '../support/command-line.ts';

async function withServer(scenario: Scenario): Promise<{server: OllamaContract; home: Home}> {
  const server = await startOllamaContract({scenario});
  onTestFinished(() => server.close());
  return {server, home: newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'})};
}

/** Fails when a document lacks a field that its schema promises. */
async function expectSchema(command: string, document: unknown): Promise<void> {
  const {fromJSONSchema} = await import('zod');
  const schema = (await schemas())[command];
  expect(schema, command).toBeDefined();
  const result = fromJSONSchema(schema as Parameters<typeof fromJSONSchema>[0]).safeParse(document);
  expect(result.error?.issues ?? []).toEqual([]);
}

describe('memu models', () => {
  test('lists hosts, their models, and what each purpose would use', async () => {
    const {home} = await withServer({});
    const {code, out} = await home.memu('models');
    expect(code).toBe(0);
    expect(out).toMatch(/llama3\.2:3b +2\.0 GB {2}chat, tools/);
    expect(out).toMatch(/^embed {6}.*(nomic|gemma)/m);
    await expectSchema('models', await home.json('models'));
  });

  test('a host that is away is listed with its reason', async () => {
    const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
    const {out} = await home.memu('models', 'list');
    expect(out).toContain('http://127.0.0.1:9  nothing listens there');
    for (const more of [[], ['--host', 'http://127.0.0.1:9'], ['--dry-run']]) {
      const {code, err} = await home.memu('models', 'pull', 'x:1b', ...more);
      expect([code, err.includes('nothing listens there')]).toEqual([6, true]);
    }
  });

  test('pull fetches, and an unknown model is a failure in words', async () => {
    const {home} = await withServer({pull: {steps: 2, stepMs: 1}});
    expect((await home.memu('models', 'pull', 'gemma3:1b')).out).toContain('has gemma3:1b');
    await expectSchema('models pull', await home.json('models', 'pull', 'gemma3:1b'));
    const missing = await home.memu('models', 'pull', 'nope');
    expect(missing.code).toBe(6);
    expect(missing.err).toContain('does not exist');
    expect((await home.memu('models', 'pull', 'x:cloud')).code).toBe(11);
  });
});

describe('a model that is to be downloaded', () => {
  const huge = {name: 'huge:900b', size: 1e15, installed: false};

  test('is not, once its host says that it does not fit on this disk', async () => {
    const {server, home} = await withServer({models: [huge], pull: {steps: 4, stepMs: 100}});
    const {code, err} = await home.memu('models', 'pull', 'huge:900b');
    expect(code).toBe(10);
    expect(err).toMatch(/needs 1000000\.0 GB more, and [\d.]+ GB are free/);
    expect(err).toContain('goes on where it stopped');
    await expect.poll(() => server.requests.at(-1)?.outcome).toBe('client gone');
  });

  test('says before how much is free here, and how large it is where a host has it', async () => {
    const small = {name: 'small:1b', size: 2e9, installed: true};
    const {home} = await withServer({models: [small, huge]});
    const {out} = await home.memu('models', 'pull', 'small:1b', '--dry-run');
    expect(out).toMatch(/\(it takes 2\.0 GB, [\d.]+ GB are free there\)/);
    const told = await home.json<{bytes: number; free_bytes: number}>(
      ...['models', 'pull', 'huge:900b', '--dry-run'],
    );
    expect(told.bytes).toBeNull();
    expect(told.free_bytes).toBeGreaterThan(0);
  });

  test('on another machine has as much room as that one says', () => {
    const free = (written: string) => freeBytesAt(parseHost(written), {});
    expect(free('http://localhost:11434')).toBeGreaterThan(0);
    for (const other of ['http://192.168.1.5:11434', 'ssh://pi', 'openai+http://127.0.0.1/v1'])
      expect(free(other)).toBeUndefined();
  });
});

describe('what models did', () => {
  test('is counted, and what left is listed without the words', async () => {
    const {home, server} = await withServer({});
    const id = (await home.memu('note', 'add', 'the boiler is blue')).out.split(' ')[0]!;
    await home.memu('chat', 'which colour has the boiler?');
    await home.memu('chat', 'and the cellar?');
    const stats = await home.json<{calls: number; purpose: string}[]>('stats');
    expect(stats).toMatchObject([{model: 'llama3.2:3b', purpose: 'chat', calls: 2, failed: 0}]);
    await expectSchema('stats', stats);
    expect((await home.memu('stats')).out).toContain('2 calls');
    const egress = await home.json<{purpose: string; bytes: number; entries: string[]}[]>(
      'log',
      '--egress',
    );
    await expectSchema('log --egress', egress);
    const sent = egress.filter(one => one.purpose === 'chat');
    expect(sent).toHaveLength(2);
    expect(sent[1]!.entries[0]).toMatch(new RegExp(`^${id}`));
    expect(JSON.stringify(egress)).not.toContain('blue');
    expect((await home.memu('log', '--egress')).out).toContain(`${server.url}  chat`);
  });

  test('is judged, and judgements become pairs', async () => {
    const {home, server} = await withServer({rules: [{reply: 'Bananas.'}]});
    const memu = await Memu.open({env: {MEMU_HOME: home.path, MEMU_LLM_HOSTS: server.url}});
    const assistant = await memu.openAssistant({});
    for await (const _ of assistant.send('what do cats eat?'));
    for await (const _ of assistant.command('/bad "no" => Mice.'));
    await assistant.close();
    memu.close();
    const list = await home.json<{good: boolean; why: string}[]>('feedback');
    expect(list).toMatchObject([{good: false, why: 'no', question: 'what do cats eat?'}]);
    await expectSchema('feedback', list);
    const {out} = await home.memu('feedback', 'export');
    expect(JSON.parse(out)).toMatchObject({chosen: 'Mice.', rejected: 'Bananas.', why: 'no'});
    expect(JSON.parse((await home.memu('feedback', 'export', '--all')).out)).toMatchObject({
      label: false,
    });
  });
});

describe('memu memory inbox', () => {
  const found = {
    match: {format: 'schema' as const, system: 'worth remembering'},
    json: {
      memories: [{type: 'fact', text: 'Has a cat called Minka', quote: 'my cat is called Minka'}],
    },
  };

  test('holds what was found until it is accepted or rejected, and undo knows both', async () => {
    const {home} = await withServer({rules: [found]});
    await home.memu('chat', 'good morning, my cat is called Minka');
    const extracted = await home.json<{id: string}[]>('memory', 'extract');
    await expectSchema('memory extract', extracted);
    expect(await home.json('memory', 'list')).toEqual([]);
    const inbox = await home.memu('memory', 'inbox');
    expect(inbox.out).toMatch(/memory {2}Has a cat called Minka {2}"my cat is called Minka"/);
    const id = extracted[0]!.id;
    expect((await home.memu('memory', 'accept', id.slice(0, 8))).out).toContain('kept: Has a cat');
    expect(await home.json<unknown[]>('memory', 'list')).toHaveLength(1);
    await home.memu('undo');
    expect(await home.json<unknown[]>('memory', 'inbox')).toHaveLength(1);
    expect((await home.memu('memory', 'reject', '--all', '--dry-run')).out).toContain('rejected');
    await expectSchema('memory reject', await home.json('memory', 'reject', '--all'));
    expect(await home.json('memory', 'inbox')).toEqual([]);
    expect((await home.memu('memory', 'accept')).code).toBe(2);
    expect((await home.memu('memory', 'accept', id)).code).toBe(2);
  });

  test('the past stays visible after something new superseded it', async () => {
    const {home} = await withServer({
      rules: [
        {
          match: {format: 'schema', system: 'worth remembering'},
          json: {
            memories: [
              {
                type: 'fact',
                text: 'Lives in Berlin since summer',
                quote: 'I live in Berlin since summer',
              },
            ],
          },
        },
        {
          match: {format: 'schema'},
          json: {verdicts: [{new: 1, known: 1, relation: 'contradicts'}]},
        },
      ],
    });
    await home.pipe(
      `${JSON.stringify({text: 'Lives in Paris since summer', created_at: '2020-01-01T00:00:00Z'})}\n`,
      'memory',
      'import',
      '-',
    );
    await home.memu('chat', 'by the way I live in Berlin since summer');
    await home.memu('memory', 'extract');
    expect((await home.memu('memory', 'inbox')).out).toContain(
      '(instead of: Lives in Paris since summer)',
    );
    await expectSchema('memory accept', await home.json('memory', 'accept', '--all'));
    const now = (await home.memu('recall', 'lives in', '--kind', 'memory')).out;
    expect(now).toContain('Berlin');
    expect(now).not.toContain('Paris');
    expect(
      (await home.memu('recall', 'lives in', '--kind', 'memory', '--as-of', '2021-01-01')).out,
    ).toContain('Paris');
  });
});

test('the JSON of chat keeps its promise', async () => {
  const {home} = await withServer({});
  await home.memu('note', 'add', 'the boiler is blue');
  await expectSchema('chat', await home.json('chat', 'which colour has the boiler?'));
});
