/** Which words of a question a passage holds, how often, and how near to each other. */

import type {Passage} from '../index/text-search.ts';
import type {Query} from '../query/query.ts';
import {stemOf} from '../terms/analysis.ts';
import {stopWords} from '../terms/stop-words.ts';
import type {TermWeights} from './term-weights.ts';
import type {Shape} from './weights.ts';

export interface MatchedPassage {
  readonly passage: Passage;
  /** Weighted number of occurrences of each term in the passage itself. */
  readonly own: Float64Array;
  /** How well it holds each term itself. */
  readonly held: readonly MatchedTerm[];
  /** What stands next to each other, and within a sentence or two, as worth of the terms. */
  readonly close: number;
  readonly together: number;
  /** The words around the place where most of the question stands; all of a short text. */
  readonly spot: string;
}

/** A word is held not at all, in a form that may stand for it, in its best known form, or as typed. */
export type MatchedTerm = 0 | 1 | 2 | 3;

/** A form of a term, found in a text. */
interface Form {
  readonly term: number;
  readonly share: number;
  readonly held: MatchedTerm;
}

interface Tally {
  readonly own: Float64Array;
  readonly held: MatchedTerm[];
}

interface Place {
  /** Counts words of the field. */
  readonly at: number;
  readonly term: number;
}

/** Up to so many words, the words of a text stand together anyway. */
export const shortText = 40;
/** About one sentence. */
const windowWords = 15;
/** What is told about the words asked for stands around them, more often behind. */
const wordsBefore = 8;
const wordsAfter = 20;

export class TermMatcher {
  readonly #query: Query;
  readonly #worth: TermWeights;
  readonly #weights: Shape;
  readonly #byStem = new Map<string, Form>();
  readonly #byWord = new Map<string, Form | null>();

  constructor(query: Query, worth: TermWeights, weights: Shape) {
    this.#query = query;
    this.#worth = worth;
    this.#weights = weights;
    query.terms.forEach((term, at) => {
      if (worth.of[at] === 0) return;
      const best = Math.max(...term.forms.values());
      for (const [stem, share] of term.forms) {
        if ((this.#byStem.get(stem)?.share ?? 0) >= share) continue;
        this.#byStem.set(stem, {term: at, share, held: share < best ? 1 : 2});
      }
    });
  }

  count(passage: Passage): MatchedPassage {
    const tally = this.#emptyTally();
    const {own, held} = tally;
    const weights = this.#weights;
    const places = this.#tally(passage.body, 1, tally);
    this.#tally(passage.title, weights.title, tally);
    this.#tally(passage.tags, weights.tags, tally);
    const close = this.#closeness(places);
    const counts = {passage, own, held, close};
    if (passage.words <= shortText) return {...counts, together: 0, spot: passage.body};
    const {together, from, to} = this.#together(places);
    const words = passage.body.split(' ');
    const spot = words.slice(Math.max(0, from - wordsBefore), to + wordsAfter).join(' ');
    return {...counts, together, spot};
  }

  /** Whether it says nothing that the question does not say too. */
  onlyRepeats({body}: Passage): boolean {
    const words = body.split(' ').filter(word => !stopWords.has(word));
    return words.every(word => this.#lookUp(word) !== null);
  }

  #emptyTally(): Tally {
    const {terms} = this.#worth;
    return {own: new Float64Array(terms), held: new Array<MatchedTerm>(terms).fill(0)};
  }

  /** Adds the terms of a field to the counts; returns where they stand. */
  #tally(text: string, weight: number, {own, held}: Tally): Place[] {
    const places: Place[] = [];
    if (text === '') return places;
    const words = text.split(' ');
    for (let at = 0; at < words.length; at++) {
      const found = this.#lookUp(words[at]!);
      if (found === null) continue;
      const {term, share} = found;
      places.push({at, term});
      own[term] = own[term]! + share * weight;
      if (found.held > held[term]!) held[term] = found.held;
    }
    return places;
  }

  /** How much of the query stands next to each other: pairs of terms, less for each word between. */
  #closeness(places: readonly Place[]): number {
    let close = 0;
    let last: Place | undefined;
    for (const place of places) {
      if (this.#worth.isStop(place.term)) continue;
      if (last && last.term !== place.term && place.at - last.at <= 4) {
        close +=
          Math.min(this.#worth.of[place.term]!, this.#worth.of[last.term]!) / (place.at - last.at);
      }
      last = place;
    }
    return Math.min(close, this.#worth.ideal);
  }

  /** The most of the query that stands within some 15 words: about one sentence. */
  #together(places: readonly Place[]): {together: number; from: number; to: number} {
    let best = {together: 0, from: 0, to: 0};
    const isHeld = new Array<boolean>(this.#worth.terms);
    for (const [first, {at: from}] of places.entries()) {
      isHeld.fill(false);
      let sum = 0;
      let isTelling = false;
      for (let next = first; next < places.length; next++) {
        const {at, term} = places[next]!;
        if (at > from + windowWords) break;
        if (!this.#worth.isStop(term)) isTelling = true;
        if (!isHeld[term]) sum += this.#worth.of[term]!;
        isHeld[term] = true;
        if (isTelling && sum > best.together) best = {together: sum, from, to: at};
      }
    }
    return best;
  }

  #lookUp(word: string): Form | null {
    let found = this.#byWord.get(word);
    if (found === undefined) {
      const form = this.#byStem.get(stemOf(word)) ?? null;
      const isExact = form !== null && this.#query.terms[form.term]!.word === word;
      found = form && isExact ? {...form, share: form.share + this.#weights.exact, held: 3} : form;
      this.#byWord.set(word, found);
    }
    return found;
  }
}
