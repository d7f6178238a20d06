/**
 * What each word of a question is worth among the passages kept: the rarer, the more. Inverse document frequency
 * as BM25 has it (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), never below zero.
 */
import type {Query} from '../query/query.ts';
import type {Shape} from './weights.ts';

export class TermWeights {
  /** Of each term, in the query's order. */
  readonly of: Float64Array;
  /** Of the words asked for that no passage holds, together. */
  readonly unheard: number;
  /** The score of a passage that holds every term often. */
  readonly ideal: number;
  readonly #query: Query;
  /** Asked for each term of each passage: kept ready. */
  readonly #stops: readonly boolean[];

  constructor(query: Query, passages: number, {name, frame, time, stop}: Shape) {
    this.#query = query;
    this.#stops = query.terms.map(({weight}) => weight === 'stop');
    const total = Math.max(passages, 1);
    this.of = Float64Array.from(query.terms, term => {
      const found = Math.min(term.passages, total);
      const weight = {name, full: 1, frame, time, stop}[term.weight];
      return weight * Math.log(1 + (total - found + 0.5) / (found + 0.5));
    });
    this.unheard = query.unheard.length * Math.log(1 + (total + 0.5) / 0.5);
    this.ideal = this.of.reduce((sum, worth) => sum + worth, this.unheard) || 1;
  }

  get terms(): number {
    return this.of.length;
  }

  /** Whether the term is a word that any question has. */
  isStop(term: number): boolean {
    return this.#stops[term]!;
  }

  /** Whether the term says what is asked for, and not only when. */
  isTelling(term: number): boolean {
    const {weight} = this.#query.terms[term]!;
    return weight === 'full' || weight === 'name';
  }
}
