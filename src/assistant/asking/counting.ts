/** How many, how often, how much altogether: counted and added up from what is kept. */
import {isOverdue} from '../../planner/agenda/urgency.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {taskChoice} from './choices.ts';
import {allEvents, type Evidence, enoughForFact, findEvidence, judged} from './evidence.ts';
import {factAnswer} from './facts.ts';
import type {Life} from './life.ts';
import type {Question} from './question.ts';
import {dayLine, nothingKept, quoted, times, timeText} from './said.ts';
import {type AskedSubject, coverage} from './subject.ts';

const mostLines = 12;

export async function countAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const ofKind = countOfKind(life, question);
  if (ofKind) return ofKind;
  const {subject, days, time, text, tense} = question;
  if (subject.words.length === 0) return nothingKept;
  const isEvents = tense === 'past' || /\b(?:times|often)\b/i.test(text);
  const told = await numbersTold(life, question);
  if (told.some(({part}) => tellsNumberOf(text, part))) return quotedFact(life, question);
  if (told.length > 0 && (!isEvents || /\bhow often do\b/i.test(text)))
    return quotedFact(life, question);
  const events = allEvents(life, subject, days);
  const heading = timeText(time, days, life.clock);
  if (events.length === 0) {
    const fact = await quotedFact(life, question);
    return fact.cited.length > 0 && !days
      ? fact
      : {text: `Nothing that is kept tells of that${heading}: 0 times.`, cited: []};
  }
  const lines = listed(events, life);
  return quoted(
    [`${times(events.length)}${heading}:`, ...lines].join('\n'),
    events.slice(0, mostLines),
  );
}

const quotedFact = (life: Life, question: Question): Promise<ExtractivePart> =>
  factAnswer(life, question);

/** "Invited 40 people" tells how many people, and not how many times. */
function tellsNumberOf(question: string, part: string): boolean {
  const noun = /\bhow many (?:\w+ )??([a-z]{4,})\b/i.exec(question)?.[1];
  if (noun === undefined || noun.toLowerCase() === 'times') return false;
  const beginning = noun.slice(0, Math.max(4, noun.length - 2));
  return new RegExp(
    `\\b(?:\\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)\\b (?:\\w+ )?${beginning}`,
    'i',
  ).test(part);
}

/** "How many bees does Tomasz have": a fact with a number, or with how often. */
async function numbersTold(life: Life, question: Question): Promise<readonly Evidence[]> {
  const found = await findEvidence(life, question, enoughForFact);
  return found.filter(
    ({part, kind}) =>
      kind !== 'task' &&
      /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|every|each|daily|weekly|once|twice|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b/i.test(
        part,
      ),
  );
}

function listed(events: readonly Evidence[], life: Life): readonly string[] {
  const shown = events.slice(0, mostLines).map(doc => dayLine(doc, life.clock));
  return events.length > mostLines ? [...shown, `  and ${events.length - mostLines} more`] : shown;
}

const kindPattern =
  /\bhow many (?:\w+ ){0,2}?(tasks?|to-?dos?|notes?|goals?|memories|appointments?|meetings?|events?)\b/i;

