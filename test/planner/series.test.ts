import {expect, test} from 'vitest';
import {isSkipped} from '../../src/planner/tasks/task.ts';
import {planning} from './planning.ts';
import {exchange, sharingDevice, type Vault} from './sharing.ts';

const weekly = {title: 'water plants', recurrence: 'FREQ=WEEKLY;BYDAY=MO', due: '2026-11-23'};

function pair() {
  const a = sharingDevice('aaaa', {zone: 'Europe/Berlin', begin: '2026-11-21T09:00:00.000Z'});
  const b = sharingDevice('bbbb', {zone: 'Asia/Tokyo', begin: '2026-11-21T09:00:00.137Z'});
  const vault: Vault = new Map();
  const meet = async () => {
    for (const {clock} of [a, b]) clock.advance(60_000);
    await exchange(a, b, vault);
  };
  return {a, b, meet};
}

test('both skip a task and both take it back: it goes on when one of them completes it', async () => {
  const {a, b, meet} = pair();
  const {id} = a.tasks.add(weekly);
  await meet();
  for (const {tasks} of [a, b]) (await tasks.planFinish([id])).skip();
  await meet();
  for (const {undo} of [a, b]) undo.revert(undo.undoable(1)[0]!);
  await meet();
  expect(b.tasks.get(id)).toMatchObject({status: 'pending', except_dates: []});
  await b.tasks.complete([id]);
  await meet();
  for (const {tasks} of [a, b]) expect(tasks.list()).toMatchObject([{due: '2026-11-30'}]);
});

test('one takes a completion back and the other completes it anew: the series goes on', async () => {
  const {a, b, meet} = pair();
  const {id} = a.tasks.add(weekly);
  await a.tasks.complete([id]);
  await meet();
  a.undo.revert(a.undo.undoable(1)[0]!);
  b.clock.advance(60_000);
  b.tasks.reopen(id);
  b.clock.advance(60_000);
  await b.tasks.complete([id]);
  await meet();
  for (const {tasks} of [a, b]) {
    expect(tasks.get(id).status).toBe('completed');
    expect(tasks.list()).toMatchObject([{due: '2026-11-30'}]);
  }
});

test('what a person cancelled or removed on one device ends on both', async () => {
  const {a, b, meet} = pair();
  const [cancelled, removed] = [a.tasks.add(weekly), a.tasks.add(weekly)];
  await meet();
  a.clock.advance(60_000);
  a.tasks.cancel([cancelled.id]);
  const [finished] = await a.tasks.complete([removed.id]);
  a.clock.advance(60_000);
  a.entries.trash(finished!.next!.id);
  await meet();
  for (const {tasks} of [a, b]) expect(tasks.list()).toEqual([]);
});

test('a task that was finished in a file gets its next one with the next sync', async () => {
  const {a, b, meet} = pair();
  const {id} = a.tasks.add(weekly);
  await meet();
  a.entries.setFields(id, {status: 'completed', completed_at: '2026-11-23T08:00:00.000Z'});
  await meet();
  expect(b.tasks.list()).toMatchObject([{due: '2026-11-30', series_id: id}]);
});

test('a skipped task says so by its own date; taken back or reopened it counts again', async () => {
  const {tasks, undo} = planning();
  const {id} = tasks.add(weekly);
  const [skipped] = (await tasks.planFinish([id])).skip();
  expect(skipped?.task).toSatisfy(isSkipped);
  expect(skipped?.next).toMatchObject({due: '2026-11-30', except_dates: []});
  undo.revert(undo.undoable(1)[0]!);
  expect(tasks.get(id)).toMatchObject({status: 'pending', except_dates: []});
  (await tasks.planFinish([id])).skip();
  expect(tasks.reopen(id)).toMatchObject({status: 'pending', except_dates: []});
  expect(tasks.list()).toMatchObject([{id}]);
});

test('reopening takes the next one away when nobody touched it, and leaves one that was', async () => {
  const {tasks, clock} = planning();
  const {id} = tasks.add(weekly);
  const [first] = await tasks.complete([id]);
  tasks.reopen(id);
  expect(tasks.get(first!.next!.id).state).toBe('trashed');
  await tasks.complete([id]);
  clock.advance(1_000);
  tasks.edit(first!.next!.id, {title: 'water plants and herbs'});
  tasks.reopen(id);
  expect(tasks.list()).toMatchObject([{due: '2026-11-23'}, {title: 'water plants and herbs'}]);
});

test('exceptions that are over are not carried on', async () => {
  const {tasks} = planning();
  const except_dates = ['2026-11-23', '2026-12-07', '2026-12-24'];
  const {id} = tasks.add({...weekly, except_dates});
  const [{next} = {}] = (await tasks.planFinish([id])).skip();
  expect(next).toMatchObject({due: '2026-11-30', except_dates: ['2026-12-07', '2026-12-24']});
  expect((await tasks.complete([next!.id]))[0]?.next?.due).toBe('2026-12-14');
});

test.each(['schedule', 'completion'] as const)(
  'both complete a task (%s): the first completion counts, and nobody is asked',
  async recur_from => {
    const {a, b, meet} = pair();
    const {id} = a.tasks.add({...weekly, recurrence: 'FREQ=DAILY;INTERVAL=3', recur_from});
    await meet();
    await a.tasks.complete([id]);
    b.clock.advance(86_400_000);
    await b.tasks.complete([id]);
    await meet();
    for (const {tasks, db} of [a, b]) {
      expect(db.all('SELECT * FROM conflicts')).toEqual([]);
      expect(tasks.get(id).completed_at).toBe('2026-11-21T09:01:00.000Z');
      const due = recur_from === 'schedule' ? '2026-11-26' : '2026-11-24';
      expect(tasks.list()).toMatchObject([{due}]);
    }
  },
);
