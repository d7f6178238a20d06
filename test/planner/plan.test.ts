import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {mondayOf} from '../../src/planner/days.ts';
import {type Plan, readPlan} from '../../src/planner/plans/plan.ts';
import {complaintsAbout, repairPlan} from '../../src/planner/plans/plan-check.ts';
import {reviewLine} from '../../src/planner/plans/plan-edit.ts';
import type {PlanLimits} from '../../src/planner/plans/plan-limits.ts';
import {templatePlan} from '../../src/planner/plans/plan-template.ts';
import {sameTitle} from '../../src/planner/tasks/same-title.ts';

const clock = fixedClock('2026-11-21T09:00:00.000Z');
const limits: PlanLimits = {
  today: '2026-11-21',
  target: '2027-04-18',
  planned: new Map(),
  findDuplicate: () => undefined,
};

const plan = (...tasks: readonly object[]): Plan => readPlan({tasks});
const titles = (one: Plan) => one.tasks.map(task => task.title);

test('a plan is read from many shapes, and what cannot be read is left out', () => {
  const read = readPlan({
    plan: {
      milestones: ['first', {title: 'second', by: '2027-01-01'}, 7],
      steps: [
        {
          name: ' Buy\nshoes ',
          priority: 'high',
          energy: '2',
          duration: '45 min',
          date: '2026-12-01T10:00',
        },
        {
          title: 'Run',
          after: ['buy shoes', 'nothing', 1],
          priority: 9,
          minutes: -3,
          due: '2026-02-31',
        },
        {priority: 3},
        'Rest',
      ],
    },
  });
  expect(read.milestones).toEqual([
    {title: 'first', due: null},
    {title: 'second', due: '2027-01-01'},
  ]);
  expect(read.tasks).toMatchObject([
    {key: '1', title: 'Buy shoes', priority: 4, energy: 2, minutes: 45, due: '2026-12-01'},
    {key: '2', title: 'Run', after: ['1'], priority: null, minutes: null, due: null},
    {key: '4', title: 'Rest'},
  ]);
});

test.each([null, 7, 'text', [], {}, {tasks: 'no'}, {tasks: [null, [], {title: ''}]}])(
  'there is no plan in %j',
  value => expect(readPlan(value).tasks).toEqual([]),
);

test('complaints name dates outside, circles, doubles and full weeks', () => {
  const wrong = plan(
    {title: 'early', due: '2026-01-01'},
    {title: 'a', after: [3], minutes: 300, due: '2026-12-01'},
    {title: 'b', after: [2], minutes: 300, due: '2026-12-02'},
    {title: 'The early!', due: '2026-12-03'},
    {title: 'known'},
  );
  const complaints = complaintsAbout(wrong, {
    ...limits,
    hoursPerWeek: 5,
    findDuplicate: title => (title === 'known' ? 'Known' : undefined),
  });
  expect(complaints.join('\n')).toMatch(/"early" is due 2026-01-01; every date must lie between/);
  expect(complaints.join('\n')).toMatch(/"The early!" is in the plan twice/);
  expect(complaints.join('\n')).toMatch(/"known" is there already: "Known"/);
  expect(complaints.join('\n')).toMatch(/waits for itself/);
  expect(complaints.join('\n')).toMatch(/the week of 2026-11-30 holds 630 minutes/);
  expect(complaintsAbout(readPlan({}), limits)).toEqual(['there are no tasks']);
});

test('mending keeps what it can: dates are pulled in, circles cut, full weeks emptied into later ones', () => {
  const wrong = plan(
    {title: 'early', due: '2026-01-01', minutes: 200},
    {title: 'a', after: [3], minutes: 200, due: '2026-11-22'},
    {title: 'b', after: [2], minutes: 200, due: '2026-11-22'},
    {title: 'late', due: '2030-01-01', minutes: 30},
  );
  const {plan: mended, rejected} = repairPlan(wrong, {...limits, hoursPerWeek: 5});
  expect(rejected).toEqual([]);
  expect(complaintsAbout(mended, {...limits, hoursPerWeek: 5})).toEqual([]);
  expect(titles(mended)).toEqual(['early', 'a', 'b', 'late']);
  expect(mended.tasks.map(task => task.due)).toEqual([
    '2026-11-21',
    '2026-11-30',
    '2026-11-23',
    '2027-04-18',
  ]);
});

test('what fits nowhere before the target is left out with the reason', () => {
  const {plan: mended, rejected} = repairPlan(
    plan({title: 'big', minutes: 600, due: '2026-12-01'}, {title: 'small', minutes: 30}),
    {...limits, hoursPerWeek: 2},
  );
  expect(titles(mended)).toEqual(['small']);
  expect(rejected).toEqual([{title: 'big', why: 'does not fit into 2 hours a week'}]);
});

