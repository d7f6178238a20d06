/** The word a person probably meant. */
import {distance} from 'fastest-levenshtein';

/** The closest of the known words, when it is close enough to be a slip of the finger. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map(one => ({one, far: distance(word.toLowerCase(), one.toLowerCase())}))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best && best.far <= Math.max(1, Math.floor(best.one.length / 2.5)) ? best.one : undefined;
}
