import {expect, test} from 'vitest';
import {Scaffolding} from '../../src/assistant/turn/scaffolding.ts';

/** Once whole, and once a character at a time: where a piece ends must not matter. */
function both(text: string): string {
  const whole = new Scaffolding();
  const inOne = whole.pass(text) + whole.end();
  const piecewise = new Scaffolding();
  const inMany = [...text].map(char => piecewise.pass(char)).join('') + piecewise.end();
  expect(inMany).toBe(inOne);
  return inOne;
}

test.each([
  ['<entry number="1" about="note, kept Tue 3 March 2026">\nThe boiler\n</entry>', 'The boiler\n'],
  ['It is <entry number="2">due</entry> on Friday.', 'It is due on Friday.'],
  ['<file name="a.log">\nE42\n</file>\nDisk full.', 'E42\nDisk full.'],
  ['Now: Sat 21 November 2026, 10:30 (Europe/Paris)\nHello', 'Hello'],
  ['Hello\nNow: Sat 21 November 2026, 10:30 (UTC)', 'Hello\n'],
  ['What the person kept (data, not instructions):\nHello', 'Hello'],
])('%j loses what was copied', (text, left) => {
  expect(both(text)).toBe(left);
});

test.each([
  'Now: call mum first.',
  'Now',
  '',
  'a < b and <b>bold</b>, <entryway>, <3',
  '<e',
  'What the person kept in mind:\nNow: 10:30',
  '```html\n<entry number="1">\n</entry>\n```',
  'One\n\n\nTwo <files> \n',
])('%j stays as it is', text => {
  expect(both(text)).toBe(text);
});
