/** Quick capture: one line becomes a task, note, memory or goal with its parts, without a model. */
import type {Clock, Moment} from '../time.ts';
import {chooseDates, isLoneTime} from './capture-dates.ts';
import {type Understood, understoodIn} from './capture-echo.ts';
import {english} from './en/english.ts';
import type {Candidate, Line, Unclear} from './line-part.ts';
import {candidates} from './line-parts.ts';
import type {CaptureKind, Language} from './phrases.ts';
import type {Repeat} from './repeats.ts';

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
export function parseCapture(said: string, clock: Clock, language: Language = english): Capture {
  const [first = '', ...rest] = said.trim().split('\n');
  const {kind, memoryType, text} = kindOf(first.replace(/\s+/g, ' ').trim(), language);
  const hasDates = kind === 'task' || kind === 'goal';
  const line: Line = {text, clock, language};
  const {taken, unclear} = candidates(line, hasDates);
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
    understood: understoodIn(line, parts, when.dates),
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
