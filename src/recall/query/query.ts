/** A question as typed, taken apart into terms that the index knows. Never fails, whatever is typed. */
import {bareFormsOf, isSingle, stemOf, wordsOf} from '../terms/analysis.ts';
import {relatedWords} from '../terms/irregular.ts';
import {stopWords} from '../terms/stop-words.ts';
import type {Vocabulary} from '../terms/vocabulary.ts';
import {asksForLast, framingWords, type QuestionType, questionTypeOf} from './question-type.ts';

/** One word asked for, with every indexed form that may stand for it. */
export interface Term {
  /** As typed, folded. */
  readonly word: string;
  /** Stem to how well it stands for the word, 0..1. */
  readonly forms: ReadonlyMap<string, number>;
  /** How many passages hold one of the forms; an upper bound. */
  readonly passages: number;
  /** How much the word matters beside the others. */
  readonly weight: 'name' | 'full' | 'frame' | 'time' | 'stop';
}

export interface Query extends QuestionType {
  /** The words that say what the question is about, without names, as typed, folded. */
  readonly topic: readonly string[];
  /** Words asked for that no passage holds. */
  readonly unheard: readonly string[];
  /** Those that may be found. */
  readonly terms: readonly Term[];
  /** Quoted phrases as stems; each must stand in a hit as it is. */
  readonly phrases: readonly (readonly string[])[];
  /** A few words, or only names, and no question around them. */
  readonly isBare: boolean;
}

/** More words than these are a question in short: its answer is wanted, not its words. */
const mostBareWords = 3;
const mostTerms = 64;
const longestQuery = 8_192;
const mostPrefixForms = 40;

export interface QueryOptions {
  /** Words that were read as a time and so matter less as words. */
  readonly timeWords?: ReadonlySet<string>;
  /** Keeps words that the index does not know: what it has not seen yet may hold them. */
  readonly isBehind?: boolean;
}

export function parseQuery(
  text: string,
  vocabulary: Vocabulary,
  {timeWords = new Set(), isBehind = false}: QueryOptions = {},
): Query {
  const asked = text.slice(0, longestQuery).toWellFormed();
  const words = [...new Set(wordsOf(asked))];
  const telling = words.filter(word => !stopWords.has(word));
  const prefixes = new Set(
    [...asked.matchAll(/([\p{L}\p{N}]+)\*/gu)].flatMap(match => wordsOf(match[1]!)),
  );
  const names = namesIn(asked);
  const isForLast = asksForLast(asked);
  const isStop = (word: string) =>
    telling.length > 0 && (stopWords.has(word) || (isForLast && word === 'last'));
  const isBare =
    telling.length === words.length && (words.length <= mostBareWords || isOnlyNames(asked));
  const framing = framingWords(asked);
  const isFramed = !isBare && telling.some(word => !framing.has(word));
  const weightOf = (word: string): Term['weight'] => {
    if (timeWords.has(word)) return 'time';
    if (isStop(word)) return 'stop';
    if (isFramed && framing.has(word)) return 'frame';
    return names.has(word) ? 'name' : 'full';
  };
  const terms = words.slice(0, mostTerms).map((word): Term => {
    const isBeginning = prefixes.has(word) || isSingle(word);
    const read = isBeginning ? prefixForms : isStop(word) ? plainForm : formsOf;
    return {word, ...read(word, vocabulary), weight: weightOf(word)};
  });
  const asking = terms.filter(({weight}) => weight === 'full' || weight === 'name');
  return {
    topic: asking.filter(({weight}) => weight === 'full').map(({word}) => word),
    unheard: asking.filter(({passages}) => passages === 0).map(({word}) => word),
    terms: terms.filter(term => term.passages > 0 || isBehind),
    phrases: phrasesOf(asked),
    ...questionTypeOf(asked),
    isBare,
  };
}

const isOnlyNames = (text: string): boolean =>
  text
    .trim()
    .split(/\s+/)
    .every(word => /^\p{Lu}[\p{Ll}'’]/u.test(word));

/** Words written with a capital that do not begin the question; none when all of it is in capitals. */
function namesIn(text: string): Set<string> {
  if (text === text.toUpperCase()) return new Set();
  const found = text.matchAll(/(?<=[^\s.?!]\s+["'(]?)\p{Lu}[\p{L}'’]+/gu);
  return new Set([...found].flatMap(match => wordsOf(match[0])));
}

function plainForm(word: string, vocabulary: Vocabulary): Forms {
  const stem = stemOf(word);
  return {forms: new Map([[stem, 1]]), passages: vocabulary.passagesWith(stem)};
}

type Forms = Pick<Term, 'forms' | 'passages'>;

function prefixForms(prefix: string, vocabulary: Vocabulary): Forms {
  const known = vocabulary.beginning(prefix, mostPrefixForms);
  const forms = new Map(known.map(word => [word.stem, 1]));
  return {forms, passages: known.reduce((sum, word) => sum + word.passages, 0)};
}

// A word that nothing kept contains is taken for a slip of a word that is, or for its beginning.
function formsOf(word: string, vocabulary: Vocabulary): Forms {
  const stem = stemOf(word);
  const forms = new Map([[stem, 1]]);
  let passages = vocabulary.passagesWith(stem);
  for (const bare of bareFormsOf(word)) {
    const held = vocabulary.passagesWith(bare);
    if (held > 0) forms.set(bare, bareShare);
    passages += held;
  }
  const near = passages <= rareEnoughToBeASlip ? vocabulary.near(word, mostSlips) : [];
  for (const other of near) {
    if (forms.has(other.stem) || other.passages <= passages * slipRatio) continue;
    forms.set(other.stem, passages > 0 ? 0.5 : 0.8);
    passages += other.passages;
  }
  if (passages > 0) return {forms: withRelated(word, forms), passages};
  if (word.length < 4) return {forms, passages};
  for (const other of vocabulary.beginning(word, 5)) {
    forms.set(other.stem, 0.6);
    passages += other.passages;
  }
  return {forms, passages};
}

/** Other words for the same, at a discount; how rare the word itself is still tells what it is worth. */
function withRelated(word: string, forms: Map<string, number>): Map<string, number> {
  for (const other of relatedOf(word)) {
    const stem = stemOf(other);
    if (!forms.has(stem)) forms.set(stem, relatedShare);
  }
  return forms;
}

const relatedShare = 0.4;
/** "The book" asked for and "book" found, where the article is part of the word. */
const bareShare = 0.8;

const relatedByStem = new Map(
  [...relatedWords].map(([word, others]) => [stemOf(word), others] as const),
);

const relatedOf = (word: string): readonly string[] => relatedByStem.get(stemOf(word)) ?? [];

const mostSlips = 4;
const rareEnoughToBeASlip = 3;
/** A rare word is only taken for a slip of one that is this many times more common. */
const slipRatio = 4;

const phrasesOf = (text: string): string[][] =>
  [...text.matchAll(/"([^"]{1,400})"|“([^”]{1,400})”/g)]
    .map(match => wordsOf(match[1] ?? match[2] ?? '').map(stemOf))
    .filter(stems => stems.length > 1)
    .slice(0, 4);
