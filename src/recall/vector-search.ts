/** Finds what means the same: nearest codes first, then ranked by the vectors themselves. */
import type {Database} from '../storage/database.ts';
import {CodeScan} from './code-scan.ts';
import {codeOf, similarity} from './codes.ts';
import type {FoundChunk, VectorIndex} from './vector-index.ts';
import {codesTable, type Space} from './vector-spaces.ts';

export interface NearChunk extends FoundChunk {
  /** Cosine of the angle between question and chunk. */
  readonly similarity: number;
}

interface LoadedCodes {
  readonly space: number;
  readonly version: number;
  readonly scan: CodeScan;
}

/** So many codes are looked at more closely: the benchmark tells how many of the exact ten nearest are among them. */
const mostCandidates = 512;

export class VectorSearch {
  readonly #db: Database;
  readonly #index: VectorIndex;
  readonly #candidates: number;
  #loaded: LoadedCodes | undefined;

  /** `candidates` is how many nearest codes are ranked by their vectors. */
  constructor(db: Database, index: VectorIndex, candidates = mostCandidates) {
    this.#candidates = candidates;
    this.#db = db;
    this.#index = index;
  }

  /** The chunks nearest to a question's vector of unit length, nearest first. */
  async nearest(space: Space, question: Float32Array, limit: number): Promise<NearChunk[]> {
    const scan = await this.#codes(space);
    const candidates = scan.nearest(codeOf(question), Math.max(limit, this.#candidates));
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

  async #codes(space: Space): Promise<CodeScan> {
    const version = this.#index.version();
    const loaded = this.#loaded;
    if (loaded?.space === space.space && loaded.version === version) return loaded.scan;
    this.#loaded = undefined;
    const scan = await CodeScan.read(this.#db, codesTable(space), space.dimensions);
    this.#loaded = {space: space.space, version, scan};
    return scan;
  }
}
