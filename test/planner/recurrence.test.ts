import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {parseRepeat} from '../../src/language/repeats.ts';
import {afterDone} from '../../src/planner/tasks/after-done.ts';
import {loadRules, momentOf, movedAlong, occurrenceOf} from '../../src/planner/tasks/recurrence.ts';
import {repeatFields} from '../../src/planner/tasks/repeating.ts';

const rules = await loadRules();
// A Wednesday.
const clock = fixedClock('2026-11-18T09:00:00.000Z', 'Europe/Berlin');

/** The first few occurrences from one on. */
function series(rule: string, from: string, count: number, exceptions: readonly string[] = []) {
  const found = [rules.first(rule, from)];
  while (found.length < count) {
    const last = found.at(-1);
    if (last === undefined) break;
    found.push(rules.next(rule, last, {exceptions}));
  }
  return found.filter(one => one !== undefined);
}

test.each([
  ['FREQ=WEEKLY;BYDAY=MO', '2026-11-18', ['2026-11-23', '2026-11-30', '2026-12-07']],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', '2026-11-20', ['2026-11-20', '2026-11-30', '2026-12-04']],
  ['FREQ=DAILY;INTERVAL=3', '2026-11-18', ['2026-11-18', '2026-11-21', '2026-11-24']],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-11-18', ['2026-11-30', '2026-12-31', '2027-01-31']],
  ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-11-18', ['2026-12-31', '2027-01-31', '2027-03-31']],
  ['FREQ=MONTHLY;BYDAY=-1FR', '2026-11-18', ['2026-11-27', '2026-12-25', '2027-01-29']],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2026-11-18', ['2028-02-29', '2032-02-29']],
  ['FREQ=DAILY;UNTIL=20261119', '2026-11-18', ['2026-11-18', '2026-11-19']],
  [
    'FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0',
    '2026-11-18T08:00',
    ['2026-11-18T08:00', '2026-11-18T20:00', '2026-11-19T08:00'],
  ],
])('%s from %s', (rule, from, expected) => {
  expect(series(rule, from, expected.length + (rule.includes('UNTIL') ? 1 : 0))).toEqual(expected);
});

test('excepted dates are left out', () => {
  expect(series('FREQ=DAILY', '2026-11-18', 3, ['2026-11-19', '2026-11-20'])).toEqual([
    '2026-11-18',
    '2026-11-21',
    '2026-11-22',
  ]);
});

