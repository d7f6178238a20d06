import {describe, expect, test} from 'vitest';
import {withoutHidden} from '../../src/ground/hidden-characters.ts';
import {safeJson, safeText} from '../../src/ground/text.ts';

const named = (char: string) =>
  `<U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`;

describe('safeText', () => {
  test('shows every character that Unicode calls ignorable, and blanks that are no space', () => {
    const hidden: string[] = ['\u2800', '\u{16fe4}', '\u{1d159}', '\ufff9', '\u2028'];
    for (let code = 0; code < 0x110000; code++) {
      const char = String.fromCodePoint(code);
      if (/\p{Default_Ignorable_Code_Point}/u.test(char)) hidden.push(char);
    }
    expect(hidden.length).toBeGreaterThan(4000);
    const through = hidden.filter(char => safeText(`a${char}b`) !== `a${named(char)}b`);
    expect(through).toEqual([]);
    expect(hidden.filter(char => safeJson(`a${char}b`).includes(char))).toEqual([]);
    expect(hidden.filter(char => withoutHidden(`a${char}b`) !== 'ab')).toEqual([]);
  });

  test.each([
    ['families and flags', '👨‍👩‍👧 🏳️‍🌈 🏴‍☠️ 👁️‍🗨️'],
    ['skin and signs', '👍🏽 👩🏽‍🚀 ❤️ ✈︎ 1️⃣ #️⃣ ↔️'],
    ['Persian', 'می‌خواهم'],
    ['Hindi and Sinhala', 'क्‍ष න්‍ය'],
    ['Mongolian', 'ᠭᠠᠯᠠᠨ᠋ ᠠ᠎ᠠ'],
    ['Braille', '⠓⠑⠇⠇⠕⠀⠺⠕⠗⠇⠙'],
    ['tab and newline', 'a\tb\nc'],
  ])('leaves %s as they are', (_name, text) => {
    expect(safeText(text)).toBe(text);
    expect(withoutHidden(text)).toBe(text);
  });

  test.each([
    ['joiners between Latin letters', 'a\u200db\u200cc', 'a<U+200D>b<U+200C>c'],
    ['a second selector', '❤\ufe0f\ufe0f', '❤\ufe0f<U+FE0F>'],
    ['a selector beside a letter', 'x\ufe0f7\ufe0f', 'x<U+FE0F>7<U+FE0F>'],
    ['selectors of ideographs', '漢\u{e0100}', '漢<U+E0100>'],
    ['a word in tags', '🏴\u{e0073}\u{e0061}', '🏴<U+E0073><U+E0061>'],
  ])('shows %s', (_name, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  test('takes time that grows with the text', () => {
    const start = performance.now();
    safeText('\u200d\ufe0f\u2800'.repeat(300_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
