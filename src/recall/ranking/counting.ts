/** Which words of a question a passage holds, how often, and how near to each other. */

import type {Passage} from '../index/text-search.ts';
import type {Query} from '../query/query.ts';
import {stemOf} from '../terms/analysis.ts';
import type {Weights} from './weights.ts';
import type {Worth} from './worth.ts';

export interface Counted {
  readonly passage: Passage;
  /** Weighted number of occurrences of each term in the passage itself. */
  readonly own: Float64Array;
  /** How well it holds each term itself. */
  readonly held: readonly Held[];
  /** What stands next to each other, and within a sentence or two, as worth of the terms. */
  readonly close: number;
  readonly together: number;
  /** The words around the place where most of the question stands; all of a short text. */
  readonly spot: string;
}

/** A word is held not at all, in a form that may stand for it, in its best known form, or as typed. */
export type Held = 0 | 1 | 2 | 3;

/** A form of a term, found in a text. */
interface Form {
  readonly term: number;
  readonly share: number;
  readonly held: Held;
  /** Another word that means about the same. */
  readonly isAlike?: boolean;
}

/** How well a folded word of a text stands for a folded word asked for, 0..1. */
export type Likeness = (asked: string, word: string) => number;

interface Tally {
  readonly own: Float64Array;
  readonly held: Held[];
}

interface Place {
  /** Counts words of the field. */
  readonly at: number;
  readonly term: number;
  /** 1 for the word itself, less for one that means about the same. */
  readonly share: number;
}

/** Up to so many words, the words of a text stand together anyway. */
export const shortText = 40;
/** About one sentence. */
const windowWords = 15;
/** What is told about the words asked for stands around them, more often behind. */
const wordsBefore = 8;
const wordsAfter = 20;

interface Means {
  readonly weights: Weights;
  readonly likeness?: Likeness | undefined;
}

export class Counting {
  readonly #query: Query;
  readonly #worth: Worth;
  readonly #weights: Weights;
  readonly #likeness: Likeness | undefined;
  readonly #byStem = new Map<string, Form>();
  readonly #byWord = new Map<string, Form | null>();

  constructor(query: Query, worth: Worth, {weights, likeness}: Means) {
    this.#query = query;
    this.#worth = worth;
    this.#weights = weights;
    this.#likeness = likeness;
    query.terms.forEach((term, at) => {
      if (worth.of[at] === 0) return;
      const best = Math.max(...term.forms.values());
      for (const [stem, share] of term.forms) {
        if ((this.#byStem.get(stem)?.share ?? 0) >= share) continue;
        this.#byStem.set(stem, {term: at, share, held: share < best ? 1 : 2});
      }
    });
  }

  count(passage: Passage): Counted {
    const tally = this.#emptyTally();
    const {own, held} = tally;
    const weights = this.#weights;
    const places = this.#tally(passage.body, 1, tally);
    const others = this.#tally(passage.title, weights.title, tally);
    this.#tally(passage.tags, weights.tags, tally);
    for (const found of [places, others]) this.#addAlike(found, own);
    // A name that is asked for is more than the speaker of any small talk.
    if (own.some((found, term) => found > 0 && !this.#worth.isStop(term))) {
      this.#tally(passage.who, weights.who, tally);
    }
    const close = this.#closeness(places);
    const counts = {passage, own, held, close};
    if (passage.words <= shortText) return {...counts, together: 0, spot: passage.body};
    const {together, from, to} = this.#together(places);
    const words = passage.body.split(' ');
    const spot = words.slice(Math.max(0, from - wordsBefore), to + wordsAfter).join(' ');
    return {...counts, together, spot};
  }

  /** How well a passage holds each term, by its words and its title alone: 0 to 1. */
  holds({body, title}: Passage): Float64Array {
    const tally = this.#emptyTally();
    this.#tally(body, 1, tally);
    this.#tally(title, 1, tally);
    return tally.own.map(found => Math.min(found, 1));
  }

  #emptyTally(): Tally {
    const {terms} = this.#worth;
    return {own: new Float64Array(terms), held: new Array<Held>(terms).fill(0)};
  }

  /** Adds the terms of a field to the counts; returns where they stand. */
  #tally(text: string, weight: number, {own, held}: Tally): Place[] {
    const places: Place[] = [];
    if (text === '') return places;
    const words = text.split(' ');
    for (let at = 0; at < words.length; at++) {
      const found = this.#lookUp(words[at]!);
      if (found === null) continue;
      const {term, share, isAlike} = found;
      places.push({at, term, share: isAlike ? share : 1});
      if (isAlike) continue;
      own[term] = own[term]! + share * weight;
      if (found.held > held[term]!) held[term] = found.held;
    }
    return places;
  }

  /** Where a word itself does not stand, the one most like it counts a little. */
  #addAlike(places: readonly Place[], own: Float64Array): void {
    const alike = new Map<number, number>();
    for (const {term, share} of places) {
      if (share < 1 && own[term] === 0) {
        alike.set(term, Math.max(share, alike.get(term) ?? 0));
      }
    }
    for (const [term, share] of alike) own[term] = share * this.#weights.alike;
  }

  /** How much of the query stands next to each other: pairs of terms, less for each word between. */
  #closeness(places: readonly Place[]): number {
    let close = 0;
    let last: Place | undefined;
    for (const place of places) {
      if (place.share < 1 || this.#worth.isStop(place.term)) continue;
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
    const shares = new Float64Array(this.#worth.terms);
    for (const [first, {at: from, share: firstShare}] of places.entries()) {
      // What only means about the same is no place to begin, nor to stand alone.
      if (firstShare < 1) continue;
      shares.fill(0);
      let sum = 0;
      let isTelling = false;
      for (let next = first; next < places.length; next++) {
        const {at, term, share} = places[next]!;
        if (at > from + windowWords) break;
        if (share === 1 && !this.#worth.isStop(term)) isTelling = true;
        if (share > shares[term]!) {
          sum += (share - shares[term]!) * this.#worth.of[term]!;
          shares[term] = share;
        }
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
      found ??= this.#alikeOf(word);
      this.#byWord.set(word, found);
    }
    return found;
  }

  /** The word asked for that this one is most like; never a name or a number. */
  #alikeOf(word: string): Form | null {
    if (this.#likeness === undefined) return null;
    let best: Form | null = null;
    for (const [term, {word: asked, weight}] of this.#query.terms.entries()) {
      const share = weight === 'full' ? this.#likeness(asked, word) : 0;
      if (share > (best?.share ?? 0)) best = {term, share, held: 0, isAlike: true};
    }
    return best;
  }
}
