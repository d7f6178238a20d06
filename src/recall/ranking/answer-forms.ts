/** How words look that answer a question for a date, a number or the latest of something. */
import type {Asked} from '../query/asking.ts';
import type {Weights} from './weights.ts';

const datePattern =
  /(?:^| )(?:\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|tonight|week|weekend|morning|noon)(?= |$)/;

/** Words with which people tell that something came out otherwise. */
const outcomePattern =
  /(?:^| )(?:cancell?ed|instead|any ?more|no (?:more|longer)|after all|in the end|g[ia]ven? (?:up|in)|quit|stopped|switched|changed|moved|postponed|called off|is off|was off|decided|now|over)(?= |$)/;

const numberPattern = /(?:^| )\d+(?= |$)/;

/** How much more a passage is worth because the words around what is asked for look like an answer. */
export function answering(asked: Asked, spot: string, weights: Weights): number {
  let factor = 1;
  if (asked.asksWhen && datePattern.test(spot)) factor *= 1 + weights.dated;
  if (asked.asksHowMuch && numberPattern.test(spot)) factor *= 1 + weights.numbered;
  if (asked.asksForLatest && outcomePattern.test(spot)) factor *= 1 + weights.outcome;
  return factor;
}
