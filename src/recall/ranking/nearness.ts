/** How near passages are to a question in meaning, told by the vectors of words: no model is asked. */
import type {Passage} from '../index/text-search.ts';
import {add, product, type TextVectors} from '../meaning/text-vectors.ts';
import {stopWords} from '../terms/stop-words.ts';
import {reach, type Thread} from './surroundings.ts';

/** Of the best, so many are compared; the rest have no chance of the first places. */
export const mostCompared = 120;

export interface Placed {
  readonly thread: Thread;
  readonly at: number;
}

export interface Nearness {
  readonly own: number;
  readonly around: number;
}

/**
 * Products against the middle of the field: all texts of one memory resemble each other, and what they
 * share says nothing of the question. Where they hardly differ, so do these.
 */
export function nearnessOf(
  words: readonly string[],
  field: readonly Placed[],
  {vectors, shares}: {readonly vectors: TextVectors; readonly shares: readonly number[]},
): Nearness[] {
  const known = new Map<number, Float32Array>();
  const vectorOf = ({passage, title, body}: Passage): Float32Array => {
    let vector = known.get(passage);
    if (vector === undefined) {
      vector = vectors.of(`${title} ${body}`.split(' ').filter(word => !stopWords.has(word)));
      known.set(passage, vector);
    }
    return vector;
  };
  const own = field.map(({thread, at}) => vectorOf(thread.items[at]!.passage));
  const middle = new Float32Array(vectors.dimensions);
  for (const vector of own) add(middle, vector, 1 / own.length);
  const asked = vectors.of(words);
  add(asked, middle, -1);
  return field.map(({thread, at}, place) => {
    const around = centred(own[place]!, middle);
    const alone = product(asked, around);
    let squares = 1;
    for (let step = 1; step <= reach; step++) {
      for (const other of [thread.beside(at, -step), thread.beside(at, step)]) {
        if (other !== undefined) {
          const share = shares[step - 1]!;
          add(around, vectorOf(other.passage), share);
          add(around, middle, -share);
          squares += share * share;
        }
      }
    }
    return {own: alone, around: product(asked, around) / Math.sqrt(squares)};
  });
}

function centred(vector: Float32Array, middle: Float32Array): Float32Array {
  const copy = vector.slice();
  add(copy, middle, -1);
  return copy;
}
