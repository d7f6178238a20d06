/** Finds the JSON value in what a model wrote: without its thoughts, its fences and its politeness. */
import {jsonrepair} from 'jsonrepair';

export interface JsonFound {
  /** Undefined when there is none. */
  readonly value: unknown;
  /** It was no JSON as it stood: brackets, commas or quotes had to be mended. */
  readonly wasMended: boolean;
}

/**
 * The first object or array in the text. One that is whole but badly written (single quotes, a comma too
 * many, comments) is repaired. What was left open is closed when `mend` allows it (the answer was cut short
 * by its length) or when a single bracket is missing.
 */
export function findJson(text: string, mend: boolean): JsonFound {
  const bare = withoutThoughts(text);
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n?```/.exec(bare)?.[1];
  for (const candidate of [bare, ...(fenced === undefined ? [] : [fenced])]) {
    const value = parse(candidate);
    if (value !== undefined) return {value, wasMended: false};
  }
  const wholes: string[] = [];
  let cut: string | undefined;
  for (const match of bare.matchAll(/[{[]/g)) {
    const rest = bare.slice(match.index);
    const end = balancedEnd(rest);
    if (end === undefined) {
      cut = rest;
      break;
    }
    const value = parse(rest.slice(0, end));
    if (value !== undefined) return {value, wasMended: false};
    wholes.push(rest.slice(0, end));
  }
  // Brackets stand in prose too, so nothing is repaired while something can be read as it stands.
  const value = firstRepaired(wholes) ?? (cut === undefined ? undefined : repairCut(cut, mend));
  return {value, wasMended: value !== undefined};
}

/** A list of words in prose would become data; an object with names does not come about by chance. */
const looksLikeData = (text: string): boolean => /^\{\s*["'\w]+\s*:/.test(text);

function firstRepaired(texts: readonly string[]): unknown {
  for (const text of texts) {
    const value = looksLikeData(text) ? repair(text) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

const repairCut = (text: string, mend: boolean): unknown =>
  mend || countOpen(text) === 1 ? repair(text) : undefined;

function repair(text: string): unknown {
  try {
    return parse(jsonrepair(text));
  } catch {
    return undefined;
  }
}

/** Models of some servers put their thoughts into the text itself. */
const withoutThoughts = (text: string): string =>
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

/** How many strings and brackets are still open at the end. */
function countOpen(text: string): number {
  let open = 0;
  const inString = outsideStrings(text, char => {
    if (char === '{' || char === '[') open++;
    if (char === '}' || char === ']') open--;
    return false;
  });
  return open + (inString ? 1 : 0);
}
