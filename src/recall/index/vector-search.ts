/** Finds what means the same: nearest codes first, then ranked by the vectors themselves. */
import type {Database} from '../../storage/database.ts';
import {binaryCode, similarity} from './binary-codes.ts';
import {HammingScan} from './hamming-scan.ts';
import type {FoundChunk, VectorIndex} from './vector-index.ts';
import {codesTable, type Space} from './vector-spaces.ts';

export interface NearChunk extends FoundChunk {
  /** Cosine of the angle between question and chunk. */
  readonly similarity: number;
}

interface LoadedCodes {
  readonly space: number;
  readonly version: number;
  readonly scan: HammingScan;
}

/**
 * How many codes are looked at more closely: the more there are, the more lie about as near. With
 * these at least 0.98 of the exact ten nearest are found among 100,000 and a million clustered vectors.
 */
const candidatesAmong = (total: number): number =>
  Math.min(512, Math.max(128, Math.ceil(total / 1_000)));

export class VectorSearch {
  readonly #db: Database;
  readonly #index: VectorIndex;
  readonly #candidates: number | undefined;
  #loaded: LoadedCodes | undefined;

  /** `candidates` is how many nearest codes are ranked by their vectors, for measuring. */
  constructor(db: Database, index: VectorIndex, candidates?: number) {
    this.#candidates = candidates;
    this.#db = db;
    this.#index = index;
  }

  /** The chunks nearest to a question's vector of unit length, nearest first. */
  async nearest(space: Space, question: Float32Array, limit: number): Promise<NearChunk[]> {
    const scan = await this.#codes(space);
    const wanted = this.#candidates ?? candidatesAmong(scan.size);
    const candidates = scan.nearest(binaryCode(question), Math.max(limit, wanted));
    const near = this.#index
      .bytesOf(space, candidates)
      .map(({vector, bytes}) => [vector, similarity(question, bytes)] as const)
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit);
    const similarities = new Map(near);
    return this.#index
      .chunksOf(space, [...similarities.keys()])
      .map(chunk => ({...chunk, similarity: similarities.get(chunk.vector)!}))
      .sort((a, b) => b.similarity - a.similarity);
  }

  async #codes(space: Space): Promise<HammingScan> {
    const version = this.#index.version();
    const loaded = this.#loaded;
    if (loaded?.space === space.space && loaded.version === version) return loaded.scan;
    this.#loaded = undefined;
    const scan = await HammingScan.read(this.#db, codesTable(space), space.dimensions);
    this.#loaded = {space: space.space, version, scan};
    return scan;
  }
}
