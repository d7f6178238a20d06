/** Calendars as public exports write them: what is odd is read or named, and nothing vanishes unsaid. */
import {expect, test} from 'vitest';
import {readCalendars, readIcs, wholeCharacters} from '../../src/exchange/importers/ics-in.ts';
import type {ImportedItem} from '../../src/exchange/importers/item.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {loadRules, momentOf} from '../../src/planner/tasks/recurrence.ts';
import {successorOf} from '../../src/planner/tasks/successor.ts';
import type {Task} from '../../src/planner/tasks/task.ts';

const zone = 'Europe/Berlin';
const clock = fixedClock('2026-11-30T09:00:00.000Z', zone);

const wrapped = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const vevent = (...lines: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  ...lines,
  'END:VEVENT',
];
const vtodo = (...lines: readonly string[]): readonly string[] => [
  'BEGIN:VTODO',
  ...lines,
  'END:VTODO',
];

async function read(...lines: readonly string[]) {
  const found = [...(await readIcs(wrapped(...lines), clock))];
  const of = <Type extends ImportedItem['type']>(type: Type) =>
    found.filter((one): one is Extract<ImportedItem, {type: Type}> => one.type === type);
  return {
    starts: of('memory').map(one => one.input.metadata?.start),
    events: of('memory'),
    tasks: of('task'),
    bad: of('bad').map(one => one.reason),
    unmapped: of('unmapped').map(one => one.what),
  };
}

/** Starts of one event with these lines. */
const startsOf = async (...lines: readonly string[]) =>
  (await read(...vevent('UID:one', 'SUMMARY:Choir', ...lines))).starts;

const local = (...times: readonly string[]) => times.map(time => momentOf(time, zone));

test('a series ends with the moment of its UNTIL, and one that ends before it begins has no event', async () => {
  expect(
    await startsOf(
      'DTSTART;TZID=Europe/Berlin:20261123T100000',
      'RRULE:FREQ=WEEKLY;UNTIL=20261207T085959Z',
    ),
  ).toEqual(local('2026-11-23T10:00', '2026-11-30T10:00'));
  expect(
    await startsOf(
      'DTSTART;TZID=Europe/Berlin:20261123T100000',
      'RRULE:FREQ=WEEKLY;UNTIL=20261207T090000Z',
    ),
  ).toHaveLength(3);
  expect(
    await startsOf('DTSTART;VALUE=DATE:20261202', 'RRULE:FREQ=WEEKLY;UNTIL=20261201;BYDAY=WE'),
  ).toEqual([]);
});

test('events that share a UID without being versions of each other are all read', async () => {
  const days = ['20261203', '20261210', '20261217'];
  const {starts, events} = await read(
    ...days.flatMap(day => vevent('UID:course-101', 'SUMMARY:Course', `DTSTART:${day}T090000Z`)),
  );
  expect(starts).toEqual(days.map(day => `2026-12-${day.slice(6)}T09:00:00.000Z`));
  expect(new Set(events.map(one => one.id)).size).toBe(3);
});

test('a to-do and an event of one UID are two things', async () => {
  const {tasks, events} = await read(
    ...vtodo('UID:x', 'SUMMARY:prepare'),
    ...vevent('UID:x', 'SUMMARY:talk', 'DTSTART:20261203T090000Z'),
  );
  expect(events[0]?.id).not.toBe(tasks[0]?.id);
});

test('a to-do that stands for one occurrence of a series is a task of its own, and the series goes on', async () => {
  const series = vtodo(
    ...['UID:t5', 'SUMMARY:water', 'RRULE:FREQ=WEEKLY;COUNT=5'],
    ...['DTSTART;TZID=Europe/Berlin:20261201T100000', 'DUE;TZID=Europe/Berlin:20261201T100000'],
  );
  const done = vtodo(
    ...['UID:t5', 'SUMMARY:water', 'RECURRENCE-ID;TZID=Europe/Berlin:20261201T100000'],
    ...['DUE;TZID=Europe/Berlin:20261201T100000', 'STATUS:COMPLETED', 'COMPLETED:20261130T100000Z'],
  );
  const {tasks} = await read(...series, ...done);
  expect(tasks.map(({input}) => [input.status, input.due, input.recurrence])).toEqual([
    ['pending', '2026-12-08T09:00:00.000Z', 'FREQ=WEEKLY;COUNT=4'],
    ['completed', '2026-12-01T09:00:00.000Z', null],
  ]);
  expect(new Set(tasks.map(one => one.id)).size).toBe(2);
});

test.each([
  ['DTSTART:20261224', ['2026-12-24']],
  ['DTSTART;VALUE=DATE-TIME:20261224', ['2026-12-24']],
  ['DTSTART;VALUE=DATE:20261204T120000', local('2026-12-04T12:00')],
  ['DTSTART;TZID=Europe/Berlin;VALUE=DATE:20261204T120000', local('2026-12-04T12:00')],
  ['DTSTART:20261204T1200', local('2026-12-04T12:00')],
  ['DTSTART:20261\r\n 224', ['2026-12-24']],
])('%s is read as it is written', async (line, expected) => {
  expect(await startsOf(line)).toEqual(expected);
});

