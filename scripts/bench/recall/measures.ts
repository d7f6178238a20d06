/** How good a ranking is: recall, reciprocal rank and nDCG, with intervals from resampling. */
import {seeded} from '../random.ts';

export interface Judged {
  readonly type: string;
  /** Ids in the order of the answer. */
  readonly found: readonly string[];
  readonly relevant: readonly string[];
}

export interface Measures {
  readonly n: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly recall25: number;
  readonly mrr: number;
  readonly ndcg10: number;
  /** 95 % interval of nDCG@10. */
  readonly low: number;
  readonly high: number;
}

export const recallAt = (k: number, {found, relevant}: Judged): number =>
  relevant.filter(id => found.slice(0, k).includes(id)).length / Math.max(relevant.length, 1);

export function reciprocalRank({found, relevant}: Judged): number {
  const at = found.findIndex(id => relevant.includes(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Binary gains, discounted by log2 of the place, divided by the best that is possible. */
export function ndcgAt(k: number, {found, relevant}: Judged): number {
  const discount = (place: number) => 1 / Math.log2(place + 2);
  const gained = found
    .slice(0, k)
    .reduce((sum, id, place) => sum + (relevant.includes(id) ? discount(place) : 0), 0);
  let best = 0;
  for (let place = 0; place < Math.min(k, relevant.length); place++) best += discount(place);
  return best === 0 ? 0 : gained / best;
}

export function measure(judged: readonly Judged[]): Measures {
  const mean = (of: (item: Judged) => number) =>
    judged.reduce((sum, item) => sum + of(item), 0) / Math.max(judged.length, 1);
  const ndcg = judged.map(item => ndcgAt(10, item));
  return {
    n: judged.length,
    recall5: mean(item => recallAt(5, item)),
    recall10: mean(item => recallAt(10, item)),
    recall25: mean(item => recallAt(25, item)),
    mrr: mean(reciprocalRank),
    ndcg10: mean(item => ndcgAt(10, item)),
    ...interval(ndcg),
  };
}

const resamples = 1_000;

/** 95 % bootstrap interval of the mean, from 1,000 resamples with a fixed seed. */
export function interval(values: readonly number[]): {low: number; high: number} {
  const random = seeded(7);
  const means = Array.from({length: resamples}, () => {
    let sum = 0;
    for (let left = values.length; left > 0; left--) sum += values[random.below(values.length)]!;
    return sum / Math.max(values.length, 1);
  }).sort((a, b) => a - b);
  return {low: means[Math.floor(resamples * 0.025)]!, high: means[Math.floor(resamples * 0.975)]!};
}
