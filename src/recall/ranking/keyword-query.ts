/** To bare words, what holds all of them itself stands first, and what only stands near them last. */

import type {RankedPassage} from './ranked-passage.ts';
import type {MatchedPassage, MatchedTerm} from './term-matches.ts';
import type {TermWeights} from './term-weights.ts';

/** What a passage holds of the words asked for. */
type Holding = 'all' | 'some' | 'none';

/** What another ending than the one typed is worth: "makes" to "making". */
const otherEnding = 0.85;
const belowLowest = 0.95;

/** Orders by what the passages hold, and as they were ranked within that. */
export function holdersFirst(
  ranked: readonly RankedPassage[],
  counted: readonly MatchedPassage[],
  worth: TermWeights,
): RankedPassage[] {
  const leastHeld = new Map(counted.map(item => [item.passage, telling(item, worth)]));
  const groups = Map.groupBy(ranked, ({passage}) => holdingOf(leastHeld.get(passage)!));
  const whole = (groups.get('all') ?? []).map(({passage, score}) => {
    const isAsTyped = leastHeld.get(passage)!.every(held => held === 3);
    return {passage, score: isAsTyped ? score : score * otherEnding};
  });
  const some = below(whole, groups.get('some') ?? []);
  const none = below([...whole, ...some], groups.get('none') ?? []);
  return [...whole, ...some, ...none];
}

/** How well it holds each word that says what is asked for. */
const telling = ({held}: MatchedPassage, worth: TermWeights): readonly MatchedTerm[] =>
  held.filter((_, term) => worth.isTelling(term));

function holdingOf(held: readonly MatchedTerm[]): Holding {
  if (held.every(one => one >= 2)) return 'all';
  return held.some(one => one > 0) ? 'some' : 'none';
}

/** Lowers the others below everything in `first`, without changing their order. */
function below(first: readonly RankedPassage[], others: readonly RankedPassage[]): RankedPassage[] {
  const lowest = Math.min(...first.map(item => item.score));
  const highest = Math.max(...others.map(item => item.score));
  const share = Math.min(1, (lowest * belowLowest) / highest);
  return others.map(({passage, score}) => ({passage, score: score * share}));
}
