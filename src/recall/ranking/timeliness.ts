/** The time asked for, the present asked for, and a little of it always. */
import type {Query} from '../query/query.ts';
import type {Ranked} from './ranked.ts';
import type {Weights} from './weights.ts';

export interface Moment {
  /** Now, in milliseconds since the epoch. */
  readonly now: number;
  /** When the question speaks of a time: that time. */
  readonly range: {readonly since: number; readonly until: number} | undefined;
}

/** Raises what was kept in the time asked for, and the newest where the question asks for that. */
export function timely(
  ranked: readonly Ranked[],
  {asksForLatest}: Query,
  {now, range, weights}: Moment & {readonly weights: Weights},
): Ranked[] {
  const latest = asksForLatest ? recencyOfBest(ranked) : undefined;
  return ranked.map(({passage, score}) => {
    const years = Math.max(0, now - passage.at) / (365 * 86_400_000);
    let factor = 1 + weights.recency / (1 + years);
    factor += weights.latest * (latest?.get(passage.passage) ?? 0);
    if (range && passage.at >= range.since && passage.at < range.until) factor += weights.inRange;
    return {passage, score: score * factor};
  });
}

/** Of those that match about as well as the best: 0 for the oldest, up to 1 for the newest. */
function recencyOfBest(ranked: readonly Ranked[]): Map<number, number> {
  const best = Math.max(...ranked.map(item => item.score));
  const rivals = ranked.filter(item => item.score >= best * 0.5);
  rivals.sort((a, b) => a.passage.at - b.passage.at);
  return new Map(
    rivals.map(({passage}, place) => [passage.passage, place / Math.max(rivals.length - 1, 1)]),
  );
}
