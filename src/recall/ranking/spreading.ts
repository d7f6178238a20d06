/** Questions that need several memories: the first hits together hold what is asked for. */
import type {Counting} from './counting.ts';
import type {Ranked} from './ranked.ts';
import type {Worth} from './worth.ts';

/** So many hits are spread over the words asked for, chosen from so many. */
const spreadFirst = 10;
const spreadOver = 40;

/** Moves a hit up when it holds words asked for that none of the hits above it holds. */
export function spread(
  ranked: readonly Ranked[],
  {
    counting,
    worth,
    fresh,
  }: {readonly counting: Counting; readonly worth: Worth; readonly fresh: number},
): Ranked[] {
  const pool = ranked
    .slice(0, spreadOver)
    .map(item => ({item, holds: counting.holds(item.passage)}));
  const covered = new Float64Array(worth.terms);
  const first: Ranked[] = [];
  const valueFor = ({item, holds}: (typeof pool)[number]) => {
    let unseen = 0;
    holds.forEach((share, term) => {
      unseen += Math.max(0, share - covered[term]!) * worth.of[term]!;
    });
    return item.score * (1 + (fresh * unseen) / worth.ideal);
  };
  while (pool.length > 0 && first.length < spreadFirst) {
    let best = 0;
    for (let at = 1; at < pool.length; at++) {
      if (valueFor(pool[at]!) > valueFor(pool[best]!)) best = at;
    }
    const [next] = pool.splice(best, 1);
    first.push(next!.item);
    next!.holds.forEach((share, term) => {
      covered[term] = Math.max(covered[term]!, share);
    });
  }
  return [...first, ...pool.map(({item}) => item), ...ranked.slice(spreadOver)];
}
