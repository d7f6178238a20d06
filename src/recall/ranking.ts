/** How well a passage answers a query: BM25 over its fields, helped by what stands around it. */
import {stemOf} from './analysis.ts';
import {placesPerTurn} from './passages.ts';
import type {Query} from './query.ts';
import type {Passage} from './text-search.ts';

/** What the ranking was tuned to; `scripts/bench/recall` measures every change. */
export interface Weights {
  readonly title: number;
  readonly tags: number;
  readonly who: number;
  /** Saturation of repeated words. */
  readonly k1: number;
  /** Length normalisation of what people say, and of long answers. */
  readonly bShort: number;
  readonly bLong: number;
  /** Share of a neighbour's words that counts as the passage's own, one and two places away. */
  readonly near: number;
  readonly nearTwo: number;
  /** The same for the question that a passage answers. */
  readonly answered: number;
  /** What another role than the person's own is worth. */
  readonly assistant: number;
  readonly question: number;
  /** Share of the thread's best words. */
  readonly thread: number;
  readonly closeness: number;
  readonly exact: number;
  readonly latest: number;
  readonly recency: number;
  readonly dated: number;
  readonly inRange: number;
}

export const tunedWeights: Weights = {
  title: 1.6,
  tags: 1.2,
  who: 0.5,
  k1: 1.2,
  bShort: 0.4,
  bLong: 1,
  near: 0.3,
  nearTwo: 0.15,
  answered: 0.6,
  assistant: 0.7,
  question: 0.8,
  thread: 0.1,
  closeness: 0.15,
  exact: 0.05,
  latest: 0.15,
  recency: 0.01,
  dated: 0.1,
  inRange: 0.5,
};

export interface RankingContext {
  readonly passages: number;
  readonly meanWords: number;
  /** Now, in milliseconds since the epoch. */
  readonly now: number;
  /** When the question speaks of a time: that time. */
  readonly range: {readonly since: number; readonly until: number} | undefined;
  readonly weights: Weights;
}

export interface Ranked {
  readonly passage: Passage;
  /** 0 for no match; about 1 for a short passage with every word asked for. */
  readonly score: number;
}

interface Counted {
  readonly passage: Passage;
  /** Weighted number of occurrences of each term in the passage itself. */
  readonly own: Float64Array;
  readonly close: number;
  readonly isDated: boolean;
}

const datePattern =
  /(?:^| )(?:\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|tonight|week|weekend|morning|noon)(?= |$)/;

/** Ranks candidates, best first; `around` are passages near them in their threads. */
export function rank(
  query: Query,
  candidates: readonly Passage[],
  context: RankingContext,
): Ranked[] {
  if (query.terms.length === 0 || candidates.length === 0) return [];
  const scoring = new Scoring(query, context);
  const counted = candidates.map(passage => scoring.count(passage));
  const threads = Map.groupBy(counted, item => item.passage.thread);
  const ranked: Ranked[] = [];
  for (const thread of threads.values()) {
    thread.sort((a, b) => a.passage.place - b.passage.place);
    const shared = scoring.shared(thread);
    thread.forEach((item, at) => {
      const score = scoring.score(item, thread, at, shared);
      if (score > 0) ranked.push({passage: item.passage, score});
    });
  }
  return scoring.withTime(ranked).sort((a, b) => b.score - a.score || b.passage.at - a.passage.at);
}

class Scoring {
  readonly #query: Query;
  readonly #context: RankingContext;
  readonly #weights: Weights;
  readonly #idf: Float64Array;
  /** The score of a passage that holds every term often. */
  readonly #ideal: number;
  readonly #byStem = new Map<string, readonly [number, number]>();
  readonly #byWord = new Map<string, readonly [number, number] | null>();

