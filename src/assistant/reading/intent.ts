/** What a person probably wants with a line, read from its words alone: quick, and the same every time. */

export interface Intent {
  readonly kind: 'question' | 'change' | 'talk';
  /** About what is due or to be done. */
  readonly asksDue: boolean;
  /** About goals, or how far something has come. */
  readonly asksGoals: boolean;
  /** About what was got done. */
  readonly asksDone: boolean;
  /** Wants a date: of the latest time something happened, or of the next. */
  readonly asksWhen: 'last' | 'next' | undefined;
}

const questionWord =
  /^\W*(and |so |but |then |ok(ay)?,? |please |tell me |show me )*(what|when|where|who|whom|whose|which|why|how|did|do|does|is|are|was|were|am|have|has|had|can|could|should|shall|will|would|may|any(thing|one|body)?)\b/i;

const wantsList =
  /^\W*(show|list|find|search|look up|tell me|remind me (of|about|what|when|where|who|how))\b/i;

const changeWord =
  /^\W*(please |can you |could you |would you )?(add|create|make|schedule|plan|remember|note|save|keep|remind me|put|set|mark|complete|finish|close|cancel|move|postpone|reschedule|delete|remove|forget|tick|check off|cross|write down|jot)\b/i;

const statedWish = new RegExp(
  [
    String.raw`\b(i|we) (really |also |still )?((need|have|want|ought|plan|promised|decided|'?d like|would like) to|must|should|gotta)\b`,
    String.raw`\b(i|we)('ve|'ll have| have)? (just |already |finally )?(finished|completed|done|did|paid|called|booked|ordered|returned|signed|got to)\b`,
    String.raw`\b(?:is|are) (?:done|paid|sent|booked|bought|ordered|signed|finished)\b|\bdon'?t let me forget\b|\bremind me\b`,
  ].join('|'),
  'i',
);

const dueWord =
  /\b(due|overdue|deadlines?|to-?dos?|tasks?|agenda|on my (plate|list|schedule|calendar)|coming up|upcoming|what('s| is) (next|left|open|on)|(have|need) to do|should i (do|work on)|my (day|week|plan|plans|schedule))\b/i;

const goalWord =
  /\b(goals?|progress|milestones?)\b|\bhow (is|are|am|'s)\b.*\b(going|doing|coming along|getting (on|along))\b|\bhow far (am|are|is|have|has)\b/i;

const doneWord =
  /\b(did|have|has|had|'ve) (i|we) (already |just |ever )?(do|done|finish|finished|get done|got done|complete|completed|accomplish|accomplished|achieve|achieved|manage)\b|\bwhat('s| is| was| were| got| has been)? (done|finished|completed)\b|\bhow am i doing\b/i;

const lastTime =
  /\b(when|what (day|date|year|month))\b.*\b(last|latest|most recent(ly)?)\b|\blast time\b/i;
const nextTime =
  /\bwhen\b.*\b(next|is my|are my|do i|am i|will i|should i|must i)\b|\bnext time\b/i;
const whenDid = /^\W*(and )?when (did|was|were|have|had)\b|\bhow long ago\b/i;

export function readIntent(text: string): Intent {
  const line = text.trim();
  const isQuestion = /\?\W*$/.test(line) || questionWord.test(line) || wantsList.test(line);
  const isChange = !isQuestion && (changeWord.test(line) || statedWish.test(line));
  const asksForChange =
    isQuestion &&
    /^\W*(please |can you |could you |would you )/i.test(line) &&
    changeWord.test(line);
  return {
    kind: isChange || asksForChange ? 'change' : isQuestion ? 'question' : 'talk',
    asksDue: dueWord.test(line),
    asksGoals: isQuestion && goalWord.test(line),
    asksDone: isQuestion && doneWord.test(line),
    asksWhen:
      lastTime.test(line) || whenDid.test(line) ? 'last' : nextTime.test(line) ? 'next' : undefined,
  };
}

const pointsBack = /\b(it|that|this|they|them|those|these|he|she|him|her|there|then|one)\b/i;

/** The words to look for: a short follow-up takes the question before it along. */
export function searchText(text: string, before: string | undefined): string {
  const words = text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const isFollowUp = words.length < 3 || (words.length < 8 && pointsBack.test(text));
  return before !== undefined && isFollowUp ? `${text}\n${before}` : text;
}
