/** The terms of a question by what they ask for: who, what, and words that any question has. */
import type {Passage} from '../index/text-search.ts';
import type {Query} from '../query/query.ts';
import {stopWords} from '../terms/stop-words.ts';
import type {TermWeights} from './term-weights.ts';

export class AskedTerms {
  /** Names of people who speak in what is ranked; the rest of the question says what of them. */
  readonly people: readonly number[];
  /** What is asked for. */
  readonly content: readonly number[];
  readonly common: readonly number[];
  /** What a passage is worth that holds all of `content`. */
  readonly ideal: number;
  readonly #query: Query;
  readonly #letters: ReadonlySet<string>;

  constructor(query: Query, worth: TermWeights, candidates: readonly Passage[]) {
    this.#query = query;
    const speakers = new Set(candidates.flatMap(({who}) => (who === '' ? [] : who.split(' '))));
    const terms = [...query.terms.keys()];
    const telling = terms.filter(term => !worth.isStop(term));
    this.people = telling.filter(term => speakers.has(query.terms[term]!.word));
    const others = telling.filter(term => !this.people.includes(term));
    // A name and nothing else is itself what is asked for.
    this.content = others.length > 0 ? others : telling;
    this.common = terms.filter(term => worth.isStop(term));
    this.ideal = this.content.reduce((sum, term) => sum + worth.of[term]!, worth.unheard) || 1;
    this.#letters = lettersOf(this.content.map(term => query.terms[term]!.word));
  }

  /** Whether one of the people asked about says it. */
  isSaidBy({who}: Passage): boolean {
    if (who === '') return false;
    const words = who.split(' ');
    return this.people.some(term => words.includes(this.#query.terms[term]!.word));
  }

  /** Which share of the groups of four letters of what is asked for a text holds. */
  shareOfLetters({body}: Passage): number {
    if (this.#letters.size === 0) return 0;
    let held = 0;
    for (const group of this.#letters) if (body.includes(group)) held++;
    return held / this.#letters.size;
  }
}

const groupSize = 4;

function lettersOf(words: readonly string[]): Set<string> {
  const groups = new Set<string>();
  for (const word of words) {
    if (stopWords.has(word)) continue;
    for (let at = 0; at + groupSize <= word.length; at++)
      groups.add(word.slice(at, at + groupSize));
  }
  return groups;
}
