import {expect, test} from 'vitest';
import {planning} from './planning.ts';

const weekly = {recurrence: 'FREQ=WEEKLY;BYDAY=MO', due: '2026-11-23'};

test('finishing a task that repeats makes the next one, with the same words and a derived id', async () => {
  const {tasks} = planning();
  const task = tasks.add({title: 'water plants', tags: ['home'], priority: 3, ...weekly});
  const [finished] = await tasks.complete([task.id]);
  expect(finished?.task).toMatchObject({
    status: 'completed',
    completed_at: '2026-11-21T09:00:00.000Z',
  });
  expect(finished?.next).toMatchObject({
    title: 'water plants',
    tags: ['home'],
    priority: 3,
    status: 'pending',
    due: '2026-11-30',
    occurrence: '2026-11-30',
    series_id: task.id,
  });
});

test('finishing it twice, or moving its due date before, makes no second next one', async () => {
  const {tasks} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  tasks.edit(task.id, {due: '2026-11-25'});
  const [first] = await tasks.complete([task.id]);
  tasks.reopen(task.id);
  const [second] = await tasks.complete([task.id]);
  expect(first?.next?.due).toBe('2026-11-30');
  expect(second?.next?.id).toBe(first?.next?.id);
  expect(tasks.list()).toHaveLength(1);
});

test('"after done" counts from the day it was done', async () => {
  const {tasks} = planning();
  const task = tasks.add({
    title: 'water plants',
    recurrence: 'FREQ=DAILY;INTERVAL=3',
    recur_from: 'completion',
    due: '2026-11-18',
  });
  const [finished] = await tasks.complete([task.id], '2026-11-21T09:00:00.000Z');
  expect(finished?.next?.due).toBe('2026-11-24');
});

test('undoing a completion takes the next task back when nobody touched it', async () => {
  const {tasks, undo} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  const [finished] = await tasks.complete([task.id]);
  undo.revert(undo.undoable(1)[0]!);
  expect(tasks.get(task.id).status).toBe('pending');
  expect(tasks.get(finished!.next!.id).state).toBe('trashed');
});

test('undoing a completion leaves a next task that was worked on, and names it', async () => {
  const {tasks, undo} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  const [finished] = await tasks.complete([task.id]);
  const [completion] = undo.undoable(1);
  tasks.edit(finished!.next!.id, {title: 'water plants and herbs'});
  const {leftAlone} = undo.revert(completion!);
  expect(tasks.get(finished!.next!.id)).toMatchObject({
    state: 'active',
    title: 'water plants and herbs',
  });
  expect(leftAlone).toEqual([
    {id: finished!.next!.id, title: 'water plants and herbs', field: 'title'},
  ]);
});

test('completing again after an undo brings the same next task back', async () => {
  const {tasks, undo} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  const [first] = await tasks.complete([task.id]);
  undo.revert(undo.undoable(1)[0]!);
  const [second] = await tasks.complete([task.id]);
  expect(second?.next).toMatchObject({id: first!.next!.id, state: 'active'});
});

test('a next task that a person removed is not made again', async () => {
  const {tasks, entries, clock} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  const [first] = await tasks.complete([task.id]);
  clock.advance(1_000);
  entries.trash(first!.next!.id);
  tasks.reopen(task.id);
  const [second] = await tasks.complete([task.id]);
  expect(second?.next).toBeUndefined();
  expect(tasks.list()).toHaveLength(0);
});

test('skipping leaves one occurrence out; skipping what was missed goes on to today', async () => {
  const {tasks, clock} = planning();
  const task = tasks.add({title: 'stretch', recurrence: 'FREQ=DAILY', due: '2026-11-21'});
  const skipped = (await tasks.planFinish([task.id])).skip();
  expect(skipped[0]).toMatchObject({task: {status: 'cancelled'}, next: {due: '2026-11-22'}});
  clock.advance(5 * 86_400_000);
  const missed = (await tasks.planFinish([skipped[0]!.next!.id])).skipMissed();
  expect(missed).toHaveLength(4);
  expect(missed.at(-1)?.next?.due).toBe('2026-11-26');
  const once = tasks.add({title: 'once'});
  expect(() => tasks.get(once.id)).not.toThrow();
  await expect(tasks.planFinish([once.id]).then(plan => plan.skip())).rejects.toThrow(
    'does not repeat',
  );
});

