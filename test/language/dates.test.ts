import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {parseDate, readDate} from '../../src/language/dates.ts';
import {parseRepeat} from '../../src/language/repeats.ts';

// A Wednesday.
const clock = fixedClock('2026-11-18T09:00:00.000Z', 'Europe/Berlin');

test.each([
  ['fri 9am', '2026-11-20T08:00:00.000Z', 'Fri 20 Nov 2026, 09:00 (Europe/Berlin)'],
  ['tomorrow', '2026-11-19', 'Thu 19 Nov 2026 (Europe/Berlin)'],
  ['+3d', '2026-11-21', 'Sat 21 Nov 2026 (Europe/Berlin)'],
  ['2027-04-18', '2027-04-18', 'Sun 18 Apr 2027 (Europe/Berlin)'],
  ['by april', '2027-04-01', 'Thu 1 Apr 2027 (Europe/Berlin)'],
  ['April', '2027-04-01', 'Thu 1 Apr 2027 (Europe/Berlin)'],
  ['next month', '2026-12-01', 'Tue 1 Dec 2026 (Europe/Berlin)'],
  ['in two weeks', '2026-12-02', 'Wed 2 Dec 2026 (Europe/Berlin)'],
  ['end of month', '2026-11-30', 'Mon 30 Nov 2026 (Europe/Berlin)'],
  ['2027', '2027-01-01', 'Fri 1 Jan 2027 (Europe/Berlin)'],
  ['before friday', '2026-11-19', 'Thu 19 Nov 2026 (Europe/Berlin)'],
  ['the 31st', '2026-12-31', 'Thu 31 Dec 2026 (Europe/Berlin)'],
])('reads "%s" at once and says it back', (text, moment, echo) => {
  expect(readDate(text, clock)).toEqual({moment, echo});
});

test('what the own words do not know is read by chrono-node in the same zone', async () => {
  const fromEmail = await parseDate('Sat Aug 17 2030 18:40:39 GMT+0900', clock);
  expect(fromEmail.moment).toBe('2030-08-17T09:40:39.000Z');
  const spelled = await parseDate('in 1 week and 2 days', clock);
  expect(spelled.moment).toMatch(/^2026-11-27/);
});

test.each(['gibberish', 'soonish', '', 'tomorrow and friday', 'may 5 calls', '2026-13-45'])(
  'refuses "%s" with examples',
  async text => {
    await expect(parseDate(text, clock)).rejects.toMatchObject({exitCode: 2, code: 'usage'});
  },
);

test('a date that could be two names both', async () => {
  await expect(parseDate('03/04/2027', clock)).rejects.toMatchObject({
    message: '"03/04/2027" could be two dates.',
    hint: 'Say 2027-03-04 or 2027-04-03',
  });
  await expect(parseDate('+3m', clock)).rejects.toMatchObject({hint: 'Say +3mo or +3min'});
  await expect(parseDate('31 june', clock)).rejects.toThrow('is not in the calendar');
});

test('a time that the clocks jump over is the one after the jump', () => {
  expect(readDate('2027-03-28 02:30', clock)?.moment).toBe('2027-03-28T01:30:00.000Z');
  expect(readDate('2026-10-25 02:30', clock)?.moment).toBe('2026-10-25T00:30:00.000Z');
});

test.each([
  ['every monday', 'FREQ=WEEKLY;BYDAY=MO', 'schedule'],
  ['monday', 'FREQ=WEEKLY;BYDAY=MO', 'schedule'],
  ['3 days after done', 'FREQ=DAILY;INTERVAL=3', 'completion'],
  ['weekly', 'FREQ=WEEKLY', 'schedule'],
  ['RRULE:FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=MONTHLY;BYDAY=-1FR', 'schedule'],
  ['0 9 * * 1-5', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'schedule'],
  ['30 6 1,15 * *', 'FREQ=MONTHLY;BYMONTHDAY=1,15', 'schedule'],
  ['0 9 24 12 *', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'schedule'],
  ['0 8,20 * * *', 'FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0', 'schedule'],
  ['@daily', 'FREQ=DAILY', 'schedule'],
])('reads the repetition "%s"', (text, rule, from) => {
  expect(parseRepeat(text, clock)).toMatchObject({rule, from});
});

test.each(['sometimes', '61 9 * * *', '0 9 13 * 5', 'every blue moon', 'FREQ='])(
  'refuses the repetition "%s"',
  text => {
    expect(() => parseRepeat(text, clock)).toThrowError(expect.objectContaining({exitCode: 2}));
  },
);
