/** What a line leaves open, said in words with the way to say it for certain. */
import {readings} from '../dates.ts';
import {endOfMatch, endsAt, matchAt} from '../grammar/scan.ts';
import {resolveWhen} from '../resolve.ts';
import {datesAt, verdict} from './line-dates.ts';
import type {Ambiguity, CapturedLine, LinePart, UnclearPart} from './line-part.ts';
import {shyRepeatAt} from './line-repeats.ts';
import {exceptionEnd, numberEnd} from './open-days.ts';
import {goalAt, keyValueAt} from './sigils.ts';

type Reading = (line: CapturedLine, start: number) => Ambiguity | undefined;

/** The first thing that is unclear at `start`. */
export function doubtAt(line: CapturedLine, start: number): Ambiguity | undefined {
  for (const reading of inTurn) {
    const found = reading(line, start);
    if (found) return found;
  }
  return shyRepeatAt(line, start);
}

const doubt = (
  {text}: CapturedLine,
  [start, end]: readonly [number, number],
  unclear: Omit<UnclearPart, 'text'>,
): Ambiguity => ({unclear: {text: text.slice(start, end), ...unclear}, end});

/** `due:someday`: a key says that something is meant which could not be read. */
const unreadKey: Reading = (line, start) => {
  const found = keyValueAt(line, start);
  if (!found) return undefined;
  const hint = `Say it like ${keyExamples[found.part] ?? `${found.part}:…`}`;
  return doubt(line, [start, found.end], {why: 'could not be read', hint, about: 'mark'});
};

const keyExamples: Readonly<Record<string, string>> = {
  due: 'due:fri or due:2027-04-18',
  scheduled: 'start:mon or start:2027-04-18',
  every: 'every:monday or every:"2 weeks"',
  priority: 'priority:4, 5 is the most urgent',
  energy: 'energy:2, 1 to 5',
  minutes: 'minutes:25',
};

/** `@home` where no goal is called so. */
const unknownGoal: Reading = ({text, language, goals, clock}, start) => {
  const found = goals && goalAt({text, language, clock, goals: undefined}, start);
  if (found?.type !== 'goal') return undefined;
  const hint = `Say #${found.value.replaceAll(/\s+/g, '-')} for a tag; \`memu goal list\` shows the goals`;
  const why = 'is none of your goals';
  return {unclear: {text: text.slice(start, found.end), why, hint, about: 'mark'}, end: found.end};
};

/** Elsewhere `p1` is the most urgent, here 5 is. */
const priorityWord: Reading = (line, start) => {
  const match = /^p(?<level>[1-4])(?=$|\s|[,.;:!?)])/i.exec(line.text.slice(start));
  const end = start + 2;
  if (!match || !endsAt(line.text, end, line.language)) return undefined;
  const hint = `Say !${6 - Number(match.groups?.level)} if it is a priority; 5 is the most urgent`;
  return doubt(line, [start, end], {why: 'may be a priority', hint, about: 'mark'});
};

const exception: Reading = (line, start) => {
  const end = exceptionEnd(line.text, start, line.language);
  if (end === undefined) return undefined;
  const hint =
    'Say it right after the repetition: every day except sundays, every monday except 7 dec';
  return doubt(line, [start, end], {why: 'says when it is not', hint, about: 'date'});
};

/** "In 2-3 days", "black friday": a day was meant, and not one that is certain. */
const openSaying: Reading = (line, start) => {
  const found = matchAt(line.language.open, line.text, start);
  return found && doubt(line, [start, found.end], {...found.value, about: 'day'});
};

