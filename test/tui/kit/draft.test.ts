import {describe, expect, test} from 'vitest';
import {press} from '../../../tui/kit/bindings.ts';
import {TextDraft} from '../../../tui/kit/draft.ts';
import {draftKeys} from '../../../tui/kit/draft-keys.ts';
import {History} from '../../../tui/kit/history.ts';

/** The draft as a person sees it, `|` for the cursor. */
const seen = (draft: TextDraft) =>
  `${draft.text.slice(0, draft.cursor)}|${draft.text.slice(draft.cursor)}`;

/** Applies keys by name; what is no key is typed. */
function type(draft: TextDraft, ...keys: readonly string[]): string {
  for (const key of keys) {
    if (!press(draftKeys, draft, {name: key, text: ''})) draft.insert(key);
  }
  return seen(draft);
}

describe('a draft', () => {
  test('steps over emoji, accents and wide characters as single ones', () => {
    const draft = new TextDraft();
    draft.insert('a👨‍👩‍👧e\u0301日');
    expect(type(draft, 'left', 'left', 'left')).toBe('a|👨‍👩‍👧e\u0301日');
    expect(type(draft, 'delete')).toBe('a|e\u0301日');
    expect(type(draft, 'right', 'right', 'backspace')).toBe('ae\u0301|');
  });

  test('moves and cuts by words and lines, and puts back what was cut', () => {
    const draft = new TextDraft();
    draft.insert('call mum, tomorrow\nbuy milk');
    expect(type(draft, 'alt+b', 'ctrl+u')).toBe('call mum, tomorrow\n|milk');
    expect(type(draft, 'ctrl+u')).toBe('call mum, tomorrow|milk');
    expect(type(draft, 'ctrl+w')).toBe('call mum, |milk');
    expect(type(draft, 'ctrl+y', 'ctrl+k')).toBe('call mum, tomorrow|');
    expect(type(draft, 'ctrl+a', 'ctrl+right', 'alt+d')).toBe('call|, tomorrow');
  });

  test('knows lines and words also where lines are empty', () => {
    const draft = new TextDraft();
    draft.insert('\none two\n\n\nthree');
    expect(type(draft, 'alt+b', 'alt+b')).toBe('\none |two\n\n\nthree');
    expect(type(draft, 'alt+b', 'alt+b', 'ctrl+a')).toBe('|\none two\n\n\nthree');
    expect(type(draft, 'alt+f', 'alt+f', 'alt+f')).toBe('\none two\n\n\nthree|');
    expect(type(draft, 'ctrl+w', 'ctrl+w')).toBe('\none |');
  });

  test('undoes a run of typing as one step, and does it again', () => {
    const draft = new TextDraft();
    type(draft, ...'milk', ' ', ...'bread');
    expect(type(draft, 'ctrl+_')).toBe('milk |');
    expect(type(draft, 'ctrl+_', 'ctrl+_')).toBe('|');
    expect(type(draft, 'alt+/', 'alt+/', 'alt+/')).toBe('milk bread|');
    draft.replace('from the editor');
    expect(type(draft, 'ctrl+_')).toBe('milk bread|');
  });

  test('wraps anew what was changed, and everything at another width', () => {
    const draft = new TextDraft();
    const rows = (width: number) => {
      draft.resize(width);
      return draft.rows();
    };
    draft.insert('one two three\none two three');
    expect(rows(8)).toEqual([
      {text: 'one two ', start: 0},
      {text: 'three', start: 8},
      {text: 'one two ', start: 14},
      {text: 'three', start: 22},
    ]);
    draft.insert('!');
    expect(rows(8).map(row => row.text)).toEqual(['one two ', 'three', 'one two ', 'three!']);
    expect(rows(20).map(row => row.text)).toEqual(['one two three', 'one two three!']);
  });

  test('goes up and down by the rows of the screen and keeps its column', () => {
    const draft = new TextDraft();
    draft.resize(10);
    draft.insert('one two three four\nab\n日本語日本語日');
    expect(draft.rows().map(row => row.text)).toEqual([
      'one two ',
      'three four',
      'ab',
      '日本語日本',
      '語日',
    ]);
    expect(draft.place()).toEqual({row: 4, column: 4});
    draft.up();
    draft.up();
    expect(seen(draft)).toBe('one two three four\nab|\n日本語日本語日');
    draft.up();
    expect(seen(draft)).toBe('one two thre|e four\nab\n日本語日本語日');
    expect([draft.up(), draft.up()]).toEqual([true, false]);
    expect(seen(draft)).toBe('one |two three four\nab\n日本語日本語日');
  });

  test('has a row for the cursor when the last row is full', () => {
    const draft = new TextDraft();
    draft.resize(4);
    draft.insert('abcd');
    expect(draft.place()).toEqual({row: 1, column: 0});
  });
});

describe('history', () => {
  test('finds what begins like the draft, and gives the draft back at the end', () => {
    const history = new History(['what is due', 'plan trip', 'what failed']);
    expect(history.older('wh')).toBe('what failed');
    expect(history.older('what failed')).toBe('what is due');
    expect(history.older('what is due')).toBeUndefined();
    expect(history.newer()).toBe('what failed');
    expect(history.newer()).toBe('wh');
    expect(history.newer()).toBeUndefined();
  });
});
