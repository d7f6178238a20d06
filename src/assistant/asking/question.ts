/** What a question wants, read from its words: which kind of answer, of which time, about what. */
import {type Clock, dateOf, today, toIso} from '../../ground/time.ts';
import {findSpan} from '../../language/spans.ts';
import type {LifeDays} from './life.ts';
import {type AskedSubject, subjectOf} from './subject.ts';

export type QuestionKind =
  /** What to do now, for so many minutes or so much energy. */
  | 'next'
  /** What is on or due on days to come. */
  | 'agenda'
  | 'goals'
  /** A time looked back on. */
  | 'period'
  | 'summary'
  | 'count'
  | 'sum'
  | 'when'
  | 'whether'
  | 'fact';

export interface Question {
  readonly kind: QuestionKind;
  readonly text: string;
  readonly days: LifeDays | undefined;
  /** The words that named the time. */
  readonly time: string;
  readonly subject: AskedSubject;
  /** About what has been, what is, or what will be. */
  readonly tense: 'past' | 'present' | 'future';
  readonly wantsLatest: boolean;
  readonly wantsFirst: boolean;
  readonly minutes: number | undefined;
  readonly energy: number | undefined;
}

const nextPattern =
  /\bwhat (?:should|shall|can|could|do|must) i (?:do|tackle|start|work on|begin)(?: (?:now|next|first|today|with|in|right now))*\b(?!.*\b(?:about|for|with) (?:the|my|a)\b)|\bwhat(?:'s| is) next\b|\bwhat next\b|\bmost (?:urgent|important|pressing)\b|\bi(?:'ve| have)(?: got| only)?(?: about)? (?:\d+|an?|half an|a few|ten|twenty|thirty|fifteen) ?(?:min|minutes?|hours?|hrs?)\b|\bwhat (?:should|can) i (?:do )?(?:in|with) \d+ ?min|\bwhere (?:should|do) i (?:start|begin)\b|\bhighest priority\b|\btop priorit(?:y|ies)\b|\b(?:low|little|no|high|full of) energy\b|\bi(?:'m| am) (?:tired|exhausted|full of energy)\b|\bsuggest (?:a|me|some)\b.*\b(?:task|to do)\b|\bsomething (?:quick|short|easy|small)\b/i;
const agendaPattern =
  /\b(?:due|overdue|deadlines?|to-?dos?|agenda|appointments?|calendar|schedule[d]?|planned|upcoming|coming up|meetings?)\b|\bwhat(?:'s| is| do i have| have i got| are my plans)?\b.*\bon (?:my (?:plate|list|schedule|calendar)|for|the agenda)?\b|\b(?:do|have) i (?:have|got) (?:anything|something|plans|any|to|an?)\b|\banything (?:on|for|planned|due)\b|\bam i (?:free|busy)\b|\bwhat(?:'s| is) (?:on|happening|left|open)\b|\bwhat do i (?:have|need) to do\b|\bmy (?:day|plans?|tasks?)\b|\bis there anything\b/i;
const goalPattern =
  /\b(?:goals?|milestones?|progress)\b|\bhow (?:is|are|'s)\b.*\b(?:going|doing|coming along|getting (?:on|along)|progressing)\b|\bhow far (?:am|are|is|have|has|along)\b|\bhow close am i\b|\bon track\b/i;
const summaryPattern =
  /\b(?:summar(?:y|i[sz]e)|sum up|recap|review|wrap up|look back|overview)\b|\bhow (?:was|did|were) (?:my|the|last|this)\b.*\b(?:week|weekend|month|year|day|january|february|march|april|may|june|july|august|september|october|november|december|go)\b|\btell me about (?:my|last|this) (?:week|month|year|day|weekend)\b/i;
const periodPattern =
  /\bwhat (?:did|have|had) (?:i|we) (?:do|done|been doing|been up to|get up to|write|written|note|keep|experience|finish|complete|get done|accomplish|achieve)\b|\bwhat (?:was|were|am|have) (?:i|we) (?:been )?(?:doing|up to)\b|\bwhat(?:'s| has| is)? happened\b|\bwhat (?:happened|went on|was going on|was on)\b|\bwhat (?:was|were) (?:in|on|last|my)\b|\b(?:notes?|entries|diary|journal|memories) (?:from|of|in|on)\b|\bwhat(?:'s| is) new\b/i;
const countPattern = /\bhow (?:many|often)\b|\bcount (?:my|the|all|how)\b|\bhow frequently\b/i;
const sumPattern =
  /\bhow much\b.*\b(?:altogether|in total|in all|overall|all together|sum|spend|spent|paid|pay|earn|earned|donate)\b|\bhow (?:many|far|long|much)\b.*\b(?:km|kilomet(?:er|re)s?|miles|metres|meters|hours|minutes|pages|euros?|dollars|pounds|steps|kg)\b|\btotal (?:distance|cost|amount|time|of)\b|\bhow far did (?:i|we) (?:run|walk|cycle|swim|ride|hike)\b|\bwhat did (?:i|we) (?:spend|pay)\b.*\b(?:altogether|total|in all)\b/i;
const whenPattern =
  /\b(?:when|what (?:day|date|year|month|time)|which (?:day|date|year|month)|since when|how long (?:ago|since|have|has|until|till|is it)|how many (?:days|weeks|months) (?:until|till|to|ago|since)|what day is)\b|\blast time\b/i;
const whetherPattern =
  /^\W*(?:(?:and|so|ok|hey),? )*(?:did|have|has|had|was|were|is|are|do|does|am|will|can)\b/i;
const latestPattern = /\b(?:last|latest|most recent(?:ly)?|newest|recently)\b/i;
const firstPattern = /\b(?:first|earliest|originally)\b/i;
const pastPattern =
  /\b(?:did|was|were|had|used to|ago|happened|been|have i|has \w+ (?:ever|been)|went|done|ran|saw|said|told|wrote)\b/i;
const futurePattern =
  /\b(?:will|going to|tomorrow|next|coming|upcoming|due|planned|scheduled|do i have|have i got|am i|is there|what's on|what is on|anything on|shall|should|must|until|till|need to|have to|do we)\b/i;

export function readQuestion(text: string, clock: Clock): Question {
  const tense = tenseOf(text);
  const span = spanOf(text, tense, clock);
  const time = span?.text ?? '';
  const days = span && daysOf(span, clock);
  const subject = subjectOf(withoutAsking(text), time);
  const read = {text, days, time, subject, tense};
  return {
    ...read,
    kind: kindOf(text, read),
    wantsLatest: latestPattern.test(text.replace(time, ' ')),
    wantsFirst: firstPattern.test(text.replace(time, ' ')),
    minutes: minutesIn(text),
    energy: energyIn(text),
  };
}

function kindOf(
  text: string,
  {days, subject, tense}: Pick<Question, 'days' | 'subject' | 'tense'>,
): QuestionKind {
  if (nextPattern.test(text)) return 'next';
  if (summaryPattern.test(text)) return 'summary';
  if (
    sumPattern.test(text) &&
    !/\bhow (?:long|many) (?:ago|since|until|till|days|weeks)\b/i.test(text)
  )
    return 'sum';
  if (whenPattern.test(text)) return 'when';
  if (countPattern.test(text)) return 'count';
  if (goalPattern.test(text)) return 'goals';
  if (periodPattern.test(text) && (days !== undefined || subject.words.length === 0))
    return 'period';
  if (agendaPattern.test(text) && tense !== 'past') return 'agenda';
  if (days && days.last >= days.first && tense === 'future' && subject.words.length === 0)
    return 'agenda';
  if (days && tense === 'past' && subject.words.length === 0) return 'period';
  if (whetherPattern.test(text)) return 'whether';
  return 'fact';
}

const tenseOf = (text: string): Question['tense'] =>
  /\bwill\b/i.test(text)
    ? 'future'
    : pastPattern.test(text)
      ? 'past'
      : futurePattern.test(text)
        ? 'future'
        : 'present';

/** A weekday or a month is the one before in what has been, the coming one in what is to come. */
function spanOf(text: string, tense: Question['tense'], clock: Clock) {
  const isAhead =
    tense === 'future' ||
    (tense !== 'past' &&
      (agendaPattern.test(text) || /\b(?:is|are|do|have) (?:on|there|i|we|my|the)\b/i.test(text)));
  // "A summary of november": a month alone may be a word, and is none after "in".
  const said = text.replace(ofMonth, 'in ');
  return findSpan(isAhead ? `${said.replace(/\W+$/, '')} due` : said, clock);
}

const ofMonth =
  /\b(?:of|for|about) (?=(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)\b)/gi;

function daysOf(
  {from, to}: {readonly from?: string; readonly to?: string},
  clock: Clock,
): LifeDays | undefined {
  const first = from === undefined ? undefined : dateOf(from, clock.zone);
  const last = to === undefined ? undefined : dateOf(toIso(Date.parse(to) - 1), clock.zone);
  return {first: first ?? '1900-01-01', last: last ?? laterOf(first, today(clock))};
}

const laterOf = (first: string | undefined, now: string): string =>
  first !== undefined && first > now ? first : now;

/** Words of a request that look like a subject: "summarise my week". */
const withoutAsking = (text: string): string =>
  text
    .replace(/\b(?:last|family|middle|maiden|full) name\b/gi, 'surname')
    .replace(
      /\b(?:most urgent|most important|how (?:is|are|am|far)|going|coming along|on track|how long|how often|how many|how much|altogether|in total|in all|overall|summari[sz]e|sum up|recap|review|progress|agenda|calendar|schedule|appointments?|overdue|due|deadlines?|goals?|milestones?|plans?|tasks?|to-?dos?|diary|journal|entries|this|free|busy|please|spare|minutes?|hours?|energy)\b/gi,
      ' ',
    );

const numberWords: Readonly<Record<string, number>> = {
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  sixty: 60,
  an: 1,
  a: 1,
  two: 2,
  three: 3,
};

function minutesIn(text: string): number | undefined {
  if (/\bhalf an hour\b/i.test(text)) return 30;
  if (/\bquarter of an hour\b/i.test(text)) return 15;
  const found =
    /\b(\d+|five|ten|fifteen|twenty|thirty|forty-five|forty|sixty|an|a|two|three) ?(minutes?|mins?|hours?|hrs?|h)\b/i.exec(
      text,
    );
  if (!found) return undefined;
  const amount = numberWords[found[1]!.toLowerCase()] ?? Number(found[1]);
  return /^h/i.test(found[2]!) ? amount * 60 : amount;
}

function energyIn(text: string): number | undefined {
  if (/\b(?:low|little|no|hardly any) energy\b|\b(?:tired|exhausted|worn out)\b/i.test(text))
    return 2;
  const said = /\benergy (?:of |level )?([1-5])\b/i.exec(text);
  return said ? Number(said[1]) : undefined;
}
