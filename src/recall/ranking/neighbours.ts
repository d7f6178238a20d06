/** What stands around a passage in its thread: words said next to it are partly its own. */

import {placesPerTurn} from '../documents/passages.ts';
import {type Counted, shortText} from './counting.ts';
import type {Weights} from './weights.ts';
import type {Worth} from './worth.ts';

export interface Near {
  /** What the neighbours add to the count of each term. */
  readonly counts: Float64Array;
  /** Whether the passage answers the question before it. */
  readonly isAnswer: boolean;
}

/** The terms in the neighbours of `thread[at]`, as far as they help it; the thread is in order. */
export function nearOf(
  thread: readonly Counted[],
  at: number,
  {worth, weights}: {readonly worth: Worth; readonly weights: Weights},
): Near {
  const counts = new Float64Array(worth.terms);
  const {passage} = thread[at]!;
  // A long text says for itself what it is about.
  const need = Math.min(1, shortText / Math.max(passage.words, 1));
  const add = (other: Counted | undefined, share: number, reach: number) => {
    if (other === undefined) return;
    if (Math.abs(other.passage.place - passage.place) > reach * placesPerTurn) return;
    for (let term = 0; term < counts.length; term++) {
      if (worth.isStop(term)) continue;
      counts[term] = counts[term]! + share * need * Math.min(other.own[term]!, 1);
    }
  };
  const isAnswer = answersBefore(thread, at);
  add(thread[at - 1], isAnswer ? weights.answered : weights.near, 1);
  add(thread[at + 1], weights.near, 1);
  add(thread[at - 2], weights.nearTwo, 2);
  add(thread[at + 2], weights.nearTwo, 2);
  return {counts, isAnswer};
}

function answersBefore(thread: readonly Counted[], at: number): boolean {
  const {passage} = thread[at]!;
  const before = thread[at - 1]?.passage;
  return before?.asks === 1 && before.who !== passage.who && passage.role !== 'assistant';
}

/** Which share of the question the thread as a whole holds. */
export function sharedBy(thread: readonly Counted[], worth: Worth): number {
  if (thread.length < 2) return 0;
  let sum = 0;
  for (let term = 0; term < worth.terms; term++) {
    if (worth.isStop(term)) continue;
    if (thread.some(item => item.own[term]! > 0)) sum += worth.of[term]!;
  }
  return sum / worth.ideal;
}
