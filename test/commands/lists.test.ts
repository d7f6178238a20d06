import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

const kinds = ['note', 'goal', 'task', 'memory'] as const;

describe.each(kinds)('memu %s list', kind => {
  test('takes limit, order, tag, area, status and a line of your own', async () => {
    const home = newHome();
    for (const text of ['bread', 'milk', 'eggs']) await home.memu(kind, 'add', text, '--tag', 'x');
    const status = {note: 'active', memory: 'all', goal: 'active', task: 'pending'}[kind];
    const filters = ['--tag', '#X', '--status', status, '--sort', 'created', '--limit', '2'];
    const {code, out} = await home.memu(kind, 'list', ...filters, '--format', '{title}{body}');
    expect(code).toBe(0);
    expect(out).toMatch(/^eggs(eggs)?\nmilk(milk)?\n$/);
    expect(await home.json(kind, 'list', '--area', 'health')).toEqual([]);
  });

  test('shows an entry with the same fields as show', async () => {
    const home = newHome();
    await home.memu(kind, 'add', 'bread', '--tag', 'x');
    const [listed] = await home.json<Listed[]>(kind, 'list');
    expect(await home.json(kind, 'show', listed!.id)).toEqual(listed);
  });

  test.each([
    [['--format', '{titel}'], 'there is no field {titel}'],
    [['--sort', 'size'], 'there is no order called size'],
    [['--area', 'helth'], 'there is no life area "helth"'],
    [['--status', 'lost'], '--status cannot be "lost"'],
  ])('refuses %j, also when it would be empty', async (words, message) => {
    const {code, out, err} = await newHome().memu(kind, 'list', ...words, '--json');
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toMatchObject({
      error: {message: expect.stringContaining(message), hint: expect.stringContaining('one of')},
    });
  });
});

test('notes and memories are in the life area that their tags name', async () => {
  const home = newHome();
  await home.memu('note', 'add', 'slept well', '--tag', 'health');
  await home.memu('note', 'add', 'bread');
  const list = await home.json<Listed[]>('note', 'list', '--area', 'health');
  expect(list.map(note => note.title)).toEqual(['slept well']);
});

test('a life area of your own is known once it is in the config', async () => {
  const home = newHome();
  const add = ['task', 'add', 'mow', '--area', 'Garden'];
  expect(await home.memu(...add)).toMatchObject({code: 2});
  await home.memu('config', 'set', 'areas.extra', 'garden');
  expect(await home.memu(...add)).toMatchObject({code: 0});
  expect(await home.json('task', 'list', '--area', 'garden')).toHaveLength(1);
});

test('what is trashed or proposed is listed by its state', async () => {
  const home = newHome();
  for (const text of ['bread', 'milk']) await home.memu('note', 'add', text);
  await home.memu('note', 'rm', 'milk');
  const titles = async (status: string): Promise<string[]> =>
    (await home.json<Listed[]>('note', 'list', '--status', status)).map(note => note.title);
  expect(await titles('trashed')).toEqual(['milk']);
  expect(await titles('all')).toEqual(['milk', 'bread']);
  expect(await titles('proposed')).toEqual([]);
});

describe('an empty list', () => {
  test.each([
    [['note', 'list'], 'no notes yet: memu note add "…" keeps one'],
    [['task', 'list'], 'no open tasks yet: memu task add "…" keeps one'],
    [['memory', 'list', '--tag', 'x'], 'no memory fits --tag'],
    [['memory', 'inbox'], 'nothing waits for your yes'],
    [['trash', 'list'], 'the trash is empty'],
    [['log'], 'nothing was done yet'],
    [['log', '--egress'], 'nothing has left this machine'],
    [['secret', 'list'], 'no secrets yet: memu secret set NAME keeps one'],
  ])('memu %j tells a person: %s', async (words, message) => {
    const env = {MEMU_SECRETS_STORE: 'file'};
    expect(await newHome(env, {isTTY: true}).memu(...words)).toEqual({
      code: 0,
      out: '',
      err: `${message}\n`,
    });
    expect(await newHome(env).memu(...words)).toEqual({code: 0, out: '', err: ''});
  });
});

describe('a line that is wider than the terminal', () => {
  const title = 'a rather long title with 漢字漢字 in it that goes on and on and on';

  test.each([
    ['the terminal', {}, {isTTY: true, columns: 60}],
    ['COLUMNS', {COLUMNS: '60'}, {}],
  ])(
    'loses words of its name, and never its date, where %s says how wide',
    async (_, env, place) => {
      const home = newHome(env, place);
      await home.memu('task', 'add', title, '--due', '2031-01-04', '--priority', '5');
      for (const words of [['task', 'list'], ['next'], ['week', '--from', '2031-01-01']]) {
        const {out} = await home.memu(...words);
        const line = out.split('\n').find(one => one.includes('a rather long'))!;
        expect(line).toMatch(/a rather long title .*… {2}due 2031-01-04 {2}!5$/);
        expect(stringWidth(line)).toBeLessThanOrEqual(60);
      }
    },
  );

  test('stays whole in a pipe, in --format and in --json', async () => {
    const pipe = newHome();
    await pipe.memu('note', 'add', title);
    expect((await pipe.memu('note', 'list')).out).toContain(title);
    const narrow = newHome({COLUMNS: '20'});
    await narrow.memu('note', 'add', title);
    expect((await narrow.memu('note', 'list', '--format', '{title}')).out).toBe(`${title}\n`);
    expect(await narrow.json('note', 'list')).toMatchObject([{title}]);
  });
});
