/** One way of saying something, as an expression with what its groups mean. */
import type {Groups, Pattern} from './pattern-set.ts';

// A date ends where no letter, possessive or further number goes on ("today's", "9.30", "24/7").
// Latin letters are enough after Latin words; \p{L} in a hundred expressions costs 8 ms to compile.
const letter = 'a-z\\u00c0-\\u024f';
const end = `(?![${letter}\\d_'’]|[-/.:]\\d|[-.][${letter}])`;

/** One way of saying something; what follows must not go on with it. */
export const phrasePattern = <T>(
  source: string,
  read: (groups: Groups) => T | undefined,
  weak = false,
): Pattern<T> => pattern(`(?:${source})${end}`, read, weak);

/** Words that lead to something, whatever follows them. */
export function leading(source: string): Pattern<true>;
export function leading<T>(source: string, value: T): Pattern<T>;
export function leading(source: string, value: unknown = true): Pattern<unknown> {
  return pattern(source, () => value, false);
}

/** The expression is compiled when it is first tried where it could begin: most never are. */
function pattern<T>(
  source: string,
  read: (groups: Groups) => T | undefined,
  weak: boolean,
): Pattern<T> {
  let compiled: RegExp | undefined;
  return {
    source,
    get match() {
      compiled ??= new RegExp(source, 'iy');
      return compiled;
    },
    read,
    weak,
  };
}
