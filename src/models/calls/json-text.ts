/** Finds the JSON value in what a model wrote: without its thoughts, its fences and its politeness. */

export interface JsonFound {
  /** Undefined when there is none. */
  readonly value: unknown;
  /** Brackets or a comma had to be mended. */
  readonly wasMended: boolean;
}

/**
 * The first object or array in the text. What was left open is closed when `mend` allows it (the answer
 * was cut short by its length) or when a single bracket is missing.
 */
export function findJson(text: string, mend: boolean): JsonFound {
  const bare = withoutThoughts(text);
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n?```/.exec(bare)?.[1];
  for (const candidate of [bare, ...(fenced === undefined ? [] : [fenced])]) {
    const value = parse(candidate);
    if (value !== undefined) return {value, wasMended: false};
  }
  for (const match of bare.matchAll(/[{[]/g)) {
    const rest = bare.slice(match.index);
    const end = balancedEnd(rest);
    if (end === undefined) return mended(rest, mend);
    const value = parse(rest.slice(0, end));
    if (value !== undefined) return {value, wasMended: false};
  }
  return {value: undefined, wasMended: false};
}

function mended(text: string, mend: boolean): JsonFound {
  const {closed, missing} = close(text);
  const value = mend || missing === 1 ? parse(closed) : undefined;
  return {value, wasMended: value !== undefined};
}

/** Models of some servers put their thoughts into the text itself. */
export const withoutThoughts = (text: string): string =>
  text.replace(/^\s*<think>[\s\S]*?(<\/think>|$)/, '').trim();

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Calls back for each character outside of strings; returns whether a string is still open. */
function outsideStrings(text: string, see: (char: string, at: number) => boolean): boolean {
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (see(char, at)) return false;
  }
  return inString;
}

/** After the bracket that closes the first one; undefined when it stays open. */
function balancedEnd(text: string): number | undefined {
  let depth = 0;
  let end: number | undefined;
  outsideStrings(text, (char, at) => {
    if (char === '{' || char === '[') depth++;
    if (char === '}' || char === ']') depth--;
    if (depth === 0) end = at + 1;
    return depth === 0;
  });
  return end;
}

/** The text with open strings and brackets closed, a trailing comma removed, and how many were missing. */
function close(text: string): {readonly closed: string; readonly missing: number} {
  const open: string[] = [];
  const inString = outsideStrings(text, char => {
    if (char === '{') open.push('}');
    if (char === '[') open.push(']');
    if (char === '}' || char === ']') open.pop();
    return false;
  });
  const body = inString ? `${text.replace(/\\$/, '')}"` : text;
  return {
    closed: body.replace(/[\s,]+$/, '') + open.reverse().join(''),
    missing: open.length + (inString ? 1 : 0),
  };
}
