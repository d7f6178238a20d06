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
  ة: 'ه',
  ى: 'ي',
};

/** Lower case without accents: `Łukasz` becomes `lukasz`, `Ünï` becomes `uni`, full width becomes plain. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u0591-\u05bd\u0640\u064b-\u065f]+/g, '')
    .replace(/[łøđðþßæœıħةى]/g, letter => foldings[letter]!)
    .normalize('NFC');
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

// Letters and digits; an apostrophe inside a word belongs to it; thousands are one number; a flag or
// any other picture is a word.
const wordPattern =
  /\d{1,3}(?:,\d{3})+(?![\d,])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’ʼ]\p{L}+)*|\p{RI}{2}|\p{Extended_Pictographic}/gu;

// Scripts written without blanks between words, or with particles that cling to them: found by every
// two neighbouring characters.
const unspaced =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;

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

/** One character of a script that is found by two: as a question, it stands for any two that begin with it. */
export const isSingle = (word: string): boolean =>
  word.length <= 2 && [...word].length === 1 && unspaced.test(word);

/**
 * The words under which a text is found: its own, the last character of each run that is cut into
 * pairs, and Hebrew and Arabic words without the articles and prepositions that are written as part of them.
 */
export function indexedWordsOf(text: string): string[] {
  return wordsOf(text).flatMap((word, at, words) => {
    if (isAscii(word)) return [word];
    const chars = [...word];
    const isPair = chars.length === 2 && unspaced.test(word);
    const isLast = isPair && ![...(words[at + 1] ?? '')].slice(0, 1).includes(chars[1]!);
    return [word, ...(isLast ? [chars[1]!] : []), ...bareFormsOf(word)];
  });
}

const hebrewPrefixed = /^(?:ו?(?:[הבלמכש]|[בלמכש]ה|ש[הבלמ])|ו)(?=\p{Script=Hebrew}{3})/u;
const hebrewShort = /^[הבלמכשו](?=\p{Script=Hebrew}{2,}$)/u;
const arabicPrefixed = /^[وف]?(?:[بك]?ال|لل)(?=\p{Script=Arabic}{2})/u;
const arabicShort = /^[وفبلك](?=\p{Script=Arabic}{3})/u;

/** A Hebrew or Arabic word without what clings to its beginning; more than one where that is not sure. */
export function bareFormsOf(word: string): string[] {
  const forms = [hebrewShort, hebrewPrefixed, arabicShort, arabicPrefixed]
    .map(prefix => word.replace(prefix, ''))
    .filter(form => form !== word);
  return [...new Set(forms)];
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
