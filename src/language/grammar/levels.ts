/** Words for a priority and for energy: the one table, for lines, options, plans and imports. */

/** The words, each with its level from 1 to 5. */
export const levelWords: Readonly<Record<string, number>> = {
  lowest: 1,
  low: 2,
  medium: 3,
  normal: 3,
  high: 4,
  highest: 5,
  urgent: 5,
};

/** The words as alternatives of a regular expression, the longer before what they begin with. */
export const levelPattern: string = Object.keys(levelWords)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** A level from 1 to 5, written as a number or as a word; undefined for anything else. */
export function levelOf(said: string | number): number | undefined {
  const text = String(said).trim().toLowerCase();
  const level = Object.hasOwn(levelWords, text) ? levelWords[text]! : Number(text || Number.NaN);
  return Number.isInteger(level) && level >= 1 && level <= 5 ? level : undefined;
}
