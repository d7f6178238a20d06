/** Facts: who, what, where, whether; and what was said about something. */
import {wordsOf} from '../../recall/terms/analysis.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {taskChoice} from './choices.ts';
import {
  allEvents,
  type Evidence,
  enoughForEvent,
  enoughForFact,
  findEvidence,
  holdsOn,
  judged,
  timeOfEvidence,
} from './evidence.ts';
import type {TimedFields} from './happened.ts';
import type {Life} from './life.ts';
import type {Question} from './question.ts';
import {dayLine, nothingKept, quoteDoc, quoted, timeText} from './said.ts';
import {coverage} from './subject.ts';

const mostQuotes = 4;
const mostLines = 8;

export const factAnswer = (life: Life, question: Question): Promise<ExtractivePart> =>
  factFrom(life, question, () => true);

async function factFrom(
  life: Life,
  question: Question,
  isMeant: (doc: Evidence) => boolean,
): Promise<ExtractivePart> {
  if (question.subject.words.length === 0) return nothingKept;
  const all = await findEvidence(life, question, enoughForFact);
  const found = all.filter(doc => hasWanted(question, doc) && isMeant(doc));
  const fitting = ofItsTime(life, question, preferWritten(question, found));
  if (fitting.length === 0) return nothingKept;
  const best = Math.max(...fitting.map(({share}) => share));
  const close = fitting.filter(({share}) => share >= best - 0.1);
  const shown = withoutTwins(ordered(life, question, close)).slice(0, mostQuotes);
  return quoted(shown.map(doc => quoteDoc(doc, life.clock)).join('\n\n'), shown);
}

const asksToDo = /\b(?:do|done|task|due|buy|order|finish|todo|to-do|plan(?:ned)?|goal)\b/i;

/** A task or a goal is no fact about somebody, where something else tells it. */
function preferWritten({text}: Question, found: readonly Evidence[]): readonly Evidence[] {
  if (asksToDo.test(text)) return found;
  const written = found.filter(({kind}) => kind !== 'task' && kind !== 'goal');
  return written.length > 0 ? written : found;
}

/** Of facts that change, those of the time asked about; without one, those of today. */
function ofItsTime(
  life: Life,
  {days, tense}: Question,
  found: readonly Evidence[],
): readonly Evidence[] {
  if (!days) {
    const now = {first: life.today(), last: life.today()};
    const holding = found.filter(doc => holdsOn(doc, now, life) !== false);
    return tense === 'past' || holding.length === 0 ? found : holding;
  }
  const dated = found.filter(doc => holdsOn(doc, days, life) === true);
  if (dated.length > 0) return dated;
  const undated = found.filter(doc => holdsOn(doc, days, life) === undefined);
  const within = undated.filter(doc => life.isIn(doc, days));
  if (within.length > 0) return within;
  // What was so before, and nothing says that it had changed by then.
  const before = undated.filter(
    doc => timeOfEvidence(doc) !== '' && life.dateOf(timeOfEvidence(doc)) <= days.last,
  );
  return before.toSorted((a, b) => timeOfEvidence(b).localeCompare(timeOfEvidence(a))).slice(0, 1);
}

const saidBy =
  /\b(?:say|said|says|tell|told|think|thinks|thought|recommend\w*|advise\w*|suggest\w*|want\w*|ask\w*|warn\w*|promise\w*|mention\w*)\b/i;

/** The most fitting first; of equals what is from the person who is asked about, then the newest. */
function ordered(
  life: Life,
  {text, subject, days, wantsFirst}: Question,
  found: readonly Evidence[],
): readonly Evidence[] {
  const asksSaid = saidBy.test(text);
  const names = subject.names.map(({word}) => word);
  const asksHabit = /\b(?:how often|usually|normally|which days|what days)\b/i.test(text);
  const asksWho = /\bwho(?:'s| is| was| are)\b/i.test(text) && names.length > 0;
  const worth = (doc: Evidence): number => {
    const speaks = names.some(name => doc.speaker.toLowerCase().includes(name));
    const tells = saidBy.test(doc.part) ? 0.2 : 0;
    const said = asksSaid ? (speaks ? 0.5 : tells) : 0;
    const kept = doc.kind.startsWith('said') ? -0.1 : 0;
    if (asksWho) return doc.share + (introduces(doc, names) ? 1 : 0) + kept;
    const habit = asksHabit && (doc.entry as TimedFields | undefined)?.type === 'routine' ? 0.5 : 0;
    const titled = coverage(subject, doc.title) > 0 ? 0.2 : 0;
    return doc.share + titled + habit + said + kept + Math.min(0.15, doc.score / 8);
  };
  const isNewer = (a: Evidence, b: Evidence): number =>
    (wantsFirst ? -1 : 1) * timeOfEvidence(b).localeCompare(timeOfEvidence(a));
  const round = (value: number): number => Math.round(value * 5);
  const sorted = found.toSorted((a, b) => round(worth(b)) - round(worth(a)) || isNewer(a, b));
  return days
    ? sorted.toSorted(
        (a, b) => Number(holdsOn(b, days, life) ?? 0) - Number(holdsOn(a, days, life) ?? 0),
      )
    : sorted;
}

/** "Anna is my sister": says who somebody is. */
function introduces({entry, part}: Evidence, names: readonly string[]): boolean {
  const {type} = (entry ?? {}) as TimedFields;
  const first = wordsOf(part).slice(0, 6);
  return (
    names.some(name => first.includes(name)) &&
    (type === 'person' || /\b(?:is|was|are) (?:my|our|the|an?)\b|, (?:my|our) \w+/i.test(part))
  );
}

const wantsNumber = /\b(?:phone|number|code|pin|iban|email|e-mail|zip|policy)\b/i;

/** A number that is asked for stands in the answer as digits. */
function hasWanted({text}: Question, {part, title}: Evidence): boolean {
  if (/\bphone\b/i.test(text))
    return (
      /\b(?:phone|tel|mobile|number|cell)\b/i.test(`${title} ${part}`) &&
      /\d(?:[\d /-]*\d){4}/.test(part)
    );
  return !wantsNumber.test(text) || /\d{2}|@/.test(part);
}

/** The same words once, the newest of them. */
export function withoutTwins<One extends Evidence>(docs: readonly One[]): readonly One[] {
  const seen = new Set<string>();
  return docs.filter(doc => {
    const words = `${doc.title}\n${doc.text}`.toLowerCase();
    return !seen.has(words) && seen.add(words);
  });
}

/** Yes with what says so; otherwise that nothing does, and what is still to be done. */
export async function whetherAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const {subject, days, tense, time} = question;
  if (subject.words.length === 0) return nothingKept;
  if (tense !== 'past') return factAnswer(life, question);
  const events = allEvents(life, subject, days);
  if (events.length > 0) {
    const shown = withoutTwins(events).slice(0, mostLines);
    const lines = shown.map(doc => dayLine(doc, life.clock));
    return quoted([`Yes${timeText(time, days, life.clock)}:`, ...lines].join('\n'), shown);
  }
  if (!days) {
    // What is to be done says nothing of what was.
    const facts = await factFrom(life, question, ({kind}) => kind !== 'task' && kind !== 'goal');
    if (facts.cited.length > 0) return facts;
  }
  const open = life
    .open()
    .filter(task => judged(subject, [life.docOf(task)], enoughForEvent).length > 0);
  const still = open.slice(0, 2).map(task => `Still open: ${taskChoice(task, life)}`);
  const said = `Nothing that is kept says so${timeText(time, days, life.clock)}.`;
  return quoted([said, ...still].join('\n'), open.slice(0, 2));
}
