/** Reads a line from left to right into its parts and what is unclear. */
import {rangeAt, whenReader} from './line-dates.ts';
import {doubtAt, leftAfter} from './line-doubts.ts';
import {goalAt, keyAt, minutesAt, numberAt, shoutAt, tagAt} from './line-marks.ts';
import type {Candidate, Line, Reader, Unclear} from './line-part.ts';
import {repeatReader} from './line-repeats.ts';
import {wordStarts} from './spans.ts';

export interface Candidates {
  readonly taken: readonly Candidate[];
  readonly unclear: readonly Unclear[];
}

/** What stands in quotes is the person's own words; without dates only tags and goals are read. */
export function candidates(line: Line, hasDates: boolean): Candidates {
  const {text} = line;
  const readers = hasDates ? allReaders : plainReaders;
  const taken: Candidate[] = [];
  const unclear: Unclear[] = [];
  const quoted = quotes(text);
  let from = 0;
  for (const start of wordStarts(text)) {
    if (start < from || quoted.some(([open, close]) => start >= open && start < close)) continue;
    const found = first(readers, line, start);
    if (found) {
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

function first(readers: readonly Reader[], line: Line, start: number): Candidate | undefined {
  for (const reader of readers) {
    const found = reader(line, start);
    if (found) return found;
  }
  return undefined;
}

const quotes = (text: string): readonly (readonly [number, number])[] =>
  [...text.matchAll(/(?<![\p{L}\p{N}:@])(?:"[^"]*"|“[^”]*”)/gu)].map(match => [
    match.index,
    match.index + match[0].length,
  ]);

const plainReaders: readonly Reader[] = [tagAt, goalAt];
const allReaders: readonly Reader[] = [
  tagAt,
  goalAt,
  shoutAt,
  numberAt('priority', language => language.capture.priority),
  numberAt('energy', language => language.capture.energy),
  keyAt,
  repeatReader,
  rangeAt,
  whenReader,
  minutesAt,
];