const openDate: Reading = (line, start) => {
  const {clock} = line;
  const led = datesAt(line, start).find(one => verdict(one, line, start) === 'unclear');
  if (!led) return undefined;
  const place = [start, led.end] as const;
  if (led.isSeveral) {
    const [why, hint] = led.when.day === undefined && led.when.time ? severalTimes : severalDays;
    return doubt(line, place, {why, hint, about: 'day'});
  }
  const moment = resolveWhen(led.when, clock)?.moment;
  if (moment === undefined) {
    const hint = readings(led.when, clock) ?? 'Say the date alone, like 2027-04-18';
    return doubt(line, place, {why: 'is not one certain date', hint, about: 'day'});
  }
  const hint = `Say due:${moment.slice(0, 16)} if it is a date`;
  return doubt(line, place, {why: 'may be a date or part of the words', hint, about: 'date'});
};

const severalDays: readonly [why: string, hint: string] = [
  'names several days',
  'Say one day, or "every" before them if it repeats',
];
const severalTimes: readonly [why: string, hint: string] = [
  'names several times',
  'Say the repetition first: every day at 8am and 8pm',
];

/** "By 3": three o'clock, or the third. */
const bareNumber: Reading = (line, start) => {
  const {text, language} = line;
  const end = endOfMatch(language.leads.bareNumber, text, start);
  if (end === undefined || !endsAt(text, end, language)) return undefined;
  const number = text.slice(start, end).replace(/\D/g, '');
  const hint = `Say at ${number} if it is a time, or name the date`;
  return doubt(line, [start, end], {why: 'may be a time or a day', hint, about: 'date'});
};

const howOften: Reading = (line, start) => {
  const end = endOfMatch(line.language.leads.often, line.text, start);
  if (end === undefined) return undefined;
  const hint = 'Say when: every day at 8am and 8pm, every monday and thursday';
  return doubt(line, [start, end], {why: 'says how often and not when', hint, about: 'repeat'});
};

const inTurn: readonly Reading[] = [
  ...[unreadKey, unknownGoal, priorityWord, exception, openSaying, openDate, bareNumber, howOften],
];

/** What a line can hold once was said again: the first one counts. */
export const saidAgain = (line: CapturedLine, {start, end, type}: LinePart): Ambiguity =>
  doubt(line, [start, end], {
    why: `says the ${type === 'repeat' ? 'repetition' : type} a second time`,
    hint: type === 'repeat' ? 'Say it in one: every monday and friday' : 'The first one counts',
    about: 'mark',
  });

/** A date that was read and is not the one that counts. */
export const otherDate = (line: CapturedLine, {start, end}: LinePart): UnclearPart =>
  doubt(line, [start, end], {
    why: 'is another date than the one that was taken',
    hint: 'Say due: before the one that counts',
    about: 'date',
  }).unclear;

/** "Flight 6:45 tomorrow": a time that stands where none is read. */
export function looseTime(title: string): UnclearPart | undefined {
  const [text] = /(?<![\p{L}\d:./])\d{1,2}:\d\d(?![\d:])/u.exec(title) ?? [];
  if (text === undefined) return undefined;
  return {text, why: 'may be a time', hint: `Say at ${text} if it is one`, about: 'date'};
}

/** "Dinner tomorrow 7", "today 25:00": a number beside a date that has no time. */
export function leftAfter(found: LinePart, {text, language}: CapturedLine): Ambiguity | undefined {
  const zone =
    found.type === 'when' && found.when.time
      ? language.leads.anyZone?.exec(text.slice(found.end))
      : null;
  if (zone) {
    const said = zone.groups?.zone ?? '';
    const hint = 'Say it like 9am Europe/London or 9am UTC';
    const why = 'is the name of several zones; the time was read in yours';
    return {unclear: {text: said, why, hint, about: 'date'}, end: found.end + zone[0].length};
  }
  const isOpen =
    found.type === 'repeat'
      ? !found.repeat.time
      : found.type === 'when' && found.when.day !== undefined && !found.when.time;
  const end = isOpen ? numberEnd(text, found.end, language) : undefined;
  if (end === undefined) return undefined;
  const said = text.slice(found.end, end).replace(/^[\s,]+/, '');
  const hint = 'Say it like 19:00 or 7pm if it is a time';
  return {unclear: {text: said, why: 'may be a time', hint, about: 'date'}, end};
}
