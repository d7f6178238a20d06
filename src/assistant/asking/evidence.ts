/** What speaks for an answer: what is kept that has all that a question is about. */

import {wordsOf} from '../../recall/terms/analysis.ts';
import {irregularForms} from '../../recall/terms/irregular.ts';
import type {TimedFields} from './happened.ts';
import type {Doc, Life, LifeDays} from './life.ts';
import type {Question} from './question.ts';
import {type AskedSubject, bestPart, telling} from './subject.ts';

export interface Evidence extends Doc {
  /** How much of the subject it has, 0 to 1. */
  readonly share: number;
  /** The sentences that have it. */
  readonly part: string;
}

/** A fact may lack a word of the question; of what happened, each counts. */
export const enoughForFact = 0.6;
export const enoughForEvent = 0.7;
const mostFound = 60;

export const judged = (
  subject: AskedSubject,
  docs: readonly Doc[],
  least: number,
): readonly Evidence[] =>
  docs
    .map(doc => ({
      ...doc,
      ...bestPart(subject, {
        title: `${doc.title} ${doc.tags.join(' ')} ${doc.speaker}`,
        text: doc.text,
      }),
    }))
    .filter(({share}) => share >= least && share > 0);

/** What recall finds for a question and its names, as far as it is about them. */
export async function findEvidence(
  life: Life,
  {text, subject}: Question,
  least: number,
): Promise<readonly Evidence[]> {
  const found = await life.find(text, mostFound);
  const words = subject.words.flatMap(({word, related}) => [word, ...related]).join(' ');
  const more = words === '' ? [] : await life.find(words, mostFound);
  const all = new Map([...more, ...found].map(doc => [`${doc.id} ${doc.text}`, doc]));
  return judged(subject, [...all.values()], least);
}

/** Everything written, and all tasks that were finished, that tell of it as something that happened. */
export function allEvents(
  life: Life,
  subject: AskedSubject,
  days: LifeDays | undefined,
): readonly Evidence[] {
  const about = telling(subject);
  const span = days ?? {first: '1900-01-01', last: life.today()};
  const done = life.done(span, 20_000).map(task => life.docOf(task));
  const written = days ? life.writtenIn(days) : life.written();
  const events = judged(about, [...written, ...done], enoughForEvent).filter(doc =>
    isEvent(doc, life),
  );
  return withoutEchoes(events, life).toSorted((a, b) =>
    timeOfEvidence(b).localeCompare(timeOfEvidence(a)),
  );
}

export const timeOfEvidence = ({happened}: Pick<Doc, 'happened'>): string => happened?.at ?? '';

/** A task that was finished and the diary of the same day tell of one thing. */
function withoutEchoes(events: readonly Evidence[], life: Life): readonly Evidence[] {
  const days = new Set(
    events
      .filter(doc => doc.kind !== 'task' && doc.happened)
      .map(doc => life.dateOf(timeOfEvidence(doc))),
  );
  return events.filter(
    doc => doc.kind !== 'task' || !doc.happened || !days.has(life.dateOf(timeOfEvidence(doc))),
  );
}

/** Words of what is so, and not of what happened. */
const present =
  /\b(?:is|are|am|has|have|likes?|loves?|prefers?|lives?|works?|needs?|wants?|plays?|drives?|keeps?|every|always|usually|never)\b/i;

const standing = new Set(['routine', 'preference', 'person', 'goal']);

/** Whether it tells of something that has happened, and not of what is so or will be. */
function isEvent(doc: Evidence, life: Life): boolean {
  const {entry, happened, part} = doc;
  if (!entry) return true;
  const {type, completed_at} = entry as typeof entry & TimedFields;
  if (entry.kind === 'task') return completed_at != null;
  if (entry.kind === 'goal') return false;
  if (happened && life.dateOf(happened.at) > life.today()) return false;
  if (typeof entry.metadata.start === 'string') return true;
  if (type !== undefined && standing.has(type)) return false;
  if (
    /\b(?:will|shall|going to|want to|plan to|must|should|need to|next time|would like)\b/i.test(
      part,
    )
  )
    return false;
  if (type === 'event' || type === 'achievement') return true;
  if (/^\d{4}-\d\d-\d\d$/.test(entry.title)) return true;
  const hasPast = wordsOf(`${entry.title} ${part}`).some(
    word => (irregularForms.get(word) ?? word) !== word || /[a-z]{2}ed$/.test(word),
  );
  return hasPast || !present.test(`${entry.title} ${part}`);
}

/** Whether the fact is true on some of these days; undefined where no dates are kept with it. */
export function holdsOn({entry}: Doc, {first, last}: LifeDays, life: Life): boolean | undefined {
  const {valid_from, valid_to} = (entry ?? {}) as TimedFields;
  if (valid_from == null && valid_to == null) return undefined;
  if (valid_from != null && life.dateOf(valid_from) > last) return false;
  return valid_to == null || life.dateOf(valid_to) > first;
}
