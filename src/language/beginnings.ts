/** With which characters the matches of an expression can begin: most are ruled out before they are compiled. */

interface Part {
  readonly chars: ReadonlySet<string>;
  /** It may match nothing, so what follows may come first. */
  readonly isEmpty: boolean;
  readonly end: number;
}

/** Something that this reader does not know: the expression may begin with anything. */
class Unknown extends Error {}

const digits = '0123456789';

/**
 * The characters, in lower case, that a match of `source` can begin with; undefined where that cannot
 * be told. Knows what the expressions of a language are made of, and no more.
 */
export function beginningsOf(source: string): ReadonlySet<string> | undefined {
  try {
    const {chars, isEmpty} = alternatives(source, 0);
    return isEmpty ? undefined : chars;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

/** `a|b|c` up to the bracket that closes it, or to the end. */
function alternatives(source: string, start: number): Part {
  const chars = new Set<string>();
  let isEmpty = false;
  let end = start - 1;
  do {
    const one = sequence(source, end + 1);
    for (const char of one.chars) chars.add(char);
    isEmpty ||= one.isEmpty;
    end = one.end;
  } while (source[end] === '|');
  return {chars, isEmpty, end};
}

/** Items one after another; those behind the first that matches something do not count. */
function sequence(source: string, start: number): Part {
  const chars = new Set<string>();
  let isEmpty = true;
  let at = start;
  while (at < source.length && source[at] !== '|' && source[at] !== ')') {
    const one = quantified(source, item(source, at));
    if (isEmpty) {
      for (const char of one.chars) chars.add(char);
      isEmpty = one.isEmpty;
    }
    at = one.end;
  }
  return {chars, isEmpty, end: at};
}

function item(source: string, at: number): Part {
  const char = source[at] ?? '';
  if (char === '(') return group(source, at);
  if (char === '[') return charClass(source, at);
  if (char === '\\') return escaped(source, at);
  if ('.^$'.includes(char)) throw new Unknown();
  return {chars: new Set([char.toLowerCase()]), isEmpty: false, end: at + 1};
}

function group(source: string, at: number): Part {
  const [opening] = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(source.slice(at)) ?? ['('];
  const inner = alternatives(source, at + opening.length);
  const end = inner.end + 1;
  // What is only looked at takes nothing.
  if (/[=!]$/.test(opening)) return {chars: new Set(), isEmpty: true, end};
  return {...inner, end};
}

function charClass(source: string, at: number): Part {
  const close = source.indexOf(']', at + 1);
  const body = source.slice(at + 1, close);
  if (!/^-?(?:[^\\^-](?:-[^\\-])?)*-?$/.test(body)) throw new Unknown();
  const chars = [...body.matchAll(/(?<from>.)(?:-(?<to>.))?/g)].flatMap(({groups}) =>
    between(groups?.from ?? '', groups?.to ?? groups?.from ?? ''),
  );
  return {chars: new Set(chars), isEmpty: false, end: close + 1};
}

const between = (from: string, to: string): string[] =>
  Array.from({length: to.charCodeAt(0) - from.charCodeAt(0) + 1}, (_, n) =>
    String.fromCharCode(from.charCodeAt(0) + n).toLowerCase(),
  );

function escaped(source: string, at: number): Part {
  const char = source[at + 1] ?? '';
  const end = at + 2;
  if (char === 'd') return {chars: new Set(digits), isEmpty: false, end};
  if (char === 's') return {chars: new Set(' \t\n'), isEmpty: false, end};
  if (char === 'b') return {chars: new Set(), isEmpty: true, end};
  if (/\w/.test(char)) throw new Unknown();
  return {chars: new Set([char]), isEmpty: false, end};
}

function quantified(source: string, part: Part): Part {
  const [said] = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(source.slice(part.end)) ?? [''];
  const isEmpty = part.isEmpty || /^(?:[?*]|\{0)/.test(said);
  return {...part, isEmpty, end: part.end + said.length};
}
