/** Texts that say the same are shown once. */
import type {Passage} from '../index/text-search.ts';

const shortestText = 4;
const sameShare = 0.95;

/** Remembers the passages it was shown and knows their like: near-identical, not only equal. */
export class NearDuplicates {
  readonly #shown: ReadonlySet<string>[] = [];

  /**
   * True when nearly the same was shown before: the same words, or of a long text all but one in
   * twenty, as long as no number is among the others. "Paid 40 in May" does not repeat "Paid 50 in May".
   */
  has({title, body, words}: Pick<Passage, 'title' | 'body' | 'words'>): boolean {
    if (words < shortestText) return false;
    const own = new Set(`${title} ${body}`.split(' '));
    if (this.#shown.some(other => saysTheSame(own, other))) return true;
    this.#shown.push(own);
    return false;
  }
}

function saysTheSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = one.intersection(other).size;
  if (shared < sameShare * (one.size + other.size - shared)) return false;
  return ![...one.symmetricDifference(other)].some(word => /\d/.test(word));
}
