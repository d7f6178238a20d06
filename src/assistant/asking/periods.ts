/** A time looked back on: what was written, done and on, day by day; and a summary with what is still due. */
import {isOverdue} from '../../planner/agenda/urgency.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {block, eventChoice, eventsOn, taskChoice} from './choices.ts';
import {enoughForFact, judged, timeOfEvidence} from './evidence.ts';
import type {TimedFields} from './happened.ts';
import type {Doc, Life, LifeDays} from './life.ts';
import type {Question} from './question.ts';
import {dayLine, quoted, timeText} from './said.ts';

const mostLines = 14;

/** Everything of these days, the earliest first; of a long time what matters more. */
export function periodAnswer(life: Life, question: Question): ExtractivePart {
  const {time, subject} = question;
  const days = question.days ?? lastDays(life, 7);
  const said = time === '' ? 'the last 7 days' : time;
  const docs = docsOf(life, days, question);
  const heading = timeText(said, days, life.clock);
  if (docs.length === 0) {
    const about = subject.words.length > 0 ? ' about that' : '';
    return {text: `Nothing that is kept${about} is from${heading}.`, cited: []};
  }
  const shown = chosen(docs);
  const lines = shown.map(doc => dayLine(doc, life.clock));
  const more = docs.length > shown.length ? [`  and ${docs.length - shown.length} more`] : [];
  const isUndone = onlyDone.test(question.text) && !docs.some(({kind}) => kind === 'task');
  const lead = isUndone
    ? `No task was finished${heading}. What is kept of it:`
    : `${heading.charAt(1).toUpperCase()}${heading.slice(2)}:`;
  return quoted([lead, ...lines, ...more].join('\n'), shown);
}

const onlyDone =
  /\b(?:finish(?:ed)?|complete[d]?|get done|got done|accomplish(?:ed)?|tick(?:ed)? off)\b/i;

const lastDays = (life: Life, count: number): LifeDays => ({
  first: Temporal.PlainDate.from(life.today())
    .subtract({days: count - 1})
    .toString(),
  last: life.today(),
});

function docsOf(life: Life, days: LifeDays, {subject, text}: Question): readonly Doc[] {
  const onlyWritten = /\b(?:write|wrote|written|note[sd]?|diary|journal)\b/i.test(text);
  const done = onlyWritten ? [] : life.done(days).map(task => life.docOf(task));
  const written = life.writtenIn(days);
  const asked = {words: subject.words.filter(({word}) => !doing.test(word)), names: subject.names};
  const events = onlyDone.test(text) && done.length > 0 ? done : [...written, ...done];
  const about = asked.words.length === 0 ? events : judged(asked, events, enoughForFact);
  return about.toSorted((a, b) => timeOfEvidence(a).localeCompare(timeOfEvidence(b)));
}

const doing = /^(?:finish|complet|accomplish|achiev|experienc|tick|done|work)/;

/** Of many, what stands out first; then some of the rest, spread over the time. */
function chosen(docs: readonly Doc[]): readonly Doc[] {
  if (docs.length <= mostLines) return docs;
  const standsOut = docs.filter(isTelling);
  const others = docs.filter(doc => !isTelling(doc));
  const first = spread(standsOut, mostLines);
  const rest = spread(others, mostLines - first.length);
  const shown = new Set([...first, ...rest]);
  return docs.filter(doc => shown.has(doc));
}

function isTelling({kind, entry}: Doc): boolean {
  const {type} = (entry ?? {}) as TimedFields;
  return kind === 'task' || type === 'event' || type === 'achievement';
}

const spread = <One>(all: readonly One[], most: number): readonly One[] =>
  all.length <= most
    ? all
    : Array.from({length: most}, (_, n) => all[Math.floor((n * all.length) / most)]!);

/** What was done, what happened and was written, and, where the time reaches today, what is due. */
export function summaryAnswer(life: Life, question: Question): ExtractivePart {
  const days =
    question.days && question.time !== '' ? question.days : spanOfSummary(life, question.text);
  const {clock} = life;
  const heading = timeText(question.time || 'these days', days, clock);
  const now = life.today();
  const done = life.done(days);
  const written = chosen(life.writtenIn({first: days.first, last: earlier(days.last, now)}));
  const events = eventsOn(life, days);
  const isNow = days.last >= now;
  const open = isNow ? life.open() : [];
  const late = open.filter(task => isOverdue(task, clock));
  const due = open.filter(task => {
    const day = task.due ?? task.scheduled;
    return (
      day !== null &&
      !late.includes(task) &&
      life.dateOf(day) >= now &&
      life.dateOf(day) <= days.last
    );
  });
  const blocks = [
    block(
      'Done',
      done.map(task => dayLine(life.docOf(task), clock)),
    ),
    block(
      'On',
      events.map(one => eventChoice(one, life)),
    ),
    block(
      'Kept',
      written
        .filter(doc => !events.some(({event}) => event.id === doc.id))
        .map(doc => dayLine(doc, clock)),
    ),
    block(
      'Due',
      due.map(task => taskChoice(task, life)),
    ),
    block(
      'Overdue',
      late.map(task => taskChoice(task, life)),
    ),
  ].filter(part => part !== '');
  if (done.length === 0 && blocks.length > 0) blocks.unshift(`No task was finished${heading}.`);
  if (blocks.length === 0) return {text: `Nothing that is kept is from${heading}.`, cited: []};
  const count = `Summary of${heading.replace(/^ in /, ' ')}: ${done.length} done, ${due.length} due${late.length > 0 ? `, ${late.length} overdue` : ''}.`;
  return quoted([count, ...blocks].join('\n\n'), [
    ...done,
    ...events.map(({event}) => event),
    ...written,
    ...due,
    ...late,
  ]);
}

const earlier = (a: string, b: string): string => (a.localeCompare(b) < 0 ? a : b);

/** "My week" is the seven days until now and the rest of this week; "my day" is today. */
function spanOfSummary(life: Life, text: string): LifeDays {
  const today = Temporal.PlainDate.from(life.today());
  if (/\bday\b/i.test(text)) return {first: `${today}`, last: `${today}`};
  if (/\bmonth\b/i.test(text)) {
    const first = today.with({day: 1});
    return {first: `${first}`, last: `${first.add({months: 1}).subtract({days: 1})}`};
  }
  if (/\byear\b/i.test(text)) return {first: `${today.year}-01-01`, last: `${today.year}-12-31`};
  const sunday = today.add({days: 7 - today.dayOfWeek});
  return {first: `${today.subtract({days: 6})}`, last: `${sunday}`};
}
