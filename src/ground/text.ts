/** Text from outside, made safe and short. The only way that kept or received words reach a terminal. */

import {replaceHidden} from './hidden-characters.ts';

const visible = (char: string): string => {
  const code = char.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/**
 * What a terminal may be sent of a text from outside: control and escape characters, bidirectional
 * overrides and hidden characters become visible stand-ins; tab and newline stay.
 */
export const safeText = (text: string): string =>
  replaceHidden(text.replace(/\r\n/g, '\n').toWellFormed(), visible);

/** `text` as it may stand behind `before`, which is safe: a joiner that is typed by itself joins what was there. */
export const safeTextBehind = (before: string, text: string): string =>
  safeText(before + text).slice(before.length);

/** Like `safeText`, on one line: runs of white space become one blank. */
export const safeLine = (text: string): string => safeText(text.replace(/\s+/g, ' ')).trim();

const escaped = (char: string): string =>
  Array.from(
    {length: char.length},
    (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * JSON that may be sent to a terminal and still says exactly what it says: characters that a terminal
 * obeys or hides stand as escapes, which every reader of JSON turns back into themselves.
 */
export const safeJson = (value: unknown, indent?: number): string =>
  replaceHidden(JSON.stringify(value, undefined, indent), escaped);

/** A text as an argument of a program: a dash in front, which would make an option of it, becomes a longer one. */
export const withoutDash = (text: string): string => text.replace(/^-/, '\u2013');

/** The first words of a text, cut at a word's end with an ellipsis; `length` in characters. */
export function excerpt(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const chars = Array.from(line);
  if (chars.length <= length) return line;
  const cut = chars.slice(0, length - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > length / 2 ? cut.slice(0, space) : cut}…`;
}

/** `2,140`. Without `Intl`, whose first use costs a start 20 ms. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `1 task`, `3 tasks`, `2,140 notes` */
export const count = (n: number, singular: string, plural = `${singular}s`): string =>
  `${grouped(n)} ${n === 1 ? singular : plural}`;
