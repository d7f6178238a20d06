import {expect, test} from 'vitest';
import {reviewOf} from '../../src/planner/agenda/review.ts';
import {planning} from './planning.ts';

const day = 86_400_000;

test('a review shows what was done, what slipped, goals that stand still, and what waits', async () => {
  const {tasks, goals, entries, agenda, clock} = planning();
  const moving = goals.add({title: 'moving'});
  goals.add({title: 'standing still'});
  goals.add({title: 'thought of', status: 'draft'});
  tasks.add({title: 'next step', goal_id: moving.id});
  await tasks.complete([tasks.add({title: 'long ago'}).id], '2026-10-01T10:00:00.000Z');
  await tasks.complete([tasks.add({title: 'done'}).id]);
  tasks.add({title: 'slipped', due: '2026-11-19'});
  tasks.add({title: 'due today', due: '2026-11-21'});
  tasks.add({title: 'proposed', state: 'proposed', due: '2026-11-01'});
  const review = reviewOf({entries, agenda, clock}, {from: '2026-11-15', to: '2026-11-21'});
  const titles = (list: readonly {readonly title: string}[]) => list.map(one => one.title);
  expect(titles(review.done)).toEqual(['done']);
  expect(titles(review.slipped)).toEqual(['slipped']);
  expect(titles(review.stalled)).toEqual(['standing still']);
  expect(titles(review.inbox)).toEqual(['proposed']);
  clock.advance(day);
  const later = reviewOf({entries, agenda, clock}, {from: '2026-11-15', to: '2026-11-22'});
  expect(titles(later.slipped)).toEqual(['slipped', 'due today']);
});

test('the coming days hold what is due and planned on each', () => {
  const {tasks, agenda} = planning();
  tasks.add({title: 'today', due: '2026-11-21'});
  tasks.add({title: 'late tonight', due: '2026-11-21T22:30:00.000Z'});
  tasks.add({title: 'planned monday', scheduled: '2026-11-23T09:00:00.000Z', due: '2026-11-25'});
  tasks.add({title: 'next month', due: '2026-12-21'});
  const days = agenda.days('2026-11-21', 3);
  expect(days.map(({date, tasks: list}) => [date, list.map(task => task.title)])).toEqual([
    ['2026-11-21', ['today', 'late tonight']],
    ['2026-11-22', []],
    ['2026-11-23', ['planned monday']],
  ]);
  expect(agenda.minutesByWeek('2026-11-21', '2026-11-30')).toEqual(
    new Map([
      ['2026-11-16', 60],
      ['2026-11-23', 30],
    ]),
  );
});
