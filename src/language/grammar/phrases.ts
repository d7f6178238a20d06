/** What words about time mean, free of any language: the shapes between a language's file and the calendar. */
import type {PatternSet} from './pattern-set.ts';

export type Unit = 'minute' | 'hour' | 'day' | 'workday' | 'week' | 'month' | 'quarter' | 'year';
export type RecurringPeriod = 'week' | 'month' | 'quarter' | 'year';
export type Edge = 'start' | 'middle' | 'end';

/** A day, or a span of days, as said. Weekdays are ISO numbers (1 is Monday), months 1 to 12. */
export type Day =
  | {readonly type: 'relative'; readonly days: number}
  | {
      readonly type: 'weekday';
      readonly weekday: number;
      readonly which: 'coming' | 'this' | 'next' | 'last';
      /** Weeks more: "monday week", "the monday after next". */
      readonly weeks?: number;
    }
  | {
      readonly type: 'date';
      readonly year?: number;
      readonly month: number;
      readonly day: number;
      /** The weekday that was said with it: another one makes it no certain date. */
      readonly weekday?: number;
    }
  | {
      readonly type: 'either';
      readonly year?: number;
      readonly first: number;
      readonly second: number;
    }
  /** "The last friday of january", "the first monday of next month" (`months` from this one). */
  | {
      readonly type: 'placed';
      readonly place: number;
      readonly weekday: number;
      readonly month?: number;
      readonly year?: number;
      readonly months?: number;
    }
  | {readonly type: 'monthday'; readonly day: number; readonly weekday?: number}
  | {readonly type: 'weekday of'; readonly weekday: number; readonly week: number}
  | {readonly type: 'day of month'; readonly day: number; readonly month: number}
  | {readonly type: 'offset'; readonly amount: number; readonly unit: Unit}
  | {
      readonly type: 'period';
      readonly unit: RecurringPeriod;
      readonly which: number;
      readonly edge?: Edge;
    }
  | {
      readonly type: 'month';
      readonly month: number;
      readonly year?: number;
      readonly which?: 'next' | 'last' | 'this';
      readonly edge?: Edge;
    }
  | {
      readonly type: 'season';
      readonly season: number;
      readonly year?: number;
      readonly last?: boolean;
    }
  | {readonly type: 'year'; readonly year: number; readonly edge?: Edge}
  | {readonly type: 'weekend'; readonly which: number}
  /** From then until now, or from now until then. */
  | {readonly type: 'since'; readonly amount: number; readonly unit: Unit}
  /** Around then, as wide as the unit: "three months ago". */
  | {readonly type: 'about'; readonly amount: number; readonly unit: Unit}
  | {readonly type: 'instant'; readonly iso: string};

/** A time of day; hour 24 is the end of the day. `assumed` says what was guessed ("5 as 17:00"). */
export interface Time {
  readonly hour: number;
  readonly minute: number;
  readonly assumed?: string;
}

export interface When {
  readonly day?: Day;
  readonly time?: Time;
  /** IANA zone that was named, if any. */
  readonly zone?: string;
}

export type Frequency = 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** What repeats, as parts of an RFC 5545 rule. */
export interface RuleParts {
  readonly freq: Frequency;
  readonly interval?: number;
  /** `MO`, or with its place `1MO`, `-1FR`. */
  readonly byDay?: readonly string[];
  readonly byMonthDay?: readonly number[];
  readonly byMonth?: readonly number[];
  readonly bySetPos?: number;
  readonly byHour?: readonly number[];
  readonly byMinute?: readonly number[];
  readonly time?: Time;
}

/** Why some words are no certain date, and how to say one. */
export interface OpenSaying {
  readonly why: string;
  readonly hint: string;
}

