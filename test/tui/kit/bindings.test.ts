import {describe, expect, test} from 'vitest';
import {chatKeys} from '../../../tui/chat/chat-keys.ts';
import {dashboardKeys} from '../../../tui/dashboard/dashboard-keys.ts';
import {type Binding, keyHints, keyLabel, keyTable, press} from '../../../tui/kit/bindings.ts';
import {draftKeys} from '../../../tui/kit/draft-keys.ts';
import {keystrokes, pasted} from '../../../tui/kit/keystroke.ts';
import {colorLevel} from '../../../tui/kit/theme.ts';

class Counter {
  n = 0;

  add(step: number): void {
    this.n += step;
  }
}

const keys: readonly Binding<Counter>[] = [
  {key: ['j', 'down'], does: 'add one', hint: 'more', run: c => c.add(1)},
  {key: 'k', does: 'take one', hint: 'less', disabled: c => c.n === 0, run: c => c.add(-1)},
  {key: 'k', does: 'stay at | zero', run: () => {}},
];

const inkKey = (flags: object = {}) =>
  ({ctrl: false, meta: false, shift: false, escape: false, ...flags}) as Parameters<
    typeof keystrokes
  >[1];

describe('keys as data', () => {
  test('the first enabled binding takes the key, and what is disabled is not offered', () => {
    const counter = new Counter();
    expect(press(keys, counter, {name: 'k', text: 'k'})).toBe(true);
    expect(press(keys, counter, {name: 'z', text: 'z'})).toBe(false);
    expect(keyHints(keys, counter)).toEqual([{keys: 'j', does: 'more'}]);
    press(keys, counter, {name: 'down', text: ''});
    expect(keyHints(keys, counter).map(({does}) => does)).toEqual(['more', 'less']);
  });

  test('one list makes the table of the README', () => {
    expect(keyTable(keys)).toBe(`| key | does |
|---|---|
| j, Down | add one |
| k | take one |
| k | stay at \\| zero |`);
    for (const list of [chatKeys, dashboardKeys, draftKeys]) {
      expect(keyTable<never>(list).split('\n').length).toBe(list.length + 2);
    }
  });

  test('keys are written as people write them', () => {
    expect(['ctrl+j', 'alt+enter', 'shift+tab', '?', 'A', '+'].map(keyLabel)).toEqual([
      'Ctrl+J',
      'Alt+Enter',
      'Shift+Tab',
      '?',
      'A',
      '+',
    ]);
  });
});

describe('keystrokes', () => {
  const names = (input: string, flags?: object) =>
    keystrokes(input, inkKey(flags)).map(({name}) => name);

  test('a burst of typing is taken apart, so that no key in it is lost', () => {
    expect(names('hi 👨‍👩‍👧\r')).toEqual(['h', 'i', 'space', '👨‍👩‍👧', 'enter']);
    expect(names('a\nb\x15')).toEqual(['a', 'ctrl+j', 'b', 'ctrl+u']);
    expect(names('jjd')).toEqual(['j', 'j', 'd']);
  });

  test('several lines at once are a paste, also on a terminal that does not mark it', () => {
    const lines = Array.from({length: 10}, (_, n) => `line ${n} with a\ttab`);
    expect(keystrokes(`${lines.join('\r')}\r`, inkKey())).toEqual([
      {name: 'paste', text: lines.join('\n')},
      {name: 'enter', text: ''},
    ]);
    expect(names(`${'a long question '.repeat(9)}\r`)).toEqual(['paste', 'enter']);
  });

  test('modifiers and special keys have one word', () => {
    expect(names('', {return: true, meta: true})).toEqual(['alt+enter']);
    expect(names('c', {ctrl: true})).toEqual(['ctrl+c']);
    expect(names('b', {meta: true})).toEqual(['alt+b']);
    expect(names('', {escape: true, meta: true})).toEqual(['esc']);
    expect(names('', {tab: true, shift: true})).toEqual(['shift+tab']);
    expect(names('', {leftArrow: true, ctrl: true})).toEqual(['ctrl+left']);
  });

  test('a paste is one piece with plain line ends', () => {
    expect(pasted('a\r\nb\rc')).toEqual({name: 'paste', text: 'a\nb\nc'});
  });
});

describe('colours', () => {
  test('obey NO_COLOR, FORCE_COLOR and a dumb terminal', () => {
    expect(colorLevel({NO_COLOR: '1', FORCE_COLOR: '1'}, true)).toBe(0);
    expect(colorLevel({FORCE_COLOR: '1', TERM: 'dumb'}, false)).toBe(1);
    expect(colorLevel({FORCE_COLOR: '0'}, true)).toBe(0);
    expect(colorLevel({TERM: 'dumb'}, true)).toBe(0);
    expect(colorLevel({TERM: 'xterm'}, true)).toBe(1);
    expect(colorLevel({TERM: 'xterm'}, false)).toBe(0);
  });
});
