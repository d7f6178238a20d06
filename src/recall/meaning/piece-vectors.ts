/**
 * The file of vectors of word pieces: a line of JSON that says how many there are, then tables of
 * numbers, used as they lie there. `scripts/distil-word-vectors.py` makes it.
 */

export interface PieceVectors {
  readonly pieces: PieceTable;
  readonly dimensions: number;
  /** One after the other, in the order of `pieces`. */
  readonly vectors: Int8Array;
  /** What a byte of each vector stands for; rare pieces are longer than common ones. */
  readonly scales: Float32Array;
}

interface Head {
  readonly dimensions: number;
  readonly pieces: number;
  /** Bytes of the pieces one after the other. */
  readonly textBytes: number;
  readonly slots: number;
}

/** Pieces in ASCII with a table of slots that their hashes lead to: found in a look or two. */
class PieceTable {
  readonly #from: Uint32Array;
  readonly #text: Uint8Array;
  readonly #slots: Uint16Array;

  constructor(from: Uint32Array, text: Uint8Array, slots: Uint16Array) {
    this.#from = from;
    this.#text = text;
    this.#slots = slots;
  }

  get size(): number {
    return this.#from.length - 1;
  }

  /** The number of a piece; undefined when it is not there. */
  find(piece: string): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(piece) & mask; ; slot = (slot + 1) & mask) {
      const at = this.#slots[slot]!;
      if (at === empty) return undefined;
      if (this.#is(at, piece)) return at;
    }
  }

  #is(at: number, piece: string): boolean {
    const start = this.#from[at]!;
    if (this.#from[at + 1]! - start !== piece.length) return false;
    for (let i = 0; i < piece.length; i++) {
      if (this.#text[start + i] !== piece.charCodeAt(i)) return false;
    }
    return true;
  }
}

const empty = 65_535;

/** FNV-1a of 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Throws when the bytes are not those of such a file. */
export function unpackPieces(file: Buffer): PieceVectors {
  const end = file.indexOf('\n') + 1;
  const {dimensions, pieces, textBytes, slots} = JSON.parse(
    file.toString('latin1', 0, end),
  ) as Head;
  // A large file is read into a buffer of its own, where numbers may begin; any other is copied there.
  const isAligned = (file.byteOffset + end) % 4 === 0;
  const whole = isAligned ? file.subarray(end) : new Uint8Array(file.subarray(end));
  const bytes = whole.buffer;
  let at = whole.byteOffset;
  const take = (size: number): number => {
    at += size;
    return at - size;
  };
  const from = new Uint32Array(bytes, take((pieces + 1) * 4), pieces + 1);
  const scales = new Float32Array(bytes, take(pieces * 4), pieces);
  const slotTable = new Uint16Array(bytes, take(slots * 2), slots);
  const vectors = new Int8Array(bytes, take(pieces * dimensions), pieces * dimensions);
  const text = new Uint8Array(bytes, take(textBytes), textBytes);
  return {pieces: new PieceTable(from, text, slotTable), dimensions, vectors, scales};
}
