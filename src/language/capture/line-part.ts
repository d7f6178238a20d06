/** What a captured line can hold: the shapes between the readers of a line and what is made of them. */
import type {Clock, Moment} from '../../ground/time.ts';
import type {Language, Time, When} from '../grammar/phrases.ts';
import type {Repeat} from '../repeats.ts';

/** A line that is read, and what it takes to read it. */
export interface CapturedLine {
  readonly text: string;
  readonly clock: Clock;
  readonly language: Language;
  /** Titles of the goals that are kept; undefined where any word after `@` is taken for one. */
  readonly goals: readonly string[] | undefined;
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The words stay in the title as well. */
  readonly keeps?: boolean;
}

export type LinePart = Place &
  (
    | {readonly type: 'tag' | 'area' | 'goal'; readonly value: string}
    | {readonly type: 'priority' | 'energy' | 'minutes'; readonly value: number}
    | {readonly type: 'repeat'; readonly repeat: Repeat}
    | {readonly type: 'range'; readonly from: Time; readonly to: Time}
    | {readonly type: 'days'; readonly from: Moment; readonly to: Moment}
    | {
        readonly type: 'when';
        readonly role: 'due' | 'scheduled';
        readonly when: When;
        /** 2 where a word says so ("by"), 1 with "on" or "at", 0 bare. */
        readonly strength: number;
        /** Days to add: "before friday" is the day before. */
        readonly shift: number;
      }
  );

/** Words that could be a part and were left alone. */
export interface UnclearPart {
  readonly text: string;
  readonly why: string;
  readonly hint: string;
  /** `day` where some day was certainly meant, and which one is open. */
  readonly about: 'date' | 'day' | 'repeat' | 'mark';
}

/** What is unclear, and where its words end. */
export interface Ambiguity {
  readonly unclear: UnclearPart;
  readonly end: number;
}

/** Reads one kind of part that begins at `start`. */
export type Reader = (line: CapturedLine, start: number) => LinePart | undefined;
