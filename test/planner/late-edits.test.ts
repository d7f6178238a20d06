import {expect, test} from 'vitest';
import {isOpen} from '../../src/planner/tasks/task.ts';
import {exchange, sharingDevice, type Vault} from './sharing.ts';

const minute = 60_000;

test.each([
  [1, 10],
  [10, 1],
])(
  'a rule that is edited at %i and met by the end at %i goes on alone',
  async (edited, finished) => {
    const a = sharingDevice('aaaa', {zone: 'UTC', begin: '2026-11-21T09:00:00.000Z'});
    const b = sharingDevice('bbbb', {zone: 'UTC', begin: '2026-11-21T09:00:00.137Z'});
    const vault: Vault = new Map();
    const rule = {recurrence: 'FREQ=DAILY', due: '2026-11-20'};
    const first = a.tasks.add({title: 'water', ...rule});
    await a.tasks.complete([first.id]);
    const second = a.all().find(isOpen);
    await exchange(a, b, vault);
    a.clock.advance(edited * minute);
    b.clock.advance(finished * minute);
    a.tasks.edit(second!.id, {recurrence: 'FREQ=WEEKLY'});
    await b.tasks.complete([second!.id]);
    for (let again = 0; again < 2; again += 1) await exchange(a, b, vault);
    for (const device of [a, b]) {
      const open = device.all().filter(task => isOpen(task) && task.state === 'active');
      expect(open.map(task => [task.recurrence, task.due])).toEqual([
        ['FREQ=WEEKLY', '2026-11-28'],
      ]);
      expect(device.db.value('SELECT count(*) FROM conflicts')).toBe(0);
    }
    expect(a.records()).toEqual(b.records());
  },
);

test.each([
  ['before it is finished on another device reaches the next task', 1, 10, 'water well'],
  ['after it was finished on another device stays with it', 10, 1, 'water'],
])('what is edited %s', async (_, edited, finished, title) => {
  for (const recur_from of ['schedule', 'completion'] as const) {
    const a = sharingDevice('aaaa', {zone: 'UTC', begin: '2026-11-21T09:00:00.000Z'});
    const b = sharingDevice('bbbb', {zone: 'UTC', begin: '2026-11-21T09:00:00.137Z'});
    const vault: Vault = new Map();
    const rule = {recurrence: 'FREQ=DAILY', recur_from, due: '2026-11-21'};
    const {id} = a.tasks.add({title: 'water', ...rule});
    await exchange(a, b, vault);
    a.clock.advance(edited * minute);
    b.clock.advance(finished * minute);
    a.tasks.edit(id, {title: 'water well'});
    await b.tasks.complete([id]);
    await exchange(a, b, vault);
    for (const device of [a, b]) {
      const open = device.all().filter(task => isOpen(task) && task.state === 'active');
      expect(open.map(task => task.title)).toEqual([title]);
      expect(device.db.value('SELECT count(*) FROM conflicts')).toBe(0);
    }
    expect(a.records()).toEqual(b.records());
  }
});

test('of two rules that two devices give a task, one comes with its own date', async () => {
  const a = sharingDevice('aaaa', {zone: 'UTC', begin: '2026-11-21T09:00:00.000Z'});
  const b = sharingDevice('bbbb', {zone: 'UTC', begin: '2026-11-21T09:00:00.137Z'});
  const vault: Vault = new Map();
  const {id} = a.tasks.add({title: 'bins', recurrence: 'FREQ=DAILY', due: '2026-12-01'});
  await exchange(a, b, vault);
  b.tasks.edit(id, {recurrence: 'FREQ=WEEKLY;BYDAY=WE', due: '2026-12-02'});
  a.clock.advance(minute);
  a.tasks.edit(id, {recurrence: 'FREQ=WEEKLY;BYDAY=TU'});
  await exchange(a, b, vault);
  for (const device of [a, b]) {
    expect(device.all()).toMatchObject([
      {recurrence: 'FREQ=WEEKLY;BYDAY=TU', due: '2026-12-01', occurrence: '2026-12-01'},
    ]);
    const fields = device.db.all("SELECT record->>'$.fields.field' AS field FROM conflicts");
    expect(fields).toEqual([{field: 'recurrence'}]);
  }
});

test('of two dates that two devices give a task, the date alone is asked about', async () => {
  const a = sharingDevice('aaaa', {zone: 'UTC', begin: '2026-11-21T09:00:00.000Z'});
  const b = sharingDevice('bbbb', {zone: 'UTC', begin: '2026-11-21T09:00:00.137Z'});
  const vault: Vault = new Map();
  const {id} = a.tasks.add({title: 'bins', recurrence: 'FREQ=DAILY', due: '2026-12-01'});
  await exchange(a, b, vault);
  for (const [device, due] of [
    [a, '2026-12-03'],
    [b, '2026-12-04'],
  ] as const)
    device.tasks.edit(id, {due});
  await exchange(a, b, vault);
  const values = b.db.all(
    "SELECT record->>'$.fields.field' AS field, record->>'$.fields.values' AS said FROM conflicts",
  );
  expect(values).toEqual([{field: 'due', said: '["2026-12-03","2026-12-04"]'}]);
});
