/** Changes one value in a TOML text and leaves every other byte, comments and order included, as it was. */

/** Where one `key = value` stands in the text, as offsets. */
interface Assignment {
  readonly path: readonly string[];
  /** Above the first `[section]`. */
  readonly isAtTop: boolean;
  readonly lineStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** After the line's own newline. */
  readonly lineEnd: number;
}

interface Section {
  readonly path: readonly string[];
  /** After the last line that belongs to it and says something. */
  readonly end: number;
}

interface Outline {
  readonly assignments: readonly Assignment[];
  readonly sections: readonly Section[];
}

/**
 * The text with `path` set to `literal` (a TOML value). The text must be valid TOML; the caller reads
 * the result again and compares, because exotic layouts (a parent written as an inline table) cannot
 * be edited in place.
 */
export function setInToml(source: string, path: readonly string[], literal: string): string {
  const outline = readOutline(source);
  const old = outline.assignments.find(one => samePath(one.path, path));
  if (old) return source.slice(0, old.valueStart) + literal + source.slice(old.valueEnd);
  const home = outline.sections
    .filter(section => startsWithPath(path, section.path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  if (home) {
    const line = `${writePath(path.slice(home.path.length))} = ${literal}${newline}`;
    const before = endWithNewline(source.slice(0, home.end), newline);
    return before + line + source.slice(home.end);
  }
  const sibling = outline.assignments.findLast(one => one.isAtTop && one.path[0] === path[0]);
  if (sibling) {
    const above = endWithNewline(source.slice(0, sibling.lineEnd), newline);
    return `${above}${writePath(path)} = ${literal}${newline}${source.slice(sibling.lineEnd)}`;
  }
  const before = endWithNewline(source, newline);
  const gap = before === '' ? '' : newline;
  return `${before}${gap}[${writePath(path.slice(0, -1))}]${newline}${writePath(path.slice(-1))} = ${literal}${newline}`;
}

/** The text without the line that sets `path`; unchanged when there is none. */
export function removeFromToml(source: string, path: readonly string[]): string {
  const old = readOutline(source).assignments.find(one => samePath(one.path, path));
  return old ? source.slice(0, old.lineStart) + source.slice(old.lineEnd) : source;
}

const endWithNewline = (text: string, newline: string): string =>
  text === '' || text.endsWith('\n') ? text : text + newline;

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && startsWithPath(a, b);

const startsWithPath = (path: readonly string[], start: readonly string[]): boolean =>
  start.length < path.length + 1 && start.every((part, index) => path[index] === part);

const writePath = (path: readonly string[]): string =>
  path.map(part => (/^[A-Za-z0-9_-]+$/.test(part) ? part : JSON.stringify(part))).join('.');

function readOutline(source: string): Outline {
  const assignments: Assignment[] = [];
  const sections: Section[] = [];
  let section: readonly string[] | undefined;
  let at = 0;
  while (at < source.length) {
    const lineStart = at;
    const start = skipBlanks(source, at);
    const first = source[start];
    if (first === undefined || first === '#' || first === '\n' || first === '\r') {
      at = nextLine(source, start);
      continue;
    }
    if (first === '[') {
      const isArrayOfTables = source[start + 1] === '[';
      const {path, end} = readPath(source, start + (isArrayOfTables ? 2 : 1));
      at = nextLine(source, end);
      section = path;
      if (!isArrayOfTables) sections.push({path, end: at});
      continue;
    }
    const {path, end} = readPath(source, start);
    const valueStart = skipBlanks(source, end + 1);
    const valueEnd = endOfValue(source, valueStart);
    at = nextLine(source, valueEnd);
    const full = [...(section ?? []), ...path];
    const isAtTop = section === undefined;
    assignments.push({path: full, isAtTop, lineStart, valueStart, valueEnd, lineEnd: at});
    const last = sections.at(-1);
    if (last && last.path === section) sections[sections.length - 1] = {path: last.path, end: at};
  }
  return {assignments, sections};
}

const skipBlanks = (source: string, at: number): number => {
  let next = at;
  while (source[next] === ' ' || source[next] === '\t') next++;
  return next;
};

const nextLine = (source: string, at: number): number => {
  const newline = source.indexOf('\n', at);
  return newline < 0 ? source.length : newline + 1;
};

/** A dotted key from `at` on; `end` is the offset of the character that ends it (`=` or `]`). */
function readPath(source: string, at: number): {path: string[]; end: number} {
  const path: string[] = [];
  let next = at;
  for (;;) {
    next = skipBlanks(source, next);
    const quote = source[next];
    if (quote === '"' || quote === "'") {
      const end = endOfString(source, next);
      const inside = source.slice(next, end);
      path.push(quote === '"' ? (JSON.parse(inside) as string) : inside.slice(1, -1));
      next = end;
    } else {
      const bare = /[A-Za-z0-9_-]*/y;
      bare.lastIndex = next;
      path.push(bare.exec(source)?.[0] ?? '');
      next = bare.lastIndex;
    }
    next = skipBlanks(source, next);
    if (source[next] !== '.') return {path, end: next};
    next++;
  }
}

/** After the value that starts at `at`, without the blanks and the comment behind it. */
function endOfValue(source: string, at: number): number {
  let depth = 0;
  let next = at;
  let end = at;
  while (next < source.length) {
    const char = source[next]!;
    if (char === '"' || char === "'") {
      next = endOfString(source, next);
      end = next;
      continue;
    }
    if (char === '#') {
      if (depth === 0) return end;
      next = nextLine(source, next);
      continue;
    }
    if (char === '\n' && depth === 0) return end;
    if (char === '[' || char === '{') depth++;
    if (char === ']' || char === '}') depth--;
    next++;
    if (!/\s/.test(char)) end = next;
  }
  return end;
}

function endOfString(source: string, at: number): number {
  const quote = source[at]!;
  const isLong = source.startsWith(quote.repeat(3), at);
  const close = isLong ? quote.repeat(3) : quote;
  let next = at + close.length;
  while (next < source.length) {
    if (quote === '"' && source[next] === '\\') next += 2;
    else if (source.startsWith(close, next)) {
      next += close.length;
      // up to two quotes may stand right before the closing three
      while (isLong && source[next] === quote) next++;
      return next;
    } else next++;
  }
  return next;
}
