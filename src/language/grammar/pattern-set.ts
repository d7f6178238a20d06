/** Ways of saying one thing, and which of them may begin at a place: the others are never compiled. */

export type Groups = Readonly<Record<string, string | undefined>>;

/**
 * One way of saying something: a sticky expression and what its groups mean. A `weak` one is
 * only a date where nothing follows that it could belong to ("the 15th", not "the 15th floor").
 */
export interface Pattern<T> {
  readonly source: string;
  readonly match: RegExp;
  readonly read: (groups: Groups) => T | undefined;
  readonly weak?: boolean;
}

/** From the first characters, as `beginning` writes them, to the places of the ways that may begin so. */
export type Beginnings = Readonly<Record<string, readonly number[]>>;

/** At most so many characters are looked up, in the form that `beginning` gives them. */
export const beginningLength = 7;

/** Of each word these letters count, so that the next word soon counts as well. */
const wordLength = 3;

/** `Every monday` is looked up as `eve mon`, `17:30` as `00:00`. */
export function beginning(text: string, start = 0, length = beginningLength): string {
  let key = '';
  let letters = 0;
  for (let at = start; at < text.length && key.length < length; at += 1) {
    const char = plain(text[at] ?? '');
    letters = isLetter(char) ? letters + 1 : 0;
    if (letters <= wordLength) key += char;
  }
  return key;
}

const plain = (char: string): string =>
  char >= '0' && char <= '9' ? '0' : char.trim() === '' ? ' ' : char.toLowerCase();

const isLetter = (char: string): boolean => (char >= 'a' && char <= 'z') || char > '\u00bf';

export class PatternSet<T> {
  /** In the order in which they are tried: the first that fits is taken. */
  readonly all: readonly Pattern<T>[];
  readonly #beginnings: Beginnings | undefined;

  /** Without `beginnings` each of them is tried everywhere. */
  constructor(all: readonly Pattern<T>[], beginnings?: Beginnings) {
    this.all = all;
    this.#beginnings = beginnings;
  }

  /** Those that may begin at `start`, in their order. */
  at(text: string, start: number): readonly Pattern<T>[] {
    if (!this.#beginnings) return this.all;
    let places: readonly number[] = none;
    for (const key of keysAt(text, start)) {
      const more = this.#beginnings[key];
      if (more) places = places === none ? more : [...places, ...more].sort((a, b) => a - b);
    }
    return places === none ? none : places.map(place => this.all[place] as Pattern<T>);
  }
}

const none: readonly never[] = [];

let latest: {readonly text: string; readonly start: number; readonly keys: readonly string[]};

/** A beginning and all that it begins with; the same place is asked for by many in a row. */
function keysAt(text: string, start: number): readonly string[] {
  if (latest?.start !== start || latest.text !== text) {
    const whole = beginning(text, start);
    const keys = Array.from(whole, (_, n) => whole.slice(0, n + 1));
    latest = {text, start, keys};
  }
  return latest.keys;
}
