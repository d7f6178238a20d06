import {expect, test} from 'vitest';
import {Agenda} from '../../src/planner/agenda/agenda.ts';
import {fc} from '../support/random.ts';
import {planning} from './planning.ts';

// 21 November 2026, 10:00 in Berlin.
const titles = (tasks: readonly {readonly title: string}[]) => tasks.map(task => task.title);

test('today holds what is overdue, due and planned, in the person’s zone', () => {
  const {tasks, agenda} = planning();
  tasks.add({title: 'late', due: '2026-11-20'});
  tasks.add({title: 'this morning', due: '2026-11-21T08:00:00.000Z'});
  tasks.add({title: 'today', due: '2026-11-21'});
  tasks.add({title: 'last minute', due: '2026-11-21T22:30:00.000Z'});
  tasks.add({title: 'after midnight', due: '2026-11-21T23:30:00.000Z'});
  tasks.add({title: 'tomorrow', due: '2026-11-22'});
  tasks.add({title: 'planned', scheduled: '2026-11-21', due: '2026-12-01'});
  tasks.add({title: 'planned later', scheduled: '2026-11-22'});
  tasks.add({title: 'proposed', due: '2026-11-21', state: 'proposed'});
  tasks.add({title: 'snoozed', due: '2026-11-21', snoozed_until: '2026-11-21T12:00:00.000Z'});
  const begun = tasks.add({title: 'begun'});
  tasks.start(begun.id);
  const today = agenda.today();
  expect(titles(today.overdue)).toEqual(['late', 'this morning']);
  expect(titles(today.due)).toEqual(['today', 'last minute']);
  expect(titles(today.planned)).toEqual(['begun', 'planned']);
  expect(today.total).toBe(6);
});

test('next weighs due, priority, goal and what waits, and says why', () => {
  const {tasks, goals, agenda} = planning();
  const goal = goals.add({title: 'half marathon', target_date: '2026-12-01'});
  tasks.add({title: 'someday'});
  tasks.add({title: 'important', priority: 5});
  const first = tasks.add({title: 'due tomorrow', due: '2026-11-22', goal_id: goal.id});
  tasks.add({title: 'waits', depends_on: [first.id], due: '2026-11-21', priority: 5});
  const [best, ...others] = agenda.next();
  expect(best?.task.title).toBe('due tomorrow');
  expect(best?.reasons.map(reason => reason.why)).toEqual([
    'due tomorrow',
    'serves "half marathon", wanted by 2026-12-01',
    '1 other task waits for it',
  ]);
  expect(best?.score).toBeCloseTo(best!.reasons.reduce((sum, one) => sum + one.points, 0));
  expect(others.map(one => one.task.title)).toEqual(['important', 'someday']);
});

test('next leaves out what needs more energy or time than there is', () => {
  const {tasks, agenda} = planning();
  tasks.add({title: 'hard', energy: 5, priority: 5});
  tasks.add({title: 'long', duration_minutes: 120, priority: 5});
  tasks.add({title: 'fits', energy: 2, duration_minutes: 25});
  tasks.add({title: 'later', scheduled: '2026-11-25', priority: 5});
  const [best, ...others] = agenda.next({energy: 2, minutes: 30});
  expect(best?.task.title).toBe('fits');
  expect(best?.reasons.map(reason => reason.why)).toContain('takes 25 of your 30 minutes');
  expect(others).toEqual([]);
});

test('a life area that matters more lifts its tasks', () => {
  const {tasks, db, entries, clock} = planning();
  tasks.add({title: 'work', areas: ['career']});
  tasks.add({title: 'run', areas: ['health']});
  const agenda = new Agenda({db, entries, clock, areaWeights: {health: 2}});
  const [best] = agenda.next();
  expect(best?.task.title).toBe('run');
  expect(best?.reasons[0]?.why).toBe('health matters more to you');
});

test('a task without areas of its own is in those of its goal', () => {
  const {tasks, goals, db, entries, clock} = planning();
  const goal = goals.add({title: 'half marathon', areas: ['health']});
  tasks.add({title: 'work', areas: ['career'], goal_id: goal.id});
  tasks.add({title: 'run', goal_id: goal.id});
  const agenda = new Agenda({db, entries, clock, areaWeights: {health: 2}});
  expect(agenda.next().map(({task}) => task.title)).toEqual(['run', 'work']);
  expect(agenda.next({area: 'health'}).map(({task}) => task.title)).toEqual(['run']);
});

const wish = fc.record({
  energy: fc.option(fc.integer({min: 1, max: 5}), {nil: null}),
  duration_minutes: fc.option(fc.constantFrom(15, 30, 120), {nil: null}),
  priority: fc.option(fc.integer({min: 1, max: 5}), {nil: null}),
  due: fc.option(fc.constantFrom('2026-11-20', '2026-12-24'), {nil: null}),
  scheduled: fc.option(fc.constantFrom('2026-11-21', '2026-11-22'), {nil: null}),
  snoozed_until: fc.option(fc.constantFrom('2026-11-21T08:00:00.000Z', '2026-11-22T08:00:00.000Z')),
  areas: fc.subarray(['health', 'career']),
  hasGoal: fc.boolean(),
  waitsFor: fc.option(fc.nat({max: 29})),
});
const need = fc.record(
  {
    energy: fc.integer({min: 1, max: 5}),
    minutes: fc.constantFrom(15, 30, 60),
    area: fc.constantFrom('health', 'career', 'finance'),
  },
  {requiredKeys: []},
);

test('next chooses the tasks that fit, as if each had been looked at', () => {
  fc.assert(
    fc.property(fc.array(wish, {maxLength: 30, size: 'max'}), need, (wishes, fit) => {
      const {tasks, goals, agenda, db} = planning();
      const goal = goals.add({title: 'half marathon', areas: ['health']});
      const ids: string[] = [];
      for (const {hasGoal, waitsFor, ...fields} of wishes) {
        const other = waitsFor === null ? undefined : ids[waitsFor];
        const goal_id = hasGoal ? goal.id : null;
        const depends_on = other === undefined ? [] : [other];
        ids.push(tasks.add({title: 'task', ...fields, goal_id, depends_on}).id);
      }
      const fitting = ids.filter((_, n) => {
        const {hasGoal, areas, ...task} = wishes[n]!;
        const own = areas.length === 0 && hasGoal ? ['health'] : areas;
        return (
          !(task.scheduled === '2026-11-22' || task.snoozed_until?.startsWith('2026-11-22')) &&
          (task.waitsFor === null || task.waitsFor >= n) &&
          (task.energy ?? 0) <= (fit.energy ?? 5) &&
          (task.duration_minutes ?? 0) <= (fit.minutes ?? 120) &&
          (fit.area === undefined || own.includes(fit.area))
        );
      });
      const chosen = agenda.next({...fit, limit: 0}).map(({task}) => task.id);
      expect(chosen.toSorted()).toEqual(fitting.toSorted());
      db.close();
    }),
    {numRuns: 40},
  );
});
