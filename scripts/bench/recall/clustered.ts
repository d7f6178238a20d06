/** Vectors as models make them, without a model: around topics, of unit length, the same for a seed. */
import type {Embedder, VectorRequest} from '../../../src/recall/meaning/embedder.ts';
import {seeded} from '../random.ts';

export const benchDimensions = 768;
const topics = 2_000;
const spread = 0.9;

const centres: Float32Array[] = [];

function centreOf(topic: number): Float32Array {
  centres[topic] ??= noise(1_000_003 + topic);
  return centres[topic];
}

function noise(seed: number): Float32Array {
  const {next} = seeded(seed);
  // The sum of two even draws is close enough to a bell.
  return Float32Array.from({length: benchDimensions}, () => next() + next() - 1);
}

function unit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return vector.map(value => value / length);
}

/** The vector of the text with this number. */
export function vectorOf(number: number): Float32Array {
  const {below} = seeded(number);
  const centre = centreOf(below(topics));
  const own = noise(number + 7);
  return unit(own.map((value, at) => centre[at]! + spread * value));
}

/** A question near the text with this number. */
export function questionNear(number: number): Float32Array {
  const own = vectorOf(number);
  const other = unit(noise(number + 500_000_003));
  return unit(own.map((value, at) => value + 0.6 * other[at]!));
}

/** Answers every question with a vector near some text, at once: the host's time is not measured. */
export class NearEmbedder implements Embedder {
  #asked = 0;
  readonly #texts: number;

  constructor(texts: number) {
    this.#texts = texts;
  }

  async embed({texts}: VectorRequest) {
    const vectors = texts.map(() => questionNear(1 + ((this.#asked++ * 7_919) % this.#texts)));
    return {vectors, model: 'bench', digest: 'bench', dimensions: benchDimensions};
  }
}
