/** How well a passage answers a query: the sum of a few reasons, learned from conversations of others. */

import type {Passage} from '../index/text-search.ts';
import type {TextVectors} from '../meaning/text-vectors.ts';
import type {Query} from '../query/query.ts';
import {answersIn} from './answer-forms.ts';
import {AskedTerms} from './asked-terms.ts';
import {holdersFirst} from './keyword-query.ts';
import {mostCompared, nearnessOf, type Placed} from './nearness.ts';
import type {RankedPassage} from './ranked-passage.ts';
import {Thread} from './surroundings.ts';
import {type MatchedPassage, shortText, TermMatcher} from './term-matches.ts';
import {TermWeights} from './term-weights.ts';
import {fitOfTime, latenessOf, type PassageMoment, recencyOf} from './times.ts';
import {type Parts, partNames, type Weights} from './weights.ts';

export interface RankingContext extends PassageMoment {
  readonly passages: number;
  readonly meanWords: number;
  readonly weights: Weights;
  /** What words mean; without it only the words themselves count. */
  readonly vectors?: TextVectors | undefined;
}

/** Ranks candidates, best first; those that stand in one thread help each other. */
export function rank(
  query: Query,
  candidates: readonly Passage[],
  context: RankingContext,
): RankedPassage[] {
  if (query.terms.length === 0 || candidates.length === 0) return [];
  const {passages, weights} = context;
  const worth = new TermWeights(query, passages, weights.shape);
  const counting = new TermMatcher(query, worth, weights.shape);
  const counted = candidates.map(passage => counting.count(passage));
  const terms = new AskedTerms(query, worth, candidates);
  const scoring = new Scoring(query, {worth, terms, counting, context});
  const ranked = scoring.rank(counted);
  return query.isBare ? holdersFirst(ranked, counted, worth) : ranked;
}

const byScore = (a: RankedPassage, b: RankedPassage): number =>
  b.score - a.score || b.passage.at - a.passage.at || b.passage.passage - a.passage.passage;

/** What was found is found, however little speaks for it. */
const least = 0.0001;

interface Means {
  readonly worth: TermWeights;
  readonly terms: AskedTerms;
  readonly counting: TermMatcher;
  readonly context: RankingContext;
}

/** A passage with the parts of its score so far. */
interface Draft extends Placed {
  readonly passage: Passage;
  readonly parts: {-readonly [Name in keyof Parts]: number};
}

class Scoring {
  readonly #query: Query;
  readonly #worth: TermWeights;
  readonly #terms: AskedTerms;
  readonly #counting: TermMatcher;
  readonly #context: RankingContext;

  constructor(query: Query, {worth, terms, counting, context}: Means) {
    this.#query = query;
    this.#worth = worth;
    this.#terms = terms;
    this.#counting = counting;
    this.#context = context;
  }

