/** What is written into a line on purpose: `#tag !5 ^2 @goal 30min` and `key:value` pairs. */
import type {Clock} from '../../ground/time.ts';
import {readDate} from '../dates.ts';
import type {PatternSet} from '../grammar/pattern-set.ts';
import type {Language} from '../grammar/phrases.ts';
import {endsAt, matchAt, whenAt} from '../grammar/scan.ts';
import {parseRepeat} from '../repeats.ts';
import type {CapturedLine, LinePart, Reader} from './line-part.ts';

export const tagAt: Reader = ({text}, start) => {
  if (text[start] !== '#') return undefined;
  const match = /^#(?<tag>[\p{L}\p{N}][\p{L}\p{N}_/-]*)(?=$|[\s,.;:!?)])/u.exec(text.slice(start));
  const tag = match?.groups?.tag;
  if (!match || tag === undefined || !/\p{L}/u.test(tag)) return undefined;
  return {type: 'tag', value: tag.replace(/[/-]+$/, ''), start, end: start + match[0].length};
};

export const goalAt: Reader = ({text, goals}, start) => {
  if (text[start] !== '@') return undefined;
  const title = knownGoal(text, start, goals ?? []);
  if (title !== undefined)
    return {type: 'goal', value: title, start, end: start + 1 + title.length};
  const match =
    /^@(?!\d{1,2}(?:[:.]\d\d|h\d{0,2}|\s?[ap]m)?(?:$|[\s,.;:!?)]))(?:"(?<quoted>[^"]+)"|(?<word>[\p{L}\p{N}][\p{L}\p{N}_-]*))(?=$|[\s,.;:!?)])/u.exec(
      text.slice(start),
    );
  const value = match?.groups?.quoted ?? match?.groups?.word;
  return match && value !== undefined && (!goals || fitsGoal(value, goals))
    ? {type: 'goal', value, start, end: start + match[0].length}
    : undefined;
};

/** Whether the words of `half-marathon` stand in the title of a goal. */
const fitsGoal = (name: string, goals: readonly string[]): boolean =>
  goals.some(title =>
    name
      .toLowerCase()
      .split(/[-_\s]+/)
      .every(word => title.toLowerCase().includes(word)),
  );

/** `@run a half marathon` is the goal with that whole title, when there is one. */
const knownGoal = (text: string, start: number, goals: readonly string[]): string | undefined => {
  const after = text.slice(start + 1).toLowerCase();
  return goals.find(title => {
    const isThere = after.startsWith(title.toLowerCase());
    return isThere && /^(?:$|[\s,.;:!?)])/.test(after.slice(title.length));
  });
};

export const shoutAt: Reader = ({text}, start) => {
  if (text[start] !== '!') return undefined;
  const match = /^(?<marks>!{2,3})(?=\s|$)/.exec(text.slice(start, start + 5));
  const marks = match?.groups?.marks;
  return marks === undefined
    ? undefined
    : {type: 'priority', value: marks.length + 2, start, end: start + marks.length};
};

export const numberAt =
  (type: 'priority' | 'energy', ways: (language: Language) => PatternSet<number>): Reader =>
  ({text, language}, start) => {
    const found = matchAt(ways(language), text, start);
    return found && {type, value: found.value, start, end: found.end};
  };

export const minutesAt: Reader = ({text, language}, start) => {
  const found = matchAt(language.capture.minutes, text, start);
  if (!found) return undefined;
  const isLed = !/^\d/.test(text.slice(start));
  const isClosed = endsAt(text, found.end, language);
  if (!isLed && !isClosed && start > 0) return undefined;
  const keeps = !isLed && !isClosed;
  return {type: 'minutes', value: found.value, start, end: found.end, ...(keeps ? {keeps} : {})};
};

interface KeyValue {
  readonly part: string;
  readonly value: string;
  readonly end: number;
}

/** `due:fri`, `every:"0 9 * * 1-5"`: a key that memu knows, with its value. */
export function keyValueAt({text, language}: CapturedLine, start: number): KeyValue | undefined {
  if (!text.includes(':', start)) return undefined;
  const match = /^(?<key>[a-z]+):(?:"(?<quoted>[^"]+)"|(?<word>[^\s"]+))/iu.exec(text.slice(start));
  const part = language.capture.keys[(match?.groups?.key ?? '').toLowerCase()];
  const value = match?.groups?.quoted ?? match?.groups?.word;
  if (!match || part === undefined || value === undefined) return undefined;
  return {part, value, end: start + match[0].length};
}

export const keyAt: Reader = (line, start) => {
  const found = keyValueAt(line, start);
  const read = found && keyed(found.part, found.value, line.clock, line.language);
  return read && {...read, start, end: found.end};
};

type Unplaced<T> = T extends unknown ? Omit<T, 'start' | 'end'> : never;

function keyed(
  part: string,
  value: string,
  clock: Clock,
  language: Language,
): Unplaced<LinePart> | undefined {
  if (part === 'tag' || part === 'area' || part === 'goal') return {type: part, value};
  if (part === 'every') return repeated(value, clock, language);
  if (part === 'due' || part === 'scheduled') {
    const known = readDate(value, clock, language);
    const found = known && whenAt(value, 0, language);
    if (!known || found?.end !== value.length) return undefined;
    return {type: 'when', role: part, when: found.value, strength: 3, shift: 0};
  }
  if (part === 'minutes') {
    const found = matchAt(language.capture.minutes, `for ${value}`, 0);
    const minutes = found?.value ?? Number(value);
    return minutes > 0 ? {type: 'minutes', value: minutes} : undefined;
  }
  const level = matchAt(language.capture.priority, `!${value}`, 0)?.value;
  if (level === undefined || (part !== 'priority' && part !== 'energy')) return undefined;
  return {type: part, value: level};
}

function repeated(value: string, clock: Clock, language: Language): Unplaced<LinePart> | undefined {
  try {
    return {type: 'repeat', repeat: parseRepeat(value, clock, language)};
  } catch {
    return undefined;
  }
}