function countOfKind(life: Life, question: Question): ExtractivePart | undefined {
  const kind = kindPattern.exec(question.text)?.[1]?.toLowerCase();
  if (kind === undefined) return undefined;
  const {days, text, time} = question;
  const subject = withoutKind(question.subject);
  const heading = timeText(time, days, life.clock);
  const isMeant = (words: string): boolean =>
    subject.words.length === 0 || coverage(subject, words) >= 0.6;
  const say = (
    count: number,
    what: string,
    lines: readonly string[],
    cited: readonly {id: string}[],
  ): ExtractivePart => {
    const shown = lines.slice(0, mostLines).map(line => `  ${line.trim()}`);
    return quoted(
      [`${count} ${what}${heading}${shown.length > 0 ? ':' : '.'}`, ...shown].join('\n'),
      cited.slice(0, mostLines),
    );
  };
  if (/^(?:task|to)/.test(kind)) {
    if (/\b(?:did|done|finish\w*|complet\w*|tick\w*)\b/i.test(text)) {
      const done = life
        .done(days ?? {first: '1900-01-01', last: life.today()}, 20_000)
        .filter(task => isMeant(task.title));
      return say(
        done.length,
        plural(done.length, 'task', 'done'),
        done.map(task => dayLine(life.docOf(task), life.clock)),
        done,
      );
    }
    const open = life.open().filter(task => isMeant(task.title));
    const asked = /\boverdue\b/i.test(text)
      ? open.filter(task => isOverdue(task, life.clock))
      : days
        ? open.filter(task => {
            const day = task.due ?? task.scheduled;
            return day !== null && life.dateOf(day) >= days.first && life.dateOf(day) <= days.last;
          })
        : open;
    const word = /\boverdue\b/i.test(text) ? 'overdue' : 'open';
    return say(
      asked.length,
      plural(asked.length, 'task', word),
      asked.map(task => taskChoice(task, life)),
      asked,
    );
  }
  if (/^goal/.test(kind)) {
    const isReached = /\b(?:reached|achieved|completed|finished|done)\b/i.test(text);
    const goals = isReached
      ? life.allGoals().filter(goal => goal.completed_at !== null)
      : life.goals();
    return say(
      goals.length,
      plural(goals.length, 'goal', isReached ? 'reached' : 'under way'),
      goals.map(goal => `${goal.title} [${life.short(goal.id)}]`),
      goals,
    );
  }
  if (/^(?:appoint|meet|event)/.test(kind)) {
    const span = days ?? {
      first: life.today(),
      last: Temporal.PlainDate.from(life.today()).add({days: 365}).toString(),
    };
    const events = [...life.events(span).values()].flat().filter(event => isMeant(event.title));
    const unique = [...new Map(events.map(event => [event.id, event])).values()];
    return say(
      unique.length,
      plural(unique.length, kind.replace(/s$/, ''), ''),
      unique.map(event => `${event.title} [${life.short(event.id)}]`),
      unique,
    );
  }
  const written = (days ? life.writtenIn(days) : life.written()).filter(
    doc => doc.kind === (kind.startsWith('note') ? 'note' : 'memory'),
  );
  const docs = subject.words.length === 0 ? written : judged(subject, written, enoughForFact);
  return say(
    docs.length,
    kind.startsWith('note')
      ? plural(docs.length, 'note', '')
      : docs.length === 1
        ? 'memory'
        : 'memories',
    docs.map(doc => dayLine(doc, life.clock)),
    docs,
  );
}

const withoutKind = ({words}: AskedSubject): AskedSubject => {
  const left = words.filter(
    ({word}) =>
      !/^(?:task|todo|note|goal|memor|appointment|meeting|event|open|overdue|finish|complete|done|under|way|have|reach|achiev|tick)/.test(
        word,
      ),
  );
  return {words: left, names: left.filter(({isName}) => isName)};
};

const plural = (count: number, noun: string, state: string): string =>
  `${count === 1 ? noun : `${noun}s`}${state === '' ? '' : ` ${state}`}`;

interface Unit {
  readonly asked: RegExp;
  /** The number is the first group that is there. */
  readonly told: RegExp;
  readonly name: string;
}

