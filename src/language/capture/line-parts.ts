/** Reads a line from left to right into its parts and what is unclear. */

import type {CaptureKind} from '../grammar/phrases.ts';
import {wordStarts} from '../spans.ts';
import {doubtAt, leftAfter, saidAgain} from './line-ambiguities.ts';
import {daysAt, rangeAt, whenReader} from './line-dates.ts';
import type {CapturedLine, LinePart, Reader, UnclearPart} from './line-part.ts';
import {repeatReader} from './line-repeats.ts';
import {goalAt, keyAt, minutesAt, numberAt, shoutAt, tagAt} from './sigils.ts';

export interface Candidates {
  readonly taken: readonly LinePart[];
  readonly unclear: readonly UnclearPart[];
}

/** What stands in quotes is the person's own words; only parts that the kind keeps are read. */
export function candidates(line: CapturedLine, kind: CaptureKind): Candidates {
  const {text} = line;
  const hasDates = kind === 'task' || kind === 'goal';
  const taken: LinePart[] = [];
  const unclear: UnclearPart[] = [];
  const quoted = quotes(text);
  let from = 0;
  for (const start of wordStarts(text)) {
    if (start < from || quoted.some(([open, close]) => start >= open && start < close)) continue;
    const found = first(line, start, kind);
    const isAgain = found && once.has(found.type) && taken.some(one => one.type === found.type);
    if (found && isAgain) {
      unclear.push(saidAgain(line, found).unclear);
      from = found.end;
    } else if (found) {
      taken.push(found);
      const left = hasDates ? leftAfter(found, line) : undefined;
      if (left) unclear.push(left.unclear);
      from = left?.end ?? found.end;
    } else if (hasDates) {
      const doubt = doubtAt(line, start);
      if (doubt) {
        unclear.push(doubt.unclear);
        from = doubt.end;
      }
    }
  }
  return {taken, unclear};
}

/** Of these a line holds one. */
const once = new Set<LinePart['type']>(['priority', 'energy', 'goal', 'repeat', 'days']);

function first(line: CapturedLine, start: number, kind: CaptureKind): LinePart | undefined {
  for (const reader of kind === 'task' || kind === 'goal' ? allReaders : [tagAt]) {
    const found = reader(line, start);
    if (found && (kind !== 'goal' || isOfGoal(found))) return found;
  }
  return undefined;
}

/** A goal has tags, areas and a day; what else was said stays in its words. */
const isOfGoal = (part: LinePart): boolean =>
  part.type === 'tag' ||
  part.type === 'area' ||
  (part.type === 'when' && part.role === 'due' && part.when.day !== undefined);

const quotes = (text: string): readonly (readonly [number, number])[] =>
  /["“]/.test(text)
    ? [...text.matchAll(/(?<![\p{L}\p{N}:@])(?:"[^"]*"|“[^”]*”)/gu)].map(match => [
        match.index,
        match.index + match[0].length,
      ])
    : [];

const allReaders: readonly Reader[] = [
  tagAt,
  goalAt,
  shoutAt,
  numberAt('priority', language => language.capture.priority),
  numberAt('energy', language => language.capture.energy),
  keyAt,
  repeatReader,
  rangeAt,
  daysAt,
  whenReader,
  minutesAt,
];
