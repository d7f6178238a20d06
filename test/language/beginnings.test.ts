import {expect, test} from 'vitest';
import {beginningsOf} from '../../scripts/build/beginnings.ts';
import {beginningsIn} from '../../scripts/build-beginnings.ts';
import {english} from '../../src/language/en/english.ts';
import {firstSets} from '../../src/language/en/first-sets.ts';
import {PatternSet} from '../../src/language/grammar/pattern-set.ts';
import {wordStarts} from '../../src/language/spans.ts';
import {phrases} from './phrases.ts';

test.each([
  ['today|(?:the )?end', ['tod', 'the end', 'end']],
  [String.raw`(?:at )?(?<hour>\d{1,2})h`, ['at 0h', 'at 00h', '0h', '00h']],
  ['(?!may)m(?:ay)?(?:[)]|(x))', ['m)', 'mx', 'may)', 'may']],
  ['[+~-]?[a-c]', ['+a', '+b', '+c', '~a', '~b', '~c', '-a', '-b', '-c', 'a', 'b', 'c']],
  ['(?:x|yy)+', ['x', 'xx', 'xxx', 'xxy', 'xyy', 'yy', 'yyx', 'yyy']],
  ['ab{2}c day', ['abb day']],
  ['every (?:monday|mo)', ['eve mon', 'eve mo']],
])('%s may begin with a few characters', (source, expected) => {
  expect(new Set(beginningsOf(source))).toEqual(new Set(expected));
});

test.each(['.x', String.raw`\p{L}`, '[^a]b', '^a'])('%s may begin with anything', source => {
  expect(() => beginningsOf(source)).toThrow('begins with anything');
});

test.each(['a.c', String.raw`a\p{L}`, 'a[^b]', 'a[a-z]'])('%s may go on with anything', source => {
  expect([...beginningsOf(source)]).toEqual(['a']);
});

test('what is kept of English is what its expressions can begin with', () => {
  // After a change to English: node scripts/build-beginnings.ts && npm run format
  expect(firstSets).toEqual(beginningsIn(english));
});

test('no way of English is ruled out where it matches', () => {
  const lists = Object.entries({...english, ...english.leads, ...english.capture}).flatMap(
    ([name, ways]) => (ways instanceof PatternSet ? [{name, ways}] : []),
  );
  expect(lists.length).toBeGreaterThan(10);
  const wrong = phrases.flatMap(([line]) =>
    [...wordStarts(line)].flatMap(at =>
      lists.flatMap(({name, ways}) =>
        ways.all
          .filter(way => !(ways.at(line, at) as readonly object[]).includes(way))
          .filter(({match}) => {
            match.lastIndex = at;
            return match.test(line);
          })
          .map(({match}) => [name, line.slice(at), match.source]),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});
