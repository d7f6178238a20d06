/** What the ranking was tuned to; `scripts/bench/recall` measures every change. */

export interface Weights {
  readonly title: number;
  readonly tags: number;
  readonly who: number;
  /** Saturation of repeated words. */
  readonly k1: number;
  /** Length normalisation of what people say, and of long answers. */
  readonly bShort: number;
  readonly bLong: number;
  /** Share of a neighbour's words that counts as the passage's own, one and two places away. */
  readonly near: number;
  readonly nearTwo: number;
  /** The same for the question that a passage answers. */
  readonly answered: number;
  /** What a passage is worth that was found only through its neighbours, and is no answer. */
  readonly borrowed: number;
  /** What another role than the person's own is worth. */
  readonly assistant: number;
  readonly question: number;
  /** Share of the thread's best words. */
  readonly thread: number;
  /** Terms next to each other, and within the same sentence or two. */
  readonly closeness: number;
  readonly together: number;
  readonly exact: number;
  readonly latest: number;
  readonly recency: number;
  /** Telling a date or a number, where the question asks for that. */
  readonly dated: number;
  readonly numbered: number;
  /** Telling how something came out, where the question asks for that. */
  readonly outcome: number;
  readonly inRange: number;
  /** For words that no better hit holds: questions that need several memories. */
  readonly fresh: number;
  /** What names, words that frame or say when, and words that any question has, are worth beside the others. */
  readonly name: number;
  readonly frame: number;
  readonly time: number;
  readonly stop: number;
  /** What a word that means about the same counts in the passage, beside how alike it is. */
  readonly alike: number;
  /** A word that no passage holds is worth what one is that stands in this share of them. */
  readonly unheard: number;
}

export const tunedWeights: Weights = {
  title: 1.6,
  tags: 1.2,
  who: 0.5,
  k1: 0.9,
  bShort: 0.2,
  bLong: 0.5,
  near: 0.35,
  nearTwo: 0.15,
  answered: 1.1,
  borrowed: 0.85,
  assistant: 0.4,
  question: 0.5,
  thread: 0.2,
  closeness: 0.15,
  together: 0.5,
  exact: 0.01,
  latest: 0.8,
  recency: 0.01,
  dated: 0.25,
  numbered: 0.25,
  outcome: 0.6,
  inRange: 0.8,
  fresh: 0.02,
  name: 1.7,
  frame: 0.3,
  time: 0.3,
  stop: 0.35,
  alike: 0.5,
  unheard: 0.03,
};
