import {expect, test} from 'vitest';
import {readIcs} from '../../src/exchange/importers/ics-in.ts';
import type {ImportedItem} from '../../src/exchange/importers/item.ts';
import {fixedClock} from '../../src/ground/time.ts';

const clock = fixedClock('2026-10-20T09:00:00.000Z', 'Europe/Berlin');

const calendar = (...components: readonly (readonly string[])[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components.flat(), 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  'UID:one',
  'SUMMARY:Choir',
  ...lines,
  'END:VEVENT',
];

async function read(text: string) {
  const found = [...(await readIcs(text, clock))];
  const of = <Type extends ImportedItem['type']>(type: Type) =>
    found.filter((one): one is Extract<ImportedItem, {type: Type}> => one.type === type);
  return {
    starts: of('memory').map(one => one.input.metadata?.start),
    events: of('memory').map(one => one.input),
    tasks: of('task').map(one => one.input),
    bad: of('bad'),
    unmapped: of('unmapped').map(one => one.what),
    all: of('events'),
  };
}

test('a weekly event keeps the hour of its own zone when clocks change there', async () => {
  const {starts} = await read(
    calendar(event('DTSTART;TZID=America/New_York:20261023T090000', 'RRULE:FREQ=WEEKLY;COUNT=3')),
  );
  // New York leaves daylight saving on 1 November, Berlin did on 25 October.
  expect(starts).toEqual([
    '2026-10-23T13:00:00.000Z',
    '2026-10-30T13:00:00.000Z',
    '2026-11-06T14:00:00.000Z',
  ]);
});

test('what repeats in UTC stays at its hour of UTC', async () => {
  const {starts} = await read(
    calendar(event('DTSTART:20261023T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=2')),
  );
  expect(starts).toEqual(['2026-10-23T09:00:00.000Z', '2026-10-30T09:00:00.000Z']);
});

const outlookZone = [
  ...['BEGIN:VTIMEZONE', 'TZID:Eastern Standard Time'],
  ...['BEGIN:STANDARD', 'DTSTART:16010101T020000', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11'],
  ...['TZOFFSETFROM:-0400', 'TZOFFSETTO:-0500', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3'],
  ...['TZOFFSETFROM:-0500', 'TZOFFSETTO:-0400', 'END:DAYLIGHT', 'END:VTIMEZONE'],
];

test.each([
  ['Europe/Berlin', '2026-10-22T07:00:00.000Z', []],
  ['/example.org/20250101/Europe/Berlin', '2026-10-22T07:00:00.000Z', []],
  ['Eastern Standard Time', '2026-10-22T13:00:00.000Z', []],
  ['Nowhere Time', '2026-10-22T07:00:00.000Z', ['calendar zone Nowhere Time']],
])('nine o’clock in %s', async (zone, expected, unmapped) => {
  const found = await read(calendar(outlookZone, event(`DTSTART;TZID=${zone}:20261022T090000`)));
  expect([found.starts, found.unmapped]).toEqual([[expected], unmapped]);
});

test('a zone that only the file knows is followed through its clock changes and exceptions', async () => {
  const {starts} = await read(
    calendar(
      outlookZone,
      event(
        'DTSTART;TZID=Eastern Standard Time:20261023T090000',
        'RRULE:FREQ=WEEKLY;COUNT=4',
        // The second one, said in UTC.
        'EXDATE:20261030T130000Z',
      ),
    ),
  );
  expect(starts).toEqual([
    '2026-10-23T13:00:00.000Z',
    '2026-11-06T14:00:00.000Z',
    '2026-11-13T14:00:00.000Z',
  ]);
});

test('exceptions, further dates, moved and cancelled occurrences are told apart', async () => {
  const series = event(
    'DTSTART:20261021T180000',
    'DURATION:PT1H30M',
    'RRULE:FREQ=DAILY;COUNT=6',
    'EXDATE;VALUE=DATE:20261022',
    'RDATE:20261101T100000',
  );
  const moved = event('RECURRENCE-ID:20261023T180000', 'DTSTART:20261023T200000');
  const cancelled = event('RECURRENCE-ID:20261024T180000', 'STATUS:CANCELLED');
  const {events, all} = await read(calendar(series, moved, cancelled));
  expect(events.map(one => [one.metadata?.start, one.metadata?.end])).toEqual([
    ['2026-10-21T16:00:00.000Z', '2026-10-21T17:30:00.000Z'],
    ['2026-10-25T17:00:00.000Z', '2026-10-25T18:30:00.000Z'],
    ['2026-10-26T17:00:00.000Z', '2026-10-26T18:30:00.000Z'],
    ['2026-11-01T09:00:00.000Z', '2026-11-01T10:30:00.000Z'],
    ['2026-10-23T18:00:00.000Z', null],
  ]);
  expect(events[0]?.body).toBe('Choir, Wed 21 Oct 2026, 18:00');
  expect(all[0]).toMatchObject({uid: 'one', from: '2026-08-21'});
  expect(all[0]?.ids).toHaveLength(5);
});

test('the end of a rule is the day that clocks in its zone show', async () => {
  const {starts} = await read(
    calendar(
      event(
        'DTSTART;TZID=America/New_York:20261020T200000',
        'RRULE:FREQ=DAILY;UNTIL=20261022T000000Z',
      ),
    ),
  );
  expect(starts).toEqual(['2026-10-21T00:00:00.000Z', '2026-10-22T00:00:00.000Z']);
});

test('of two versions in one file the newer one counts', async () => {
  const {starts} = await read(
    calendar(
      event('SEQUENCE:2', 'DTSTART:20261022T100000Z'),
      event('SEQUENCE:1', 'DTSTART:20261021T100000Z'),
    ),
  );
  expect(starts).toEqual(['2026-10-22T10:00:00.000Z']);
});

test('what is broken is named with its line, and the rest is read', async () => {
  const text = calendar(
    ['BEGIN:VEVENT', 'UID:a', 'SUMMARY:No end', 'DTSTART:20261021T100000Z'],
    ['BEGIN:VEVENT', 'UID:b', 'SUMMARY:No start', 'END:VEVENT'],
    ['BEGIN:VEVENT', 'UID:c', 'SUMMARY:No date', 'DTSTART:tomorrow', 'END:VEVENT'],
    ['BEGIN:VEVENT', 'UID:d', 'this is no property', 'END:VEVENT'],
    event('DTSTART;VALUE=DATE:20261021'),
    ['BEGIN:VTODO', 'UID:e', 'END:VTODO'],
  );
  const {starts, bad, all} = await read(text);
  expect(starts).toEqual(['2026-10-21']);
  expect(bad.map(one => one.line).sort((a, b) => a - b)).toEqual([3, 7, 11, 16, 25]);
  // Nothing is said to be gone of an event that could not be read.
  expect(all.map(one => one.uid)).toEqual(['one']);
});

test('an empty file and one that is no calendar hold nothing', async () => {
  expect((await read('')).all).toEqual([]);
  expect((await read('<html>not found</html>')).all).toEqual([]);
});

test('a to-do that repeats from its start alone, and one that is done without a status', async () => {
  const {tasks} = await read(
    calendar(
      [
        ...['BEGIN:VTODO', 'UID:a', 'SUMMARY:Water', 'RRULE:FREQ=WEEKLY'],
        ...['DTSTART;TZID=America/New_York:20261020T090000', 'END:VTODO'],
      ],
      ['BEGIN:VTODO', 'UID:b', 'SUMMARY:Dig', 'COMPLETED:20261019T100000Z', 'END:VTODO'],
    ),
  );
  expect(tasks).toMatchObject([
    {
      title: 'Water',
      due: '2026-10-20T13:00:00.000Z',
      scheduled: null,
      recurrence: 'FREQ=WEEKLY',
      recur_zone: 'America/New_York',
      occurrence: '2026-10-20T09:00',
    },
    {title: 'Dig', status: 'completed', completed_at: '2026-10-19T10:00:00.000Z'},
  ]);
});
