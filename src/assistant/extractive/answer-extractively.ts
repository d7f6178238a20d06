/** An answer without a model: what is kept, quoted with dates and ids, in an order that fits the question. */

import {quotesPart} from './extract-entries.ts';
import {donePart, duePart, goalsPart} from './extract-lists.ts';
import type {ExtractivePart, QuoteRequest} from './extractive-answer.ts';

/** Says where the words come from; always the first line. */
export const quotedMark = 'No model: from your notes.';

const greeting =
  /^\W*(hi|hello|hey|thanks?( you)?|good (morning|afternoon|evening|night)|ok(ay)?|bye|great|cool|nice)\b[^?]{0,20}$/i;

export function answerExtractively(request: QuoteRequest): ExtractivePart {
  if (greeting.test(request.question)) return nothingToQuote;
  const lists = [duePart(request), goalsPart(request), donePart(request)].filter(
    part => part !== undefined,
  );
  const quotes = needsQuotes(request, lists) ? quotesPart(request, citedIn(lists)) : undefined;
  const isAnswered = quotes === undefined || quotes.cited.length > 0 || lists.length === 0;
  const parts = [...lists, ...(quotes && isAnswered ? [quotes] : [])];
  return {
    text: [quotedMark, ...parts.map(part => part.text)].join('\n\n'),
    cited: citedIn(parts),
  };
}

const nothingToQuote: ExtractivePart = {
  text: 'No model answers now. Ask what you wrote, what is due or how a goal is going: your notes answer.',
  cited: [],
};

/** A list that answers is enough; of a goal, what was written about it belongs to the answer too. */
function needsQuotes({intent}: QuoteRequest, lists: readonly ExtractivePart[]): boolean {
  if (intent.asksGoals && !intent.asksDone) return true;
  return citedIn(lists).length === 0;
}

const citedIn = (parts: readonly ExtractivePart[]): readonly string[] =>
  parts.flatMap(part => part.cited);
