/** A source that changed since it was imported: taken over, but for what the person changed here. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {type Home, newHome} from '../support/command-line.ts';

function write(home: Home, name: string, text: string): string {
  const path = join(home.path, 'in', name);
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
  return path;
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const row = (n: number, more: object = {}) => ({
  uuid: uuid(n),
  description: `task ${n}`,
  status: 'pending',
  entry: '20261101T080000Z',
  due: '20980301T090000Z',
  tags: ['home'],
  ...more,
});

test('taskwarrior: what changed there is taken over, what was changed here stays, one undo takes it back', async () => {
  const home = newHome();
  const tasks = (...rows: readonly object[]) => write(home, 'tasks.json', JSON.stringify(rows));
  await home.memu('import', 'taskwarrior', tasks(row(1), row(2), row(3), row(4)));
  await home.memu('task', 'edit', 'task 2', '--due', '2098-05-05', '--tag', 'mine');
  await home.memu('task', 'rm', 'task 4');
  const changed = tasks(
    row(1, {status: 'completed', end: '20261120T100000Z', priority: 'H'}),
    row(2, {due: '20980401T090000Z', tags: ['garden'], description: 'task 2 in the garden'}),
    row(3),
    row(4, {due: '20980401T090000Z'}),
    row(5),
  );
  const again = await home.memu('import', 'taskwarrior', changed);
  expect(again.out).toBe(
    '1 task, 0 notes, 0 memories added, 2 updated, 2 known already, 0 skipped\n',
  );
  expect(again.err).toMatch(/^left as you changed it: \w+ task 2 \(due\)\n$/);
  expect(await home.json('task', 'show', 'task 1')).toMatchObject({
    status: 'completed',
    completed_at: '2026-11-20T10:00:00.000Z',
    priority: 5,
  });
  expect(await home.json('task', 'show', 'task 2 in the garden')).toMatchObject({
    due: '2098-05-05',
    tags: ['garden', 'mine'],
  });
  expect(await home.json('import', 'taskwarrior', changed)).toMatchObject({updated: 0, tasks: 0});
  expect((await home.memu('undo')).code).toBe(0);
  expect(await home.json('task', 'show', 'task 1')).toMatchObject({status: 'pending'});
  expect(await home.json('task', 'show', 'task 2')).toMatchObject({due: '2098-05-05'});
  expect((await home.memu('task', 'show', 'task 5')).code).toBe(4);
});

test('an import that was undone comes in when it is run again', async () => {
  const home = newHome();
  const path = write(home, 'tasks.json', JSON.stringify([row(1), row(2)]));
  await home.memu('import', 'taskwarrior', path);
  await home.memu('undo');
  expect(await home.json('task', 'list')).toEqual([]);
  expect(await home.json('import', 'taskwarrior', path)).toMatchObject({tasks: 2, known: 0});
  expect(await home.json('task', 'list')).toHaveLength(2);
});

test('todo.txt: a line that was done, moved or given another priority is the same task', async () => {
  const home = newHome();
  await home.memu(
    'import',
    'todo.txt',
    write(home, 'a.txt', '(A) 2026-11-01 Call mum due:2098-01-01\nRead'),
  );
  const later = write(home, 'b.txt', 'x 2026-11-20 2026-11-01 Call mum\n(B) Read due:2098-02-02');
  expect(await home.json('import', 'todo.txt', later)).toMatchObject({tasks: 0, updated: 2});
  expect(await home.json('task', 'show', 'Call mum')).toMatchObject({
    status: 'completed',
    priority: null,
    due: null,
  });
  expect(await home.json('task', 'show', 'Read')).toMatchObject({due: '2098-02-02', priority: 4});
});

test('obsidian: a ticked task and a note that was written on are the same ones', async () => {
  const home = newHome();
  const folder = join(home.path, 'in/vault');
  write(home, 'vault/Garden.md', 'Roses.\n\n- [ ] Buy soil 📅 2098-12-01\n');
  await home.memu('import', 'obsidian', folder);
  write(home, 'vault/Garden.md', 'Red roses.\n\n- [x] Buy soil 📅 2098-12-01 ✅ 2026-11-20\n');
  expect(await home.json('import', 'obsidian', folder)).toMatchObject({updated: 2, notes: 0});
  expect(await home.json('task', 'show', 'Buy soil')).toMatchObject({status: 'completed'});
  expect(await home.json<{body: string}>('note', 'show', 'Garden')).toMatchObject({
    body: expect.stringContaining('Red roses.'),
  });
});

const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const digits = (days: number): string => day(days).replaceAll('-', '');
const calendar = (...components: readonly (readonly string[])[]): string =>
  ['BEGIN:VCALENDAR', ...components.flat(), 'END:VCALENDAR', ''].join('\r\n');
const event = (uid: string, ...lines: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  `SUMMARY:${uid}`,
  ...lines,
  'END:VEVENT',
];

async function starts(home: Home): Promise<readonly (readonly string[])[]> {
  const events = await home.json<{title: string; metadata: {start: string}}[]>(
    'memory',
    'list',
    '--limit',
    '50',
  );
  return events.map(one => [one.title, one.metadata.start.slice(0, 10)]).sort();
}

test('a calendar: moved, cancelled and shortened events follow it, an older file does not', async () => {
  const home = newHome();
  const file = (...components: readonly (readonly string[])[]) =>
    write(home, 'cal.ics', calendar(...components));
  await home.memu(
    ...['import', 'ics'],
    file(
      event('dentist', 'SEQUENCE:1', `DTSTART:${digits(2)}T090000Z`),
      event('party', `DTSTART:${digits(3)}T090000Z`),
      event('choir', `DTSTART:${digits(1)}T090000Z`, 'RRULE:FREQ=DAILY;COUNT=4'),
      event('trip', `DTSTART;VALUE=DATE:${digits(9)}`),
    ),
  );
  const [trip] = await home.json<{id: string}[]>(
    'memory',
    'list',
    '--limit',
    '1',
    '--sort',
    '-title',
  );
  const moved = file(
    event('dentist', 'SEQUENCE:2', `DTSTART:${digits(5)}T100000Z`, 'LOCATION:Main street'),
    event('party', `DTSTART:${digits(3)}T090000Z`, 'STATUS:CANCELLED'),
    event('choir', `DTSTART:${digits(1)}T090000Z`, 'RRULE:FREQ=DAILY;COUNT=3'),
    event('choir', `RECURRENCE-ID:${digits(2)}T090000Z`, `DTSTART:${digits(7)}T110000Z`),
  );
  const report = await home.memu('import', 'ics', moved);
  expect(report.out).toBe(
    '0 tasks, 0 notes, 0 memories added, 2 updated, 2 events removed, 2 known already, 0 skipped\n',
  );
  const after = [
    ['choir', day(1)],
    ['choir', day(3)],
    ['choir', day(7)],
    ['dentist', day(5)],
    ['trip', day(9)],
  ];
  expect(await starts(home)).toEqual(after);
  expect(trip).toBeDefined();
  const older = file(event('dentist', 'SEQUENCE:1', `DTSTART:${digits(2)}T090000Z`));
  expect(await home.json('import', 'ics', older)).toMatchObject({
    updated: 0,
    unmapped: {'an older version of what is here': 1},
  });
  expect(await starts(home)).toEqual(after);
  expect((await home.memu('undo')).out).toContain('undid import ics');
  expect((await starts(home)).map(([title]) => title)).toContain('party');
});

test('a calendar: what goes on for days stands on each of them in the week', async () => {
  const home = newHome();
  const trip = event('trip', `DTSTART;VALUE=DATE:${digits(-1)}`, `DTEND;VALUE=DATE:${digits(2)}`);
  const night = event('night', `DTSTART:${digits(1)}T220000Z`, `DTEND:${digits(2)}T060000Z`);
  const done = event('past', `DTSTART:${digits(-3)}T100000Z`, `DTEND:${digits(-3)}T120000Z`);
  await home.memu('import', 'ics', write(home, 'cal.ics', calendar(trip, night, done)));
  const week = await home.json<{events: {title: string}[]}[]>('week', '--days', '4');
  expect(week.map(one => one.events.map(({title}) => title).sort())).toEqual([
    ['trip'],
    ['night', 'trip'],
    ['night'],
    [],
  ]);
});

test('a calendar: an event that was cancelled and is on again comes back', async () => {
  const home = newHome();
  const path = (status: string) =>
    write(home, 'cal.ics', calendar(event('party', `DTSTART:${digits(3)}T090000Z`, status)));
  await home.memu('import', 'ics', path('STATUS:CONFIRMED'));
  expect(await home.json('import', 'ics', path('STATUS:CANCELLED'))).toMatchObject({removed: 1});
  expect(await starts(home)).toEqual([]);
  expect(await home.json('import', 'ics', path('STATUS:CONFIRMED'))).toMatchObject({memories: 1});
  expect(await starts(home)).toEqual([['party', day(3)]]);
});