test('one odd value ends nothing, without a UID too', async () => {
  const {starts, bad} = await read(
    ...vevent('SUMMARY:Good', 'DTSTART:20261203T090000Z'),
    ...vevent('SUMMARY:Odd', 'DTSTART:2026-13-44'),
    ...vevent('SUMMARY:Never', 'DTSTART:20260230'),
    ...vevent('SUMMARY:Odd', 'DTSTART:20261203T090000Z', 'RECURRENCE-ID:soon'),
    ...vevent('SUMMARY:Two', 'DTSTART;VALUE=DATE:20261204T120000'),
    ...vevent('SUMMARY:Two', 'DTSTART;VALUE=DATE:20261204T180000'),
  );
  expect(starts).toEqual([
    '2026-12-03T09:00:00.000Z',
    ...local('2026-12-04T12:00', '2026-12-04T18:00'),
  ]);
  expect(bad).toHaveLength(3);
});

test.each([
  ['EXDATE;TZID=Europe/Berlin:20261210T000000'],
  ['EXDATE:20261209T230000Z'],
  ['EXDATE;TZID=America/New_York:20261210T000000'],
  ['EXDATE;VALUE=DATE:20261210'],
  ['EXDATE:20261210'],
])('a whole day is left out by its midnight as by its date: %s', async exception => {
  expect(
    await startsOf('DTSTART;VALUE=DATE:20261203', 'RRULE:FREQ=WEEKLY;COUNT=3', exception),
  ).toEqual(['2026-12-03', '2026-12-17']);
});

test('an occurrence that was moved is known by its date or its midnight', async () => {
  const {starts} = await read(
    ...vevent('UID:a', 'SUMMARY:Trip', 'DTSTART;VALUE=DATE:20261203', 'RRULE:FREQ=WEEKLY;COUNT=3'),
    ...vevent(
      ...['UID:a', 'SUMMARY:Trip', 'RECURRENCE-ID;TZID=Europe/Berlin:20261210T000000'],
      'DTSTART;VALUE=DATE:20261211',
    ),
  );
  expect(starts).toEqual(['2026-12-03', '2026-12-17', '2026-12-11']);
});

test('a series that lies around today nowhere is kept once', async () => {
  const {events} = await read(
    ...vevent(
      ...['UID:a', 'SUMMARY:Thermodynamics seminar', 'DTSTART;TZID=Europe/Berlin:20190903T100000'],
      'RRULE:FREQ=WEEKLY;UNTIL=20191217T225959Z',
    ),
    ...vevent('UID:b', 'SUMMARY:Leap day', 'DTSTART;VALUE=DATE:19640229', 'RRULE:FREQ=YEARLY'),
  );
  expect(events.map(one => one.input.body)).toEqual([
    'Thermodynamics seminar, Tue 3 Sep 2019, 10:00, until Tue 17 Dec 2019',
    'Leap day, Tue 29 Feb 2028',
  ]);
});

test('of a series too dense to lay out, what comes is kept before what is past, and the rest is named', async () => {
  for (const rule of ['FREQ=DAILY;BYHOUR=8,20', 'FREQ=HOURLY']) {
    const {starts, unmapped} = await read(
      ...vevent('UID:a', 'SUMMARY:Pill', 'DTSTART:20100101T080000Z', `RRULE:${rule}`),
    );
    expect(starts).toHaveLength(500);
    expect(String(starts[0]) >= '2026-11-29').toBe(true);
    expect(unmapped).toEqual(['occurrences of "Pill" that lie further away']);
  }
});

test('several rules, rules of exceptions and periods are read', async () => {
  expect(
    await startsOf(
      'DTSTART:20261204T090000Z',
      'RRULE:FREQ=DAILY;COUNT=5',
      'EXRULE:FREQ=WEEKLY;BYDAY=SA,SU',
    ),
  ).toEqual(['2026-12-04', '2026-12-07', '2026-12-08'].map(day => `${day}T09:00:00.000Z`));
  expect(
    await startsOf(
      'DTSTART:20261204T090000Z',
      'RRULE:FREQ=DAILY;COUNT=2',
      'RRULE:FREQ=WEEKLY;COUNT=2',
    ),
  ).toEqual(['2026-12-04', '2026-12-05', '2026-12-11'].map(day => `${day}T09:00:00.000Z`));
  expect(
    await startsOf('DTSTART:20261202T080000Z', 'RDATE;VALUE=PERIOD:20261204T080000Z/PT2H'),
  ).toEqual(['2026-12-02T08:00:00.000Z', '2026-12-04T08:00:00.000Z']);
});