test.each([
  ['Buy shoes', 'buy the shoe', true],
  ['Buy running shoes', 'Buy shoes', false],
  [
    'Work on "run a half marathon in april": first part',
    'Work on "run a half marathon in april": second part',
    false,
  ],
  ['Write to the landlord about heating', 'Write to landlord about the broken heating', true],
  ['!!!', '!!!', true],
])('"%s" and "%s" are the same: %s', (one, other, same) =>
  expect(sameTitle(one, other)).toBe(same),
);

test.each([
  'health',
  'career',
  'relationships',
  'creativity',
  'finance',
  'personal_growth',
  'spirituality',
  'unknown',
])('the template for %s keeps all rules', area => {
  const goal = {title: 'run a half marathon in spring', areas: [area], target_date: '2027-04-18'};
  const template = templatePlan(goal, limits.today);
  expect(complaintsAbout(template, limits)).toEqual([]);
  expect(repairPlan(template, limits)).toMatchObject({plan: {tasks: template.tasks}, rejected: []});
});

test('a Monday is the Monday of its own week', () => {
  expect(['2026-11-22', '2026-11-23', '2026-11-29'].map(mondayOf)).toEqual([
    '2026-11-16',
    '2026-11-23',
    '2026-11-23',
  ]);
});

const reviewed = plan(
  {title: 'one', due: '2026-12-01'},
  {title: 'two', after: [1]},
  {title: 'three', after: [2]},
);

test.each([
  ['d 2', ['one', 'three']],
  ['d 1-2', ['three']],
  ['k 1 3', ['one', 'three']],
  ['mv 3 1', ['three', 'one', 'two']],
  ['t 2 another title', ['one', 'another title', 'three']],
])('the line "%s" leaves %j', (line, expected) => {
  const review = reviewLine(reviewed, line, clock);
  expect(review.does === 'change' && titles(review.plan)).toEqual(expected);
});

test.each([
  ['by 2 2026-12-24', 1, {due: '2026-12-24'}],
  ['by 1 none', 0, {due: null}],
  ['p 1 5', 0, {priority: 5}],
  ['e 1 2', 0, {energy: 2}],
  ['p 1 urgent', 0, {priority: 5}],
  ['m 1 45', 0, {minutes: 45}],
  ['m 1 1h30', 0, {minutes: 90}],
  ['m 1 2 h', 0, {minutes: 120}],
  ['m 1 20 min', 0, {minutes: 20}],
  ['in 3 2', 2, {parent: '2', after: []}],
  ['in 3 1', 2, {parent: '1'}],
  ['after 3 1', 2, {after: ['2', '1']}],
  ['after 3 0', 2, {after: []}],
])('the line "%s" changes a field', (line, index, expected) => {
  const review = reviewLine(reviewed, line, clock);
  expect(review.does === 'change' && review.plan.tasks[index]).toMatchObject(expected);
});

test('milestones have letters: they are dropped, named anew and moved in time like lines', () => {
  const withTwo = {
    ...reviewed,
    milestones: [
      {title: '5 km', due: '2027-01-01'},
      {title: '10 km', due: null},
    ],
  };
  const change = (line: string) => {
    const review = reviewLine(withTwo, line, clock);
    return review.does === 'change' ? review.plan : undefined;
  };
  expect(change('d a 2')).toMatchObject({milestones: [{title: '10 km'}]});
  expect(titles(change('d a 2')!)).toEqual(['one', 'three']);
  expect(change('d b')).toEqual({...withTwo, milestones: [withTwo.milestones[0]]});
  expect(change('t b ten')?.milestones[1]).toEqual({title: 'ten', due: null});
  expect(change('by b 2027-02-01')?.milestones[1]?.due).toBe('2027-02-01');
  expect(() => change('d c')).toThrow('there is no milestone c');
});

test('dropping a line hands on what it waited for', () => {
  const review = reviewLine(reviewed, 'd 2', clock);
  expect(review.does === 'change' && review.plan.tasks[1]).toMatchObject({after: ['1']});
});

test.each(['d 9', 't 1', 'p 1 7', 'by 1 gibberish', 'after 1 3', 'in 1 1', 'what', 'd'])(
  'the line "%s" is refused and changes nothing',
  line =>
    expect(() => reviewLine(reviewed, line, clock)).toThrowError(
      expect.objectContaining({exitCode: 2}),
    ),
);

test('a line may also accept, leave, ask for help, or ask for a line to be written anew', () => {
  expect(reviewLine(reviewed, '', clock)).toEqual({does: 'accept'});
  expect(reviewLine(reviewed, 'q', clock)).toEqual({does: 'leave'});
  expect(reviewLine(reviewed, '?', clock)).toEqual({does: 'help'});
  expect(reviewLine(reviewed, 'r 2 shorter please', clock)).toMatchObject({
    does: 'redo',
    task: {title: 'two'},
    remark: 'shorter please',
  });
});
