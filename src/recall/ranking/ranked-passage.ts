/** A passage with what it is worth to a question. */
import type {Passage} from '../index/text-search.ts';
import type {Parts} from './weights.ts';

export interface RankedPassage {
  readonly passage: Passage;
  /** 0 for no match; about 1 for a short passage with every word asked for. */
  readonly score: number;
  /** What the score is the sum of, weighed; absent for what was found by its time alone. */
  readonly parts?: Parts;
}
