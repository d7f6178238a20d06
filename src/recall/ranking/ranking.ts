/** How well a passage answers a query: BM25 over its fields, helped by what stands around it. */

import type {Passage} from '../index/text-search.ts';
import type {Query} from '../query/query.ts';
import {answering} from './answer-forms.ts';
import {holdersFirst} from './bare-words.ts';
import {type Counted, Counting, type Likeness, shortText} from './counting.ts';
import {nearOf, sharedBy} from './neighbours.ts';
import type {Ranked} from './ranked.ts';
import {spread} from './spreading.ts';
import {type Moment, timely} from './timeliness.ts';
import type {Weights} from './weights.ts';
import {Worth} from './worth.ts';

export interface RankingContext extends Moment {
  readonly passages: number;
  readonly meanWords: number;
  readonly weights: Weights;
  /** How well a word of a text stands for one asked for, 0..1; without it only forms of the word do. */
  readonly likeness?: Likeness | undefined;
}

/** Ranks candidates, best first; those that stand in one thread help each other. */
export function rank(
  query: Query,
  candidates: readonly Passage[],
  context: RankingContext,
): Ranked[] {
  if (query.terms.length === 0 || candidates.length === 0) return [];
  const {passages, weights, likeness} = context;
  const worth = new Worth(query, passages, weights);
  const counting = new Counting(query, worth, {weights, likeness});
  const counted = candidates.map(passage => counting.count(passage));
  const scored = scoreAll(counted, {query, worth, context});
  const timed = timely(scored, query, context);
  const ordered = query.isBare ? holdersFirst(timed, counted, worth) : timed;
  return spread(ordered.sort(byScore), {counting, worth, fresh: weights.fresh});
}

const byScore = (a: Ranked, b: Ranked): number =>
  b.score - a.score || b.passage.at - a.passage.at || b.passage.passage - a.passage.passage;

interface Scoring {
  readonly query: Query;
  readonly worth: Worth;
  readonly context: RankingContext;
}

function scoreAll(counted: readonly Counted[], scoring: Scoring): Ranked[] {
  const ranked: Ranked[] = [];
  const threads = Map.groupBy(counted, item => item.passage.thread);
  for (const thread of threads.values()) {
    thread.sort((a, b) => a.passage.place - b.passage.place);
    const own = {...scoring, shared: sharedBy(thread, scoring.worth)};
    thread.forEach(({passage}, at) => {
      const score = scoreOf(thread, at, own);
      if (score > 0) ranked.push({passage, score});
    });
  }
  return ranked;
}

function scoreOf(
  thread: readonly Counted[],
  at: number,
  {query, worth, context, shared}: Scoring & {readonly shared: number},
): number {
  const item = thread[at]!;
  const {passage, own, close, together, spot} = item;
  const {weights} = context;
  const near = nearOf(thread, at, {worth, weights});
  const words = wordScore(item, near.counts, {worth, context});
  if (words === 0) return 0;
  let score = words / worth.ideal / (1 + weights.k1);
  score += (weights.closeness * close + weights.together * together) / worth.ideal;
  score += weights.thread * shared;
  const isBorrowed = !own.some((found, term) => found > 0 && !worth.isStop(term));
  if (isBorrowed && !near.isAnswer) score *= weights.borrowed;
  score *= answering(query, spot, weights);
  if (passage.role === 'assistant') score *= weights.assistant;
  // What is asked of an assistant tells about the person; what a friend asks does not.
  const isAssisted = thread[at + 1]?.passage.role === 'assistant';
  const isOnlyAsked = passage.asks && passage.kind === 'turn' && !isAssisted;
  if (isOnlyAsked && !query.isBare) score *= weights.question;
  return score;
}

/** BM25 of the passage's own words and those of its neighbours; 0 when only stop words are there. */
function wordScore(
  {passage, own}: Counted,
  near: Float64Array,
  {worth, context}: Pick<Scoring, 'worth' | 'context'>,
): number {
  const {k1, bShort, bLong} = context.weights;
  // From what is said in a breath to what fills a page.
  const page = Math.min(1, Math.max(0, passage.words - shortText) / 160);
  const b = bShort + (bLong - bShort) * page;
  const norm = k1 * (1 - b + b * Math.max(passage.words / context.meanWords, 0.25));
  let sum = 0;
  let isFound = false;
  for (let term = 0; term < worth.terms; term++) {
    const tf = own[term]! + near[term]!;
    if (tf <= 0) continue;
    if (!worth.isStop(term)) isFound = true;
    sum += (worth.of[term]! * tf * (1 + k1)) / (tf + norm);
  }
  return isFound ? sum : 0;
}
