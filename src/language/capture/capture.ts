/** Quick capture: one line becomes a task, note, memory or goal with its parts, without a model. */
import {type Clock, isPlainDate, type Moment} from '../../ground/time.ts';
import {english} from '../en/english.ts';
import type {CaptureKind, Language} from '../grammar/phrases.ts';
import {matchAt} from '../grammar/scan.ts';
import type {Repeat} from '../repeats.ts';
import {chooseDates, type Dates, isLoneTime, otherDates} from './capture-dates.ts';
import {type Understood, understoodIn} from './capture-echo.ts';
import {looseTime, otherDate} from './line-ambiguities.ts';
import type {CapturedLine, LinePart, UnclearPart} from './line-part.ts';
import {candidates} from './line-parts.ts';

export interface Capture {
  readonly kind: CaptureKind;
  readonly memoryType?: string;
  readonly title: string;
  /** What stood below the first line. */
  readonly body: string;
  readonly due?: Moment;
  readonly scheduled?: Moment;
  readonly repeat?: Repeat;
  readonly tags: readonly string[];
  readonly areas: readonly string[];
  readonly priority?: number;
  readonly energy?: number;
  readonly minutes?: number;
  /** A goal as it was named after `@`. */
  readonly goal?: string;
  readonly understood: readonly Understood[];
  /** What could be a date and was left in the title, with its readings. */
  readonly unclear: readonly UnclearPart[];
}

export interface CaptureOptions {
  readonly language?: Language;
  /** What the line is, whatever its words sound like. */
  readonly kind?: CaptureKind | undefined;
  /**
   * Titles of the goals that are kept: `@run a half marathon` is read whole, and what fits none is
   * named. Without them any word after `@` is taken for a goal.
   */
  readonly goals?: readonly string[] | undefined;
}

/**
 * Reads a line such as `call mum tomorrow 5pm #family !5`. What could be read in two ways stays
 * in the title and is listed in `unclear`; every part that was taken is listed in `understood`.
 */
export function parseCapture(
  said: string,
  clock: Clock,
  {language = english, kind: asked, goals}: CaptureOptions = {},
): Capture {
  const [first = '', ...rest] = said.trim().split('\n');
  const kind = kindAsked(first.replace(/\s+/g, ' ').trim(), language, asked);
  const line: CapturedLine = {text: kind.text, clock, language, goals};
  const {taken, unclear} = candidates(line, kind.kind);
  // A time beside a day that is not certain belongs to that day, not to today.
  const isDayOpen =
    unclear.some(one => one.about === 'day') &&
    !taken.some(part => part.type === 'when' && part.when.day);
  const when = chooseDates(isDayOpen ? taken.filter(part => !isLoneTime(part)) : taken, clock);
  const parts = [
    ...taken.filter(({type}) => type !== 'when' && type !== 'range' && type !== 'days'),
    ...when.parts,
  ];
  const title = bareTitle(without(line.text, parts), kind.kind, language);
  const leads = [kind.lead, title.lead].filter(lead => lead !== '');
  return {
    kind: kind.kind,
    ...(kind.memoryType === undefined ? {} : {memoryType: kind.memoryType}),
    title: title.text,
    body: rest.join('\n').trim(),
    ...when.dates,
    tags: valuesOf(parts, 'tag'),
    areas: valuesOf(parts, 'area'),
    ...numbersOf(parts),
    ...(when.minutes === undefined ? {} : {minutes: when.minutes}),
    ...goalOf(parts),
    understood: [
      ...leads.map(text => ({part: 'kind', text, meaning: kind.kind})),
      ...understoodIn(line, parts, when.dates),
    ],
    unclear: [
      // Once a repetition is certain, "weekly" elsewhere is part of the words.
      ...unclear.filter(one => one.about !== 'repeat' || !when.dates.repeat),
      ...otherDates(taken, when.parts).map(part => otherDate(line, part)),
      ...looseTimes(title.text, when.dates, unclear),
    ],
  };
}

/** A time in the title of something that is due on a date without one. */
function looseTimes(title: string, {due}: Dates, unclear: readonly UnclearPart[]): UnclearPart[] {
  const loose = due !== undefined && isPlainDate(due) ? looseTime(title) : undefined;
  return loose && !unclear.some(one => one.text.includes(loose.text)) ? [loose] : [];
}

interface Kind {
  readonly kind: CaptureKind;
  readonly memoryType?: string;
  readonly text: string;
  /** The words that say what it is, when they are not part of it. */
  readonly lead: string;
}

/** "Remind me tomorrow to call mum": once the date is out, the words that lead to the task go too. */
function bareTitle(title: string, kind: CaptureKind, language: Language): Kind {
  const again = kindOf(title, language);
  return kind === 'task' && again.kind === 'task' ? again : {kind, text: title, lead: ''};
}

/** What the words say; where another kind is asked for, all of them are its own words. */
function kindAsked(text: string, language: Language, asked: CaptureKind | undefined): Kind {
  const said = kindOf(text, language);
  return asked === undefined || said.kind === asked ? said : {kind: asked, text, lead: ''};
}

function kindOf(text: string, language: Language): Kind {
  const found = matchAt(language.capture.kinds, text, 0);
  const isAll = found?.end === text.length && !found.value.keeps;
  if (!found || isAll) return {kind: 'task', text, lead: ''};
  const {keeps, ...said} = found.value;
  if (keeps) return {...said, text, lead: ''};
  return {...said, text: text.slice(found.end), lead: text.slice(0, found.end).trim()};
}

/** The text without the parts that were taken out of it. */
function without(text: string, parts: readonly LinePart[]): string {
  const chars = [...parts].filter(part => !part.keeps).sort((a, b) => b.start - a.start);
  const left = chars.reduce(
    (rest, part) => `${rest.slice(0, part.start)} ${rest.slice(part.end)}`,
    text,
  );
  return left
    .replace(/\(\s*\)/g, ' ')
    .replace(/\s+([,.;:!?)])(?=\s|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '')
    .trim();
}

const valuesOf = (parts: readonly LinePart[], type: 'tag' | 'area' | 'goal'): readonly string[] => [
  ...new Set(parts.flatMap(part => (part.type === type ? [part.value] : []))),
];

function numbersOf(parts: readonly LinePart[]): Partial<Capture> {
  const found: {priority?: number; energy?: number; minutes?: number} = {};
  for (const part of parts) {
    if (part.type === 'priority' || part.type === 'energy' || part.type === 'minutes') {
      found[part.type] ??= part.value;
    }
  }
  return found;
}

function goalOf(parts: readonly LinePart[]): {readonly goal?: string} {
  const [goal] = valuesOf(parts, 'goal');
  return goal === undefined ? {} : {goal};
}
