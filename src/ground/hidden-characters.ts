/**
 * Characters that a terminal obeys, or that stand in a text without being seen, so that a text says
 * more than it shows. Which of them hide depends on what they stand beside: emoji and some scripts need them.
 */

/**
 * Controls but tab and newline, line and paragraph separators, Default_Ignorable_Code_Point of
 * Unicode (written out: the property costs each start the loading of its table), annotations, format
 * controls of old scripts, and signs that are drawn as nothing.
 */
const suspect =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is meant by itself.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{13430}-\u{1345f}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** What may stand in front of a joiner or a variation selector; made when a text holds one, which is seldom. */
let joined: RegExp | undefined;

const canBeJoined = (char: string): boolean => {
  joined ??=
    /^(?:\ufe0f|[\p{Extended_Pictographic}\p{Emoji_Modifier}]|[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}]|[\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}]|[\p{scx=Tibt}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Thai}\p{scx=Laoo}])$/u;
  return joined.test(char) && !isJoiner(char);
};

const isJoiner = (char: string): boolean => char === '\u200c' || char === '\u200d';

/** The character that ends at a place; empty at the beginning. */
function characterBefore(text: string, at: number): string {
  if (at === 0) return '';
  const isPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 2), at));
  return text.slice(isPair ? at - 2 : at - 1, at);
}

/** Whether the script or the emoji that a character stands in would be another without it. */
function isNeeded(char: string, at: number, text: string): boolean {
  const code = char.charCodeAt(0);
  const previous = characterBefore(text, at);
  if (isJoiner(char)) return canBeJoined(previous);
  if (code === 0xfe0e || code === 0xfe0f) {
    const isKeycap = /^[0-9#*]$/.test(previous) && text[at + 1] === '\u20e3';
    return isKeycap || /^\p{Extended_Pictographic}$/u.test(previous);
  }
  // A blank of Braille is the space between its words.
  if (code === 0x2800) return /[\u2801-\u28ff]/.test(previous + (text[at + 1] ?? ''));
  const isMongolian = code >= 0x180b && code <= 0x180f;
  return isMongolian && /^[\u1820-\u18aa]$/.test(previous);
}

/** The text with `replace` of each character that is obeyed or hides; tab and newline stay. */
export const replaceHidden = (text: string, replace: (char: string) => string): string =>
  text.replace(suspect, (char: string, at: number) =>
    isNeeded(char, at, text) ? char : replace(char),
  );

/**
 * A text as a model may be given it: what is not seen is taken out, so that nobody writes to a model
 * what the person does not read.
 */
export const withoutHidden = (text: string): string =>
  replaceHidden(text.replace(/\r\n?/g, '\n').toWellFormed(), () => '');
