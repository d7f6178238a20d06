/** Whatever a host answers, memu goes on: with the next host, or with what is kept. */
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';
import {homeAt} from '../support/home.ts';
import {endless, type RawAnswer, startHostile} from '../support/hostile-host.ts';
import {fc} from '../support/random.ts';

const repository = join(import.meta.dirname, '..', '..');
const json = (value: unknown, status = 200): RawAnswer => ({
  status,
  headers: ['content-type: application/json'],
  body: [JSON.stringify(value)],
  end: 'close',
});

const model = {
  name: 'llama3.2:3b',
  digest: 'd1',
  size: 1,
  capabilities: ['completion', 'embedding'],
};
const line = (content: string, done = false) =>
  `${JSON.stringify({message: {role: 'assistant', content}, done})}\n`;

/** An honest Ollama, but where `strange` says something else. */
const host = (strange: Readonly<Record<string, RawAnswer>>) =>
  startHostile(request => {
    const path = request.slice(request.indexOf(' ') + 1);
    const honest: Readonly<Record<string, RawAnswer>> = {
      '/api/version': json({version: '0.13.0'}),
      '/api/tags': json({models: [model]}),
      '/api/ps': json({models: []}),
      '/api/embed': json({embeddings: [[1, 0, 0]]}),
      '/api/pull': json({status: 'success'}),
      '/api/chat': {
        status: 200,
        headers: ['content-type: application/x-ndjson'],
        body: [line('It was in May.'), line('', true)],
        end: 'close',
      },
      '/v1/models': json({data: [{id: 'qwen'}]}),
    };
    return strange[path] ?? honest[path] ?? json({error: 'no such path'}, 404);
  });

/** Controls but line ends, and what hides. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\u200b\u2028-\u202e\u2066-\u2069]/;

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly peakMib: number;
}

/** A command as a process of its own, with the most memory that it ever took. */
function ran(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
  const report =
    "import fs from 'node:fs';process.on('exit',()=>fs.writeSync(3,String(process.resourceUsage().maxRSS)))";
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(report)}`,
      'commands/main.ts',
      ...words,
    ],
    {cwd: repository, env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe', 'pipe']},
  );
  const said = ['', '', ''];
  for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on('data', (chunk: Buffer) => {
      said[index] += chunk.toString('utf8');
    });
  return new Promise(resolve =>
    child.once('close', code =>
      resolve({code, out: said[0]!, err: said[1]!, peakMib: Number(said[2]) / 1024}),
    ),
  );
}

describe('what a host answers is bounded', () => {
  const home = newFolder;

  test.each([
    ['a list without an end', {'/api/tags': {...json(0), body: endless('{"models":[', 1500)}}],
    ['a list of nothing but lists', {'/api/tags': {...json(0), body: endless('[],', 1500)}}],
    [
      'an answer without an end',
      {'/api/chat': {...json(0), body: endless(line('on and on '), 200)}},
    ],
    ['a line without an end', {'/api/chat': {...json(0), body: endless('on and on ', 200)}}],
  ])('%s ends nothing, and takes no memory', async (_name, strange) => {
    const {url} = await host(strange);
    const env = {MEMU_HOME: home(), MEMU_LLM_HOSTS: url, TZ: 'UTC'};
    const quiet = await ran({...env, MEMU_LLM_HOSTS: 'http://127.0.0.1:1'}, 'chat', 'when was it?');
    const loud = await ran(env, 'chat', 'when was it?');
    expect([0, 3, 6]).toContain(loud.code);
    expect(loud.err).not.toContain('should not have happened');
    expect(loud.peakMib - quiet.peakMib).toBeLessThan(32);
  });

  test('a status that none has, or one without a body, is the failure of that host alone', async () => {
    for (const status of [205, 304, 600, 777, 999]) {
      const strange = await host({'/api/tags': json({models: []}, status)});
      const good = await host({});
      const memu = newHome({MEMU_LLM_HOSTS: `${strange.url},${good.url}`});
      await memu.memu('memory', 'add', 'The dentist was in May');
      const {code, out} = await memu.memu('chat', 'when was the dentist?');
      expect([code, out]).toEqual([0, expect.stringContaining('It was in May.')]);
    }
  });

  test('a list that is none is said, and the notes answer', async () => {
    for (const models of ['many', 3, {a: 1}, true]) {
      const {url} = await host({'/api/tags': json({models})});
      const memu = newHome({MEMU_LLM_HOSTS: url});
      await memu.memu('memory', 'add', 'The dentist was in May');
      const {code, out, err} = await memu.memu('chat', 'when was the dentist?');
      expect(code).toBe(0);
      expect(out + err).toContain('dentist was in May');
    }
  });

  test('counts that are none are kept nowhere', async () => {
    const done = {prompt_eval_count: 1.5, eval_count: '9', load_duration: -1, eval_duration: {}};
    const body = [
      line('In May.'),
      `${JSON.stringify({message: {content: ''}, done: true, ...done})}\n`,
    ];
    const {url} = await host({'/api/chat': {...json(0), body}});
    const memu = newHome({MEMU_LLM_HOSTS: url});
    expect(await memu.memu('chat', 'when?')).toMatchObject({code: 0});
    expect(await memu.memu('stats')).toMatchObject({code: 0});
  });
});

test.each(['application/json', 'application/x-ndjson', 'text/html'])(
  'a broken line of a stream that calls itself %s reaches nobody raw',
  async type => {
    const evil = '\u001b]52;c;ZXZpbA==\u0007\u001b]0;title\u0007\u001b[2J\u009b31m';
    const body = [line('It was '), `{"broken ${evil}\n`, `${evil}\n`, line('May.'), line('', true)];
    const answer = {status: 200, headers: [`content-type: ${type}`], body, end: 'close'} as const;
    const pulled = {...answer, body: [`{"broken ${evil}\n`, '{"status":"success"}\n']};
    const {url} = await host({'/api/chat': answer, '/api/pull': pulled});
    const env = {MEMU_HOME: newFolder(), MEMU_LLM_HOSTS: url, TZ: 'UTC'};
    const chat = await ran(env, 'chat', 'when was it?');
    expect(chat.code).toBe(0);
    expect(chat.out).toMatch(/It was\s+May\./);
    expect(chat.out + chat.err).not.toMatch(unseen);
    const pull = await ran(env, 'models', 'pull', 'llama3.2:3b');
    expect(pull.code).toBe(0);
    expect(pull.out + pull.err).not.toMatch(unseen);
  },
);

