/** What a question asks for by its form, and how words look that answer it. */
import {wordsOf} from '../terms/analysis.ts';

export interface QuestionType {
  /** Asks for what holds at present: newer is better. */
  readonly asksForLatest: boolean;
  /** Asks for a date. */
  readonly asksWhen: boolean;
  /** Asks for a number. */
  readonly asksHowMuch: boolean;
}

const latestPattern =
  /\b(now|nowadays|currently|current|still|latest|finally|in the end|after all|instead|in place of|any ?more|these days|most recent(ly)?|chang(e|ed) my mind|decid(e|ed)|decision)\b/i;
/** "When did I last see Anna?", "the last time we met": a question for the newest, not for the word. */
const lastPattern =
  /\b(?:did|was|were|have|has|had|is)\b.*\blast\b(?! (?:week|weekend|month|year|night|spring|summer|autumn|fall|winter)\b)|\b(?:the|my|our) last time\b/i;
const whenPattern =
  /^\W*(when|since when|until when|by when|(on |in )?(what|which) (date|day|month|year|time|weekday))\b|\bwhen (is|was|did|does|do|will|has|have)\b/i;
const howMuchPattern = /\bhow (?:much|many|big|long|old|far|large|high|often)\b/i;
/** "What kind of bread": the word after "what" tells of the answer, and seldom stands in it. */
const kindPattern = /\b(?:what|which) (?:kind|sort|type|day|date|month|year|time)\b/gi;

export const asksForLast = (question: string): boolean => lastPattern.test(question);

export const questionTypeOf = (question: string): QuestionType => ({
  asksForLatest: asksForLast(question) || latestPattern.test(question),
  asksWhen: whenPattern.test(question),
  asksHowMuch: howMuchPattern.test(question),
});

/** Words of a question that a passage need not hold to answer it. */
export const framingWords = (question: string): Set<string> =>
  new Set([...question.matchAll(kindPattern)].flatMap(([found]) => wordsOf(found)));
