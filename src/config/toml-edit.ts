/** Changes one value in a TOML text and leaves every other byte, comments and order included, as it was. */
import {type AST, parseTOML} from 'toml-eslint-parser';

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
  const [top] = parseTOML(source).body;
  const assignments = (
    nodes: readonly AST.TOMLTopLevelTable['body'][number][],
    above: readonly string[],
  ) =>
    nodes
      .filter(node => node.type === 'TOMLKeyValue')
      .map(node => assignmentIn(source, node, above));
  const tables = top.body.filter(node => node.type === 'TOMLTable');
  const sections = tables.filter(table => table.kind === 'standard');
  return {
    assignments: [
      ...assignments(top.body, []),
      ...tables.flatMap(table => assignments(table.body, namesIn(table.key))),
    ],
    sections: sections.map(table => ({
      path: namesIn(table.key),
      end: nextLine(source, table.range[1]),
    })),
  };
}

function assignmentIn(
  source: string,
  node: AST.TOMLKeyValue,
  above: readonly string[],
): Assignment {
  const [valueStart, valueEnd] = node.value.range;
  return {
    path: [...above, ...namesIn(node.key)],
    isAtTop: node.parent.type === 'TOMLTopLevelTable',
    lineStart: source.lastIndexOf('\n', node.range[0] - 1) + 1,
    valueStart,
    valueEnd,
    lineEnd: nextLine(source, valueEnd),
  };
}

const namesIn = (key: AST.TOMLKey): readonly string[] =>
  key.keys.map(part => (part.type === 'TOMLBare' ? part.name : part.value));

const nextLine = (source: string, at: number): number => {
  const newline = source.indexOf('\n', at);
  return newline < 0 ? source.length : newline + 1;
};
