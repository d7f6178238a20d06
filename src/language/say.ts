/** One way of saying something, as an expression with what its groups mean. */
import {beginningsOf} from './beginnings.ts';
import type {Groups, Pattern} from './phrases.ts';

// A date ends where no letter, possessive or further number goes on ("today's", "9.30", "24/7").
// Latin letters are enough after Latin words; \p{L} in a hundred expressions costs 8 ms to compile.
const letter = 'a-z\\u00c0-\\u024f';
const end = `(?![${letter}\\d_'’]|[-/.:]\\d|-[${letter}])`;

/** Expressions are compiled when they are first tried where they could begin: most never are. */
export const say = <T>(
  source: string,
  read: (groups: Groups) => T | undefined,
  weak = false,
): Pattern<T> => {
  let compiled: RegExp | undefined;
  let begins: ReadonlySet<string> | undefined | null = null;
  return {
    get match() {
      compiled ??= new RegExp(`(?:${source})${end}`, 'iy');
      return compiled;
    },
    get begins() {
      if (begins === null) begins = beginningsOf(source);
      return begins;
    },
    read,
    weak,
  };
};
