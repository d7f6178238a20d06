/** What a question is about: the words that an answer must have, apart from those that only ask. */

import {fold, stemOf, wordsOf} from '../../recall/terms/analysis.ts';
import {irregularForms, relatedWords} from '../../recall/terms/irregular.ts';
import {stopWords} from '../../recall/terms/stop-words.ts';

interface SubjectWord {
  /** Folded, as typed. */
  readonly word: string;
  /** The word and its forms, as stems; the first are its own, the others stand for it. */
  readonly stems: ReadonlySet<string>;
  readonly related: ReadonlySet<string>;
  /** A person, a place, a number: what has it not is about something else. */
  readonly isName: boolean;
}

export interface AskedSubject {
  readonly words: readonly SubjectWord[];
  readonly names: readonly SubjectWord[];
}

/** People who are called by what they are to somebody. */
const relations = new Set(
  `mum mom mother mama dad father papa sister brother wife husband partner girlfriend boyfriend son
  daughter grandmother grandma grandfather grandpa aunt uncle cousin niece nephew boss neighbour neighbor
  colleague landlord`.split(/\s+/),
);

/** Words that ask, order, count or hold a sentence together, and say nothing of what is meant. */
const asking = new Set(
  `how many much often times time long ago last latest recent recently first next when where who what
  which why whose did do does is are was were has have had been be am will would should could can shall
  may might must i me my mine myself we us our you your the a an of in on at to for from by with about
  and or if any anything anybody anyone everything everybody something someone there here ever yet
  already again still now today tomorrow yesterday tonight currently nowadays usually always kind sort
  type day date year month week weekend total altogether overall sum all together count number show
  tell find search list please remind know remember recall happen happened happens happening thing
  things stuff exactly many lot put kept keep write wrote written note noted notes notebook say said
  says go went going gone get got getting gotten make made come came take took since until till before
  after during between ever really also too just it its this that these those them they he she him her
  his their so then than as not no yes more most less least average mean up out down over been doing
  done living information info anything details name called named mention mentioned
  there's what's who's when's where's memu`.split(/\s+/),
);
/** Said of many things: counts where it stands, and is hardly missed where it does not. */
const light = new Set(
  `leave left make take go come put get do say write mention remember know think need use give pay spend
  cost plan start happen visit see meet have own find want current new next good`.split(/\s+/),
);

/** What people say for the same, beside what recall knows. */
const alike: readonly (readonly string[])[] = [
  ['like', 'love', 'prefer', 'enjoy', 'favourite', 'favorite', 'fond', 'likes', 'hate', 'dislike'],
  ['call', 'phone', 'telephone', 'ring', 'talk', 'speak'],
  ['live', 'move', 'home', 'flat', 'address', 'reside', 'stay'],
  ['work', 'job', 'profession', 'employ', 'colleague'],
  ['drink', 'tea', 'coffee', 'wine', 'beer'],
  ['eat', 'food', 'meal', 'dinner', 'lunch', 'cook'],
  ['allergic', 'allergy', 'allergies'],
  ['engaged', 'engagement'],
  ['marry', 'wedding', 'married'],
  ['birthday', 'born', 'birth'],
  ['car', 'drive', 'vehicle'],
  ['instrument', 'play', 'piano', 'guitar', 'cello', 'violin', 'flute', 'drums'],
  ['holiday', 'vacation', 'trip', 'travel'],
  ['weigh', 'weight', 'kg', 'kilo'],
  ['mum', 'mom', 'mother', 'mama'],
  ['dad', 'father', 'papa'],
  ['grandmother', 'grandma', 'granny'],
  ['grandfather', 'grandpa'],
  ['neighbour', 'neighbor'],
  ['run', 'jog'],
  ['password', 'code', 'pin'],
  ['wifi', 'wlan'],
  ['doctor', 'dr', 'gp', 'physician'],
  ['insurance', 'policy'],
  ['dog', 'pet'],
  ['cat', 'pet'],
  ['bring', 'pack', 'packing'],
  ['offer', 'quote'],
];

/**
 * The words of a question that tell what it is about. `without` are words that were read otherwise,
 * such as those of a time.
 */
export function subjectOf(question: string, without = ''): AskedSubject {
  const skipped = new Set(wordsOf(without));
  const names = namesIn(question);
  const found = wordsOf(question).filter(
    word =>
      !skipped.has(word) &&
      !isAskingWord(word, names) &&
      (word.length > 1 || /\d|\p{Lo}/u.test(word)),
  );
  const words = [...new Set(found)].map(word => subjectWord(word, names));
  return {words, names: words.filter(({isName}) => isName)};
}

