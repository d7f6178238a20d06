/** Files of other tools as they are found: what is odd is named with its place, and no word vanishes. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {type Home, newHome} from '../support/command-line.ts';

interface Kept {
  readonly title: string;
  readonly due: string | null;
  readonly recurrence: string | null;
  readonly occurrence: string | null;
}

function write(home: Home, name: string, text: string): string {
  const path = join(home.path, 'in', name);
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
  return path;
}

const titlesOf = async (home: Home): Promise<string[]> =>
  (await home.json<Kept[]>('task', 'list', '--status', 'all', '--sort', 'created'))
    .map(task => task.title)
    .reverse();

const row = (more: object) =>
  JSON.stringify([
    {
      uuid: '00000000-0000-4000-8000-000000000001',
      description: 'Water',
      status: 'recurring',
      ...more,
    },
  ]);

test.each([
  [{recur: 'weekly', due: '20260831T070000Z', mask: '++-XX'}, '2026-10-05T07:00:00.000Z'],
  [{recur: 'monthly', due: '20270131T070000Z', mask: '-'}, '2027-02-28T07:00:00.000Z'],
  [{recur: 'weekly', due: '20260831T070000Z'}, '2026-08-31T07:00:00.000Z'],
])(
  'taskwarrior: a template stands for the task after those that were made: %j',
  async (more, due) => {
    const home = newHome();
    await home.memu('import', 'taskwarrior', write(home, 'a.json', row(more)));
    expect(await home.json('task', 'show', 'Water')).toMatchObject({due});
  },
);

test('taskwarrior: the day of a series is that of its template, and notes keep their times', async () => {
  const home = newHome();
  const annotations = [{entry: '20261101T080000Z', description: 'the red ones'}];
  const [template] = JSON.parse(row({recur: 'monthly', due: '20270131T070000Z', mask: '+-'}));
  const child = {
    ...template,
    ...{uuid: '00000000-0000-4000-8000-000000000002', status: 'pending', parent: template.uuid},
    ...{due: '20270228T070000Z', imask: 1, annotations},
  };
  const path = write(home, 'a.json', JSON.stringify([template, child]));
  await home.memu('import', 'taskwarrior', path);
  expect(await home.json('task', 'show', 'Water')).toMatchObject({metadata: {annotations}});
  await home.memu('task', 'done', 'Water');
  const [next] = await home.json<Kept[]>('task', 'list');
  expect(next?.due).toBe('2027-03-31T07:00:00.000Z');
});

test('todo.txt: only labels behind a title leave it, and working days are named', async () => {
  const home = newHome();
  const lines = [
    '(A) 2016-04-30 measure space for +chapelShelving @chapel due:2016-05-30',
    'Get new +pricing for +item @work',
    'Meet @bob and @alice about +Q4-plan, ok',
    'Call mum +family @phone',
    'report rec:5b due:2026-12-04',
    'pay rec:+1m due:2027-01-31',
    'call due:2026-02-30 t:tomorrow',
  ];
  const report = await home.memu('import', 'todo.txt', write(home, 'todo.txt', lines.join('\n')));
  expect(report.code).toBe(3);
  expect(report.err).toMatch(/todo\.txt:7: due:2026-02-30 is no date; kept without it/);
  expect(report.err).toMatch(/todo\.txt:7: t:tomorrow is no date/);
  expect(report.err).toMatch(/no place for todo\.txt rec:5b/);
  expect(await titlesOf(home)).toEqual([
    'measure space for +chapelShelving',
    'Get new +pricing for +item',
    'Meet @bob and @alice about +Q4-plan, ok',
    ...['Call mum', 'report', 'pay', 'call'],
  ]);
  expect(await home.json('task', 'show', 'report')).toMatchObject({
    recurrence: null,
    metadata: {rec: '5b'},
  });
  await home.memu('task', 'done', 'pay');
  expect(await home.json('task', 'show', 'pay')).toMatchObject({due: '2027-02-28'});
});

test('todo.txt: labels that change make no second task', async () => {
  const home = newHome();
  await home.memu(
    'import',
    'todo.txt',
    write(home, 'todo.txt', 'Get new +pricing for +item @work'),
  );
  const again = write(home, 'todo.txt', 'Get new +price for +item @home');
  expect(await home.json('import', 'todo.txt', again)).toMatchObject({tasks: 0, updated: 1});
});

test('obsidian: tags within a sentence stay, dates that are none are named by file and line', async () => {
  const home = newHome();
  write(
    home,
    'vault/Plan.md',
    [
      ...[
        '---',
        'aliases: [x]',
        '---',
        '',
        '- [ ] Buy #shop/food milk and #bread today 📅 2026-12-07',
      ],
      ...['- [ ] issue #123 and C# #dev', '- [ ] x 📅 2026-02-30', '- [ ] y 📆 2026-12-14'],
      ...['- [ ] z 🔁 every week 🛫 2026-12-01', '- [ ] rent 🔁 every month 📅 2027-01-31'],
      ...['~~~~', '```', '- [ ] no task', '~~~', '- [ ] nor this', '~~~~', '- [ ] after code'],
    ].join('\n'),
  );
  const report = await home.memu('import', 'obsidian', join(home.path, 'in/vault'));
  expect(report.err).toMatch(/Plan\.md:7: 2026-02-30 is no date; kept without it/);
  expect(report.err).not.toMatch(/repetition/);
  expect(await titlesOf(home)).toEqual([
    ...['Buy #shop/food milk and #bread today', 'issue #123 and C#', 'x', 'y', 'z', 'rent'],
    'after code',
  ]);
  const due = async (title: string) => (await home.json<Kept>('task', 'show', title)).due;
  expect([await due('x'), await due('y'), await due('z')]).toEqual([
    ...[null, '2026-12-14', '2026-12-01'],
  ]);
  await home.memu('task', 'done', 'rent');
  expect(await due('rent')).toBe('2027-02-28');
});

test('basic-memory: a fact has a category; code, times, footnotes and links are none', async () => {
  const home = newHome();
  write(
    home,
    'bm/Note.md',
    [
      ...['- [fact] one', '* [decision] two `code` in it', '  - [my idea] three', '- [12:30] no'],
      ...['- [^1] no', '- [x] no', '- [link](a.md) no', '```', '- [decision] no', '```'],
    ].join('\n'),
  );
  await home.memu('import', 'basic-memory', join(home.path, 'in/bm'));
  const facts = await home.json<{body: string}[]>('memory', 'list');
  expect(facts.map(fact => fact.body).sort()).toEqual(['one', 'three', 'two `code` in it']);
});

test('notes are called as their programs call them, and links with brackets are followed', async () => {
  const home = newHome();
  write(home, 'zk/p(1).md', '# Paren\n\ntext');
  write(home, 'zk/q.md', '# Other\n\nsee [x](p(1).md) and `[[p(1)]]`');
  write(home, 'nb/emoji_🦘.md', '# Emoji note\n');
  write(home, 'nb/20260104000000.md', '\nfirst line\nsecond');
  write(home, 'vault/File.md', '# Heading\n');
  for (const source of ['zk', 'nb']) {
    await home.memu('import', source, join(home.path, 'in', source));
  }
  await home.memu('import', 'obsidian', join(home.path, 'in/vault'));
  const notes = await home.json<{title: string; links: string[]}[]>('note', 'list');
  expect(notes.map(note => note.title).sort()).toEqual([
    ...['Emoji note', 'File', 'Other', 'Paren', 'first line'],
  ]);
  expect(notes.find(note => note.title === 'Other')?.links).toHaveLength(1);
});

test('front matter of a template that nobody filled in is named, and gives no tag', async () => {
  const home = newHome();
  write(home, 'vault/T.md', '---\ntags: [{{topic}}, real]\ncreated: {{date}}\n---\nwords');
  const report = await home.memu('import', 'obsidian', join(home.path, 'in/vault'));
  expect(report.err).toContain('no place for front matter of T.md');
  expect(report.err).not.toContain('Warning');
  expect(await home.json('note', 'show', 'T')).toMatchObject({tags: ['real']});
});

test('jrnl: other forms of dates are read, and what looks like a heading is named', async () => {
  const home = newHome();
  const text = [
    ...[
      '[2019-06-10 14:23] The first',
      '[2020/03/05 10:00] The second',
      '[03.05.2020 10:00] Third',
    ],
    ...['[2019-07 14:23] Fourth', '[13/25/2020 10:00] no entry', ''],
  ].join('\n');
  const report = await home.memu('import', 'jrnl', write(home, 'journal.txt', text));
  const notes = await home.json<{title: string; created_at: string}[]>('note', 'list');
  expect(notes.map(note => [note.title, note.created_at.slice(0, 10)]).sort()).toEqual([
    ['Fourth', '2019-07-01'],
    ['The first', '2019-06-10'],
    ['The second', '2020-03-05'],
    ['Third', '2020-05-03'],
  ]);
  expect(report.err).toMatch(/journal\.txt:4: 2019-07 names no day/);
  expect(report.err).toMatch(/journal\.txt:5: .*looks like an entry/);
});

test('llm: what has no place is named, whatever it is called', async () => {
  const home = newHome();
  const rows = [
    {
      ...{id: 'a', datetime_utc: '2026-11-02T10:00:00', prompt: 'p', response: 'r'},
      ...{reasoning: 'because', system_fragments: [{content: 'c'}], tool_calls: []},
    },
  ];
  const path = write(home, 'logs.json', JSON.stringify(rows));
  const report = await home.json<{unmapped: object}>('import', 'llm', path);
  expect(report.unmapped).toEqual({'llm reasoning': 1, 'llm system fragments': 1});
});

test.each([
  ['ics', '<html>Login</html>', 'no calendar'],
  ['ics', '', 'no calendar'],
  ['jrnl', '<html>Login</html>', 'no journal'],
  ['jrnl', '{"tasks": []}', 'no journal'],
  ['llm', '{"rows": []}', 'no log'],
  ['llm', '<html>Login</html>', 'no log'],
  ['taskwarrior', '<html>Login</html>', 'no export'],
])('%s: a file of another kind (%s) is refused', async (source, text, word) => {
  const home = newHome();
  const {code, err} = await home.memu('import', source, write(home, 'file', text));
  expect([code, err.includes(word)]).toEqual([2, true]);
});

test('ics and jrnl take folders, and help says what each takes', async () => {
  const home = newHome();
  const event = (uid: string) =>
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:${uid}\nSUMMARY:${uid}\nDTSTART:20981224\nEND:VEVENT\nEND:VCALENDAR\n`;
  write(home, 'vdir/a.ics', event('a'));
  write(home, 'vdir/b.ics', `${event('b')}BEGIN:VEVENT\nUID:c\nSUMMARY:c\nEND:VEVENT\n`);
  const report = await home.memu('import', 'ics', join(home.path, 'in/vdir'));
  expect(report.out).toContain('2 memories added');
  expect(report.err).toMatch(/^b\.ics:8: "c" has no start; skipped/m);
  write(home, 'journal/2026/11/20.txt', '[2026-11-20 09:00] One\n');
  write(home, 'journal/2026/11/21.txt', '[2026-11-21 09:00] Two\n');
  const journal = await home.memu('import', 'jrnl', join(home.path, 'in/journal'));
  expect(journal.out).toContain('2 notes');
  expect((await home.memu('import', 'zk', '--help')).out).toMatch(/path\s+a folder$/m);
});

test('a note is found by its title however its accents are written, and by its alias', async () => {
  const home = newHome();
  await home.memu('note', 'add', 'x', '--title', 'Café Müsli'.normalize('NFD'));
  for (const name of ['Café Müsli', 'CAFÉ MÜSLI', 'café müsli'.normalize('NFD')]) {
    expect(await home.json('note', 'show', name.normalize('NFC'))).toMatchObject({body: 'x'});
    expect(await home.json('note', 'show', name)).toMatchObject({body: 'x'});
  }
  write(home, 'vault/Anna.md', '---\naliases: [Xylander Prime, Ännchen]\n---\nhi');
  await home.memu('import', 'obsidian', join(home.path, 'in/vault'));
  for (const name of ['Xylander Prime', 'xylander prime', 'ännchen']) {
    expect(await home.json('note', 'show', name)).toMatchObject({title: 'Anna'});
  }
});

test('memory import keeps metadata, of memories and of turns', async () => {
  const home = newHome();
  const lines = [
    {text: 'Anna paints', metadata: {author: 'Quokkaman'}, speaker: 'Bob'},
    {text: 'hello', session: 's', metadata: {mood: 'good'}},
    {text: 'odd', metadata: 'no object'},
  ];
  const report = await home.pipe(
    lines.map(one => JSON.stringify(one)).join('\n'),
    'memory',
    'import',
    '-',
  );
  expect(report.code).toBe(3);
  expect(await home.json('memory', 'list')).toMatchObject([
    {body: 'Anna paints', metadata: {author: 'Quokkaman', speaker: 'Bob'}},
  ]);
  const exported = (await home.memu('export', '--jsonl')).out.split('\n');
  expect(exported.find(line => line.includes('"hello"'))).toContain('"mood":"good"');
});

test('import jsonl names the attachments whose bytes are not here', async () => {
  const home = newHome();
  await home.memu('note', 'add', 'x');
  await home.memu('attach', '@last', write(home, 'photo.txt', 'bytes'));
  const {out} = await home.memu('export', '--jsonl');
  const other = newHome();
  const report = await other.memu('import', 'jsonl', write(other, 'kept.jsonl', out));
  expect([report.code, report.err]).toEqual([
    3,
    expect.stringContaining('the bytes of 1 attachment are not here'),
  ]);
});
