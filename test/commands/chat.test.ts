import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PNG} from 'pngjs';
import {describe, expect, onTestFinished, test} from 'vitest';
import {pictureFacts} from '../../src/pictures/picture-facts.ts';
import {
  type OllamaContract,
  type Scenario,
  startOllamaContract,
} from '../ollama-contract/server.mjs';
import {type Home, newHome} from '../support/command-line.ts';

/** A port that nothing listens on. */
const nobody = 'http://127.0.0.1:9';

interface Spoken {
  readonly conversation: string | null;
  readonly state: string;
  readonly text: string;
  readonly cited: readonly string[];
  readonly host: string | null;
  readonly left_out: readonly string[];
  readonly entries: readonly {readonly id: string; readonly title: string}[];
}

async function withServer(scenario: Scenario): Promise<{server: OllamaContract; home: Home}> {
  const server = await startOllamaContract({scenario});
  onTestFinished(() => server.close());
  return {server, home: newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'})};
}

const lived = async (home: Home): Promise<void> => {
  await home.memu(
    'note',
    'add',
    'Mr Keller changed the ignition electrode, 240 euros',
    '--title',
    'Boiler service',
  );
  await home.memu('note', 'add', 'Dentist: Dr Weber cleaned teeth, small filling lower left');
  await home.memu('note', 'add', 'Plant tulips, move the roses', '--title', 'Garden');
  await home.memu('task', 'add', 'Call the boiler service', '--due', 'tomorrow');
  await home.memu('task', 'add', 'Tax return', '--due', '+60d');
};

describe('without a model', () => {
  test('the kept things answer, marked as what they are, and it is a success', async () => {
    const home = newHome({MEMU_LLM_HOSTS: nobody});
    await lived(home);
    const {code, out, err} = await home.memu('chat', 'what did I write about the boiler?');
    expect(code).toBe(0);
    expect(out).toMatch(/^No model: from your notes\.\n\n/);
    expect(out).toMatch(
      /\[[0-9a-f]{4,}\] Boiler service \(note, \w{3} \d+ \w+ \d{4}\)\n {2}> Mr Keller changed/,
    );
    expect(out).not.toContain('tulips');
    expect(err).toContain(`${nobody}: nothing listens there`);
  });

  test('what is due is listed with dates, as far as the question reaches', async () => {
    const home = newHome({MEMU_LLM_HOSTS: nobody});
    await lived(home);
    const week = await home.memu('chat', 'what is due in the next 7 days?');
    expect(week.out).toMatch(/tomorrow: Call the boiler service \[/);
    expect(week.out).not.toContain('Tax return');
    const one = await home.memu('chat', 'when is the tax return due?');
    expect(one.out).toMatch(/in 2 months: Tax return/);
    expect(one.out).not.toContain('boiler');
  });

  test('the latest time something happened comes first', async () => {
    const home = newHome({MEMU_LLM_HOSTS: nobody});
    const line = (text: string, at: string) => JSON.stringify({text, created_at: at});
    const lines = [
      line('Saw the dentist, all fine', '2025-01-10T10:00:00Z'),
      line('Dentist again, a filling', '2026-05-12T10:00:00Z'),
      line('Bought a bicycle', '2026-10-01T10:00:00Z'),
    ];
    await home.pipe(lines.join('\n'), 'memory', 'import', '-');
    const {out} = await home.memu('chat', 'when did I last see the dentist?');
    expect(out).toMatch(/The latest about it is from Tue 12 May 2026, .* ago \[/);
    expect(out).not.toContain('bicycle');
  });

  test('nothing found is said, and is no failure', async () => {
    const home = newHome({MEMU_LLM_HOSTS: nobody});
    const {code, out} = await home.memu('chat', 'what about Zanzibar?');
    expect(code).toBe(0);
    expect(out).toContain('Nothing that is kept fits');
  });
});

describe('with a model', () => {
  test('cited numbers become id prefixes, invented ones are taken out and told', async () => {
    const {home} = await withServer({
      rules: [{reply: 'Mr Keller changed the electrode [1]. He is a spy [8].'}],
    });
    await lived(home);
    const {code, out, err} = await home.memu('chat', 'who changed the electrode?');
    expect(code).toBe(0);
    expect(out).toMatch(/^Mr Keller changed the electrode \[[0-9a-f]{4,}\]\. He is a spy\.\n$/);
    expect(err).toContain('[8] was cited and is no entry');
  });

  test('a conversation is kept and goes on where it was', async () => {
    const {home, server} = await withServer({
      rules: [{reply: ['First answer.', 'Second answer.']}],
    });
    const first = await home.json<Spoken>('chat', 'my cat is called Minka');
    const second = await home.json<Spoken>('chat', '-c', 'what is she called?');
    expect(second.conversation).toBe(first.conversation);
    const {messages} = server.requests.at(-1)!.body;
    expect(messages.map(one => one.role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[1]!.content).toBe('my cat is called Minka');
    const third = await home.json<Spoken>('chat', '-s', first.conversation!.slice(0, 8), 'and?');
    expect(third.conversation).toBe(first.conversation);
  });

  test('incognito keeps nothing', async () => {
    const {home} = await withServer({});
    const spoken = await home.json<Spoken>('chat', '--incognito', 'a secret');
    expect(spoken).toMatchObject({conversation: null, state: 'complete'});
    expect((await home.memu('recall', 'secret')).out).toBe('');
    expect((await home.memu('chat', '-c', 'go on')).code).toBe(4);
  });

  test('without memory the prompt holds nothing that is kept', async () => {
    const {home, server} = await withServer({});
    await lived(home);
    await home.memu('chat', '--no-memory', 'who changed the electrode?');
    expect(JSON.stringify(server.requests.at(-1)!.body.messages)).not.toContain('Keller');
    await home.memu('chat', 'who changed the electrode?');
    expect(JSON.stringify(server.requests.at(-1)!.body.messages)).toContain('Keller');
  });

  test('recall only asks no model', async () => {
    const {home, server} = await withServer({});
    await lived(home);
    const {out, code} = await home.memu('chat', '--recall-only', 'boiler?');
    expect(code).toBe(0);
    expect(out).toContain('Boiler service');
    expect(server.requests).toEqual([]);
  });

  test('what is piped in goes with the question', async () => {
    const {home, server} = await withServer({});
    await home.pipe('E42: disk full', 'chat', 'what failed?');
    expect(server.requests.at(-1)!.body.messages.at(-1)!.content).toMatch(
      /what failed\?\n\n<file name="stdin">\nE42: disk full/,
    );
    await home.pipe('just a question', 'chat');
    expect(server.requests.at(-1)!.body.messages.at(-1)!.content).toContain('just a question');
  });

  test('a host that is named is used, whether or not the config knows it', async () => {
    const {server} = await withServer({rules: [{reply: 'Here.'}]});
    const home = newHome({MEMU_LLM_HOSTS: nobody});
    expect(await home.memu('chat', '--host', server.url, 'hello')).toMatchObject({
      code: 0,
      out: 'Here.\n',
    });
    expect((await home.memu('chat', '--host', nobody, 'hello')).code).toBe(6);
  });

  test('of a log of any length the beginning and the end go along, and what is left out is said', async () => {
    const {home, server} = await withServer({});
    const log = `BEGIN ${'a line that says little\n'.repeat(200_000)} END of it`;
    const {code, err} = await home.pipe(log, 'chat', 'what failed?');
    expect(code).toBe(0);
    expect(err).toContain('left out: the middle of stdin');
    expect(server.requests.at(-1)!.body.messages.at(-1)!.content).toMatch(
      /BEGIN a line[\s\S]*END of it/,
    );
  });

  test('a picture goes to a model that sees, and stays out of the conversation', async () => {
    const {home, server} = await withServer({});
    const picture = join(home.path, 'boiler.png');
    const png = PNG.sync.write(new PNG({width: 1100, height: 4}));
    writeFileSync(picture, png);
    const seen = await home.memu('chat', '--file', picture, 'what is this?');
    expect(seen.out).toMatch(/^Scripted description of 1 image\(s\) of \d+ bytes\.\n$/);
    const sent = server.requests.at(-1)!.body;
    expect(sent.model).toBe('gemma3:4b');
    const image = Buffer.from(sent.messages.at(-1)!.images![0]!, 'base64');
    expect(pictureFacts(image)).toMatchObject({type: 'image/png', width: 1024, height: 4});
    await home.memu('chat', '-c', 'and what colour?');
    const {body} = server.requests.findLast(one => one.path === '/api/chat')!;
    expect(body.model).toBe('llama3.2:3b');
    expect(body.messages.some(one => one.images)).toBe(false);
    expect(JSON.stringify(body.messages)).toContain('Scripted description');
  });

  test('the prompt can be looked at, and nothing is sent', async () => {
    const {home, server} = await withServer({});
    await lived(home);
    const once = await home.memu('chat', '--dry-run', 'who changed the electrode?');
    expect(once.out).toContain('--- system');
    expect(once.out).toContain('Keller');
    expect(server.requests.some(one => one.path === '/api/chat')).toBe(false);
  });

  test('events come one a line', async () => {
    const {home} = await withServer({rules: [{reply: 'Good morning.'}]});
    const {out} = await home.memu('chat', '--jsonl', 'hello');
    const events = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as {type: string});
    const types = [...new Set(events.map(event => event.type))];
    expect(types).toEqual(['status', 'session', 'recall', 'delta', 'usage', 'done']);
    expect(events.at(-1)).toMatchObject({text: 'Good morning.', state: 'complete', exit_code: 0});
  });

  test('a broken answer keeps its part and says so by the exit code', async () => {
    const {home} = await withServer({rules: [{reply: 'one two three', fault: {cutAfter: 2}}]});
    const {code, out, err} = await home.memu('chat', 'count');
    expect({code, out}).toEqual({code: 6, out: 'one two\n'});
    expect(err).toContain('closed the connection');
    const kept = await home.json<{turns: number}[]>('recall', 'count');
    expect(kept).not.toEqual([]);
  });

  test('a host that breaks before the first word leaves the answer to the kept things', async () => {
    const {home} = await withServer({rules: [{fault: {status: 500, error: 'out of luck'}}]});
    await lived(home);
    const {code, out, err} = await home.memu('chat', 'who changed the electrode?');
    expect(code).toBe(0);
    expect(out).toContain('No model: from your notes.');
    expect(err).toContain('out of luck');
  });

  test('data by a schema of the caller, or exit code 6', async () => {
    const {home} = await withServer({
      rules: [{match: {user: 'good'}, json: {mood: 'fine', score: 3}}, {json: {mood: 1}}],
    });
    const schema = join(home.path, 'mood.json');
    writeFileSync(
      schema,
      JSON.stringify({
        type: 'object',
        properties: {mood: {type: 'string'}, score: {type: 'integer'}},
        required: ['mood', 'score'],
      }),
    );
    const good = await home.memu('chat', '--schema', schema, 'good');
    expect(JSON.parse(good.out)).toEqual({mood: 'fine', score: 3});
    const bad = await home.memu('chat', '--schema', schema, 'else');
    expect(bad).toMatchObject({code: 6, out: ''});
  });
});

test.each([
  [['chat', '--timeout', 'soon', 'x'], 2],
  [['chat', '--host', 'ftp://x', 'x'], 2],
  [['chat', '--file', '/does/not/exist', 'x'], 4],
  [['chat', '-s', 'ffff', 'x'], 4],
  [['chat', '--file', '/dev/null/x', 'x'], 4],
  [['chat'], 2],
] as const)('%j leaves with %i', async (words, code) => {
  const home = newHome({MEMU_LLM_HOSTS: nobody});
  expect((await home.memu(...words)).code).toBe(code);
});

test('the latest conversation is gone on with, and an interview is none', async () => {
  const {home, server} = await withServer({rules: [{reply: 'Fine.'}]});
  await home.memu('chat', 'my cat is called Minka');
  await home.pipe('I ran ten kilometres\n', 'interview', 'week', '--no-model');
  await home.memu('chat', '-c', 'what is she called?');
  const {messages} = server.requests.findLast(one => one.path === '/api/chat')!.body;
  expect(messages[1]!.content).toBe('my cat is called Minka');
});

test('what is proposed stands on a line of its own, with the command that says yes', async () => {
  const {home} = await withServer({rules: [{reply: 'Of course.'}]});
  const {out, err} = await home.memu('chat', 'remind me to buy milk tomorrow');
  expect(out).toBe('Of course.\n');
  const [, command] =
    /^proposed task: buy milk {2}\(memu (memory accept [0-9a-f]{8})\)$/m.exec(err) ?? [];
  expect(command).toBeDefined();
  expect((await home.memu(...command!.split(' '))).code).toBe(0);
  expect((await home.memu('task', 'list')).out).toContain('buy milk');
});

test('a task that somebody says is done is asked about with its command', async () => {
  const json = {
    proposals: [
      {kind: 'complete_task', title: 'x', quote: 'The tax return is done', due: '', task: 1},
    ],
  };
  const {home} = await withServer({rules: [{match: {format: 'schema'}, json}, {reply: 'Good.'}]});
  await home.memu('task', 'add', 'Tax return');
  const {err} = await home.memu('chat', 'The tax return is done');
  const [, command] =
    /^is it done\? Tax return {2}\(memu (task done [0-9a-f]{8})\)$/m.exec(err) ?? [];
  expect((await home.memu(...command!.split(' '))).code).toBe(0);
});
