/** How well a passage answers a query: BM25 over its fields, helped by what stands around it. */
import {stemOf} from './analysis.ts';
import {holdersFirst} from './holders-first.ts';
import {placesPerTurn} from './passages.ts';
import type {Query} from './query.ts';
import type {Ranked} from './ranked.ts';
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
  /** What a passage is worth that was found only through its neighbours, and is no answer. */
  readonly borrowed: number;
  /** What another role than the person's own is worth. */
  readonly assistant: number;
  readonly question: number;
  /** Share of the thread's best words. */
  readonly thread: number;
  /** Terms next to each other, and within the same sentence or two. */
  readonly closeness: number;
  readonly together: number;
  readonly exact: number;
  readonly latest: number;
  readonly recency: number;
  readonly dated: number;
  readonly inRange: number;
  /** For words that no better hit holds: questions that need several memories. */
  readonly fresh: number;
  /** What names, words that say when, and words that any question has, are worth beside the others. */
  readonly name: number;
  readonly time: number;
  readonly stop: number;
}

export const tunedWeights: Weights = {
  title: 1.6,
  tags: 1.2,
  who: 0.5,
  k1: 0.9,
  bShort: 0.2,
  bLong: 0.5,
  near: 0.35,
  nearTwo: 0.15,
  answered: 1.1,
  borrowed: 0.85,
  assistant: 0.4,
  question: 0.5,
  thread: 0.2,
  closeness: 0.15,
  together: 0.5,
  exact: 0.01,
  latest: 0.8,
  recency: 0.01,
  dated: 0.25,
  inRange: 0.8,
  fresh: 0.02,
  name: 1.7,
  time: 0.3,
  stop: 0.35,
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

interface Counted {
  readonly passage: Passage;
  /** Weighted number of occurrences of each term in the passage itself. */
  readonly own: Float64Array;
  readonly close: number;
  readonly together: number;
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
  const timely = scoring.withTime(ranked);
  if (!query.isBare) return scoring.spread(timely.sort(byScore));
  const holders = new Set(counted.filter(item => scoring.holdsTelling(item)).map(toPassage));
  return scoring.spread(holdersFirst(timely, holders).sort(byScore));
}

const toPassage = ({passage}: Counted): Passage => passage;

const byScore = (a: Ranked, b: Ranked): number =>
  b.score - a.score || b.passage.at - a.passage.at || a.passage.passage - b.passage.passage;

/** So many hits are spread over the words asked for, chosen from so many. */
const spreadFirst = 10;
const spreadOver = 40;

/** Of those that match about as well as the best: 0 for the oldest, up to 1 for the newest. */
function recencyOfBest(ranked: readonly Ranked[]): Map<number, number> {
  const best = Math.max(...ranked.map(item => item.score));
  const rivals = ranked.filter(item => item.score >= best * 0.5);
  rivals.sort((a, b) => a.passage.at - b.passage.at);
  return new Map(
    rivals.map(({passage}, place) => [passage.passage, place / Math.max(rivals.length - 1, 1)]),
  );
}

interface Place {
  /** Counts words of the field. */
  readonly at: number;
  readonly term: number;
}

const windowWords = 25;
const shortText = 40;

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
      const {name, time, stop} = this.#weights;
      const weight = {name, full: 1, time, stop}[term.weight];
      return weight * Math.log(1 + (passages - found + 0.5) / (found + 0.5));
    });
    this.#ideal = this.#idf.reduce((sum, idf) => sum + idf, 0) || 1;
    query.terms.forEach((term, at) => {
      if (this.#idf[at] === 0) return;
      for (const [stem, share] of term.forms) {
        if ((this.#byStem.get(stem)?.[1] ?? 0) < share) this.#byStem.set(stem, [at, share]);
      }
    });
  }

  count(passage: Passage): Counted {
    const own = new Float64Array(this.#query.terms.length);
    const weights = this.#weights;
    const places = this.#tally(passage.body, 1, own);
    this.#tally(passage.title, weights.title, own);
    this.#tally(passage.tags, weights.tags, own);
    // A name that is asked for is more than the speaker of any small talk.
    if (own.some((found, term) => found > 0 && !this.#isStop(term))) {
      this.#tally(passage.who, weights.who, own);
    }
    const isDated = this.#query.asksWhen && datePattern.test(passage.body);
    const close = this.#closeness(places);
    // The words of a short text stand together anyway.
    const together = passage.words > shortText ? this.#together(places) : 0;
    return {passage, own, close, together, isDated};
  }

  #isStop(term: number): boolean {
    return this.#query.terms[term]!.weight === 'stop';
  }

  /** Whether the passage itself holds a word that is asked for, and not only one that says when. */
  holdsTelling({own}: Counted): boolean {
    return this.#query.terms.some(
      ({weight}, term) => own[term]! > 0 && (weight === 'full' || weight === 'name'),
    );
  }

  /** Best count of each term anywhere in the thread. */
  shared(thread: readonly Counted[]): number {
    if (thread.length < 2) return 0;
    let sum = 0;
    for (let term = 0; term < this.#idf.length; term++) {
      if (this.#isStop(term)) continue;
      if (thread.some(item => item.own[term]! > 0)) sum += this.#idf[term]!;
    }
    return sum / this.#ideal;
  }

  score(item: Counted, thread: readonly Counted[], at: number, shared: number): number {
    const {passage} = item;
    const weights = this.#weights;
    const length = passage.words / this.#context.meanWords;
    // From what is said in a breath to what fills a page.
    const page = Math.min(1, Math.max(0, passage.words - shortText) / 160);
    const b = weights.bShort + (weights.bLong - weights.bShort) * page;
    const norm = weights.k1 * (1 - b + b * Math.max(length, 0.25));
    const {near, isAnswer} = this.#near(thread, at);
    let sum = 0;
    let isFound = false;
    let isBorrowed = true;
    for (let term = 0; term < this.#idf.length; term++) {
      const own = item.own[term]!;
      const tf = own + near[term]!;
      if (tf <= 0) continue;
      if (!this.#isStop(term)) isFound = true;
      if (own > 0 && !this.#isStop(term)) isBorrowed = false;
      sum += (this.#idf[term]! * tf * (1 + weights.k1)) / (tf + norm);
    }
    if (!isFound) return 0;
    let score = sum / this.#ideal / (1 + weights.k1);
    score += (weights.closeness * item.close + weights.together * item.together) / this.#ideal;
    score += weights.thread * shared;
    if (isBorrowed && !isAnswer) score *= weights.borrowed;
    if (item.isDated) score += weights.dated * score;
    if (passage.role === 'assistant') score *= weights.assistant;
    // What is asked of an assistant tells about the person; what a friend asks does not.
    const isAssisted = thread[at + 1]?.passage.role === 'assistant';
    if (passage.asks && passage.kind === 'turn' && !isAssisted) score *= weights.question;
    return score;
  }

  /** The time asked for, the present asked for, and a little of it always. */
  withTime(ranked: readonly Ranked[]): Ranked[] {
    const {range, now, weights} = this.#context;
    const latest = this.#query.asksForLatest ? recencyOfBest(ranked) : undefined;
    return ranked.map(({passage, score}) => {
      const years = Math.max(0, now - passage.at) / (365 * 86_400_000);
      let factor = 1 + weights.recency / (1 + years);
      factor += weights.latest * (latest?.get(passage.passage) ?? 0);
      if (range && passage.at >= range.since && passage.at < range.until) factor += weights.inRange;
      return {passage, score: score * factor};
    });
  }

  /** Moves a hit up when it holds words asked for that none of the hits above it holds. */
  spread(ranked: readonly Ranked[]): Ranked[] {
    const pool = ranked
      .slice(0, spreadOver)
      .map(item => ({item, holds: this.#holds(item.passage)}));
    const covered = new Float64Array(this.#idf.length);
    const spread: Ranked[] = [];
    const worth = ({item, holds}: (typeof pool)[number]) => {
      let fresh = 0;
      holds.forEach((share, term) => {
        fresh += Math.max(0, share - covered[term]!) * this.#idf[term]!;
      });
      return item.score * (1 + (this.#weights.fresh * fresh) / this.#ideal);
    };
    while (pool.length > 0 && spread.length < spreadFirst) {
      let best = 0;
      for (let at = 1; at < pool.length; at++) if (worth(pool[at]!) > worth(pool[best]!)) best = at;
      const [next] = pool.splice(best, 1);
      spread.push(next!.item);
      next!.holds.forEach((share, term) => {
        covered[term] = Math.max(covered[term]!, share);
      });
    }
    return [...spread, ...pool.map(({item}) => item), ...ranked.slice(spreadOver)];
  }

  #holds(passage: Passage): Float64Array {
    const holds = new Float64Array(this.#idf.length);
    this.#tally(passage.body, 1, holds);
    this.#tally(passage.title, 1, holds);
    return holds.map(found => Math.min(found, 1));
  }

  /** Counts of the terms in the neighbours, as far as they help this passage. */
  #near(thread: readonly Counted[], at: number): {near: Float64Array; isAnswer: boolean} {
    const weights = this.#weights;
    const near = new Float64Array(this.#idf.length);
    const {passage} = thread[at]!;
    // A long text says for itself what it is about.
    const need = Math.min(1, shortText / Math.max(passage.words, 1));
    const add = (other: Counted | undefined, share: number, reach: number) => {
      if (other === undefined) return;
      if (Math.abs(other.passage.place - passage.place) > reach * placesPerTurn) return;
      for (let term = 0; term < near.length; term++) {
        if (this.#isStop(term)) continue;
        near[term] = near[term]! + share * need * Math.min(other.own[term]!, 1);
      }
    };
    const before = thread[at - 1];
    const isAnswer =
      before?.passage.asks === 1 &&
      before.passage.who !== passage.who &&
      passage.role !== 'assistant';
    add(before, isAnswer ? weights.answered : weights.near, 1);
    add(thread[at + 1], weights.near, 1);
    add(thread[at - 2], weights.nearTwo, 2);
    add(thread[at + 2], weights.nearTwo, 2);
    return {near, isAnswer};
  }

  /** Adds the terms of a field to the counts; returns where they stand. */
  #tally(text: string, weight: number, own: Float64Array): Place[] {
    const places: Place[] = [];
    if (text === '') return places;
    const words = text.split(' ');
    for (let at = 0; at < words.length; at++) {
      const found = this.#lookUp(words[at]!);
      if (found === null) continue;
      const [term, share] = found;
      own[term] = own[term]! + share * weight;
      places.push({at, term});
    }
    return places;
  }

  /** How much of the query stands next to each other: pairs of terms, less for each word between. */
  #closeness(places: readonly Place[]): number {
    let close = 0;
    let last: Place | undefined;
    for (const place of places) {
      if (this.#isStop(place.term)) continue;
      if (last && last.term !== place.term && place.at - last.at <= 4) {
        close += Math.min(this.#idf[place.term]!, this.#idf[last.term]!) / (place.at - last.at);
      }
      last = place;
    }
    return Math.min(close, this.#ideal);
  }

  /** The most of the query that stands within some 25 words: about one sentence or two. */
  #together(places: readonly Place[]): number {
    const inside = new Int32Array(this.#idf.length);
    let sum = 0;
    let most = 0;
    let start = 0;
    for (const {at, term} of places) {
      if (inside[term]!++ === 0) sum += this.#idf[term]!;
      while (places[start]!.at < at - windowWords) {
        const left = places[start++]!.term;
        if (--inside[left]! === 0) sum -= this.#idf[left]!;
      }
      if (sum > most) most = sum;
    }
    return most;
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
