/** How words look that answer a question for a date, a number or the latest of something. */
import type {QuestionType} from '../query/question-type.ts';

const datePattern =
  /(?:^| )(?:\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|tonight|week|weekend|morning|noon)(?= |$)/;

/** Words with which people tell that something came out otherwise. */
const outcomePattern =
  /(?:^| )(?:cancell?ed|instead|any ?more|no (?:more|longer)|after all|in the end|g[ia]ven? (?:up|in)|quit|stopped|switched|changed|moved|postponed|called off|is off|was off|decided|now|over)(?= |$)/;

const numberPattern = /(?:^| )\d+(?= |$)/;

/** Whether the words around what is asked for look like an answer: `found` or 0 each. */
export const answersIn = (asked: QuestionType, spot: string, found: number) => ({
  dated: asked.asksWhen && datePattern.test(spot) ? found : 0,
  numbered: asked.asksHowMuch && numberPattern.test(spot) ? found : 0,
  outcome: asked.asksForLatest && outcomePattern.test(spot) ? found : 0,
});
