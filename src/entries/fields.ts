/** The types a field of an entry can have: how it is kept, read from outside, merged and described. */
import {UsageError} from '../ground/errors.ts';
import {isTooDeep, type Json} from '../ground/json.ts';
import {isPlainDate, toIso} from '../ground/time.ts';

/** A value as a column of a side table holds it. */
export type Cell = string | number | null;

/**
 * How a field merges when both sides changed it. `pick`: the later edit is shown, the other kept as
 * a conflict. `set`: both sides' additions and removals count. `first` and `last`: the smaller or
 * the greater value, nobody is asked. `ending`: like `pick`, but where both sides ended it the same
 * way the earlier end counts. `computed`: like `pick`, but in an entry that both sides made by
 * themselves because it follows another, nobody said what nobody touched.
 */
export type MergeRule = 'pick' | 'set' | 'first' | 'last' | 'ending' | 'computed';

/** What stands for a value in the front matter of a file. */
export type FieldFileType = 'text' | 'number' | 'flag' | 'list' | 'json';

/**
 * One field of a kind, and all that is to be said about it: its value where nothing was said, the ways
 * in and out, and what becomes of two edits. Sync, undo, import, recall and schemas read it here.
 */
export interface FieldTraits<Value> {
  readonly initial: Value;
  /** Turns a value from outside into one that may be kept. @throws UsageError naming the field */
  readonly parse: (value: unknown, name: string) => Value;
  /** JSON Schema of the value. */
  readonly schema: {readonly [key: string]: Json};
  /** `body` is what follows the front matter. */
  readonly fileType: FieldFileType | 'body';
  /** The rule of a group is that of its first field. */
  readonly merge: MergeRule;
  /**
   * Fields that name the same group mean something only together: a merge, an import and an undo take
   * all of them or none. A conflict about them has this name. Without one a field stands alone.
   */
  readonly group?: string;
  /** Counted or worked out from what else is kept: no file holds it and no device is told. */
  readonly isDerived?: true;
  /** What follows an entry (the next task of a series) begins with the same value. */
  readonly isInherited?: true;
  /** What recall makes of it: words to be found, or the time during which the entry holds. */
  readonly recall?: 'words' | 'valid-from' | 'valid-to';
  /** The field behind which it stands in files. Their order is part of the format, that of JSON too. */
  readonly filedAfter?: string;
}

/** A field that one kind has, kept in its side table. */
export interface Field<Value> extends FieldTraits<Value> {
  readonly toCell: (value: Value) => Cell;
  readonly fromCell: (cell: Cell) => Value;
  /** `labels` live in `entry_labels` instead of a column. */
  readonly keptAs: 'column' | 'labels';
}

const refuse = (name: string, expected: string, value: unknown): UsageError =>
  new UsageError(
    `${name} must be ${expected}, not ${JSON.stringify(value) ?? String(value)}`.slice(0, 300),
  );

/** A text without broken Unicode. @throws UsageError with the position of the first broken character */
export function parseText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw refuse(name, 'text', value);
  if (!value.isWellFormed()) {
    const at = Array.from(value).findIndex(char => !char.isWellFormed());
    throw new UsageError(`${name} has a broken Unicode character at position ${at + 1}`);
  }
  return value;
}

/** A UTC instant with milliseconds, or a date without a time. */
export function parseMoment(value: unknown, name: string): string {
  const text = parseText(value, name);
  if (isAsKept(text)) return text;
  if (isPlainDate(text) && isValid(() => Temporal.PlainDate.from(text))) return text;
  if (isValid(() => Temporal.Instant.from(text))) return new Date(text).toISOString();
  throw refuse(name, 'an ISO-8601 date or time', value);
}

/** An instant as it is kept needs no second look; an import has several of them in each line. */
function isAsKept(text: string): boolean {
  if (text.length !== 24) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && toIso(ms) === text;
}

function isValid(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const column = {keptAs: 'column', fileType: 'text', merge: 'pick'} as const;

export const text: Field<string> = {
  ...column,
  initial: '',
  parse: (value, name) => (value == null ? '' : parseText(value, name)),
  toCell: value => value,
  fromCell: cell => String(cell ?? ''),
  schema: {type: 'string'},
};

const optional = <Value extends Cell>(
  parse: (value: unknown, name: string) => Value,
  schema: {readonly [key: string]: Json},
  fileType: FieldFileType = 'text',
): Field<Value | null> => ({
  ...column,
  fileType,
  initial: null,
  parse: (value, name) => (value == null || value === '' ? null : parse(value, name)),
  toCell: value => value,
  fromCell: cell => cell as Value | null,
  schema: {anyOf: [schema, {type: 'null'}]},
});

export const optionalText: Field<string | null> = optional(parseText, {type: 'string'});

export const moment: Field<string | null> = optional(parseMoment, {
  type: 'string',
  description: 'UTC ISO-8601 instant, or a date without a time',
});

/** A whole number between two bounds, or nothing. */
export const wholeNumber = (least: number, most: number): Field<number | null> =>
  optional(
    (value, name) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (
        typeof number === 'number' &&
        Number.isInteger(number) &&
        number >= least &&
        number <= most
      ) {
        return number;
      }
      throw refuse(name, `a whole number from ${least} to ${most}`, value);
    },
    {type: 'integer', minimum: least, maximum: most},
    'number',
  );

