/** What English texts mean without any model: a vector each, the sum of those of its words' pieces. */
import {readFileSync} from 'node:fs';
import {assetPath} from '../../ground/assets.ts';
import {type PieceVectors, unpackPieces} from './piece-vectors.ts';

const mostWords = 20_000;

export class TextVectors {
  readonly dimensions: number;
  readonly #content: PieceVectors;
  readonly #words = new Map<string, Float32Array | null>();

  constructor(content: PieceVectors) {
    this.#content = content;
    this.dimensions = content.dimensions;
  }

  /** The sum of what folded words mean, of length 1; all 0 when none is known. */
  of(words: Iterable<string>): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (const word of words) {
      const vector = this.#word(word);
      if (vector !== null) add(sum, vector, 1);
    }
    const length = lengthOf(sum);
    if (length > 0) for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! / length;
    return sum;
  }

  #word(word: string): Float32Array | null {
    let vector = this.#words.get(word);
    if (vector === undefined) {
      vector = this.#made(word);
      if (this.#words.size >= mostWords) this.#words.clear();
      this.#words.set(word, vector);
    }
    return vector;
  }

  /**
   * The longest piece that it begins with, then the longest of the rest; null when none fits. Their mean:
   * a rare name in many pieces would outweigh the rest of its text.
   */
  #made(word: string): Float32Array | null {
    // Numbers mean nothing by themselves.
    if (!/^(?=.*[a-z])[a-z0-9]+$/.test(word)) return null;
    const {pieces, scales, vectors} = this.#content;
    const sum = new Float32Array(this.dimensions);
    let found = 0;
    for (let at = 0; at < word.length; found++) {
      let end = word.length;
      let piece: number | undefined;
      for (; end > at; end--) {
        piece = pieces.find(`${at > 0 ? '##' : ''}${word.slice(at, end)}`);
        if (piece !== undefined) break;
      }
      if (piece === undefined) return null;
      const start = piece * this.dimensions;
      add(sum, vectors.subarray(start, start + this.dimensions), scales[piece]!);
      at = end;
    }
    for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! / found;
    return sum;
  }
}

/** Adds a multiple of a vector to another. */
export function add(sum: Float32Array, vector: Float32Array | Int8Array, share: number): void {
  for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + share * vector[at]!;
}

/** Of two vectors of length 1: the cosine of the angle between them. */
export function product(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

function lengthOf(vector: Float32Array): number {
  let square = 0;
  for (let at = 0; at < vector.length; at++) square += vector[at]! * vector[at]!;
  return Math.sqrt(square);
}

let loaded: {readonly vectors: TextVectors | undefined} | undefined;

/** Reads the file once, when first asked; undefined when it is missing or broken: then words are only words. */
export function textVectors(): TextVectors | undefined {
  loaded ??= {vectors: readVectors(assetPath('src/recall/word-vectors/en.bin'))};
  return loaded.vectors;
}

export function readVectors(path: string): TextVectors | undefined {
  try {
    return new TextVectors(unpackPieces(readFileSync(path)));
  } catch {
    return undefined;
  }
}
