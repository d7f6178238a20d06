/** A story: sentences under headings, each resting on facts; and what makes a sentence supported. */
import {type Fact, headingOf, type StoryPeriod} from './facts.ts';

export interface Sentence {
  readonly text: string;
  /** Numbers of the facts it rests on. */
  readonly sources: readonly number[];
}

export interface Chapter {
  readonly heading: string;
  readonly sentences: readonly Sentence[];
}

export interface Story {
  readonly period: StoryPeriod;
  readonly title: string;
  readonly chapters: readonly Chapter[];
  readonly facts: readonly Fact[];
  readonly source: 'model' | 'digest';
  readonly model: string | null;
  /** Sentences that no entry supports; they are not in the chapters. */
  readonly cut: readonly Sentence[];
}

/** Keeps the sentences that facts support and sets the others aside. */
export function verified(
  chapters: readonly Chapter[],
  facts: readonly Fact[],
): {readonly chapters: readonly Chapter[]; readonly cut: readonly Sentence[]} {
  const byNumber = new Map(facts.map(fact => [fact.number, fact]));
  const cut: Sentence[] = [];
  const kept = chapters.map(({heading, sentences}) => {
    const good = sentences.filter(sentence => isSupported(sentence, byNumber));
    cut.push(...sentences.filter(sentence => !good.includes(sentence)));
    return {heading: checkedHeading(heading, good, byNumber), sentences: good};
  });
  return {chapters: kept.filter(chapter => chapter.sentences.length > 0), cut};
}

/** A heading claims as much as a sentence does: one whose words its facts do not hold is not told. */
function checkedHeading(
  heading: string,
  sentences: readonly Sentence[],
  facts: ReadonlyMap<number, Fact>,
): string {
  const told = sentences.flatMap(({sources}) => sources.flatMap(number => facts.get(number) ?? []));
  const [first] = told;
  const known = knownWords(told);
  const isKnown = wordsOf(heading).every(
    ([word]) => known.has(stem(word)) || (connecting.has(word.toLowerCase()) && !/\d/.test(word)),
  );
  return isKnown || !first ? heading : headingOf(first);
}

const wordsOf = (text: string): readonly RegExpMatchArray[] => [
  ...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’]*/gu),
];

/**
 * A sentence is supported when every number, name and denial in it stands in its facts, and half of
 * its other words do. That lets "finished the long run on Sunday" through and "won the race" not.
 */
export function isSupported({text, sources}: Sentence, facts: ReadonlyMap<number, Fact>): boolean {
  const cited = sources.map(number => facts.get(number));
  if (cited.length === 0 || cited.some(fact => fact === undefined)) return false;
  const known = knownWords(cited as readonly Fact[]);
  const words = wordsOf(text);
  const numbers = words.flatMap(([word]) => numberOf(word) ?? []);
  const names = words.filter(match => isName(match, text));
  const count = String(sources.length);
  if (numbers.some(number => !known.has(number) && number !== count)) return false;
  if (names.some(([word]) => !known.has(stem(word)))) return false;
  if (words.some(([word]) => isDenial(word) && !known.has(stem(word)))) return false;
  const telling = words.filter(([word]) => word.length > 3 && !connecting.has(word.toLowerCase()));
  if (telling.length === 0) return true;
  const found = telling.filter(([word]) => known.has(stem(word))).length;
  return found * 2 >= telling.length;
}

/** "12", "twelve" and "twice" are claims of how many. */
function numberOf(word: string): string | undefined {
  if (/\d/.test(word)) return stem(word);
  const value = spelled.indexOf(word.toLowerCase());
  if (value >= 0) return String(value);
  return {twice: '2', thrice: '3', dozen: '12', hundred: '100', thousand: '1000'}[
    word.toLowerCase()
  ];
}

const spelled = [
  ...['zero', '', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'],
  'twelve',
];

/** Turns what was done into what was not. */
const isDenial = (word: string): boolean =>
  /n['’]t$/i.test(word) ||
  /^(?:not|no|never|nothing|nobody|none|neither|nor|without|failed|refused|almost|nearly)$/i.test(
    word,
  );

/** A capital inside a sentence is a name; at its beginning so is a word that nothing else explains. */
function isName(match: RegExpMatchArray, text: string): boolean {
  const [word] = match;
  if (!/^\p{Lu}/u.test(word) || connecting.has(word.toLowerCase())) return false;
  const before = text.slice(0, match.index).trimEnd();
  const isInside = before !== '' && !/[.!?:"“]$/.test(before);
  return isInside || !opening.test(word);
}

/** How a sentence may begin that tells what was done: "Yesterday", "Watering", "Planned", "Slowly". */
const opening =
  /(?:ing|ed|ly)$|^(?:yesterday|today|meanwhile|besides|instead|however|altogether|overall|together|everything|something|spring|summer|autumn|winter|mornings?|evenings?|nights?|all|most|both|another|no|a|an|as|at|by|for|in|on|to)$/iu;

function knownWords(facts: readonly Fact[]): ReadonlySet<string> {
  const said = facts.flatMap(({title, text, goal, areas, date}) => {
    const day = Temporal.PlainDate.from(date);
    return [
      title,
      text,
      goal ?? '',
      ...areas,
      weekdays[day.dayOfWeek - 1] ?? '',
      months[day.month - 1] ?? '',
      String(day.day),
      String(day.year),
      date,
    ];
  });
  const words = said.join(' ').match(/[\p{L}\p{N}][\p{L}\p{N}'’]*/gu) ?? [];
  return new Set(words.flatMap(word => [stem(word), numberOf(word) ?? stem(word)]));
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];

/** Endings aside, so that "watered" and "water" meet. */
const stem = (word: string): string => {
  const lower = word.toLowerCase().replace(/['’]s?$/, '');
  return /\d/.test(lower) ? lower : lower.replace(/(?:ing|ed|es|s)$/, '').slice(0, 7);
};

/** Words that tie facts together and claim nothing. */
const connecting = new Set(
  `about after again also and another before began begin being came come could day days done during each
  ended even finally finish finished first from gave goal goals got had has have here him his i into its just
  kept last later left long made make many memory month more most moved much near next note noted notes of on once one only
  other out over own part period reached remembered same second several she since small some steps still task tasks
  than that the their them then there these they third this those through time today together took toward towards two
  under until very was week weeks well went were what when where which while who whole will with work worked year
  you your`
    .split(/\s+/)
    .filter(word => word !== ''),
);
