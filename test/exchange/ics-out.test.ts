import ical from 'ical.js';
import {expect, test} from 'vitest';
import {icsLines, withoutStart} from '../../src/exchange/exporters/ics-out.ts';
import {readIcs} from '../../src/exchange/importers/ics-in.ts';
import type {Task} from '../../src/planner/tasks/task.ts';
import {planning} from '../planner/planning.ts';
import {fc} from '../support/random.ts';

/** A calendar of what is kept, as bytes and as another program reads it. */
function exported({tasks, goals, clock}: ReturnType<typeof planning>) {
  const all = tasks.list({status: 'all', limit: 0});
  const lines = icsLines(all, goals.list({status: 'all'}), {product: 'memu 1', clock});
  return read([...lines]);
}

function read(lines: readonly string[]) {
  const text = lines.map(line => `${line}\n`).join('');
  const calendar = new ical.Component(ical.parse(text));
  return {text, calendar, todos: calendar.getAllSubcomponents('vtodo')};
}

const value = (component: InstanceType<typeof ical.Component>, name: string): string | undefined =>
  component.getFirstPropertyValue(name)?.toString();

test('any words come out of another reader as they went in, in lines of 75 bytes that end with CR LF', () => {
  const {tasks, clock} = planning();
  fc.assert(
    fc.property(
      fc.string({unit: 'grapheme', minLength: 1, maxLength: 200}),
      fc.string({unit: 'binary', maxLength: 300}),
      fc.array(fc.string({unit: 'grapheme', minLength: 1, maxLength: 20}), {maxLength: 4}),
      (title, body, tags) => {
        const task = tasks.add({title: `x${title}`, body, tags});
        const {text, todos} = read([...icsLines([task], [], {product: 'memu 1', clock})]);
        const [todo] = todos;
        // Characters that no text file holds are left out.
        const bare = (said: string) =>
          said
            .toWellFormed()
            .replace(/\r\n?/g, '\n')
            .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
        expect(value(todo!, 'summary')).toBe(bare(task.title));
        expect(value(todo!, 'description') ?? '').toBe(bare(task.body));
        expect(todo!.getFirstProperty('categories')?.getValues().map(String) ?? []).toEqual(
          task.tags.map(bare),
        );
        expect(text.split('\r\n').every(line => Buffer.byteLength(line) <= 75)).toBe(true);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      },
    ),
    {numRuns: 100},
  );
});

const weekly = {
  recurrence: 'FREQ=WEEKLY;UNTIL=20270401',
  recur_from: 'schedule',
  recur_zone: 'Europe/Berlin',
  series_id: 's',
} as const;

test('a rule that counts from when a task is planned goes out and comes back so', async () => {
  const {tasks, clock} = planning();
  const task = tasks.add({
    ...{title: 'Report', recurrence: 'FREQ=WEEKLY;BYDAY=MO', recur_zone: 'Europe/Berlin'},
    ...{scheduled: '2026-11-30T08:00:00.000Z', due: '2026-12-02T17:00:00.000Z'},
    occurrence: '2026-11-30T09:00',
  });
  const plain = tasks.add({title: 'Water', ...weekly, scheduled: '2026-11-28', due: '2026-11-30'});
  const text = [...icsLines([task], [], {product: 'test', clock})].join('\n');
  expect(text).toContain('DTSTART;TZID=Europe/Berlin:20261130T090000');
  expect(text).toContain('DUE;TZID=Europe/Berlin:20261202T180000');
  const [back] = [...(await readIcs(text, clock))];
  const {due, scheduled, occurrence} = task;
  expect(back).toMatchObject({input: {due, scheduled, occurrence}});
  expect(withoutStart([task, plain])).toEqual([plain]);
});

