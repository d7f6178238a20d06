/** Finds the codes nearest to a query by looking at all of them, with a WebAssembly SIMD kernel. */
import type {Database} from '../../storage/database.ts';
import {codeBytes} from './binary-codes.ts';
import {hammingKernel} from './hamming-kernel.ts';

/** What is used of WebAssembly; Node's types leave it to the browser's. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

declare const WebAssembly: {
  instantiate(bytes: Uint8Array): Promise<{readonly instance: {readonly exports: object}}>;
};

interface Kernel {
  readonly memory: WasmMemory;
  distances(query: number, codes: number, count: number, bytes: number, out: number): void;
}

interface CodeChunk {
  readonly rowids: Uint8Array;
  readonly validity: Uint8Array;
  readonly vectors: Uint8Array;
}

const pageBytes = 65_536;
const queryAt = 0;
const codesAt = 1_024;

/**
 * Above this many codes only the first 512 bits of each are held: a third less memory, and the closer
 * look at more candidates makes up for it.
 */
const manyCodes = 500_000;
const shortCodeBytes = 64;

/**
 * All codes of one space, held in memory: 96 bytes each for 768 dimensions. They are read from the
 * chunks that sqlite-vec keeps for its `vec0` table (1,024 codes a chunk: a blob of codes, one of row
 * ids, one of bits that say which are in use), because its own scan has no SIMD.
 */
export class HammingScan {
  readonly #kernel: Kernel;
  readonly #bytes: number;
  readonly #ids: Uint32Array;
  readonly #outAt: number;

  private constructor(kernel: Kernel, bytes: number, ids: Uint32Array, outAt: number) {
    this.#kernel = kernel;
    this.#bytes = bytes;
    this.#ids = ids;
    this.#outAt = outAt;
  }

  /** Reads the codes of a `vec0` table whose only column is `bit[8 * codeBytes(dimensions)]`. */
  static async read(db: Database, table: string, dimensions: number): Promise<HammingScan> {
    const stored = codeBytes(dimensions);
    const total = db.value<number>(`SELECT count(*) FROM ${table}_rowids`) ?? 0;
    const bytes = total > manyCodes ? Math.min(stored, shortCodeBytes) : stored;
    const outAt = codesAt + total * bytes;
    const kernel = await openKernel(outAt + total * 2 + pageBytes);
    const codes = new Uint8Array(kernel.memory.buffer);
    const ids = new Uint32Array(total);
    let count = 0;
    const rows = db.iterate<CodeChunk>(
      `SELECT c.rowids, c.validity, v.vectors FROM ${table}_chunks c
       JOIN ${table}_vector_chunks00 v ON v.rowid = c.chunk_id`,
    );
    for (const {rowids, validity, vectors} of rows) {
      const numbers = new DataView(rowids.buffer, rowids.byteOffset, rowids.byteLength);
      for (let slot = 0; slot < validity.length * 8 && count < total; slot++) {
        if ((validity[slot >> 3]! & (1 << (slot & 7))) === 0) continue;
        const code = vectors.subarray(slot * stored, slot * stored + bytes);
        codes.set(code, codesAt + count * bytes);
        ids[count++] = Number(numbers.getBigInt64(slot * 8, true));
      }
    }
    return new HammingScan(kernel, bytes, ids.subarray(0, count), outAt);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Row ids of at least the `k` nearest codes (ties at the edge may be cut), nearest first. */
  nearest(code: Uint8Array, k: number): number[] {
    const count = this.#ids.length;
    if (count === 0) return [];
    new Uint8Array(this.#kernel.memory.buffer).set(code.subarray(0, this.#bytes), queryAt);
    this.#kernel.distances(queryAt, codesAt, count, this.#bytes, this.#outAt);
    const distances = new Uint16Array(this.#kernel.memory.buffer, this.#outAt, count);
    const edge = edgeOf(distances, this.#bytes * 8, k);
    const found: {id: number; distance: number}[] = [];
    for (let at = 0; at < count; at++) {
      const distance = distances[at]!;
      if (distance <= edge) found.push({id: this.#ids[at]!, distance});
    }
    found.sort((a, b) => a.distance - b.distance);
    return found.slice(0, k).map(item => item.id);
  }
}

/** The distance within which the `k` nearest lie. Counting costs the same for any `k`. */
function edgeOf(distances: Uint16Array, furthest: number, k: number): number {
  const counts = new Uint32Array(furthest + 1);
  for (let at = 0; at < distances.length; at++) counts[distances[at]!]!++;
  let within = 0;
  for (let distance = 0; distance <= furthest; distance++) {
    within += counts[distance]!;
    if (within >= k) return distance;
  }
  return furthest;
}

async function openKernel(bytes: number): Promise<Kernel> {
  const {instance} = await WebAssembly.instantiate(Buffer.from(hammingKernel, 'base64'));
  const kernel = instance.exports as Kernel;
  const missing = Math.ceil(bytes / pageBytes) - kernel.memory.buffer.byteLength / pageBytes;
  if (missing > 0) kernel.memory.grow(missing);
  return kernel;
}
