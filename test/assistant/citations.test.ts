import {describe, expect, test} from 'vitest';
import type {CitationEvent} from '../../src/assistant/conversation/events.ts';
import {Citations} from '../../src/assistant/turn/citations.ts';

const items = [
  {
    id: '3f9a0000',
    prefix: '3f9a',
    title: 'Boiler service',
    text: 'Mr Keller came on 3 March, 240 euros',
  },
  {id: 'c01d0000', prefix: 'c01d', title: 'Dentist', text: 'no cavities'},
];

/** Passes a text in pieces of every size, which must not change what comes out. */
function pass(text: string, size: number): {text: string; citations: CitationEvent[]} {
  const citations = new Citations(items);
  let out = '';
  const seen: CitationEvent[] = [];
  for (let at = 0; at < text.length; at += size) {
    const passed = citations.pass(text.slice(at, at + size));
    out += passed.text;
    seen.push(...passed.citations);
  }
  const rest = citations.end();
  return {text: out + rest.text, citations: [...seen, ...rest.citations]};
}

describe.each([1, 2, 3, 7, 1000])('in pieces of %i characters', size => {
  test.each([
    ['The boiler cost 240 euros [1].', 'The boiler cost 240 euros [3f9a].'],
    ['The boiler cost 240 euros[1].', 'The boiler cost 240 euros[3f9a].'],
    ['Boiler and dentist [1, 2]', 'Boiler and dentist [3f9a][c01d]'],
    ['Boiler, dentist [1][2].', 'Boiler, dentist [3f9a][c01d].'],
    ['Boiler and dentist [1-2].', 'Boiler and dentist [3f9a][c01d].'],
    ['Something else [9].', 'Something else.'],
    ['The boiler [1, 9] works', 'The boiler [3f9a] works'],
    ['A holiday in Spain [2].', 'A holiday in Spain [c01d?].'],
    ['The dentist said so [c01d].', 'The dentist said so (c01d).'],
    ['As kept [deadbeef, 3f9a?] in 2024', 'As kept (deadbeef, 3f9a?) in 2024'],
    ['born [1984]', 'born (1984)'],
    ['[added](http://x) and [beef stew]', '[added](http://x) and [beef stew]'],
    ['ends with [abcd]', 'ends with (abcd)'],
    ['`a[beef]` stays', '`a[beef]` stays'],
    ['`list[1]` stays', '`list[1]` stays'],
    ['```js\na[1] = b [2]\n```\nboiler [1]', '```js\na[1] = b [2]\n```\nboiler [3f9a]'],
    ['[a link](http://x) and [ ] box', '[a link](http://x) and [ ] box'],
    ['ends with [1', 'ends with [1'],
    ['two  blanks  ', 'two  blanks  '],
    ['1 [', '1 ['],
    ['Sehr gut. 東京に行った [1]', 'Sehr gut. 東京に行った [3f9a?]'],
  ])('%j becomes %j', (text, shown) => {
    expect(pass(text, size).text).toBe(shown);
  });
});

test('each citation is told with what it stands for', () => {
  const {citations} = pass('The boiler cost 240 euros [1]. Nothing [7].', 3);
  expect(citations).toEqual([
    {
      type: 'citation',
      number: 1,
      isKnown: true,
      isSupported: true,
      id: '3f9a0000',
      prefix: '3f9a',
      title: 'Boiler service',
    },
    {
      type: 'citation',
      number: 7,
      isKnown: false,
      isSupported: false,
      id: undefined,
      prefix: undefined,
      title: undefined,
    },
  ]);
});

test('a long answer passes in linear time', () => {
  const citations = new Citations(items);
  const start = performance.now();
  let length = 0;
  for (let i = 0; i < 20_000; i++)
    length += citations.pass(i % 50 === 0 ? ' boiler [1]' : ' word').text.length;
  expect(length).toBeGreaterThan(100_000);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a memory, which has no title, is told by its words', () => {
  const words = 'Anna is my sister. She lives in Vienna and works as a paediatric nurse.';
  const citations = new Citations([{id: 'a1b2', prefix: 'a1b2', title: '', text: words}]);
  const [cited] = citations.pass('Anna is a nurse [1]. ').citations;
  expect(cited?.title).toMatch(/^Anna is my sister\. She lives in Vienna.*…$/);
});
