/** When something is, was, or was last: dates from fields and words; the day of keeping only of what happened then. */
import {findSpan} from '../../language/spans.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {dayText, distanceText} from '../reading/format-dates.ts';
import {eventChoice, eventsOn, taskChoice} from './choices.ts';
import {
  allEvents,
  type Evidence,
  enoughForEvent,
  findEvidence,
  judged,
  timeOfEvidence,
} from './evidence.ts';
import {withoutTwins} from './facts.ts';
import type {TimedFields} from './happened.ts';
import type {Life} from './life.ts';
import type {Question} from './question.ts';
import {nothingKept, quoteDoc, quoted, saidWhen} from './said.ts';
import {coverage} from './subject.ts';

const mostQuotes = 3;
/** Calendars are looked at so far ahead. */
const daysAhead = 500;

export async function whenAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const {subject, tense} = question;
  if (subject.words.length === 0) return nothingKept;
  const ahead = tense === 'past' ? undefined : await aheadAnswer(life, question);
  if (ahead) return ahead;
  return pastAnswer(life, question);
}

/** What lies ahead and has a date; undefined when nothing does. */
async function aheadAnswer(life: Life, question: Question): Promise<ExtractivePart | undefined> {
  const {subject} = question;
  const {clock} = life;
  const isMeant = (text: string): boolean => coverage(subject, text) >= enoughForEvent;
  const now = life.today();
  const last = Temporal.PlainDate.from(now).add({days: daysAhead}).toString();
  const events = eventsOn(life, {first: now, last})
    .filter(({event}) => isMeant(`${event.title} ${event.location ?? ''}`))
    .map(one => ({at: one.event.start, id: one.event.id, line: eventChoice(one, life)}));
  const tasks = life
    .open()
    .filter(
      task =>
        (task.due ?? task.scheduled) !== null &&
        isMeant(`${task.title} ${task.body} ${task.tags.join(' ')}`),
    )
    .map(task => ({
      at: task.due ?? task.scheduled ?? '',
      id: task.id,
      line: taskChoice(task, life),
    }));
  const goals = life.goals().flatMap(goal => {
    const dated = (title: string, at: string | null) =>
      at !== null && isMeant(title)
        ? [
            {
              at,
              id: goal.id,
              line: `${dayText(at, clock.zone)}, ${distanceText(at, clock.now(), clock.zone)}: ${title} [${life.short(goal.id)}]`,
            },
          ]
        : [];
    const steps = goal.milestones
      .filter(one => one.done_at === null)
      .flatMap(one => dated(one.title, one.due));
    return [...dated(goal.title, goal.target_date), ...steps];
  });
  const found = [...events, ...tasks, ...goals]
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .slice(0, mostQuotes);
  const told = (await findEvidence(life, question, enoughForEvent)).filter(doc =>
    tellsDate(doc, life),
  );
  const shown = withoutTwins(
    told.toSorted(
      (a, b) => b.share - a.share || timeOfEvidence(b).localeCompare(timeOfEvidence(a)),
    ),
  )
    .filter(doc => !found.some(({id}) => id === doc.id))
    .slice(0, mostQuotes);
  if (found.length === 0 && shown.length === 0) return undefined;
  const lines = [...found.map(({line}) => line), ...shown.map(doc => toldText(doc, life))];
  return quoted(lines.join('\n\n'), [...found, ...shown]);
}

/** Words that name a day, or fields that do. */
function tellsDate({part, title, entry, kind}: Evidence, life: Life): boolean {
  if (kind === 'task' || kind === 'goal') return false;
  const {valid_from} = (entry ?? {}) as TimedFields;
  if (valid_from != null || typeof entry?.metadata.start === 'string') return true;
  return findSpan(`${title} ${part}`, life.clock) !== undefined || dayWords.test(part);
}

const dayWords =
  /\b(?:(?:every|each|on) (?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:first|second|third|last) (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|june|july|august|september|october|november|december)|\d{1,2}[:.]\d\d|\d{1,2} ?[ap]m|o'clock|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b/i;

const toldText = (doc: Evidence, life: Life): string => quoteDoc(doc, life.clock);

/** The latest of what happened, or the first; nothing where only other things are kept. */
async function pastAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const {subject, days, text, wantsFirst} = question;
  const {clock} = life;
  const all = allEvents(life, subject, days);
  const best = Math.max(0, ...all.map(({share}) => share));
  const close = all.filter(({share}) => share >= best - 0.15);
  const since = /\b(?:since when|how long (?:have|has))\b/i.test(text);
  const inOrder = wantsFirst || since ? close.toReversed() : close;
  const shown = withoutTwins(inOrder).slice(0, mostQuotes);
  const [first] = shown;
  if (!first) return stateAnswer(life, question);
  const word = wantsFirst || since ? 'first' : 'latest';
  const lead = first.happened
    ? `The ${word} about it is from ${saidWhen(first, clock)} [${first.prefix}].`
    : `It is kept without its date [${first.prefix}].`;
  return quoted([lead, ...shown.map(doc => quoteDoc(doc, clock))].join('\n\n'), shown);
}

/** A fact that is true for some time, or one whose words name the day. */
async function stateAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const found = (await findEvidence(life, question, enoughForEvent)).filter(doc =>
    tellsDate(doc, life),
  );
  const said = judged(question.subject, found, enoughForEvent);
  const shown = withoutTwins(said.toSorted((a, b) => b.share - a.share)).slice(0, mostQuotes);
  if (shown.length === 0) return nothingKept;
  return quoted(shown.map(doc => quoteDoc(doc, life.clock)).join('\n\n'), shown);
}