test('editing the rule begins a new series', () => {
  const {tasks} = planning();
  const task = tasks.add({title: 'water plants', ...weekly});
  const edited = tasks.edit(task.id, {recurrence: 'FREQ=DAILY'});
  expect(edited.series_id).not.toBe(task.series_id);
  expect(tasks.edit(task.id, {recurrence: null})).toMatchObject({
    series_id: null,
    occurrence: null,
  });
});

test('a series ends with its count and its end date', async () => {
  const {tasks} = planning();
  const twice = tasks.add({title: 'pill', recurrence: 'FREQ=DAILY;COUNT=2', due: '2026-11-21'});
  const [first] = await tasks.complete([twice.id]);
  const [second] = await tasks.complete([first!.next!.id]);
  expect(second?.next).toBeUndefined();
  const until = tasks.add({
    title: 'cream',
    recurrence: 'FREQ=DAILY;UNTIL=20261121',
    due: '2026-11-21',
  });
  expect((await tasks.complete([until.id]))[0]?.next).toBeUndefined();
});

test('statuses move only where it makes sense', async () => {
  const {tasks} = planning();
  const task = tasks.add({title: 'call mum'});
  expect(tasks.start(task.id).status).toBe('in_progress');
  await tasks.complete([task.id]);
  expect(() => tasks.start(task.id)).toThrow('a task that is completed cannot become in_progress');
  expect(tasks.reopen(task.id)).toMatchObject({status: 'pending', completed_at: null});
});

test('a task cannot wait for itself, however long the way round', () => {
  const {tasks} = planning();
  const [a, b, c] = ['a', 'b', 'c'].map(title => tasks.add({title}));
  tasks.edit(b!.id, {depends_on: [a!.id]});
  tasks.edit(c!.id, {depends_on: [b!.id]});
  expect(() => tasks.edit(a!.id, {depends_on: [c!.id]})).toThrow('wait for itself');
  expect(() => tasks.edit(a!.id, {parent_id: a!.id})).toThrow('wait for itself');
  expect(() => tasks.add({title: 'd', goal_id: a!.id})).toThrow('is not a goal');
});

test('a priority may be a word; other numbers and empty titles are refused', () => {
  const {tasks} = planning();
  expect(tasks.add({title: 'x', priority: 'high' as unknown as number}).priority).toBe(4);
  expect(() => tasks.add({title: 'x', priority: 6})).toThrow('from 1 to 5');
  expect(() => tasks.add({title: '  '})).toThrow('needs a title');
});

test('lists come soonest due first, then by priority, and take filters', () => {
  const {tasks} = planning();
  tasks.add({title: 'later', due: '2026-12-01'});
  tasks.add({title: 'someday'});
  tasks.add({title: 'soon', due: '2026-11-22', tags: ['home']});
  tasks.add({title: 'urgent', due: '2026-11-22', priority: 5, areas: ['health']});
  const titles = (listing = {}) => tasks.list({limit: 50, ...listing}).map(task => task.title);
  expect(titles()).toEqual(['urgent', 'soon', 'later', 'someday']);
  expect(titles({limit: 1})).toEqual(['urgent']);
  expect(titles({tags: ['home']})).toEqual(['soon']);
  expect(titles({areas: ['health']})).toEqual(['urgent']);
  expect(titles({sort: 'title'})).toEqual(['later', 'someday', 'soon', 'urgent']);
  expect(titles({status: 'completed'})).toEqual([]);
  expect(() => titles({status: 'odd'})).toThrow('no status called odd');
});
