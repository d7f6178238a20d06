/** The time that a question speaks of, as recall uses it. */
import {findSpan} from '../language/spans.ts';
import type {Clock} from '../time.ts';

export interface TimeRange {
  /** Milliseconds since the epoch, inclusive. */
  readonly since: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly until: number;
  /** The words of the question that were read, such as `in May 2024`. */
  readonly text: string;
}

/** Reads the first range of time that a question names, in the clock's zone. */
export const timeReader =
  (clock: Clock) =>
  (question: string): TimeRange | undefined => {
    const span = findSpan(question.slice(0, longestRead), clock);
    if (span === undefined) return undefined;
    return {
      since: span.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(span.from),
      until: span.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(span.to),
      text: span.text,
    };
  };

const longestRead = 1_000;
