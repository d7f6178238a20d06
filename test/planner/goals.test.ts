import {expect, test} from 'vitest';
import {sparkline} from '../../src/planner/goals/progress.ts';
import {planning} from './planning.ts';

const day = 86_400_000;

test('progress is the share of minutes done, of tasks and milestones', async () => {
  const {goals, tasks} = planning();
  const goal = goals.add({
    title: 'half marathon',
    milestones: [{title: '10 km', due: null, done_at: null}],
  });
  const long = tasks.add({title: 'long run', goal_id: goal.id, duration_minutes: 90});
  tasks.add({title: 'short run', goal_id: goal.id, duration_minutes: 30});
  const dropped = tasks.add({title: 'dropped', goal_id: goal.id, duration_minutes: 900});
  tasks.cancel([dropped.id]);
  const progress = () => goals.view([goals.get(goal.id)])[0]?.progress;
  expect(progress()).toBe(0);
  await tasks.complete([long.id]);
  expect(progress()).toBe(0.5);
  goals.reach(goal.id, '10 km');
  expect(progress()).toBeCloseTo(150 / 180, 3);
  goals.complete(goal.id);
  expect(progress()).toBe(1);
});

test('proposed tasks are not in the progress', async () => {
  const {goals, tasks} = planning();
  const goal = goals.add({title: 'half marathon'});
  const done = tasks.add({title: 'run', goal_id: goal.id});
  tasks.add({title: 'proposed', goal_id: goal.id, state: 'proposed'});
  await tasks.complete([done.id]);
  expect(goals.view([goal])[0]?.progress).toBe(1);
});

test('its history tells how far it was on each day', async () => {
  const {goals, tasks, clock} = planning();
  const goal = goals.add({title: 'read four books'});
  const books = [1, 2, 3, 4].map(n => tasks.add({title: `book ${n}`, goal_id: goal.id}));
  for (const book of books.slice(0, 3)) {
    clock.advance(10 * day);
    await tasks.complete([book.id]);
  }
  const history = goals.history(goals.get(goal.id), 4);
  expect(history.map(point => point.progress)).toEqual([0, 0.25, 0.5, 0.75]);
  expect(sparkline(history.map(point => point.progress))).toBe('▁▃▅▇');
});

test('statuses move only where it makes sense', () => {
  const {goals} = planning();
  const goal = goals.add({title: 'learn Spanish', status: 'draft'});
  expect(() => goals.complete(goal.id)).toThrow('a goal that is draft cannot become completed');
  goals.edit(goal.id, {status: 'active'});
  expect(goals.complete(goal.id)).toMatchObject({
    status: 'completed',
    completed_at: expect.any(String),
  });
  expect(goals.archive(goal.id).status).toBe('archived');
  // What was reached stays so when it is put away.
  expect(goals.view([goals.get(goal.id)])[0]?.progress).toBe(1);
  expect(goals.history(goals.get(goal.id)).at(-1)?.progress).toBe(1);
  expect(goals.edit(goal.id, {status: 'active'}).completed_at).toBeNull();
});

test('a milestone is found by number or title, or named as missing', () => {
  const {goals} = planning();
  const goal = goals.add({
    title: 'half marathon',
    milestones: [
      {title: '5 km', due: null, done_at: null},
      {title: '10 km', due: '2027-01-01', done_at: null},
    ],
  });
  expect(goals.reach(goal.id, '2').milestones[1]?.done_at).not.toBeNull();
  expect(goals.reach(goal.id, '10 KM', false).milestones[1]?.done_at).toBeNull();
  expect(() => goals.reach(goal.id, '15 km')).toThrow('there is no milestone 15 km');
});

test('lists hold drafts and active goals, the nearest target first', () => {
  const {goals} = planning();
  goals.add({title: 'someday'});
  goals.add({title: 'soon', target_date: '2026-12-01', areas: ['health']});
  const put = goals.add({title: 'old'});
  goals.archive(put.id);
  expect(goals.list().map(goal => goal.title)).toEqual(['soon', 'someday']);
  expect(goals.list({areas: ['health']}).map(goal => goal.title)).toEqual(['soon']);
  expect(goals.list({status: 'archived'}).map(goal => goal.title)).toEqual(['old']);
});
