/** Whether two titles mean the same task, without a model. */

/** Titles that differ in case, marks, small words and plurals are the same; long ones may differ by a word. */
export const sameTitle = (one: string, other: string): boolean =>
  sameWords(titleWords(one), titleWords(other));

/** As `sameTitle`, for words that are counted already. */
export function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (Math.abs(a.size - b.size) > 1) return false;
  const different = a.symmetricDifference(b).size;
  return different === 0 || (different === 1 && Math.min(a.size, b.size) >= 4);
}

const smallWords = new Set(['a', 'an', 'the', 'to', 'my', 'your', 'for', 'of', 'and']);

/** The words that tell titles apart; a title without any is told by its marks. */
export function titleWords(title: string): Set<string> {
  const words = (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter(word => !smallWords.has(word))
    .map(word => word.replace(/(?<=\p{L}{3})s$/u, ''));
  return new Set(words.length > 0 ? words : [title.trim().toLowerCase()]);
}