const number = String.raw`(\d{1,3}(?:[,']\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)`;
const units: readonly Unit[] = [
  {
    asked:
      /\b(?:spend|spent|pay|paid|cost|price|euros?|dollars?|pounds?|francs?|money|earn(?:ed)?|donated?)\b|[€$£]/i,
    told: new RegExp(
      String.raw`(?:[€$£]|EUR|USD|GBP|CHF) ?${number}|${number} ?(?:[€$£]|EUR\b|USD\b|GBP\b|CHF\b|euros?\b|dollars?\b|pounds?\b|francs?\b)`,
      'gi',
    ),
    name: '',
  },
  {asked: /\bmiles?\b/i, told: new RegExp(`${number} ?(?:miles?|mi)\\b`, 'gi'), name: 'miles'},
  {
    asked: /\b(?:hours?|how long)\b/i,
    told: new RegExp(`${number} ?(?:hours?|hrs?|h)\\b`, 'gi'),
    name: 'hours',
  },
  {
    asked: /\bminutes?\b/i,
    told: new RegExp(`${number} ?(?:minutes?|mins?)\\b`, 'gi'),
    name: 'minutes',
  },
  {asked: /\bpages?\b/i, told: new RegExp(`${number} ?pages?\\b`, 'gi'), name: 'pages'},
  {asked: /\bsteps?\b/i, told: new RegExp(`${number} ?steps?\\b`, 'gi'), name: 'steps'},
  {asked: /\b(?:kg|kilos?)\b/i, told: new RegExp(`${number} ?(?:kg|kilos?)\\b`, 'gi'), name: 'kg'},
  {
    asked: /\b(?:km|kilomet(?:er|re)s?|how far|distance|far)\b/i,
    told: new RegExp(`${number} ?(?:km|kilomet(?:er|re)s?)\\b`, 'gi'),
    name: 'km',
  },
];
const unitWords =
  /\b(?:km|kilomet(?:er|re)s?|miles?|hours?|minutes?|pages?|euros?|dollars?|pounds?|steps?|kg|kilos?|spend|spent|pay|paid|cost|costs|money|earn(?:ed)?|distance|far|total|amount)\b/i;

/** The sum over all that tells an amount in the unit asked for, with each part of it. */
export async function sumAnswer(life: Life, question: Question): Promise<ExtractivePart> {
  const unit = units.find(({asked}) => asked.test(question.text)) ?? units[0]!;
  const words = question.subject.words.filter(({word}) => !unitWords.test(word));
  const subject = {words, names: words.filter(({isName}) => isName)};
  const {days, time} = question;
  const heading = timeText(time, days, life.clock);
  const written = days ? life.writtenIn(days) : life.written();
  const done = life
    .done(days ?? {first: '1900-01-01', last: life.today()}, 20_000)
    .map(task => life.docOf(task));
  const docs = [...written, ...done];
  const about: readonly Evidence[] =
    words.length === 0
      ? docs.map(doc => ({...doc, share: 1, part: doc.text}))
      : judged(subject, docs, enoughForFact);
  const amounts = about.flatMap(doc => {
    const found = amountsIn(
      `${doc.title} ${words.length === 0 || doc.text.length < 400 ? doc.text : doc.part}`,
      unit,
    );
    return found.length > 0 ? [{doc, amount: found[0]!}] : [];
  });
  if (amounts.length === 0) {
    return days
      ? {text: `Nothing that is kept tells an amount${heading}.`, cited: []}
      : factAnswer(life, question);
  }
  const total = amounts.reduce((sum, {amount}) => sum + amount.value, 0);
  const shownTotal = `${formatted(total)} ${unit.name === '' ? amounts[0]!.amount.sign : unit.name}`;
  const lines = amounts
    .toSorted((a, b) => (b.doc.happened?.at ?? '').localeCompare(a.doc.happened?.at ?? ''))
    .slice(0, mostLines)
    .map(({doc}) => dayLine(doc, life.clock));
  const more = amounts.length > mostLines ? [`  and ${amounts.length - mostLines} more`] : [];
  return quoted(
    [
      `Altogether ${shownTotal}${heading}, from ${amounts.length === 1 ? '1 entry' : `${amounts.length} entries`}:`,
      ...lines,
      ...more,
    ].join('\n'),
    amounts.slice(0, mostLines).map(({doc}) => doc),
  );
}

function amountsIn(
  text: string,
  {told}: Unit,
): readonly {readonly value: number; readonly sign: string}[] {
  return [...text.matchAll(told)].map(([whole, first, second]) => {
    const digits = first ?? second ?? '0';
    const plain = /[,']\d{3}/.test(digits) ? digits.replace(/[,']/g, '') : digits.replace(',', '.');
    const sign = /[€$£]|EUR|USD|GBP|CHF|euros?|dollars?|pounds?|francs?/i.exec(whole)?.[0] ?? '';
    return {value: Number(plain), sign};
  });
}

const formatted = (total: number): string =>
  (Math.round(total * 100) / 100).toLocaleString('en', {useGrouping: total >= 10_000});