  constructor(query: Query, context: RankingContext) {
    this.#query = query;
    this.#context = context;
    this.#weights = context.weights;
    this.#idf = Float64Array.from(query.terms, term => {
      const passages = Math.max(context.passages, 1);
      const found = Math.min(term.passages, passages);
      return term.weight * Math.log(1 + (passages - found + 0.5) / (found + 0.5));
    });
    this.#ideal = this.#idf.reduce((sum, idf) => sum + idf, 0) || 1;
    query.terms.forEach((term, at) => {
      for (const [stem, share] of term.forms) {
        if ((this.#byStem.get(stem)?.[1] ?? 0) < share) this.#byStem.set(stem, [at, share]);
      }
    });
  }

  count(passage: Passage): Counted {
    const own = new Float64Array(this.#query.terms.length);
    const weights = this.#weights;
    const close = this.#tally(passage.body, 1, own, true);
    this.#tally(passage.title, weights.title, own, false);
    this.#tally(passage.tags, weights.tags, own, false);
    this.#tally(passage.who, weights.who, own, false);
    const isDated = this.#query.asksWhen && datePattern.test(passage.body);
    return {passage, own, close, isDated};
  }

  /** Best count of each term anywhere in the thread. */
  shared(thread: readonly Counted[]): number {
    if (thread.length < 2) return 0;
    let sum = 0;
    for (let term = 0; term < this.#idf.length; term++) {
      if (thread.some(item => item.own[term]! > 0)) sum += this.#idf[term]!;
    }
    return sum / this.#ideal;
  }

  score(item: Counted, thread: readonly Counted[], at: number, shared: number): number {
    const {passage} = item;
    const weights = this.#weights;
    const length = passage.words / this.#context.meanWords;
    const isLong = passage.words > 90;
    const b = isLong ? weights.bLong : weights.bShort;
    const norm = weights.k1 * (1 - b + b * Math.max(length, 0.25));
    const near = this.#near(thread, at);
    let sum = 0;
    let isFound = false;
    for (let term = 0; term < this.#idf.length; term++) {
      const own = item.own[term]!;
      const tf = own + near[term]!;
      if (tf <= 0) continue;
      isFound = true;
      sum += (this.#idf[term]! * tf * (1 + weights.k1)) / (tf + norm);
    }
    if (!isFound) return 0;
    let score = sum / this.#ideal / (1 + weights.k1);
    score += (weights.closeness * item.close) / this.#ideal;
    score += weights.thread * shared;
    if (item.isDated) score += weights.dated * score;
    if (passage.role === 'assistant') score *= weights.assistant;
    if (passage.asks && passage.kind === 'turn') score *= weights.question;
    return score;
  }

  /** The time asked for, the present asked for, and a little of it always. */
  withTime(ranked: readonly Ranked[]): Ranked[] {
    const {range, now, weights} = this.#context;
    const times = ranked.map(item => item.passage.at);
    const [oldest, newest] = [Math.min(...times), Math.max(...times)];
    const span = Math.max(newest - oldest, 1);
    return ranked.map(({passage, score}) => {
      const years = Math.max(0, now - passage.at) / (365 * 86_400_000);
      let factor = 1 + weights.recency / (1 + years);
      if (this.#query.asksForLatest) factor += (weights.latest * (passage.at - oldest)) / span;
      if (range && passage.at >= range.since && passage.at < range.until) factor += weights.inRange;
      return {passage, score: score * factor};
    });
  }

  /** Counts of the terms in the neighbours, as far as they help this passage. */
  #near(thread: readonly Counted[], at: number): Float64Array {
    const weights = this.#weights;
    const near = new Float64Array(this.#idf.length);
    const {passage} = thread[at]!;
    // A long text says for itself what it is about.
    const need = Math.min(1, 40 / Math.max(passage.words, 1));
    const add = (other: Counted | undefined, share: number, reach: number) => {
      if (other === undefined) return;
      if (Math.abs(other.passage.place - passage.place) > reach * placesPerTurn) return;
      for (let term = 0; term < near.length; term++) {
        near[term] = near[term]! + share * need * Math.min(other.own[term]!, 1);
      }
    };
    const before = thread[at - 1];
    const isAnswer = before?.passage.asks === 1 && before.passage.who !== passage.who;
    add(before, isAnswer ? weights.answered : weights.near, 1);
    add(thread[at + 1], weights.near, 1);
    add(thread[at - 2], weights.nearTwo, 2);
    add(thread[at + 2], weights.nearTwo, 2);
    return near;
  }

  /** Adds the terms of a field to the counts; returns how much of the query stands close together. */
  #tally(text: string, weight: number, own: Float64Array, wantsCloseness: boolean): number {
    if (text === '') return 0;
    let close = 0;
    let last = -1;
    let lastAt = -10;
    const words = text.split(' ');
    for (let at = 0; at < words.length; at++) {
      const found = this.#lookUp(words[at]!);
      if (found === null) continue;
      const [term, share] = found;
      own[term] = own[term]! + share * weight;
      if (!wantsCloseness) continue;
      if (last >= 0 && last !== term && at - lastAt <= 4) {
        close += Math.min(this.#idf[term]!, this.#idf[last]!) / (at - lastAt);
      }
      last = term;
      lastAt = at;
    }
    return Math.min(close, this.#ideal);
  }

  #lookUp(word: string): readonly [number, number] | null {
    let found = this.#byWord.get(word);
    if (found === undefined) {
      const entry = this.#byStem.get(stemOf(word)) ?? null;
      const isExact = entry !== null && this.#query.terms[entry[0]]!.word === word;
      found = entry && isExact ? [entry[0], entry[1] + this.#weights.exact] : entry;
      this.#byWord.set(word, found);
    }
    return found;
  }
}
