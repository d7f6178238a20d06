import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {findSpan} from '../../src/language/spans.ts';

// A Wednesday.
const clock = fixedClock('2026-11-18T09:00:00.000Z', 'UTC');

test.each([
  ['what did I write last May?', 'last May', '2026-05-01', '2026-06-01'],
  ['what did I do in 2023', 'in 2023', '2023-01-01', '2024-01-01'],
  ['what is due this week?', 'this week', '2026-11-16', '2026-11-23'],
  ['what is due next week?', 'next week', '2026-11-23', '2026-11-30'],
  ['what did I do yesterday', 'yesterday', '2026-11-17', '2026-11-18'],
  ['what did I do last weekend', 'last weekend', '2026-11-14', '2026-11-16'],
  ['where was I tuesday last week', 'tuesday last week', '2026-11-10', '2026-11-11'],
  ['where was I last week on sunday', 'last week on sunday', '2026-11-15', '2026-11-16'],
  ['notes from last week', 'last week', '2026-11-09', '2026-11-16'],
  ['the last two weeks at work', 'the last two weeks', '2026-11-04', '2026-11-19'],
  ['in the past month', 'in the past month', '2026-10-18', '2026-11-19'],
  ['what happened in May', 'in May', '2026-05-01', '2026-06-01'],
  ['what happened in May 2024', 'in May 2024', '2024-05-01', '2024-06-01'],
  ['what is due in May', 'in May', '2027-05-01', '2027-06-01'],
  ['between March and June 2024', 'between March and June 2024', '2024-03-01', '2024-07-01'],
  ['from november to february 2024', 'from november to february 2024', '2023-11-01', '2024-03-01'],
  ['since monday', 'since monday', '2026-11-16', undefined],
  ['before 2020', 'before 2020', undefined, '2020-01-01'],
  ['after 2020', 'after 2020', '2021-01-01', undefined],
  ['who did I meet on friday', 'on friday', '2026-11-13', '2026-11-14'],
  ['who did I meet last friday', 'last friday', '2026-11-13', '2026-11-14'],
  ['where was I on 5 may', 'on 5 may', '2026-05-05', '2026-05-06'],
  ['what did I cook at christmas 2022 or so', 'at christmas 2022', '2022-12-25', '2022-12-26'],
  ['trips in summer 2024', 'summer 2024', '2024-06-01', '2024-09-01'],
  ['trips last summer', 'last summer', '2026-06-01', '2026-09-01'],
  ['what did I plan two weeks ago', 'two weeks ago', '2026-10-31', '2026-11-09'],
  ['on 2024-05-06', 'on 2024-05-06', '2024-05-06', '2024-05-07'],
  ['tasks for tomorrow', 'for tomorrow', '2026-11-19', '2026-11-20'],
  ['what is due in the next 3 days', 'in the next 3 days', '2026-11-18', '2026-11-22'],
])('finds the time in "%s"', (question, text, from, to) => {
  const span = findSpan(question, clock);
  const date = (instant?: string) => instant?.slice(0, 10);
  expect([span?.text, date(span?.from), date(span?.to)]).toEqual([text, from, to]);
});

test.each(['may I ask something', 'who is Anna', 'the march to Rome', 'version 3.14 of node'])(
  'finds no time in "%s"',
  question => {
    expect(findSpan(question, clock)).toBeUndefined();
  },
);
