/** What a person pressed, as one word: `a`, `space`, `ctrl+c`, `alt+enter`, `shift+tab`, `up`. */
import type {Key} from 'ink';
import {graphemes} from './width.ts';

export interface Keystroke {
  /** The key's word; `paste` for text that arrives whole. */
  readonly name: string;
  /** What it types; empty for keys that only command. */
  readonly text: string;
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

/**
 * Longest run of typed characters that is taken as single keys; more is text in one piece. So is a
 * chunk of several lines that is longer: a paste on a terminal that does not mark pastes.
 */
const longestBurst = 64;

const controlNames: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'ctrl+j',
  '\t': 'tab',
  '\x1b': 'esc',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\0': 'ctrl+space',
  '\x1f': 'ctrl+_',
};

const controlName = (char: string): string =>
  controlNames[char] ?? `ctrl+${String.fromCharCode(char.charCodeAt(0) + 0x60)}`;

const typed = (text: string): Keystroke => ({name: text === ' ' ? 'space' : text, text});

/**
 * The keys in one event of Ink. Fast typing arrives as one chunk (`hello\r`), which Ink hands over
 * as one text: it is taken apart here, so that no key is lost or taken for text.
 */
export function keystrokes(input: string, key: Key): readonly Keystroke[] {
  if (key.eventType === 'release') return [];
  const modifiers = `${key.ctrl ? 'ctrl+' : ''}${key.meta && !key.escape ? 'alt+' : ''}`;
  const special = named.find(([flag]) => key[flag]);
  if (special) {
    return [{name: `${modifiers}${key.shift ? 'shift+' : ''}${special[1]}`, text: ''}];
  }
  if (input === '') return [];
  if (modifiers) return [{name: `${modifiers}${input === ' ' ? 'space' : input}`, text: ''}];
  // The line end that closes a chunk is a key, also after a long text.
  const end = /[\r\n]$/.exec(input)?.[0] ?? '';
  const body = input.slice(0, input.length - end.length);
  const isPaste = body.length > longestBurst && /[\r\n]/.test(body);
  return isPaste ? [pasted(body), ...singles(end)] : singles(input);
}

const singles = (input: string): readonly Keystroke[] =>
  input.split(/([\0-\x1f\x7f])/).flatMap(run => {
    if (run === '') return [];
    if (/^[\0-\x1f\x7f]$/.test(run)) return [{name: controlName(run), text: ''}];
    return run.length > longestBurst ? [{name: 'paste', text: run}] : graphemes(run).map(typed);
  });

/** Pasted text: line ends of every kind become `\n`, nothing in it is a key. */
export const pasted = (text: string): Keystroke => ({
  name: 'paste',
  text: text.replace(/\r\n?/g, '\n'),
});
