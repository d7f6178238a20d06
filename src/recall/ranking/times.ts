/** How well the moment of a passage fits the time asked about, or the present where that is asked for. */
import type {Query} from '../query/query.ts';
import type {RankedPassage} from './ranked-passage.ts';

export interface PassageMoment {
  /** Now, in milliseconds since the epoch. */
  readonly now: number;
  /** When the question speaks of a time: that time. */
  readonly range: {readonly since: number; readonly until: number} | undefined;
}

const dayMs = 86_400_000;
/** What happened is told in the days behind it, and is spoken of before for a shorter time. */
const daysTold = 4;
const daysAnnounced = 2;

/** 1 within the time asked about, less the farther away. */
export function fitOfTime(at: number, {range}: PassageMoment): number {
  if (range === undefined) return 0;
  if (at >= range.until) return Math.exp(-(at - range.until) / (daysTold * dayMs));
  if (at < range.since) return Math.exp(-(range.since - at) / (daysAnnounced * dayMs));
  return 1;
}

export const recencyOf = (at: number, {now}: PassageMoment): number =>
  1 / (1 + Math.max(0, now - at) / (365 * dayMs));

/** Of those that match about as well as the best: 0 for the oldest, up to 1 for the newest. */
export function latenessOf(
  ranked: readonly RankedPassage[],
  {asksForLatest}: Query,
): Map<number, number> {
  if (!asksForLatest) return new Map();
  const best = Math.max(...ranked.map(item => item.score));
  const rivals = ranked.filter(item => item.score >= best * 0.5);
  rivals.sort((a, b) => a.passage.at - b.passage.at);
  const last = Math.max(rivals.length - 1, 1);
  return new Map(rivals.map(({passage}, place) => [passage.passage, place / last]));
}