const isAskingWord = (word: string, names: ReadonlySet<string>): boolean =>
  !names.has(word) && (asking.has(word) || stopWords.has(word));

function subjectWord(word: string, names: ReadonlySet<string>): SubjectWord {
  const base = irregularForms.get(word) ?? word;
  const own = [stemOf(word), stemOf(base)];
  const groups = alike.filter(group => group.some(other => own.includes(stemOf(other))));
  const known = [word, base, singularOf(word)].flatMap(one => relatedWords.get(one) ?? []);
  const related = [...known, ...groups.flat()];
  return {
    word,
    stems: new Set(own),
    related: new Set(related.map(stemOf)),
    isName: names.has(word) || relations.has(word) || /^\d+$/.test(word),
  };
}

const singularOf = (word: string): string => word.replace(/(?:(?<=[sxh])es|(?<!s)s)$/, '');

/** Words with a capital that do not begin the sentence, or that begin it and are no word of asking. */
function namesIn(text: string): ReadonlySet<string> {
  if (text === text.toUpperCase()) return new Set();
  const found = [...text.matchAll(/\p{Lu}[\p{L}\p{N}'’.&-]*/gu)];
  const names = found.filter(({0: word, index}) => {
    const isFirst = /^\W*$/.test(text.slice(0, index));
    const plain = fold(word).replace(/['’]s?$/, '');
    return (
      word !== 'I' &&
      !/^I['’]/.test(word) &&
      !(isFirst && (asking.has(plain) || !isLikelyName(plain)))
    );
  });
  return new Set(names.flatMap(([word]) => wordsOf(word)));
}

/** The first word of a question has a capital anyway: an order or a noun begins it as often. */
const isLikelyName = (word: string): boolean => !stopWords.has(word) && !light.has(word);

/** The same without what is said of many things, unless nothing else is asked for. */
export function telling(subject: AskedSubject): AskedSubject {
  const words = subject.words.filter(word => !isLight(word));
  return words.length === 0 ? subject : {words, names: subject.names};
}

const isLight = ({word}: SubjectWord): boolean =>
  light.has(word) || light.has(singularOf(word)) || light.has(irregularForms.get(word) ?? word);

/** How much of the subject a text has: 0 to 1, and 0 where a name is missing. */
export function coverage(subject: AskedSubject, text: string): number {
  const stems = stemsIn(text);
  let sum = 0;
  let most = 0;
  for (const one of subject.words) {
    const share = shareOf(one, stems);
    if (one.isName && share === 0) return 0;
    const weight = one.isName ? 1 : isLight(one) ? 0.3 : 1;
    sum += weight * share;
    most += weight;
  }
  return most === 0 ? 0 : sum / most;
}

function shareOf({stems: own, related, isName}: SubjectWord, there: ReadonlySet<string>): number {
  for (const stem of own) if (there.has(stem)) return 1;
  for (const stem of related) if (there.has(stem)) return isName ? 1 : 0.9;
  return 0;
}

function stemsIn(text: string): ReadonlySet<string> {
  const joined = text.replace(/(\p{L})-(\p{L})/gu, '$1$2').toLowerCase();
  const words = text.includes('-') ? [...wordsOf(text), ...wordsOf(joined)] : wordsOf(text);
  return new Set(words.map(stemOf));
}

/** The part of a text that has most of the subject: two sentences that follow each other, and how much that is. */
export function bestPart(
  subject: AskedSubject,
  {title, text}: {readonly title: string; readonly text: string},
): {readonly share: number; readonly part: string} {
  const sentences = sentencesIn(text);
  let best = {
    share: coverage(subject, `${title} ${sentences[0] ?? ''}`),
    part: sentences[0] ?? title,
  };
  for (const [index, sentence] of sentences.entries()) {
    const alone = coverage(subject, `${title} ${sentence}`);
    if (alone > best.share) best = {share: alone, part: sentence};
    const next = sentences[index + 1];
    if (next === undefined) continue;
    const pair = coverage(subject, `${title} ${sentence} ${next}`);
    if (pair > best.share) best = {share: pair, part: `${sentence} ${next}`};
  }
  // What stands in its title is what the whole of it is about.
  const titled = best.share > 0 && sharesAny(subject, title) ? 0.1 : 0;
  return {...best, share: Math.min(1, best.share + titled)};
}

function sharesAny(subject: AskedSubject, text: string): boolean {
  const there = stemsIn(text);
  return subject.words.some(word => !word.isName && shareOf(word, there) > 0);
}

const sentencesIn = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?])\s+(?=\p{Lu}|\d|["'“])|\n+/u)
    .map(one => one.trim())
    .filter(one => one !== '');
