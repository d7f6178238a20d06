import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {
  claimReminder,
  isQuiet,
  pendingReminders,
  releaseReminder,
} from '../../src/planner/agenda/reminders.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {planning} from './planning.ts';

const settings = {timeOfDay: '09:00', minutesBefore: 0, quiet: ''};
const minute = 60_000;

/** 21 November 2026, 10:00 in Berlin. */
function bells() {
  const store = planning();
  const local = openDatabase({path: ':memory:', schema: 'local'});
  const parts = {entries: store.entries, local, clock: store.clock};
  const titles = (more = {}) =>
    pendingReminders(parts, {...settings, ...more}).map(({task, reason, isLate}) => [
      task.title,
      reason,
      isLate,
    ]);
  return {...store, parts, titles};
}

test('due and planned tasks ring at their time, dates in the morning, each once', () => {
  const {tasks, parts, titles, clock} = bells();
  tasks.add({title: 'soon', due: '2026-11-21T09:05:00.000Z'});
  tasks.add({title: 'today', due: '2026-11-21'});
  tasks.add({title: 'planned', scheduled: '2026-11-21T09:00:00.000Z'});
  tasks.add({title: 'tomorrow', due: '2026-11-22'});
  expect(titles()).toEqual([
    ['today', 'due', true],
    ['planned', 'scheduled', false],
  ]);
  clock.advance(5 * minute);
  for (const reminder of pendingReminders(parts, settings)) {
    expect(claimReminder(parts, reminder)).toBe(true);
    expect(claimReminder(parts, reminder)).toBe(false);
  }
  expect(titles()).toEqual([]);
  clock.advance(24 * 60 * minute);
  expect(titles()).toEqual([['tomorrow', 'due', true]]);
});

test('what could not be told is tried again, and a moved task rings anew', () => {
  const {tasks, parts, titles} = bells();
  const task = tasks.add({title: 'call', due: '2026-11-21T08:59:00.000Z'});
  const [reminder] = pendingReminders(parts, settings);
  claimReminder(parts, reminder!);
  releaseReminder(parts, reminder!);
  expect(titles()).toEqual([['call', 'due', false]]);
  claimReminder(parts, reminder!);
  tasks.edit(task.id, {due: '2026-11-21T08:58:00.000Z'});
  expect(titles()).toEqual([['call', 'due', false]]);
});

test('hundreds that have rung hold up no other', () => {
  const {tasks, parts, titles, operations} = bells();
  operations.run('task add', () => {
    for (let n = 0; n < 520; n += 1) tasks.add({title: `old ${n}`, due: '2026-11-20'});
  });
  for (let round = 0; round < 3; round += 1) {
    for (const reminder of pendingReminders(parts, settings)) claimReminder(parts, reminder);
  }
  expect(titles()).toEqual([]);
  tasks.add({title: 'new', due: '2026-11-21'});
  expect(titles()).toEqual([['new', 'due', true]]);
});

test('finished, snoozed, trashed, proposed and long missed tasks do not ring', async () => {
  const {tasks, entries, titles} = bells();
  const due = '2026-11-21T09:00:00.000Z';
  await tasks.complete([tasks.add({title: 'done', due}).id]);
  tasks.add({title: 'snoozed', due, snoozed_until: '2026-11-21T12:00:00.000Z'});
  entries.trash(tasks.add({title: 'trashed', due}).id);
  tasks.add({title: 'proposed', due, state: 'proposed'});
  tasks.add({title: 'long ago', due: '2026-11-10'});
  expect(titles()).toEqual([]);
});

test('nothing rings in quiet hours; afterwards it is late', () => {
  const {tasks, titles, clock} = bells();
  tasks.add({title: 'call', due: '2026-11-21T09:00:00.000Z'});
  expect(titles({quiet: '09:30-10:30'})).toEqual([]);
  clock.advance(40 * minute);
  expect(titles({quiet: '09:30-10:30'})).toEqual([['call', 'due', true]]);
});

test.each([
  ['22:00-07:00', '2026-11-21T22:30:00.000Z', true],
  ['22:00-07:00', '2026-11-21T05:00:00.000Z', true],
  ['22:00-07:00', '2026-11-21T12:00:00.000Z', false],
  ['12:00-13:00', '2026-11-21T12:00:00.000Z', true],
  ['12:00-13:00', '2026-11-21T13:00:00.000Z', false],
  ['', '2026-11-21T12:00:00.000Z', false],
])('%s at %s is quiet: %s', (hours, now, expected) => {
  expect(isQuiet(hours, fixedClock(now))).toBe(expected);
});

test('quiet hours that are none are refused', () => {
  expect(() => isQuiet('at night', fixedClock(0))).toThrow('are no quiet hours');
});
