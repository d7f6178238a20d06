import {expect, test} from 'vitest';
import {beginningsOf} from '../../src/language/beginnings.ts';
import {english} from '../../src/language/en/english.ts';
import {phrases} from './phrases.ts';

test.each([
  ['today|(?:the )?end', 'ET'],
  [String.raw`(?:at )?(?<hour>\d{1,2})h`, 'a0123456789'],
  ['(?!may)m(?:ay)?', 'm'],
  ['a?b*c', 'abc'],
  ['[+~-]?[a-c]', '+~-abc'],
])('%s may begin with a few characters', (source, all) => {
  const chars = [...(beginningsOf(source) ?? [])].sort().join('');
  expect(chars).toBe([...new Set(all.toLowerCase())].sort().join(''));
});

test.each(['.x', 'a*', String.raw`\p{L}`, '[^a]b', '^a'])('%s may begin with anything', source => {
  expect(beginningsOf(source)).toBeUndefined();
});

test('no expression of English is ruled out where it matches', () => {
  const {whens, spans, repeats, repeatDays, dayRanges, timeRange, clockTime, capture} = english;
  const patterns = [
    ...[...whens, ...spans, ...repeats, ...repeatDays, ...dayRanges, timeRange, clockTime],
    ...[capture.minutes, capture.energy, capture.priority],
  ];
  const wrong = phrases.flatMap(([line]) =>
    Array.from(line, (_, at) => at).flatMap(at =>
      patterns.filter(({begins, match}) => {
        if (begins?.has(line[at]?.toLowerCase() ?? '') !== false) return false;
        match.lastIndex = at;
        return match.test(line);
      }),
    ),
  );
  expect(wrong).toEqual([]);
  expect(patterns.filter(({begins}) => begins === undefined).length).toBeLessThan(6);
});