/** A share between 0 and 1. */
export const fraction = (initial: number): Field<number> => ({
  ...column,
  fileType: 'number',
  initial,
  parse: (value, name) => {
    if (value == null) return initial;
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
    throw refuse(name, 'a number from 0 to 1', value);
  },
  toCell: value => value,
  fromCell: cell => Number(cell),
  schema: {type: 'number', minimum: 0, maximum: 1},
});

export const flag: Field<boolean> = {
  ...column,
  fileType: 'flag',
  initial: false,
  parse: (value, name) => {
    if (value == null) return false;
    if (typeof value === 'boolean') return value;
    throw refuse(name, 'true or false', value);
  },
  toCell: value => (value ? 1 : 0),
  fromCell: cell => cell === 1,
  schema: {type: 'boolean'},
};

/** One of a few words. */
export const oneOf = <Word extends string>(
  words: readonly Word[],
  initial: NoInfer<Word>,
): Field<Word> => ({
  ...column,
  initial,
  parse: (value, name) => {
    if (value == null) return initial;
    if (words.includes(value as Word)) return value as Word;
    throw refuse(name, `one of ${words.join(', ')}`, value);
  },
  toCell: value => value,
  fromCell: cell => cell as Word,
  schema: {type: 'string', enum: words},
});

/** One of a few words, or nothing. */
export const optionalOneOf = <Word extends string>(words: readonly Word[]): Field<Word | null> =>
  optional(
    (value, name) => {
      if (words.includes(value as Word)) return value as Word;
      throw refuse(name, `one of ${words.join(', ')}`, value);
    },
    {type: 'string', enum: words},
  );

/** A list or an object kept as JSON; `parse` checks each item. */
export const json = <Value extends Json>(
  initial: Value,
  parse: (value: unknown, name: string) => Value,
  schema: {readonly [key: string]: Json},
): Field<Value> => ({
  ...column,
  fileType: 'json',
  initial,
  parse: (value, name) => {
    if (isTooDeep(value)) throw new UsageError(`${name} is nested too deeply`);
    return value == null ? initial : parse(value, name);
  },
  toCell: value => JSON.stringify(value),
  fromCell: cell => JSON.parse(String(cell)) as Value,
  schema,
});

/** An ordered list of texts, of which each counts by itself where two edits meet. */
export const textList: Field<readonly string[]> = {
  ...json<readonly string[]>(
    [],
    (value, name) => {
      if (!Array.isArray(value)) throw refuse(name, 'a list', value);
      return value.map(item => parseText(item, name));
    },
    {type: 'array', items: {type: 'string'}},
  ),
  fileType: 'list',
  merge: 'set',
};

/** Life areas: a set of short words that lists filter by. */
export const areas: Field<readonly string[]> = {
  initial: [],
  keptAs: 'labels',
  fileType: 'list',
  merge: 'set',
  parse: parseLabels,
  toCell: () => null,
  fromCell: () => [],
  schema: {type: 'array', items: {type: 'string'}},
};

const mostLabels = 200;
const longestLabel = 100;

/** A set of labels: sorted, without doubles, `#` and blanks. @throws UsageError past 200 or 100 characters */
export function parseLabels(value: unknown, name: string): readonly string[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw refuse(name, 'a list', value);
  const labels = new Set(value.map(item => parseLabel(item, name)).filter(label => label !== ''));
  if (labels.size > mostLabels) {
    throw new UsageError(`${labels.size} ${name} are more than memu keeps (${mostLabels})`);
  }
  return [...labels].sort();
}

function parseLabel(value: unknown, name: string): string {
  const label = parseText(value, name)
    .normalize('NFC')
    .trim()
    .replace(/^#+/, '')
    .replace(/[\s,]+/g, '-')
    .toLowerCase();
  if (label.length > longestLabel) {
    throw new UsageError(`one of the ${name} is longer than ${longestLabel} characters`);
  }
  return label;
}