test('an occurrence in the hour that clocks jump over moves by that hour and keeps its place', () => {
  const found = series('FREQ=DAILY', '2027-03-27T02:30', 3);
  expect(found).toEqual(['2027-03-27T02:30', '2027-03-28T02:30', '2027-03-29T02:30']);
  expect(found.map(one => momentOf(one, 'Europe/Berlin'))).toEqual([
    '2027-03-27T01:30:00.000Z',
    '2027-03-28T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ]);
});

test.each([
  // Spring, when an hour is jumped over; and autumn, when one comes twice and its first pass counts.
  ['America/New_York', '2027-03-13T02:30', ['07:30', '07:30', '06:30']],
  ['America/New_York', '2026-10-31T01:30', ['05:30', '05:30', '06:30']],
  ['Europe/Berlin', '2026-10-24T02:30', ['00:30', '00:30', '01:30']],
  // Lord Howe moves its clocks by half an hour.
  ['Australia/Lord_Howe', '2026-10-03T02:15', ['15:45', '15:45', '15:15']],
  ['Australia/Lord_Howe', '2027-04-03T01:45', ['14:45', '14:45', '15:15']],
])('in %s a night from %s on keeps each of its days, at %j UTC', (zone, first, times) => {
  const found = series('FREQ=DAILY', first, 3);
  expect(found).toHaveLength(3);
  expect(found.map(one => momentOf(one, zone).slice(11, 16))).toEqual(times);
});

test('nine in the morning stays nine in the morning when the clocks change', () => {
  const found = series('FREQ=WEEKLY', '2026-10-19T09:00', 3);
  expect(found.map(one => momentOf(one, 'Europe/Berlin').slice(11, 16))).toEqual([
    '07:00',
    '08:00',
    '08:00',
  ]);
});

test('a count goes down with each occurrence and ends the series', () => {
  const next = (rule: string, exceptions: readonly string[] = []) =>
    rules.following(rule, '2026-11-18', {exceptions});
  expect(next('FREQ=DAILY;COUNT=2')).toEqual({
    occurrence: '2026-11-19',
    rule: 'FREQ=DAILY;COUNT=1',
  });
  expect(next('FREQ=DAILY;COUNT=1')).toBeUndefined();
  expect(next('FREQ=DAILY')?.rule).toBe('FREQ=DAILY');
});

test('a count takes in the dates that were left out, as the rule made them', () => {
  const exceptions = ['2026-11-19', '2026-11-20'];
  const next = (count: number) =>
    rules.following(`FREQ=DAILY;COUNT=${count}`, '2026-11-18', {exceptions});
  expect(next(5)).toEqual({occurrence: '2026-11-21', rule: 'FREQ=DAILY;COUNT=2'});
  expect(next(3)).toBeUndefined();
});

test.each([
  // Berlin is an hour ahead of UTC in winter: the end is 09:59:59 there.
  ['FREQ=DAILY;UNTIL=20261120T085959Z', '2026-11-18T10:00', ['2026-11-19T10:00']],
  [
    'FREQ=DAILY;UNTIL=20261120T090000Z',
    '2026-11-18T10:00',
    ['2026-11-19T10:00', '2026-11-20T10:00'],
  ],
  ['FREQ=DAILY;UNTIL=20261120T095900', '2026-11-18T10:00', ['2026-11-19T10:00']],
  ['FREQ=DAILY;UNTIL=20261120', '2026-11-18T10:00', ['2026-11-19T10:00', '2026-11-20T10:00']],
  // Midnight in Berlin, as Exchange says the last day of a series of whole days.
  ['FREQ=DAILY;UNTIL=20261119T230000Z', '2026-11-18', ['2026-11-19', '2026-11-20']],
  ['FREQ=HOURLY;UNTIL=20261118T110000Z', '2026-11-18T10:30', ['2026-11-18T11:30']],
])('%s after %s ends with the moment it names', (rule, first, expected) => {
  const found: string[] = [];
  for (let at: string | undefined = first; found.length < 5; ) {
    at = rules.next(rule, at, {zone: 'Europe/Berlin'});
    if (at === undefined) break;
    found.push(at);
  }
  expect(found).toEqual(expected);
});

test.each([
  ['every month', '2027-01-31', ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
  ['every month', '2027-01-30', ['2027-02-28', '2027-03-30', '2027-04-30']],
  ['every month', '2028-01-29', ['2028-02-29', '2028-03-29']],
  ['every month', '2027-01-28', ['2027-02-28', '2027-03-28']],
  ['every 3 months', '2026-11-30', ['2027-02-28', '2027-05-30', '2027-08-30']],
  ['quarterly', '2026-08-31', ['2026-11-30', '2027-02-28', '2027-05-31']],
  ['every half year', '2026-08-31', ['2027-02-28', '2027-08-31']],
  ['yearly', '2024-02-29', ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
  ['every year', '2023-08-31', ['2024-08-31']],
  ['FREQ=MONTHLY', '2027-01-31', ['2027-02-28', '2027-03-31']],
  ['every month at 9am', '2027-01-31', ['2027-02-28T08:00:00.000Z', '2027-03-31T07:00:00.000Z']],
  [
    'every month at 8am and 8pm',
    '2027-01-31',
    ['2027-01-31T19:00:00.000Z', '2027-02-28T07:00:00.000Z', '2027-02-28T19:00:00.000Z'],
  ],
  [
    'every month until may 2027',
    '2027-01-31',
    ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'],
  ],
  // Who names the day means it: these months have none.
  ['every month on the 31st', '2027-01-31', ['2027-03-31', '2027-05-31']],
])('"%s" from %s skips no month', async (said, due, expected) => {
  const fields = await repeatFields(parseRepeat(said, clock), due, clock);
  const found: string[] = [];
  for (let at = fields.occurrence ?? ''; found.length < expected.length; ) {
    at = rules.next(fields.recurrence ?? '', at, {zone: clock.zone}) ?? '';
    if (at === '') break;
    found.push(momentOf(at, clock.zone));
  }
  expect(found).toEqual(expected);
});

test.each([
  // A Monday; the third Saturday after it is the 19th.
  ['every 3 weeks on saturday after done', '2026-11-07', '2026-11-30', '2026-12-19'],
  ['every week on saturday after done', '2026-11-07', '2026-11-30', '2026-12-05'],
  // Done early: the date that it was done for does not come again.
  ['every week on saturday after done', '2026-12-05', '2026-11-30', '2026-12-12'],
  ['every 2 weeks on saturday after done', '2026-12-05', '2026-12-05', '2026-12-19'],
  ['every week on mon and fri after done', '2026-11-27', '2026-12-01', '2026-12-04'],
  ['every month on the 15th after done', '2026-11-15', '2026-12-20', '2027-01-15'],
  ['every 2 months on the 15th after done', '2026-11-15', '2026-12-20', '2027-02-15'],
  ['every month on the 15th after done', '2026-12-15', '2026-12-10', '2027-01-15'],
  ['every 3 days after done', '2026-12-05', '2026-11-30', '2026-12-03'],
  ['every month after done', '2026-12-01', '2027-01-31', '2027-02-28'],
  ['every year after done', '2026-12-01', '2028-02-29', '2029-02-28'],
])('"%s", due %s and done %s, comes next on %s', (said, occurrence, day, expected) => {
  const {rule} = parseRepeat(said, clock);
  const done = {at: `${day}T09:00:00.000Z`, occurrence, zone: 'Europe/Berlin', exceptions: []};
  expect(afterDone(rule, done, rules)).toEqual({occurrence: expected, rule});
});

test('a planned moment keeps its distance from the due one', () => {
  const along = {from: '2026-11-23T09:00', to: '2026-11-30T09:00', zone: 'Europe/Berlin'};
  expect(movedAlong('2026-11-22', along)).toBe('2026-11-29');
  expect(movedAlong('2026-11-23T06:00:00.000Z', along)).toBe('2026-11-30T06:00:00.000Z');
  expect(occurrenceOf('2026-11-23T08:00:00.000Z', 'Europe/Berlin')).toBe('2026-11-23T09:00');
});

test.each([
  ['every monday', '2026-11-23'],
  ['every wednesday', '2026-11-18'],
  ['every day at 9am', '2026-11-19T08:00:00.000Z'],
  ['every day at 6pm', '2026-11-18T17:00:00.000Z'],
  ['every 3 days after done', '2026-11-18'],
  ['0 9 * * 1-5', '2026-11-19T08:00:00.000Z'],
  ['every sunday starting 1 dec', '2026-12-06'],
])('"%s" is due first on %s', async (said, due) => {
  const fields = await repeatFields(parseRepeat(said, clock), undefined, clock);
  expect(fields.due).toBe(due);
});

test.each(['FREQ=DAILY;UNTIL=20200101', 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=NEVER'])(
  'a rule that never happens is refused: %s',
  async rule => {
    await expect(repeatFields({rule, from: 'schedule'}, undefined, clock)).rejects.toMatchObject({
      exitCode: 2,
    });
  },
);