test('what has no field is kept in the metadata and named', async () => {
  const {events, tasks, unmapped} = await read(
    ...vevent(
      ...['UID:a', 'SUMMARY:Dinner', 'DTSTART:20261203T180000Z', 'COMMENT:kumquats'],
      ...['ORGANIZER;CN=Quintus:mailto:q@example.org', 'URL:https://example.org/zebrafish'],
      ...['ATTENDEE;CN=Petronella:mailto:p@example.org', 'ATTENDEE:mailto:r@example.org'],
      ...['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT15M', 'END:VALARM'],
    ),
    ...vtodo('UID:b', 'SUMMARY:Dig', 'PERCENT-COMPLETE:40', 'LOCATION:Garden'),
    ...['BEGIN:VJOURNAL', 'UID:c', 'SUMMARY:A day', 'END:VJOURNAL'],
  );
  expect(events[0]?.input.metadata).toMatchObject({
    organizer: 'Quintus (q@example.org)',
    attendee: ['Petronella (p@example.org)', 'r@example.org'],
    url: 'https://example.org/zebrafish',
    comment: 'kumquats',
  });
  expect(tasks[0]?.input.metadata).toEqual({location: 'Garden', 'percent-complete': '40'});
  expect([...unmapped].sort()).toEqual([
    ...['calendar ATTENDEE', 'calendar COMMENT', 'calendar ORGANIZER', 'calendar PERCENT-COMPLETE'],
    ...['calendar URL', 'calendar VALARM', 'calendar VJOURNAL'],
  ]);
});

test.each([
  ['VALUE=DATE:20261201', 'P3D', '2026-12-04'],
  ['TZID=Europe/Berlin:20261201T090000', 'PT36H', '2026-12-02T20:00:00.000Z'],
])('a to-do from %s for %s is due on %s', async (start, duration, due) => {
  const {tasks} = await read(
    ...vtodo('UID:a', 'SUMMARY:Dig', `DTSTART;${start}`, `DURATION:${duration}`),
  );
  expect(tasks[0]?.input.due).toBe(due);
});

test.each([
  ['"Eastern Standard Time"', '2026-12-02T14:00:00.000Z'],
  ['"Eastern Daylight Time"', '2026-12-02T14:00:00.000Z'],
  ['"(UTC-05:00) Eastern Time (US & Canada)"', '2026-12-02T14:00:00.000Z'],
  ['"(GMT+01.00) Amsterdam / Berlin / Bern"', '2026-12-02T08:00:00.000Z'],
  ['"(UTC+05:30) Somewhere new"', '2026-12-02T03:30:00.000Z'],
  ['Pacific Standard Time', '2026-12-02T17:00:00.000Z'],
  ['GMT+0100', '2026-12-02T08:00:00.000Z'],
  ['UTC-5', '2026-12-02T14:00:00.000Z'],
])('nine o’clock in %s', async (name, expected) => {
  expect(await startsOf(`DTSTART;TZID=${name}:20261202T090000`)).toEqual([expected]);
});

test('a line may be folded within a character', () => {
  const encoder = new TextEncoder();
  const text = wrapped(...vevent('UID:a', 'SUMMARY:Café für 桜', 'DTSTART:20261203T090000Z'));
  for (const end of ['\r\n ', '\n\t']) {
    const folded = [...encoder.encode(text)].flatMap((byte, at) =>
      at % 3 === 0 && byte >= 0x80 ? [...encoder.encode(end), byte] : [byte],
    );
    const whole = new TextDecoder('utf-8', {fatal: true}).decode(
      wholeCharacters(Uint8Array.from(folded)),
    );
    expect(whole.replaceAll(end, '')).toBe(text);
  }
});

test('a file that is no calendar is refused', () => {
  for (const text of ['', '<html>Login</html>', 'BEGIN:VCARD\r\nEND:VCARD']) {
    expect(() => readCalendars([{text}], clock)).toThrow(/no calendar/);
  }
});

test('the rule of a to-do counts from its start, and what is due later keeps its distance', async () => {
  const {tasks} = await read(
    ...vtodo(
      ...['UID:a', 'SUMMARY:Report', 'RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3'],
      ...['DTSTART;TZID=Europe/Berlin:20261130T090000', 'DUE;TZID=Europe/Berlin:20261202T180000'],
    ),
  );
  const rules = await loadRules();
  const task = {...tasks[0]?.input, id: 'x'} as unknown as Task;
  const next = successorOf(task, '2026-12-02T09:00:00.000Z', rules)?.input;
  expect([task.scheduled, task.due, next?.scheduled, next?.due, next?.recurrence]).toEqual([
    ...local('2026-11-30T09:00', '2026-12-02T18:00', '2026-12-07T09:00', '2026-12-09T18:00'),
    'FREQ=WEEKLY;COUNT=2;BYDAY=MO',
  ]);
});
