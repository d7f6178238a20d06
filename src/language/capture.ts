/** Quick capture: one line becomes a task, note, memory or goal with its parts, without a model. */
import type {Clock, Moment} from '../time.ts';
import {type Candidate, candidates, type Unclear} from './capture-parts.ts';
import {shiftDate} from './dates.ts';
import {momentText} from './echo.ts';
import {english} from './en/english.ts';
import type {CaptureKind, Language, Time, When} from './phrases.ts';
import type {Repeat} from './repeats.ts';
import {resolveWhen} from './resolve.ts';

export type {Unclear} from './capture-parts.ts';

/** One thing that was understood: what the words were and what they are taken for. */
export interface Understood {
  readonly part: string;
  readonly text: string;
  readonly meaning: string;
}

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
  readonly unclear: readonly Unclear[];
}

/**
 * Reads a line such as `call mum tomorrow 5pm #family !5`. What could be read in two ways stays
 * in the title and is listed in `unclear`; every part that was taken is listed in `understood`.
 */
export function parseCapture(line: string, clock: Clock, language: Language = english): Capture {
  const [first = '', ...rest] = line.trim().split('\n');
  const {kind, memoryType, text} = kindOf(first.replace(/\s+/g, ' ').trim(), language);
  const hasDates = kind === 'task' || kind === 'goal';
  const {taken, unclear} = candidates(text, clock, language, hasDates);
  // A time beside a day that is not certain belongs to that day, not to today.
  const isDayOpen =
    unclear.some(one => one.about === 'day') &&
    !taken.some(part => part.type === 'when' && part.when.day);
  const when = chooseDates(isDayOpen ? taken.filter(part => !isLoneTime(part)) : taken, clock);
  const parts = [
    ...taken.filter(part => part.type !== 'when' && part.type !== 'range'),
    ...when.parts,
  ];
  return {
    kind,
    ...(memoryType === undefined ? {} : {memoryType}),
    title: bareTitle(without(text, parts), kind, language),
    body: rest.join('\n').trim(),
    ...when.dates,
    tags: valuesOf(parts, 'tag'),
    areas: valuesOf(parts, 'area'),
    ...numbersOf(parts),
    ...(when.minutes === undefined ? {} : {minutes: when.minutes}),
    ...goalOf(parts),
    understood: understoodIn(text, parts, when.dates, clock, language),
    // Once a repetition is certain, "weekly" elsewhere is part of the words.
    unclear: when.dates.repeat ? unclear.filter(one => one.about !== 'repeat') : unclear,
  };
}

/** "Remind me tomorrow to call mum": once the date is out, the words that lead to the task go too. */
function bareTitle(title: string, kind: CaptureKind, language: Language): string {
  const again = kind === 'task' ? kindOf(title, language) : undefined;
  return again?.kind === 'task' ? again.text : title;
}

function kindOf(
  text: string,
  language: Language,
): {readonly kind: CaptureKind; readonly memoryType?: string; readonly text: string} {
  for (const {match, kind, memoryType, keeps} of language.capture.kinds) {
    const found = match.exec(text);
    if (!found || (found[0].length === text.length && !keeps)) continue;
    const type = memoryType === undefined ? {} : {memoryType};
    return {kind, ...type, text: keeps ? text : text.slice(found[0].length)};
  }
  return {kind: 'task', text};
}

type WhenCandidate = Extract<Candidate, {readonly type: 'when'}>;
type RangeCandidate = Extract<Candidate, {readonly type: 'range'}>;

const isLoneTime = (part: Candidate): boolean =>
  part.type === 'range' || (part.type === 'when' && part.when.day === undefined);

interface Dates {
  readonly due?: Moment;
  readonly scheduled?: Moment;
  readonly repeat?: Repeat;
}

interface Chosen {
  readonly dates: Dates;
  readonly minutes?: number;
  readonly parts: readonly Candidate[];
}

/** The strongest date is due ("by friday" before a bare "friday"); a lone time joins it. */
function chooseDates(taken: readonly Candidate[], clock: Clock): Chosen {
  const whens = taken.filter((part): part is WhenCandidate => part.type === 'when');
  const due = strongest(whens.filter(part => part.role === 'due' && part.when.day));
  const time = whens.find(part => part.role === 'due' && !part.when.day && part.when.time);
  const scheduled = strongest(whens.filter(part => part.role === 'scheduled'));
  const range = taken.find((part): part is RangeCandidate => part.type === 'range');
  const repeat = taken.find(part => part.type === 'repeat')?.repeat;
  if (range) return withRange(range, due, repeat, clock);
  const isJoined = due !== undefined && !due.when.time && due.shift === 0 && time !== undefined;
  const dueMoment = due
    ? momentOf(due, isJoined ? time.when.time : undefined, clock)
    : !repeat && time
      ? momentOf(time, undefined, clock)
      : undefined;
  const used = [due, isJoined || !due ? time : undefined, scheduled];
  return {
    dates: {
      ...(dueMoment === undefined ? {} : {due: dueMoment}),
      ...(scheduled ? {scheduled: momentOf(scheduled, undefined, clock)} : {}),
      ...(repeat ? {repeat: withTime(repeat, due ? undefined : time?.when.time)} : {}),
    },
    parts: used.filter(part => part !== undefined),
  };
}