/** Everything that a language has to say; `en.ts` is English, and another language is another file. */
export interface Language {
  readonly code: string;
  readonly monthNames: readonly string[];
  readonly weekdayNames: readonly string[];
  /** Days, times and spans. */
  readonly whens: PatternSet<When>;
  /** Spans that only questions name ("the last two weeks", "last summer"). */
  readonly spans: PatternSet<Day>;
  /** What may stand between a day and a time ("at", ","). */
  readonly joiner: PatternSet<true>;
  readonly repeats: PatternSet<RuleParts>;
  /** What may follow a repetition ("on mondays", "on the 15th"). */
  readonly repeatDays: PatternSet<Partial<RuleParts>>;
  readonly afterDone: PatternSet<true>;
  /** "for 2 weeks", as an end of a repetition. */
  readonly lasting: PatternSet<Day>;
  /** "10 times", as an end of a repetition. */
  readonly times: PatternSet<number>;
  /** "2pm-3pm", "from 14:00 to 15:30". */
  readonly timeRange: PatternSet<{readonly from: Time; readonly to: Time}>;
  /** "5-12 dec", "dec 5 to 12". */
  readonly dayRanges: PatternSet<{readonly from: Day; readonly to: Day}>;
  /** A time that only counts right after a day or a repetition ("tomorrow 9:15"). */
  readonly clockTime: PatternSet<Time>;
  /** What names no one day ("in 2-3 days", "black friday"). */
  readonly open: PatternSet<OpenSaying>;
  readonly leads: Prepositions;
  readonly capture: CaptureWords;
  /** Words in a question that make it look forward. */
  readonly ahead: RegExp;
}

/** Prepositions, each ending before the date. */
interface Prepositions {
  readonly due: PatternSet<true>;
  readonly optional: PatternSet<true>;
  readonly before: PatternSet<true>;
  readonly start: PatternSet<true>;
  readonly after: PatternSet<true>;
  readonly until: PatternSet<true>;
  readonly since: PatternSet<true>;
  readonly between: PatternSet<true>;
  readonly and: PatternSet<true>;
  /** Words after which a day is named that it is not ("except", "not"). */
  readonly except: PatternSet<true>;
  /** A comma between exceptions. */
  readonly listed: PatternSet<true>;
  /** What makes weekdays a repetition ("on "). */
  readonly repeatLead: string;
  /** What joins any two days ("or"), and what joins weekdays in a list (also a mere space). */
  readonly alsoDay: PatternSet<true>;
  readonly list: PatternSet<true>;
  /** "mon-fri" */
  readonly dayRange: PatternSet<true>;
  /** A number that may be a time, after the space before it. */
  readonly number: PatternSet<true>;
  /** What joins the first and the last day of a span ("to"). */
  readonly dayTo: PatternSet<true>;
  /** Before a day that ends the sentence ("mum's birthday is on"). */
  readonly is: PatternSet<true>;
  /** What joins two times of day ("and"). */
  readonly alsoTime: PatternSet<true>;
  /** After a day or a repetition: another one in fewer words ("or so", "or the day after"). */
  readonly orElse: PatternSet<true>;
  /** A number alone that may be a time or a day ("by 3"). */
  readonly bareNumber: PatternSet<true>;
  /** How often, without saying when ("twice a day"). */
  readonly often: PatternSet<true>;
  /** A weekday's name that begins a sentence as a verb ("sat for"). */
  readonly verb: RegExp;
  /** What begins a line as a time and is part of the words elsewhere ("in the evening"). */
  readonly opening: RegExp;
  /** Words before a bare day that make it part of the sentence ("the monday report"). */
  readonly guard: RegExp;
  /** Words before a day that make it another one: "two weeks", "the first". */
  readonly qualified?: RegExp;
  /** Words after a day that make it another one: "of next year". */
  readonly qualifies?: RegExp;
  /** After a time of day: a name that several zones have. */
  readonly anyZone?: RegExp;
  /** Words after a weak date that leave it a date ("the 15th at", "in may with"). */
  readonly closes: RegExp;
  /** What follows a capital day that is a name ("Sunday Times"). */
  readonly named: RegExp;
  /** Dates that are often part of a name ("christmas tree"): bare ones count only where they close. */
  readonly uncertain: RegExp;
  readonly shyRepeat: RegExp;
  /** A day that is also a number of things ("may 5 calls"). */
  readonly counted: RegExp;
}

/** What a line may become. */
export const captureKinds = ['task', 'note', 'memory', 'goal'] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** What a line is, said by how it begins. */
export interface KindSaid {
  readonly kind: CaptureKind;
  readonly memoryType?: string;
  /** The words say the thing itself and stay ("I prefer tea"). */
  readonly keeps?: boolean;
}

export interface CaptureWords {
  readonly kinds: PatternSet<KindSaid>;
  readonly minutes: PatternSet<number>;
  readonly energy: PatternSet<number>;
  readonly priority: PatternSet<number>;
  readonly keys: Readonly<Record<string, string>>;
}
