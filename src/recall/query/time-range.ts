/** The time that a question speaks of, as recall uses it. */
import type {Clock} from '../../ground/time.ts';

export interface TimeRange {
  /** Milliseconds since the epoch, inclusive. */
  readonly since: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly until: number;
  /** The words of the question that were read, such as `in May 2024`. */
  readonly text: string;
}

export type ReadTime = (question: string) => Promise<TimeRange | undefined>;

/**
 * Reads the first range of time that a question names, in the clock's zone. Most questions name
 * none, and reading costs as much as a third of a whole recall in a new process: so it is loaded
 * only where a digit or a word about time stands.
 */
export const timeReader =
  (clock: Clock): ReadTime =>
  async question => {
    const asked = question.slice(0, longestRead);
    if (!mayNameTime.test(asked)) return undefined;
    const {findSpan} = await import('../../language/spans.ts');
    const span = findSpan(asked, clock);
    if (span === undefined) return undefined;
    return {
      since: span.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(span.from),
      until: span.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(span.to),
      text: span.text,
    };
  };

const longestRead = 1_000;

const mayNameTime =
  /\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|mon|tues?|wed|thu|fri|sat|sun|spring|summer|autumn|fall|winter|last|this|next|past|ago|since|before|after|until|between|during|today|tonight|yesterday|tomorrow|recent|day|week|weekend|month|quarter|year|decade|morning|evening|christmas|easter|new year)/i;
