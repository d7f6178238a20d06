/** Which words of a question a passage holds, how often, and how near to each other. */
import {stemOf} from './analysis.ts';
import type {Query} from './query.ts';
import type {Passage} from './text-search.ts';
import type {Weights} from './weights.ts';
import type {Worth} from './worth.ts';

export interface Counted {
  readonly passage: Passage;
  /** Weighted number of occurrences of each term in the passage itself. */
  readonly own: Float64Array;
  /** What stands next to each other, and within a sentence or two, as worth of the terms. */
  readonly close: number;
  readonly together: number;
}

interface Place {
  /** Counts words of the field. */
  readonly at: number;
  readonly term: number;
}

/** Up to so many words, the words of a text stand together anyway. */
export const shortText = 40;
/** About one sentence or two. */
const windowWords = 25;

export class Counting {
  readonly #query: Query;
  readonly #worth: Worth;
  readonly #weights: Weights;
  readonly #byStem = new Map<string, readonly [number, number]>();
  readonly #byWord = new Map<string, readonly [number, number] | null>();

  constructor(query: Query, worth: Worth, weights: Weights) {
    this.#query = query;
    this.#worth = worth;
    this.#weights = weights;
    query.terms.forEach((term, at) => {
      if (worth.of[at] === 0) return;
      for (const [stem, share] of term.forms) {
        if ((this.#byStem.get(stem)?.[1] ?? 0) < share) this.#byStem.set(stem, [at, share]);
      }
    });
  }

  count(passage: Passage): Counted {
    const own = new Float64Array(this.#worth.terms);
    const weights = this.#weights;
    const places = this.#tally(passage.body, 1, own);
    this.#tally(passage.title, weights.title, own);
    this.#tally(passage.tags, weights.tags, own);
    // A name that is asked for is more than the speaker of any small talk.
    if (own.some((found, term) => found > 0 && !this.#worth.isStop(term))) {
      this.#tally(passage.who, weights.who, own);
    }
    const close = this.#closeness(places);
    const together = passage.words > shortText ? this.#together(places) : 0;
    return {passage, own, close, together};
  }

  /** How well a passage holds each term, by its words and its title alone: 0 to 1. */
  holds({body, title}: Passage): Float64Array {
    const holds = new Float64Array(this.#worth.terms);
    this.#tally(body, 1, holds);
    this.#tally(title, 1, holds);
    return holds.map(found => Math.min(found, 1));
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
      if (this.#worth.isStop(place.term)) continue;
      if (last && last.term !== place.term && place.at - last.at <= 4) {
        close +=
          Math.min(this.#worth.of[place.term]!, this.#worth.of[last.term]!) / (place.at - last.at);
      }
      last = place;
    }
    return Math.min(close, this.#worth.ideal);
  }

  /** The most of the query that stands within some 25 words: about one sentence or two. */
  #together(places: readonly Place[]): number {
    const inside = new Int32Array(this.#worth.terms);
    let sum = 0;
    let most = 0;
    let start = 0;
    for (const {at, term} of places) {
      if (inside[term]!++ === 0) sum += this.#worth.of[term]!;
      while (places[start]!.at < at - windowWords) {
        const left = places[start++]!.term;
        if (--inside[left]! === 0) sum -= this.#worth.of[left]!;
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
