import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {readPlan} from '../../src/planner/plans/plan.ts';
import {keepPlan, timesOf} from '../../src/planner/plans/plan-apply.ts';
import {complaintsAbout, repairPlan} from '../../src/planner/plans/plan-check.ts';
import {reviewLine} from '../../src/planner/plans/plan-edit.ts';
import {templatePlan} from '../../src/planner/plans/plan-template.ts';
import {readParts} from '../../src/planner/tasks/said-parts.ts';
import {planning} from './planning.ts';

const clock = fixedClock('2026-11-21T09:30:00.000Z', 'Europe/Berlin');
const daily = {rule: 'FREQ=DAILY', from: 'schedule', time: {hour: 7, minute: 0}};

test.each([
  [
    {repeat: 'every day', time: '7am', minutes: '15 min'},
    {repeat: daily, minutes: 15},
  ],
  [{repeat: 'daily at 07:00'}, {repeat: daily}],
  [{repeat: '0 7 * * *'}, {repeat: daily}],
  [{repeat: 'FREQ=DAILY', time: '07:00'}, {repeat: daily}],
  [{due: '2026-12-01', time: '18:00'}, {due: '2026-12-01T17:00:00.000Z'}],
  [{due: 'fri 9am'}, {due: '2026-11-27T08:00:00.000Z'}],
  [{due: '2026-12-01T18:00:00Z'}, {due: '2026-12-01T18:00:00.000Z'}],
  [
    {minutes: '1h30', areas: ['health', 'family']},
    {minutes: 90, areas: ['health', 'family']},
  ],
  [{repeat: 'once', due: '', minutes: 0}, {}],
  [{repeat: 'whenever I like'}, {unread: ['every:"whenever I like"']}],
  [{due: 7, repeat: {}, minutes: null}, {}],
])('%j is read as a captured line would be', (said, expected) => {
  const {areas = [], ...parts} = {areas: [], ...expected} as {areas?: string[]};
  expect(readParts(said, clock)).toMatchObject({areas, unread: [], ...parts});
  expect(Object.keys(readParts(said, clock)).sort()).toEqual(
    [...new Set(['areas', 'unread', ...Object.keys(expected)])].sort(),
  );
});

test('a plan holds hours, repetitions and areas, through review and keeping', async () => {
  const store = {...planning(), clock};
  const goal = store.goals.add({title: 'Get fit', areas: ['health']});
  const plan = readPlan(
    {
      tasks: [
        {title: 'Stretch', every: 'every day', time: '07:00', minutes: 15},
        {title: 'Sign up', due: '2026-12-01 18:00', area: 'finance'},
        {title: 'Swim', schedule: '0 19 * * 2', due: '2026-12-10'},
      ],
    },
    store.clock,
  );
  const later = reviewLine(plan, 'by 2 2026-12-02 19:30', store.clock);
  const weekly = reviewLine(
    later.does === 'change' ? later.plan : plan,
    'every 1 monday at 8am',
    store.clock,
  );
  const reviewed = weekly.does === 'change' ? weekly.plan : plan;
  const times = await timesOf(reviewed, store.clock);
  const {tasks} = keepPlan(store, goal.id, {plan: reviewed, state: 'active', times});
  expect(tasks.map(task => [task.title, task.due, task.recurrence, task.areas])).toEqual([
    ['Stretch', '2026-11-23T07:00:00.000Z', 'FREQ=WEEKLY;BYDAY=MO', ['health']],
    ['Sign up', '2026-12-02T18:30:00.000Z', null, ['finance']],
    ['Swim', '2026-12-15T18:00:00.000Z', 'FREQ=WEEKLY;BYDAY=TU', ['health']],
  ]);
  expect(tasks[0]?.duration_minutes).toBe(15);
});

const limits = {
  today: '2026-11-21',
  target: null,
  planned: new Map(),
  findDuplicate: () => undefined,
};

test('what repeats takes its time from every week', () => {
  const plan = readPlan({
    tasks: [
      {title: 'Stretch', every: 'daily', minutes: 15},
      {title: 'Long run', due: '2026-11-23', minutes: 60},
      {title: 'Read', every: 'daily', minutes: 30},
    ],
  });
  const {plan: mended, rejected} = repairPlan(plan, {...limits, hoursPerWeek: 3});
  expect(mended.tasks.map(task => task.title)).toEqual(['Stretch', 'Long run']);
  expect(rejected).toEqual([{title: 'Read', why: 'does not fit into 3 hours a week'}]);
  expect(complaintsAbout(mended, {...limits, hoursPerWeek: 3})).toEqual([]);
});

test.each([
  ['I want to start exercising regularly', 'health', 30, ['Morning work-out', 15]],
  ['I want to start exercising regularly', 'health', 10, ['Morning work-out', 10]],
  [
    'Meditate daily',
    'spirituality',
    undefined,
    ['A small part of "Meditate daily", first thing', 15],
  ],
  ['Run a half marathon', 'health', 30, undefined],
])('the template of "%s" (%s, %s minutes) begins with %j', (title, area, minutes, habit) => {
  const {tasks} = templatePlan({title, areas: [area], target_date: null}, '2026-11-21', minutes);
  const found = tasks.filter(task => task.repeat).map(task => [task.title, task.minutes]);
  expect(found).toEqual(habit === undefined ? [] : [habit]);
  expect(Math.max(...tasks.map(task => task.minutes ?? 0))).toBeLessThanOrEqual(minutes ?? 600);
});