  rank(counted: readonly MatchedPassage[]): RankedPassage[] {
    const threads = Map.groupBy(counted, item => item.passage.thread);
    const drafts = [...threads.values()].flatMap(items => this.#draftsOf(new Thread(items)));
    const found = this.#weighed(drafts).toSorted(byScore);
    const lateness = latenessOf(found, this.#query);
    for (const {passage, parts} of drafts)
      parts.latest = parts.words * (lateness.get(passage.passage) ?? 0);
    this.#compare(drafts, found);
    return this.#weighed(drafts).sort(byScore);
  }

  #weighed(drafts: readonly Draft[]): RankedPassage[] {
    const {parts: weights} = this.#context.weights;
    return drafts.map(({passage, parts}) => {
      let score = 0;
      for (const name of partNames) score += parts[name] * weights[name];
      return {passage, score: Math.max(score, least), parts};
    });
  }

  /** Bare words are looked for as they are: then nothing needs to be read. */
  #compare(drafts: readonly Draft[], found: readonly RankedPassage[]): void {
    const {vectors, weights} = this.#context;
    if (vectors === undefined || this.#query.isBare) return;
    const best = new Set(found.slice(0, mostCompared).map(({passage}) => passage.passage));
    const field = drafts.filter(({passage}) => best.has(passage.passage));
    const people = new Set(this.#terms.people.map(term => this.#query.terms[term]!.word));
    const words = this.#query.topic.filter(word => !people.has(word));
    const shares = weights.shape.aroundMeaning;
    const near = nearnessOf(words, field, {vectors, shares});
    for (const [place, {parts}] of field.entries()) {
      parts.meaning = near[place]!.own;
      parts.meaningAround = near[place]!.around;
    }
  }

  #draftsOf(thread: Thread): Draft[] {
    const {items} = thread;
    const {content, ideal} = this.#terms;
    const own = items.map(item => this.#bm25(item.own, item.passage, content) / ideal);
    const isTalk = items.length > 1;
    const session = isTalk ? Math.max(...own) : 0;
    const sessionWords = isTalk ? this.#sharedBy(thread) : 0;
    return items.flatMap(({passage}, at) => {
      const parts = this.#partsOf(thread, at, own);
      const isFound = parts.words > 0 || parts.named > 0 || parts.speaker > 0;
      // In a talk of what is asked for, the answer may share no word with it.
      if (!isFound && (session === 0 || this.#query.isBare)) return [];
      return [{thread, at, passage, parts: {...parts, session, sessionWords}}];
    });
  }

  #partsOf(thread: Thread, at: number, scores: readonly number[]) {
    const item = thread.items[at]!;
    const {passage, own} = item;
    const {around} = this.#context.weights.shape;
    const {content, common, people, ideal} = this.#terms;
    const [before, after] = [thread.counts(at, -1, around), thread.counts(at, 1, around)];
    const all = own.map((found, term) => found + (before[term]! + after[term]!) / 2);
    const words = this.#bm25(all, passage, content) / ideal;
    const named = Number(people.some(term => own[term]! > 0));
    const answers = thread.isAnswer(at) ? scores[at - 1]! : 0;
    return {
      words,
      common: this.#bm25(own, passage, common) / this.#worth.ideal,
      before: this.#shareOf(before),
      after: this.#shareOf(after),
      answers,
      answersOfTwo: thread.isOfTwo ? answers : 0,
      answered: thread.isAnswered(at) ? scores[at]! : 0,
      speaker: Number(this.#terms.isSaidBy(passage)),
      named,
      close: item.close / this.#worth.ideal,
      together: item.together / this.#worth.ideal,
      meaning: 0,
      meaningAround: 0,
      echo: Number(passage.asks > 0 && this.#counting.onlyRepeats(passage)) * words,
      ...formOf(passage, thread.beside(at, 1)?.passage, words),
      time: words * fitOfTime(passage.at, this.#context),
      ...answersIn(this.#query, item.spot, words),
      latest: 0,
      letters: this.#terms.shareOfLetters(passage),
      recency: recencyOf(passage.at, this.#context),
    };
  }

  #bm25(counts: Float64Array, {words}: Passage, terms: readonly number[]): number {
    const {k1, bShort, bLong} = this.#context.weights.shape;
    // From what is said in a breath to what fills a page.
    const page = Math.min(1, Math.max(0, words - shortText) / 160);
    const b = bShort + (bLong - bShort) * page;
    const norm = k1 * (1 - b + b * Math.max(words / this.#context.meanWords, 0.25));
    let sum = 0;
    for (const term of terms) {
      const found = counts[term]!;
      if (found > 0) sum += (this.#worth.of[term]! * found) / (found + norm);
    }
    return sum;
  }

  /** Which share of what is asked for stands there, however often. */
  #shareOf(counts: Float64Array): number {
    const {content, ideal} = this.#terms;
    let sum = 0;
    for (const term of content) {
      sum += (this.#worth.of[term]! * counts[term]!) / (counts[term]! + halfCounts);
    }
    return sum / ideal;
  }

  #sharedBy(thread: Thread): number {
    const {content, ideal} = this.#terms;
    const held = content.filter(term => thread.items.some(({own}) => own[term]! > 0));
    return held.reduce((sum, term) => sum + this.#worth.of[term]!, 0) / ideal;
  }
}

/** So much of a word in the surroundings counts half. */
const halfCounts = 0.6;
const fewWords = 5;

function formOf({kind, role, asks, words}: Passage, next: Passage | undefined, found: number) {
  // What is asked of an assistant tells about the person; what a friend asks does not.
  const isOnlyAsked = asks > 0 && kind === 'turn' && next?.role !== 'assistant';
  return {
    asks: isOnlyAsked ? found : 0,
    short: Number(words < fewWords),
    length: Math.log(1 + words) / 5,
    assistant: role === 'assistant' ? found : 0,
  };
}