const withTime = (repeat: Repeat, time: Time | undefined): Repeat =>
  !time || (repeat.time && repeat.time.assumed === undefined) ? repeat : {...repeat, time};

function strongest(parts: readonly WhenCandidate[]): WhenCandidate | undefined {
  return parts.reduce<WhenCandidate | undefined>(
    (best, part) => (best && best.strength >= part.strength ? best : part),
    undefined,
  );
}

function momentOf(part: WhenCandidate, time: Time | undefined, clock: Clock): Moment {
  const when: When = time ? {...part.when, time} : part.when;
  const resolved = resolveWhen(when, clock);
  return shiftDate(resolved?.moment ?? '', part.shift);
}

/** "Tomorrow 2pm-3pm" is planned for two o'clock and takes an hour. */
function withRange(
  range: RangeCandidate,
  due: WhenCandidate | undefined,
  repeat: Repeat | undefined,
  clock: Clock,
): Chosen {
  const length = (range.to.hour - range.from.hour) * 60 + range.to.minute - range.from.minute;
  const minutes = length > 0 ? length : length + 24 * 60;
  if (repeat) {
    return {dates: {repeat: withTime(repeat, range.from)}, minutes, parts: [range]};
  }
  const when: When = {...(due?.when.day ? {day: due.when.day} : {}), time: range.from};
  const scheduled = resolveWhen(when, clock)?.moment;
  return {
    dates: scheduled === undefined ? {} : {scheduled},
    minutes,
    parts: due ? [due, range] : [range],
  };
}

/** The text without the parts that were taken out of it. */
function without(text: string, parts: readonly Candidate[]): string {
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

const valuesOf = (
  parts: readonly Candidate[],
  type: 'tag' | 'area' | 'goal',
): readonly string[] => [
  ...new Set(parts.flatMap(part => (part.type === type ? [part.value] : []))),
];

function numbersOf(parts: readonly Candidate[]): Partial<Capture> {
  const found: {priority?: number; energy?: number; minutes?: number} = {};
  for (const part of parts) {
    if (part.type === 'priority' || part.type === 'energy' || part.type === 'minutes') {
      found[part.type] ??= part.value;
    }
  }
  return found;
}

function goalOf(parts: readonly Candidate[]): {readonly goal?: string} {
  const [goal] = valuesOf(parts, 'goal');
  return goal === undefined ? {} : {goal};
}

function understoodIn(
  text: string,
  parts: readonly Candidate[],
  dates: Dates,
  clock: Clock,
  language: Language,
): readonly Understood[] {
  return [...parts]
    .sort((a, b) => a.start - b.start)
    .map(part => ({
      part: part.type === 'when' ? part.role : part.type === 'range' ? 'scheduled' : part.type,
      text: text.slice(part.start, part.end),
      meaning: meaningOf(part, dates, clock, language),
    }));
}

function meaningOf(part: Candidate, dates: Dates, clock: Clock, language: Language): string {
  switch (part.type) {
    case 'repeat': {
      const {rule, from, time} = part.repeat;
      const assumed = time?.assumed === undefined ? '' : `; ${time.assumed}`;
      return `${rule}${from === 'completion' ? ' after done' : ''}${assumed}`;
    }
    case 'range':
      return momentMeaning(dates.scheduled, dates, clock, language);
    case 'when': {
      const moment = part.role === 'scheduled' ? dates.scheduled : dates.due;
      const text = momentMeaning(moment, dates, clock, language);
      const assumed = part.when.time?.assumed;
      return assumed === undefined ? text : `${text}; ${assumed}`;
    }
    default:
      return String(part.value);
  }
}

const momentMeaning = (
  moment: Moment | undefined,
  dates: Dates,
  clock: Clock,
  language: Language,
): string =>
  moment === undefined ? timeText(dates.repeat) : momentText(moment, clock.zone, language);

const timeText = (repeat: Repeat | undefined): string =>
  repeat?.time
    ? `${String(repeat.time.hour).padStart(2, '0')}:${String(repeat.time.minute).padStart(2, '0')}`
    : '';
