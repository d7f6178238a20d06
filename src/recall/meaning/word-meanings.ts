/** What English words mean without any model: how alike two are, and what is a kind of what. */
import {readFileSync} from 'node:fs';
import {assetPath} from '../../ground/assets.ts';
import {irregularForms} from '../terms/irregular.ts';
import {stopWords} from '../terms/stop-words.ts';
import {type MeaningsContent, unpackMeanings} from './word-meanings-file.ts';

/** Words used alike less than this are as good as strangers. */
const strangers = 0.3;
const mostAlike = 0.6;
/** "Greyhound" where an animal is asked for. */
const ofThatKind = 0.6;

export class WordMeanings {
  readonly #content: MeaningsContent;
  readonly #meanings = new Map<string, number>();
  /** Of a meaning asked for: which others are kinds of it. */
  readonly #answers = new Map<number, Int8Array>();

  constructor(content: MeaningsContent) {
    this.#content = content;
  }

  /** Whether anything may be said to be like this folded word. */
  knows(word: string): boolean {
    return this.#content.words.find(word) !== undefined || this.#meaningOf(word) !== undefined;
  }

  /** How well a text that says `word` speaks of what was asked for: 0 to 0.6; folded words. */
  likeness(asked: string, word: string): number {
    if (word.length < 3 || stopWords.has(word)) return 0;
    if (this.#isKindOf(word, asked)) return ofThatKind;
    const alike = (this.#cosine(asked, word) - strangers) / (1 - strangers);
    return Math.max(0, alike * mostAlike);
  }

  #cosine(one: string, other: string): number {
    const {words, lengths} = this.#content;
    const [a, b] = [words.find(one), words.find(other)];
    if (a === undefined || b === undefined) return 0;
    return this.#product(a, b) / (lengths[a]! * lengths[b]!);
  }

  #product(a: number, b: number): number {
    const {vectors, dimensions} = this.#content;
    let sum = 0;
    for (let left = a * dimensions, right = b * dimensions, at = 0; at < dimensions; at++) {
      sum += vectors[left + at]! * vectors[right + at]!;
    }
    return sum;
  }

  #isKindOf(word: string, asked: string): boolean {
    const wanted = this.#meaningOf(asked);
    const meaning = wanted === undefined ? undefined : this.#meaningOf(word);
    return meaning !== undefined && this.#isUnder(meaning, wanted!, this.#answersFor(wanted!));
  }

  /** Walks up from a meaning; what was answered on the way is noted in `answers`. */
  #isUnder(meaning: number, wanted: number, answers: Int8Array): boolean {
    if (meaning === wanted) return true;
    if (answers[meaning] === unknown) {
      answers[meaning] = no;
      const {parents, parentsFrom} = this.#content;
      const [from, to] = [parentsFrom[meaning]!, parentsFrom[meaning + 1]!];
      const above = parents.subarray(from, to);
      if (above.some(parent => this.#isUnder(parent, wanted, answers))) answers[meaning] = yes;
    }
    return answers[meaning] === yes;
  }

  #answersFor(wanted: number): Int8Array {
    let answers = this.#answers.get(wanted);
    if (answers === undefined) {
      if (this.#answers.size >= mostAnswers) this.#answers.clear();
      answers = new Int8Array(this.#content.parentsFrom.length - 1);
      this.#answers.set(wanted, answers);
    }
    return answers;
  }

  #meaningOf(word: string): number | undefined {
    let meaning = this.#meanings.get(word);
    if (meaning === undefined) {
      meaning = this.#lookUp(word);
      if (this.#meanings.size >= mostMeanings) this.#meanings.clear();
      this.#meanings.set(word, meaning);
    }
    return meaning === none ? undefined : meaning;
  }

  #lookUp(word: string): number {
    const {nouns, meanings} = this.#content;
    // Most words are no form of another, and a question meets thousands.
    let noun = nouns.find(word);
    if (noun === undefined && isForm(word)) {
      const base = basesOf(word).find(form => nouns.find(form) !== undefined);
      noun = base === undefined ? undefined : nouns.find(base);
    }
    return noun === undefined ? none : meanings[noun]!;
  }
}

const [unknown, yes, no] = [0, 1, 2];
/** So many words asked for, and words met, are kept ready. */
const mostAnswers = 32;
const mostMeanings = 10_000;
const none = -1;

const isForm = (word: string): boolean =>
  word.endsWith('s') || word.endsWith('ing') || word.endsWith('ed') || irregularForms.has(word);

/** What a word may be a form of: "dogs" of "dog", "painted" of "paint". */
function basesOf(word: string): string[] {
  const bases = [irregularForms.get(word) ?? word];
  for (const [ending, ...others] of endings) {
    if (!word.endsWith(ending)) continue;
    for (const other of others) bases.push(word.slice(0, -ending.length) + other);
  }
  return bases;
}

const endings: readonly (readonly [string, ...string[]])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['s', ''],
  ['ing', '', 'e'],
  ['ied', 'y'],
  ['ed', '', 'e'],
];

let loaded: {readonly meanings: WordMeanings | undefined} | undefined;

/** Reads the file once, when first asked; undefined when it is missing or broken: then words are only words. */
export function wordMeanings(): WordMeanings | undefined {
  loaded ??= {meanings: readMeanings(assetPath('src/recall/word-meanings/en.bin'))};
  return loaded.meanings;
}

export function readMeanings(path: string): WordMeanings | undefined {
  try {
    return new WordMeanings(unpackMeanings(readFileSync(path)));
  } catch {
    return undefined;
  }
}
