/** With which characters the matches of an expression can begin, so that most are never compiled. */
import {beginning, beginningLength} from '../../src/language/grammar/pattern-set.ts';

type Beginnings = ReadonlySet<string>;

interface Part {
  readonly set: Beginnings;
  readonly end: number;
}

const nothing: Beginnings = new Set(['']);

/** Stands where what follows may be anything, and for more letters than are worth telling apart. */
const anything = '\0';
const mostChars = 16;

/**
 * The first characters that a match of `source` can have, as `beginning` writes them: as many as
 * count, or fewer where the match may be that short or may go on with anything.
 */
export function beginningsOf(source: string): Beginnings {
  const {set, end} = alternatives({source, at: 0, left: beginningLength});
  if (end !== source.length) throw new Error(`unbalanced: ${source}`);
  if (set.has(anything)) throw new Error(`begins with anything: ${source}`);
  return new Set([...set].map(text => text.replace(anything, '')));
}

interface Place {
  readonly source: string;
  readonly at: number;
  /** So many characters can still count here. */
  readonly left: number;
}

/** `a|b|c` up to the bracket that closes it, or to the end. */
function alternatives({source, at, left}: Place): Part {
  const set = new Set<string>();
  let end = at - 1;
  do {
    const one = sequence({source, at: end + 1, left});
    for (const text of one.set) set.add(text);
    end = one.end;
  } while (source[end] === '|');
  return {set, end};
}

function sequence({source, at: start, left}: Place): Part {
  let set = nothing;
  let at = start;
  while (at < source.length && source[at] !== '|' && source[at] !== ')') {
    const shortest = Math.min(...[...set].map(({length}) => length));
    const one = quantified({source, at, left: Math.max(0, left - shortest)});
    set = followed(set, one.set, left);
    at = one.end;
  }
  return {set, end: at};
}

/** All of the first, each with all of the second behind it, cut where no more counts. */
const followed = (first: Beginnings, second: Beginnings, left: number): Beginnings =>
  new Set(
    [...first].flatMap(a =>
      a.length === left || a.endsWith(anything)
        ? [a]
        : [...second].map(b => beginning(`${a}${b}`, 0, left)),
    ),
  );

function item(place: Place): Part {
  const {source, at, left} = place;
  const char = source[at] ?? '';
  if (char === '(') return group(place);
  const end = char === '[' ? source.indexOf(']', at + 1) + 1 : at + (char === '\\' ? 2 : 1);
  const set = left === 0 ? nothing : new Set(charsOf(source.slice(at, end)) ?? [anything]);
  return {set: set.size > mostChars ? new Set([anything]) : set, end};
}

function group(place: Place): Part {
  const {source, at} = place;
  const [opening] = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(source.slice(at)) ?? ['('];
  // What is only looked at takes nothing.
  if (/[=!]$/.test(opening)) return {set: nothing, end: closingBracket(source, at) + 1};
  const inner = alternatives({...place, at: at + opening.length});
  return {set: inner.set, end: inner.end + 1};
}

function closingBracket(source: string, open: number): number {
  let depth = 0;
  const tokens = /\\.|\[(?:\\.|[^\]\\])*\]|[()]/g;
  tokens.lastIndex = open;
  for (let token = tokens.exec(source); token; token = tokens.exec(source)) {
    if (token[0] === '(') depth += 1;
    if (token[0] === ')') depth -= 1;
    if (depth === 0) return token.index;
  }
  throw new Error(`unbalanced: ${source}`);
}

/** The characters that one place can hold: `a`, `\d`, `[a-c]`; undefined where that cannot be told. */
function charsOf(said: string): readonly string[] | undefined {
  if (said.startsWith('[')) return charsOfClass(said.slice(1, -1));
  if (!said.startsWith('\\')) return '.^$'.includes(said) ? undefined : [beginning(said)];
  const char = said.slice(1);
  if (char === 'd') return ['0'];
  if (char === 's') return [' '];
  if (char === 'b') return [''];
  return /\w/.test(char) ? undefined : [char];
}

function charsOfClass(body: string): readonly string[] | undefined {
  if (!/^-?(?:[^\\^-](?:-[^\\-])?)*-?$/.test(body)) return undefined;
  return [...body.matchAll(/(?<from>.)(?:-(?<to>.))?/g)].flatMap(({groups}) =>
    between(groups?.from ?? '', groups?.to ?? groups?.from ?? ''),
  );
}

const between = (from: string, to: string): string[] =>
  Array.from({length: to.charCodeAt(0) - from.charCodeAt(0) + 1}, (_, n) =>
    beginning(String.fromCharCode(from.charCodeAt(0) + n)),
  );

function quantified(place: Place): Part {
  const {source, left} = place;
  const part = item(place);
  const said = /^(?:[?*+]|\{(?<least>\d+)(?<open>,(?<most>\d*))?\})\??/.exec(
    source.slice(part.end),
  );
  if (!said) return part;
  const {least, open, most} = said.groups ?? {};
  const from = least === undefined ? (said[0].startsWith('+') ? 1 : 0) : Number(least);
  const isOnce = said[0].startsWith('?');
  const to = isOnce ? 1 : open === undefined && least !== undefined ? from : Number(most || 99);
  const set = new Set<string>();
  let many = nothing;
  // More of them than characters count change nothing.
  for (let n = 0; n <= Math.min(to, from + left); n += 1) {
    if (n >= from) for (const text of many) set.add(text);
    many = followed(many, part.set, left);
  }
  return {set, end: part.end + said[0].length};
}
