/** What stands around a passage in its thread: words said next to it are partly its own. */
import {placesPerTurn} from '../documents/passages.ts';
import type {MatchedPassage} from './term-matches.ts';

/** How many turns before and behind a passage are looked at. */
export const reach = 3;

/** The passages of one thread among those that are ranked, in order. */
export class Thread {
  readonly items: readonly MatchedPassage[];
  /** Of two who talk, one answers the other; among more, anybody may go on. */
  readonly isOfTwo: boolean;

  constructor(items: readonly MatchedPassage[]) {
    this.items = items.toSorted((a, b) => a.passage.place - b.passage.place);
    this.isOfTwo = new Set(items.map(({passage}) => passage.who || passage.role)).size === 2;
  }

  /** What stands `steps` places away from `at`; undefined when it is farther away or not there. */
  beside(at: number, steps: number): MatchedPassage | undefined {
    const other = this.items[at + steps];
    if (other === undefined) return undefined;
    const distance = Math.abs(other.passage.place - this.items[at]!.passage.place);
    return distance <= Math.abs(steps) * placesPerTurn + spare ? other : undefined;
  }

  /** The terms in what was said before (`-1`) or behind (`1`), less the farther away. */
  counts(at: number, side: -1 | 1, shares: readonly number[]): Float64Array {
    const {own} = this.items[at]!;
    const counts = new Float64Array(own.length);
    for (const [step, share] of shares.entries()) {
      const other = this.beside(at, side * (step + 1));
      if (other === undefined) continue;
      for (let term = 0; term < counts.length; term++) {
        counts[term] = counts[term]! + share * Math.min(other.own[term]!, 1);
      }
    }
    return counts;
  }

  /** Whether the passage stands behind a question of somebody else. */
  isAnswer(at: number): boolean {
    const {passage} = this.items[at]!;
    const before = this.beside(at, -1)?.passage;
    return before?.asks === 1 && before.who !== passage.who && passage.role !== 'assistant';
  }

  /** Whether somebody else goes on behind a question. */
  isAnswered(at: number): boolean {
    const {passage} = this.items[at]!;
    const next = this.beside(at, 1);
    return passage.asks === 1 && next !== undefined && next.passage.who !== passage.who;
  }
}

/** A long turn is several passages, each at a place of its own. */
const spare = placesPerTurn - 1;