const anything = fc.oneof(
  fc.jsonValue({maxDepth: 3}),
  fc.constantFrom<unknown>(1e308, -1, 0.5, 2 ** 53, '', 'x'.repeat(5000), [], {}, null, [[]]),
  fc.constantFrom<unknown>(
    {models: null},
    {models: [null, 1, {name: 3}, {name: ''}]},
    {error: {a: 1}},
  ),
  fc.constantFrom<unknown>({embeddings: [['a']]}, {message: 3}, {message: {content: 5}, done: 1}),
);

/** Shapes of the protocol with something else in one place. */
const nearly = anything.chain(value =>
  fc.constantFrom<unknown>(
    {models: value},
    {models: [{...model, name: value}, model]},
    {models: [{...model, size: value, details: value, capabilities: value, digest: value}]},
    {version: value},
    {message: {role: 'assistant', content: value}, done: false},
    {message: value, done: true},
    {message: {content: 'yes', thinking: value}, done: true, done_reason: value, eval_count: value},
    {embeddings: value},
    {embeddings: [value]},
    {status: value, total: value, completed: value},
    {error: value},
    value,
  ),
);

const answers = fc.record({
  path: fc.constantFrom(
    '/api/version',
    '/api/tags',
    '/api/ps',
    '/api/chat',
    '/api/embed',
    '/api/pull',
  ),
  status: fc.constantFrom(
    200,
    200,
    200,
    200,
    201,
    203,
    204,
    205,
    301,
    400,
    401,
    404,
    500,
    599,
    600,
    999,
  ),
  type: fc.constantFrom('application/json', 'application/x-ndjson', 'text/html', 'x', ''),
  header: fc.constantFrom(
    'x-a: b',
    'content-length: 9',
    'content-length: 0',
    'x-e: \u001b[31m\u00e9',
  ),
  encoding: fc.constantFrom('', '', 'content-encoding: gzip', 'location: http://10.9.9.9/'),
  lines: fc.array(nearly, {maxLength: 4}),
  junk: fc.string({unit: 'binary', maxLength: 40}),
  cut: fc.double({min: 0, max: 1.5, noNaN: true}),
  end: fc.constantFrom('close' as const, 'close' as const, 'reset' as const),
});

const commands = [
  ['chat', 'when was the dentist?'],
  ['models', 'list'],
  ['models', 'pull', 'llama3.2:3b'],
  ['chat', '--json', 'when was the dentist?'],
  ['index'],
] as const;

test('a thousand answers of hosts end no command with a bug', {timeout: 600_000}, async () => {
  let now: RawAnswer = json(0);
  let path = '';
  const server = await startHostile(request => {
    const asked = request.slice(request.indexOf(' ') + 1);
    return asked === path ? now : (honest[asked] ?? json({error: 'no such path'}, 404));
  });
  const honest: Readonly<Record<string, RawAnswer>> = {
    '/api/version': json({version: '0.13.0'}),
    '/api/tags': json({models: [model]}),
    '/api/ps': json({models: []}),
    '/api/embed': json({embeddings: [[1, 0, 0]]}),
    '/api/pull': json({status: 'success'}),
    '/api/chat': {...json(0), body: [line('In May.'), line('', true)]},
  };
  const memu = homeAt(newFolder(), {MEMU_LLM_HOSTS: server.url});
  await memu.memu('memory', 'add', 'The dentist was in May');
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(answers, async one => {
      path = one.path;
      const text = [...one.lines.map(value => JSON.stringify(value)), one.junk].join('\n');
      const headers = [one.type && `content-type: ${one.type}`, one.header, one.encoding];
      const body = [Buffer.from(text).subarray(0, Math.ceil(text.length * one.cut))];
      now = {status: one.status, headers: headers.filter(Boolean), body, end: one.end};
      const start = performance.now();
      const {code, out, err} = await memu.memu(...commands[turn++ % commands.length]!);
      expect({code, err}).not.toMatchObject({code: 1});
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(out + err).not.toMatch(unseen);
    }),
    {numRuns: 1000, endOnFailure: true},
  );
});
