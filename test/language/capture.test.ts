import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {parseCapture} from '../../src/language/capture/capture.ts';
import {fc} from '../support/random.ts';
import {type Expected, phrases} from './phrases.ts';

const clock = fixedClock('2026-11-18T09:00:00.000Z', 'Europe/Berlin');

/** A capture as flat parts, so that a row of the table names only what it expects. */
function flat(line: string): Expected {
  const capture = parseCapture(line, clock);
  const {repeat} = capture;
  return {
    ...capture,
    rule: repeat?.rule,
    from: repeat?.from,
    start: repeat?.start,
    except: repeat?.except,
    time: repeat?.time && `${repeat.time.hour}:${repeat.time.minute}`,
    unclear: capture.unclear.map(unclear => unclear.text),
  };
}

test('the table holds at least two hundred phrases', () => {
  expect(phrases.length).toBeGreaterThanOrEqual(200);
});

test.each(phrases)('captures %s', (line, expected) => {
  const parts = flat(line);
  const found = Object.fromEntries(Object.keys(expected).map(key => [key, parts[key]]));
  expect(found).toEqual(expected);
});

test('every phrase with nothing expected of a part has nothing there', () => {
  const optional = ['due', 'scheduled', 'rule', 'priority', 'energy', 'minutes', 'goal'];
  for (const [line, expected] of phrases) {
    const parts = flat(line);
    const surprising = optional.filter(key => !(key in expected) && parts[key] !== undefined);
    expect([line, surprising]).toEqual([line, []]);
  }
});

test('what was taken is said back with its zone', () => {
  const {understood} = parseCapture('call mum tomorrow at 5 #family', clock);
  expect(understood).toEqual([
    {
      part: 'due',
      text: 'tomorrow at 5',
      meaning: 'Thu 19 Nov 2026, 17:00 (Europe/Berlin); 5 taken as 17:00',
    },
    {part: 'tag', text: '#family', meaning: 'family'},
  ]);
});

test('what is unclear names how to say it for certain', () => {
  expect(parseCapture('may 5 calls', clock).unclear[0]?.hint).toContain('due:2027-05-05');
  expect(parseCapture('pay by 03/04/2027', clock).unclear[0]?.hint).toBe(
    'Say 2027-03-04 or 2027-04-03',
  );
});

test('after @ a goal that is known is read with its spaces', () => {
  const goals = ['Run a half marathon', 'Run'];
  const {goal, title} = parseCapture('buy boots @run a half marathon fri', clock, {goals});
  expect([goal, title]).toEqual(['Run a half marathon', 'buy boots']);
});

test('after @ a word that fits no goal stays in the title and is named', () => {
  const {goal, title, unclear} = parseCapture('pick up shoes @home fri', clock, {goals: ['Run']});
  expect([goal, title, unclear.map(({text}) => text)]).toEqual([
    undefined,
    'pick up shoes @home',
    ['@home'],
  ]);
  expect(unclear[0]?.hint).toContain('#home');
});

/** Words, numbers and signs of the table in any order, and words of anyone. */
const lines = fc
  .array(
    fc.oneof(
      fc.constantFrom(...new Set(phrases.flatMap(([line]) => line.split(' ')))),
      fc.string({unit: 'grapheme', maxLength: 8}),
    ),
    {minLength: 1, maxLength: 12},
  )
  .map(words => words.join(' '));

test('no word vanishes: each is in the title, in the body or in a part that is said back', () => {
  const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
  fc.assert(
    fc.property(lines, line => {
      const {title, body, understood} = parseCapture(line, clock);
      const kept = [title, body, ...understood.map(part => part.text)].flatMap(wordsOf);
      expect(wordsOf(line).filter(word => !kept.includes(word))).toEqual([]);
      expect(kept.length).toBeLessThanOrEqual(2 * wordsOf(line).length);
    }),
    {numRuns: 1_000},
  );
});

test('what is unclear is still in the title', () => {
  for (const [line] of phrases) {
    const {title, unclear, kind} = parseCapture(line, clock);
    const lost = unclear.filter(({text}) => !title.includes(text) && !title.includes(text.trim()));
    expect([line, kind, lost]).toEqual([line, kind, []]);
  }
});

test('lines below the first become the body', () => {
  const capture = parseCapture('call mum tomorrow\nask about the boiler\n', clock);
  expect([capture.title, capture.body]).toEqual(['call mum', 'ask about the boiler']);
});

test('a phrase is read in under five milliseconds, and a thousand characters in fifty', () => {
  // The best of several tries: other tests run beside this one.
  const best = (work: () => void): number =>
    Math.min(
      ...Array.from({length: 5}, () => {
        const start = performance.now();
        work();
        return performance.now() - start;
      }),
    );
  const all = best(() => {
    for (const [line] of phrases) parseCapture(line, clock);
  });
  expect(all / phrases.length).toBeLessThan(5);
  const long = 'walk to the shop and see what they have for may and friday the '.repeat(16);
  expect(best(() => parseCapture(long, clock))).toBeLessThan(50);
});