test('what repeats is said on the clocks of its zone, which the file describes', async () => {
  const keeping = planning();
  keeping.tasks.add({
    ...weekly,
    title: 'Choir',
    due: '2027-03-18T17:00:00.000Z',
    occurrence: '2027-03-18T18:00',
    except_dates: ['2027-03-25'],
  });
  const {text, calendar, todos} = exported(keeping);
  expect(text).toContain('DTSTART;TZID=Europe/Berlin:20270318T180000\r\n');
  expect(text).toContain('DUE;TZID=Europe/Berlin:20270318T180000\r\n');
  expect(text).toContain('RRULE:FREQ=WEEKLY;UNTIL=20270401T215959Z\r\n');
  expect(text).toContain('EXDATE;TZID=Europe/Berlin:20270325T180000\r\n');
  const [zone] = calendar.getAllSubcomponents('vtimezone');
  const berlin = new ical.Timezone({component: zone!, tzid: 'Europe/Berlin'});
  const rule = todos[0]!.getFirstPropertyValue('rrule') as InstanceType<typeof ical.Recur>;
  const start = todos[0]!.getFirstPropertyValue('dtstart') as InstanceType<typeof ical.Time>;
  start.zone = berlin;
  const expansion = rule.iterator(start);
  const instants = [];
  for (let next = expansion.next(); next; next = expansion.next()) {
    instants.push(new Date(next.toUnixTime() * 1_000).toISOString());
  }
  // Six in the evening is 17:00 in UTC before 28 March, 16:00 afterwards.
  expect(instants).toEqual([
    '2027-03-18T17:00:00.000Z',
    '2027-03-25T17:00:00.000Z',
    '2027-04-01T16:00:00.000Z',
  ]);
  const [back] = [...(await readIcs(text, keeping.clock))];
  expect(back).toMatchObject({
    type: 'task',
    input: {
      title: 'Choir',
      recurrence: 'FREQ=WEEKLY;UNTIL=20270401',
      recur_zone: 'Europe/Berlin',
      due: '2027-03-18T17:00:00.000Z',
      occurrence: '2027-03-18T18:00',
      scheduled: null,
      except_dates: ['2027-03-25'],
    },
  });
});

test('whole days, done tasks and rules that no calendar knows', () => {
  const keeping = planning();
  const {tasks} = keeping;
  tasks.add({
    ...weekly,
    title: 'a',
    due: '2027-03-18',
    occurrence: '2027-03-18',
    except_dates: ['2027-03-25'],
  });
  tasks.add({...weekly, title: 'b', recur_from: 'completion', due: '2027-03-18'});
  tasks.add({...weekly, title: 'c', due: '2027-03-18', status: 'completed'} as Partial<Task>);
  tasks.add({title: 'd', scheduled: '2027-03-01', due: '2027-03-18T17:00:00.000Z', priority: 5});
  const {text, todos} = exported(keeping);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(title => {
    const found = todos.find(todo => value(todo, 'summary') === title);
    return (name: string) => value(found!, name);
  });
  expect([a!('dtstart'), a!('due'), a!('rrule'), a!('exdate')]).toEqual([
    '2027-03-18',
    '2027-03-18',
    'FREQ=WEEKLY;UNTIL=20270401',
    '2027-03-25',
  ]);
  expect([b!('due'), b!('rrule'), c!('status'), c!('rrule')]).toEqual([
    '2027-03-18',
    undefined,
    'COMPLETED',
    undefined,
  ]);
  expect([d!('dtstart'), d!('due'), d!('priority')]).toEqual([
    '2027-03-01',
    '2027-03-18T17:00:00Z',
    '1',
  ]);
  expect(text).not.toContain('VTIMEZONE');
});

test('a milestone keeps its id when others come and go', () => {
  const keeping = planning();
  const milestone = (title: string) => ({title, due: '2027-02-01', done_at: null});
  const goal = keeping.goals.add({
    title: 'Run',
    milestones: [milestone('5 km'), milestone('10 km')],
  });
  const ids = () => {
    const events = exported(keeping).calendar.getAllSubcomponents('vevent');
    return events.map(event => [value(event, 'summary'), value(event, 'uid')]);
  };
  const [, second] = ids();
  keeping.goals.edit(goal.id, {milestones: [milestone('10 km')]});
  expect(ids()).toEqual([second]);
});
