/** A passage with what it is worth to a question. */
import type {Passage} from '../index/text-search.ts';

export interface Ranked {
  readonly passage: Passage;
  /** 0 for no match; about 1 for a short passage with every word asked for. */
  readonly score: number;
}
