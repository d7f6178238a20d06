import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {parsePeakHours} from '../../src/planner/agenda/peak-hours.ts';
import {urgencyOf} from '../../src/planner/agenda/urgency.ts';
import {planning} from './planning.ts';

test.each([
  ['9-12', [{from: 9, to: 12}]],
  [
    '9-12, 20-22',
    [
      {from: 9, to: 12},
      {from: 20, to: 22},
    ],
  ],
  ['9am to 12pm', [{from: 9, to: 12}]],
  ['9-11am', [{from: 9, to: 11}]],
  ['2-4pm', [{from: 14, to: 16}]],
  ['11-1pm', [{from: 11, to: 13}]],
  ['22:30–1:00', [{from: 22.5, to: 1}]],
  [
    'mornings and evenings',
    [
      {from: 6, to: 12},
      {from: 18, to: 22},
    ],
  ],
])('best hours said as "%s"', (said, expected) => {
  expect(parsePeakHours(said)).toEqual(expected);
});

test.each(['when I feel like it', '25-26', '9', '9-9'])('"%s" says no hours', said => {
  expect(() => parsePeakHours(said)).toThrowError(expect.objectContaining({exitCode: 2}));
});

test('what takes energy comes first in the best hours, and later outside of them', () => {
  const {tasks} = planning();
  const hard = tasks.add({title: 'write the report', energy: 5});
  const easy = tasks.add({title: 'sort the post', energy: 1});
  const at = (hour: string, peakHours = [{from: 9, to: 12}]) => {
    const clock = fixedClock(`2026-11-21T${hour}:00:00.000Z`, 'UTC');
    const reasons = urgencyOf(hard, {clock, peakHours}).reasons.map(({why}) => why);
    const isFirst =
      urgencyOf(hard, {clock, peakHours}).score > urgencyOf(easy, {clock, peakHours}).score;
    return [isFirst, reasons];
  };
  expect(at('10')).toEqual([true, ['takes energy, and these are your best hours']]);
  expect(at('12')).toEqual([false, ['takes energy, which your best hours have']]);
  expect(at('10', [])).toEqual([false, []]);
});
