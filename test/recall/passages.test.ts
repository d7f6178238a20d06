import {expect, test} from 'vitest';
import {passagesOf} from '../../src/recall/documents/passages.ts';
import {fc} from '../support/random.ts';

test('a short text is one passage', () => {
  expect(passagesOf('Boiler serviced.')).toEqual([{offset: 0, size: 16}]);
});

test('passages cover any text without gaps and stay near their size', () => {
  const sizes = {whole: 100, target: 80};
  const text = fc.string({unit: 'grapheme', maxLength: 2_000});
  fc.assert(
    fc.property(text, given => {
      const spans = passagesOf(given, sizes);
      const joined = spans.map(({offset, size}) => given.slice(offset, offset + size)).join('');
      expect(joined).toBe(given);
      if (given.length > sizes.whole) {
        for (const {size} of spans) expect(size).toBeLessThanOrEqual(sizes.target * 1.25);
      }
    }),
    {numRuns: 200},
  );
});

test('a long note is cut where a heading begins', () => {
  const section = (name: string) => `# ${name}\n${'word '.repeat(180)}\n`;
  const text = section('Roof') + section('Garden') + section('Cellar');
  const starts = passagesOf(text).map(({offset, size}) => text.slice(offset, offset + size));
  expect(starts.map(part => part.slice(0, 8))).toEqual(['# Roof\nw', '# Garden', '# Cellar']);
});
