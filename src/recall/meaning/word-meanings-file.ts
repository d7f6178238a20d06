/**
 * The file of word meanings: a line of JSON that says how many of everything there are, then tables of
 * numbers. It is used as it lies there: read into maps, it would cost a question three times as much.
 */

/** What the file holds, as it is made. */
export interface MeaningsDraft {
  /** Words with a vector, and their vectors of length 1. */
  readonly words: readonly string[];
  readonly vectors: readonly Float64Array[];
  /** Nouns, the number of what each means, and what each of these is a kind of. */
  readonly nouns: readonly string[];
  readonly meanings: readonly number[];
  readonly parents: readonly (readonly number[])[];
}

/** What the file holds, as it is used. */
export interface MeaningsContent {
  readonly words: WordTable;
  readonly dimensions: number;
  /** One after the other, in the order of `words`; each about 254 long. */
  readonly vectors: Int8Array;
  /** Of each vector. */
  readonly lengths: Float32Array;
  readonly nouns: WordTable;
  /** Of each noun. */
  readonly meanings: Uint32Array;
  /** What meaning `m` is a kind of: `parents` from `parentsFrom[m]` to `parentsFrom[m + 1]`. */
  readonly parentsFrom: Uint32Array;
  readonly parents: Uint32Array;
}

interface Head {
  readonly dimensions: number;
  readonly words: number;
  readonly nouns: number;
  readonly kinds: number;
  readonly parents: number;
  /** Bytes of the words one after the other, and of the nouns. */
  readonly wordBytes: number;
  readonly nounBytes: number;
}

/** Words in ASCII with a table of slots that their hashes lead to: found in a look or two. */
export class WordTable {
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

  /** The number of a word; undefined when it is not there. */
  find(word: string): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(word) & mask; ; slot = (slot + 1) & mask) {
      const at = this.#slots[slot]!;
      if (at === empty) return undefined;
      if (this.#is(at, word)) return at;
    }
  }

  #is(at: number, word: string): boolean {
    const start = this.#from[at]!;
    if (this.#from[at + 1]! - start !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.#text[start + i] !== word.charCodeAt(i)) return false;
    }
    return true;
  }
}

/** Twice as many as words, and more: most hashes lead to a word at once. */
const slotCount = 65_536;
const empty = 65_535;

/** FNV-1a of 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function slotsOf(words: readonly string[]): Uint16Array {
  if (words.length > slotCount / 2) throw new Error(`more than ${slotCount / 2} words`);
  const slots = new Uint16Array(slotCount).fill(empty);
  for (const [at, word] of words.entries()) {
    let slot = hashOf(word) % slotCount;
    while (slots[slot] !== empty) slot = (slot + 1) % slotCount;
    slots[slot] = at;
  }
  return slots;
}

const unit = 254;

export function packMeanings({words, vectors, nouns, meanings, parents}: MeaningsDraft): Buffer {
  const flat = parents.flat();
  const [wordText, nounText] = [words.join(''), nouns.join('')];
  const head: Head = {
    dimensions: vectors[0]!.length,
    words: words.length,
    nouns: nouns.length,
    kinds: parents.length,
    parents: flat.length,
    wordBytes: wordText.length,
    nounBytes: nounText.length,
  };
  const bytes = vectors.map(vector => Int8Array.from(vector, toByte));
  const line = `${JSON.stringify(head)}\n`;
  return Buffer.concat([
    // Numbers of four bytes begin at a multiple of four.
    Buffer.from(line.padStart(Math.ceil(line.length / 4) * 4)),
    bytesOf(startsOf(words.map(word => word.length))),
    bytesOf(startsOf(nouns.map(noun => noun.length))),
    bytesOf(meanings),
    bytesOf(startsOf(parents.map(list => list.length))),
    bytesOf(flat),
    Buffer.from(Float32Array.from(bytes, lengthOf).buffer),
    Buffer.from(slotsOf(words).buffer),
    Buffer.from(slotsOf(nouns).buffer),
    ...bytes.map(vector => Buffer.from(vector.buffer)),
    Buffer.from(`${wordText}${nounText}`, 'latin1'),
  ]);
}

const toByte = (value: number): number => Math.max(-127, Math.min(127, Math.round(value * unit)));

const lengthOf = (vector: Int8Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;

/** Where each of several things begins that lie one after the other, and where the last one ends. */
function startsOf(lengths: readonly number[]): number[] {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  return starts;
}

const bytesOf = (numbers: readonly number[]): Buffer =>
  Buffer.from(Uint32Array.from(numbers).buffer);

/** Throws when the bytes are not those of such a file. */
export function unpackMeanings(file: Buffer): MeaningsContent {
  const end = file.indexOf('\n') + 1;
  const head = JSON.parse(file.toString('latin1', 0, end)) as Head;
  const {dimensions, words, nouns, kinds, parents, wordBytes, nounBytes} = head;
  // A large file is read into a buffer of its own, where numbers may begin; any other is copied there.
  const isAligned = (file.byteOffset + end) % 4 === 0;
  const whole = isAligned ? file.subarray(end) : new Uint8Array(file.subarray(end));
  const bytes = whole.buffer;
  let at = whole.byteOffset;
  const numbers = (count: number): Uint32Array => {
    const table = new Uint32Array(bytes, at, count);
    at += count * 4;
    return table;
  };
  const [wordsFrom, nounsFrom, meanings] = [numbers(words + 1), numbers(nouns + 1), numbers(nouns)];
  const [parentsFrom, parentList] = [numbers(kinds + 1), numbers(parents)];
  const lengths = new Float32Array(bytes, at, words);
  at += words * 4;
  const slots = (): Uint16Array => {
    const table = new Uint16Array(bytes, at, slotCount);
    at += slotCount * 2;
    return table;
  };
  const [wordSlots, nounSlots] = [slots(), slots()];
  const vectors = new Int8Array(bytes, at, words * dimensions);
  at += vectors.length;
  const wordText = new Uint8Array(bytes, at, wordBytes);
  const nounText = new Uint8Array(bytes, at + wordBytes, nounBytes);
  return {
    words: new WordTable(wordsFrom, wordText, wordSlots),
    dimensions,
    vectors,
    lengths,
    nouns: new WordTable(nounsFrom, nounText, nounSlots),
    meanings,
    parentsFrom,
    parents: parentList,
  };
}
