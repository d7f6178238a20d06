/**
 * What the ranking goes by. The score of a passage is the sum of its parts, each times its weight, so
 * that `recall --explain` can show where a score comes from. `scripts/bench/recall/fit.ts` learned the
 * weights of the parts from conversations that nobody here wrote; decision 70 says from which, and what
 * each part is worth.
 */

/** How words are counted. */
export interface Shape {
  /** What a word in the title or among the tags counts beside one in the text. */
  readonly title: number;
  readonly tags: number;
  /** Saturation of repeated words. */
  readonly k1: number;
  /** Length normalisation of what is said in a breath, and of what fills a page. */
  readonly bShort: number;
  readonly bLong: number;
  /** Of a turn's neighbours, one place away, two and three: which share of their words is its own. */
  readonly around: readonly number[];
  /** The same for what neighbours mean. */
  readonly aroundMeaning: readonly number[];
  /** Above stems, for the form that was typed. */
  readonly exact: number;
  /** What names, words that frame or say when, and words that any question has, are worth beside the others. */
  readonly name: number;
  readonly frame: number;
  readonly time: number;
  readonly stop: number;
}

export const partNames = [
  'words',
  'common',
  'before',
  'after',
  'answers',
  'answersOfTwo',
  'answered',
  'speaker',
  'named',
  'close',
  'together',
  'session',
  'sessionWords',
  'meaning',
  'meaningAround',
  'asks',
  'echo',
  'short',
  'length',
  'time',
  'dated',
  'numbered',
  'outcome',
  'latest',
  'letters',
  'assistant',
  'recency',
] as const;

export type PartName = (typeof partNames)[number];

/** Each about 0 to 1. */
export type Parts = Readonly<Record<PartName, number>>;

export interface Weights {
  readonly shape: Shape;
  readonly parts: Parts;
}

const shape: Shape = {
  title: 1.6,
  tags: 1.2,
  k1: 0.9,
  bShort: 0.2,
  bLong: 0.5,
  around: [0.6, 0.35, 0.2],
  aroundMeaning: [0.6, 0.4, 0.25],
  exact: 0.01,
  name: 1.7,
  frame: 0.3,
  time: 0.3,
  stop: 0.35,
};

const parts: Parts = {
  // Words asked for, in the passage and, for less, around it: BM25, 1 for all of them.
  words: 0.372,
  // "Did", "her", "how": they tell little, but of a question in speech they tell something.
  common: 0.889,
  // Words asked for in the turns before and behind alone.
  before: 0.136,
  after: 0.059,
  // What stands behind a question that holds the words, and a question that is answered.
  answers: 0.014,
  // The same where two talk.
  answersOfTwo: 0.352,
  answered: -0.017,
  // The one asked about speaks, or is spoken of.
  speaker: 0.092,
  named: 0.055,
  // Words asked for side by side; in a long text, in one sentence.
  close: 0.234,
  together: 0.127,
  // The best passage of its session, and how much of the question the session holds.
  session: 0.062,
  sessionWords: 0.117,
  // By the vectors of decision 71, of the passage, and of it with what stands around it.
  meaning: 0.035,
  meaningAround: 0.1,
  // Ends in a question; fewer than five words; the logarithm of its length.
  asks: -0.129,
  // Asks what is asked now, and answers nothing.
  echo: -0.268,
  short: -0.023,
  length: 0.013,
  // Said in the time asked about, or not long after.
  time: 0.534,
  // Tells a date or a number where one is asked for, or how something came out.
  dated: 0.408,
  numbered: 0.959,
  outcome: 0.297,
  latest: 0.2,
  // Groups of four letters of the words asked for.
  letters: 0.058,
  // Said by an assistant, not by a person.
  assistant: -0.2,
  recency: 0.002,
};

export const learnedWeights: Weights = {shape, parts};
