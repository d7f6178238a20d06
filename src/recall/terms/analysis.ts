/** Text into words: folded for comparing, stemmed for finding. */
import {stemmer} from 'stemmer';
import {irregularForms} from './irregular.ts';

// Letters that Unicode does not take apart into a base letter and a mark.
const foldings: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
};

/** Lower case without accents: `Łukasz` becomes `lukasz`, `Ünï` becomes `uni`, full width becomes plain. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u0591-\u05bd\u064b-\u065f]+/g, '')
    .replace(/[łøđðþßæœıħ]/g, letter => foldings[letter]!)
    .normalize('NFC');
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

// Letters and digits; an apostrophe inside a word belongs to it; thousands are one number.
const wordPattern = /\d{1,3}(?:,\d{3})+(?![\d,])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’ʼ]\p{L}+)*/gu;

// Scripts written without blanks between words: found by every two neighbouring characters.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;

const longestWord = 48;

/**
 * The words of a text in order, folded. `Anna's` is `anna`, `don't` is `dont`, `maxRetryCount` and
 * `max_retry_count` are three words, Chinese or Thai is cut into overlapping pairs of characters.
 */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  const joined = text.replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2');
  for (const word of fold(joined).match(wordPattern) ?? []) {
    if (isAscii(word)) addSpaced(word, found);
    else if (unspaced.test(word)) addUnspaced(word, found);
    else addSpaced(word, found);
  }
  return found;
}

function addSpaced(word: string, found: string[]): void {
  const plain = word.replace(/['’ʼ]s?$|['’ʼ]s\b/, '').replace(/['’ʼ,]/g, '');
  if (plain) found.push(plain.length > longestWord ? plain.slice(0, longestWord) : plain);
}

function addUnspaced(word: string, found: string[]): void {
  for (const run of word.match(
    new RegExp(`${unspaced.source}+|[^]+?(?=${unspaced.source}|$)`, 'gu'),
  ) ?? []) {
    if (!unspaced.test(run)) {
      addSpaced(run, found);
      continue;
    }
    const chars = [...run];
    if (chars.length === 1) found.push(run);
    for (let at = 0; at + 1 < chars.length; at++) found.push(chars[at]! + chars[at + 1]!);
  }
}

const stems = new Map<string, string>();
const mostStems = 100_000;

/** The form under which a folded word is indexed: English endings taken off, anything else as it is. */
export function stemOf(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = /^[a-z]{3,}$/.test(word) ? stemmer(irregularForms.get(word) ?? word) : word;
    if (stems.size >= mostStems) stems.clear();
    stems.set(word, stem);
  }
  return stem;
}
