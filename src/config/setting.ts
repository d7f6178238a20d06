/** What a setting is: how its value is read from TOML or from an environment variable, and what it may be. */

type SettingType = 'text' | 'list' | 'integer' | 'number' | 'flag' | 'choice' | 'table';

/** A value as TOML gives it, once it has been read. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string | number>>
  | undefined;

export interface Setting<T extends SettingValue> {
  readonly type: SettingType;
  readonly fallback: T;
  /** One line for `memu config list` and the docs. */
  readonly about: string;
  readonly choices?: readonly string[];
  /** A variable of another program that stands in when nothing else is set. */
  readonly alias?: string;
  /** Turns a TOML value into the setting's own; throws a WrongValue that says what was expected. */
  readonly read: (value: unknown) => T;
  /** Turns an environment variable's text, or a word on the command line, into a TOML value. */
  readonly parse: (text: string) => unknown;
}

/** What was expected instead, as the end of a sentence: `must be …`. */
export class WrongValue extends Error {}

type Check<T> = (value: T) => string | undefined;

const checked = <T>(value: T, check: Check<T> | undefined): T => {
  const complaint = check?.(value);
  if (complaint) throw new WrongValue(complaint);
  return value;
};

function expectType(holds: boolean, what: string): asserts holds {
  if (!holds) throw new WrongValue(`must be ${what}`);
}

interface TextOptions {
  readonly check?: Check<string>;
}

function readText(value: unknown, {check}: TextOptions = {}): string {
  expectType(typeof value === 'string', 'a text in quotes');
  return checked(value, check);
}

/** A text that has a value when nobody sets one. */
export const textSetting = (
  fallback: string,
  about: string,
  options?: TextOptions,
): Setting<string> => ({
  type: 'text',
  fallback,
  about,
  read: value => readText(value, options),
  parse: words => words,
});

/** A text that may be absent. */
export const optionalTextSetting = (
  about: string,
  options?: TextOptions,
): Setting<string | undefined> => ({
  type: 'text',
  fallback: undefined,
  about,
  read: value => readText(value, options),
  parse: words => words,
});

export const listSetting = (
  fallback: readonly string[],
  about: string,
  options?: TextOptions,
): Setting<readonly string[]> => ({
  type: 'list',
  fallback,
  about,
  read: value => {
    expectType(Array.isArray(value), 'a list of texts, like ["one", "two"]');
    return value.map(item => readText(item, options));
  },
  parse: words =>
    words
      .split(',')
      .map(word => word.trim())
      .filter(word => word !== ''),
});

interface Range {
  readonly least?: number;
  readonly most?: number;
}

const rangeCheck =
  ({least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY}: Range): Check<number> =>
  value =>
    value >= least && value <= most
      ? undefined
      : Number.isFinite(most)
        ? `must be between ${least} and ${most}`
        : `must be at least ${least}`;

const toNumber = (words: string): unknown =>
  words.trim() !== '' && Number.isFinite(Number(words)) ? Number(words) : words;

export const integerSetting = (
  fallback: number,
  about: string,
  range: Range = {},
): Setting<number> => ({
  type: 'integer',
  fallback,
  about,
  read: value => {
    expectType(Number.isSafeInteger(value), 'a whole number');
    return checked(value as number, rangeCheck(range));
  },
  parse: toNumber,
});

export const numberSetting = (
  fallback: number,
  about: string,
  range: Range = {},
): Setting<number> => ({
  type: 'number',
  fallback,
  about,
  read: value => {
    expectType(typeof value === 'number', 'a number');
    return checked(value, rangeCheck(range));
  },
  parse: toNumber,
});

const flagWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

export const flagSetting = (fallback: boolean, about: string): Setting<boolean> => ({
  type: 'flag',
  fallback,
  about,
  read: value => {
    expectType(typeof value === 'boolean', 'true or false');
    return value;
  },
  parse: words => flagWords[words.trim().toLowerCase()] ?? words,
});

export const choiceSetting = <const T extends string>(
  choices: readonly T[],
  fallback: NoInfer<T>,
  about: string,
): Setting<T> => ({
  type: 'choice',
  fallback,
  about,
  choices,
  read: value => {
    const found = choices.find(one => one === value);
    expectType(found !== undefined, `one of ${choices.map(one => `"${one}"`).join(', ')}`);
    return found;
  },
  parse: words => words,
});

/**
 * Values under names that the person chooses: `llm.windows.llama = 8192` is read as `{llama: 8192}`.
 * In an environment variable: `llama=8192,gemma=4096`.
 */
export const tableSetting = <T extends string | number>(
  about: string,
  item: Setting<T>,
): Setting<Readonly<Record<string, T>>> => ({
  type: 'table',
  fallback: {},
  about,
  read: value => {
    expectType(
      typeof value === 'object' && value !== null && !Array.isArray(value),
      'a table of names and values',
    );
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, item.read(one)]));
  },
  parse: words =>
    Object.fromEntries(
      words
        .split(',')
        .filter(part => part.includes('='))
        .map(part => {
          const at = part.indexOf('=');
          return [part.slice(0, at).trim(), item.parse(part.slice(at + 1).trim())];
        }),
    ),
});
