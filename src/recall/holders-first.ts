/** To a bare word, a passage that holds it stands before those of its thread that only stand near it. */
import type {Ranked} from './ranked.ts';
import type {Passage} from './text-search.ts';

/** Keeps what is found through a neighbour just below that neighbour. */
const belowHolder = 0.95;

/** Lowers what holds no word asked for below everything in its thread that does; keeps the order else. */
export function holdersFirst(ranked: readonly Ranked[], holders: ReadonlySet<Passage>): Ranked[] {
  const lowest = new Map<number, number>();
  for (const {passage, score} of ranked) {
    if (!holders.has(passage)) continue;
    lowest.set(passage.thread, Math.min(score, lowest.get(passage.thread) ?? score));
  }
  return ranked.map(item => {
    const holder = lowest.get(item.passage.thread);
    if (holder === undefined || holders.has(item.passage)) return item;
    return {...item, score: Math.min(item.score, holder * belowHolder)};
  });
}
