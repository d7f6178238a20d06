/** The file of word meanings: a line of JSON, then a vector of whole bytes for each word. */

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

/** What the file holds, as it is read. */
export interface MeaningsContent {
  readonly words: readonly string[];
  readonly dimensions: number;
  /** One after the other; each about 254 long. */
  readonly vectors: Int8Array;
  readonly nouns: readonly string[];
  readonly meanings: readonly number[];
  readonly parents: readonly (readonly number[])[];
}

const unit = 254;

export function packMeanings(draft: MeaningsDraft): Buffer {
  const {words, vectors, nouns, meanings, parents} = draft;
  const dimensions = vectors[0]!.length;
  const head = {
    dimensions,
    words: words.join(' '),
    nouns: nouns.join(' '),
    meanings,
    parents: parents.map(list => list.join(',')).join(' '),
  };
  const bytes = Int8Array.from(
    vectors.flatMap(vector =>
      [...vector].map(value => Math.max(-127, Math.min(127, Math.round(value * unit)))),
    ),
  );
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), Buffer.from(bytes.buffer)]);
}

/** Throws when the bytes are not those of such a file. */
export function unpackMeanings(file: Buffer): MeaningsContent {
  const end = file.indexOf('\n');
  const head = JSON.parse(file.toString('utf8', 0, end));
  const words = head.words.split(' ');
  const vectors = new Int8Array(file.buffer, file.byteOffset + end + 1, file.length - end - 1);
  if (vectors.length !== words.length * head.dimensions) {
    throw new Error('the file of word meanings is cut off');
  }
  return {
    words,
    dimensions: head.dimensions,
    vectors,
    nouns: head.nouns.split(' '),
    meanings: head.meanings,
    parents: head.parents
      .split(' ')
      .map((list: string) => (list === '' ? [] : list.split(',').map(Number))),
  };
}
