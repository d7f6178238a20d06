/** Texts that an expression matches: every way of saying something, with each of its words. */

interface Part {
  /** One text that fits here, drawn anew at each call. */
  readonly draw: () => string;
  readonly end: number;
  /** So many draws give each alternative within a turn. */
  readonly ways: number;
}

/** 0 inclusive to 1 exclusive. */
type Random = () => number;

/**
 * Different texts that match `source` from end to end: so many that each alternative (each month,
 * "this", "next" and "last") has its turn where the expression lets it, with numbers at random.
 * @throws Error for an expression of which no text could be drawn
 */
export function matchesOf(source: string, random: Random): readonly string[] {
  const {draw, end, ways} = alternatives(source, 0, random);
  if (end !== source.length) throw new Error(`unbalanced: ${source}`);
  const whole = new RegExp(`^(?:${source})$`, 'i');
  const found = new Set<string>();
  for (
    let tries = 0;
    tries < triesPerWay * ways || (found.size === 0 && tries < 1_000);
    tries += 1
  ) {
    const text = draw();
    if (whole.test(text)) found.add(text);
  }
  if (found.size === 0) throw new Error(`nothing matches ${source}`);
  return [...found];
}

const triesPerWay = 2;

function alternatives(source: string, start: number, random: Random): Part {
  const all: Part[] = [];
  let end = start - 1;
  do {
    const one = sequence(source, end + 1, random);
    all.push(one);
    end = one.end;
  } while (source[end] === '|');
  const ways = all.reduce((sum, one) => sum + one.ways, 0);
  let turn = Math.floor(random() * all.length);
  return {draw: () => all[turn++ % all.length]!.draw(), end, ways};
}

function sequence(source: string, start: number, random: Random): Part {
  const parts: Part[] = [];
  let at = start;
  while (at < source.length && source[at] !== '|' && source[at] !== ')') {
    const one = quantified(source, at, random);
    parts.push(one);
    at = one.end;
  }
  const ways = Math.max(1, ...parts.map(part => part.ways));
  return {draw: () => parts.map(part => part.draw()).join(''), end: at, ways};
}

function quantified(source: string, start: number, random: Random): Part {
  const part = item(source, start, random);
  const said = /^(?:[?*+]|\{(?<least>\d+)(?<open>,(?<most>\d*))?\})\??/.exec(
    source.slice(part.end),
  );
  if (!said) return part;
  const {least, open, most} = said.groups ?? {};
  const from = least === undefined ? (said[0].startsWith('+') ? 1 : 0) : Number(least);
  const to = said[0].startsWith('?') ? 1 : least !== undefined && !open ? from : Number(most || 4);
  const times = () => from + Math.floor(random() * (to - from + 1));
  return {
    draw: () => Array.from({length: times()}, part.draw).join(''),
    end: part.end + said[0].length,
    ways: 2 * part.ways,
  };
}

function item(source: string, at: number, random: Random): Part {
  const char = source[at] ?? '';
  if (char === '(') return group(source, at, random);
  const end = char === '[' ? source.indexOf(']', at + 1) + 1 : at + (char === '\\' ? 2 : 1);
  const chars = charsOf(source.slice(at, end));
  return {draw: () => oneOf(chars, random), end, ways: 1};
}

function group(source: string, at: number, random: Random): Part {
  const [opening] = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(source.slice(at)) ?? ['('];
  const inner = alternatives(source, at + opening.length, random);
  // What is only looked at takes nothing.
  const draw = /[=!]$/.test(opening) ? () => '' : inner.draw;
  return {draw, end: inner.end + 1, ways: inner.ways};
}

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const digits = [...'0123456789'];

function charsOf(said: string): readonly string[] {
  if (said.startsWith('[^')) return letters.filter(letter => !said.includes(letter));
  if (said.startsWith('[')) return charsOfClass(said.slice(1, -1));
  if (said === '.') return letters;
  if (said === '^' || said === '$' || said === '\\b') return [''];
  if (said === '\\d') return digits;
  if (said === '\\s') return [' '];
  if (said === '\\S' || said === '\\w') return letters;
  return [said.replace(/^\\/, '')];
}

function charsOfClass(body: string): readonly string[] {
  const tokens = [...body.matchAll(/\\.|(?<from>[^\\])-(?<to>[^\\])|[^\\]/g)];
  return tokens.flatMap(({0: token, groups}) =>
    groups?.from === undefined ? charsOf(token) : between(groups.from, groups.to ?? groups.from),
  );
}

const between = (from: string, to: string): string[] =>
  Array.from({length: to.charCodeAt(0) - from.charCodeAt(0) + 1}, (_, n) =>
    String.fromCharCode(from.charCodeAt(0) + n),
  );

const oneOf = <T>(all: readonly T[], random: Random): T => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
};
