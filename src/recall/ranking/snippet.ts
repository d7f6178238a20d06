/** The part of a text that shows why it was found. */
import {safeLine} from '../../ground/text.ts';
import {indexedWordsOf, stemOf} from '../terms/analysis.ts';

const snippetLength = 160;

/**
 * About 160 characters around the place where most of the stems stand, on one line, safe for a
 * terminal; the beginning when none does.
 */
export function snippetOf(
  text: string,
  stems: ReadonlySet<string>,
  length = snippetLength,
): string {
  if (text.length <= length) return safeLine(text);
  const start = bestStart(text, stems, length);
  const cut = text.slice(start, start + length);
  const head = start > 0 ? `…${cut.slice(cut.search(/\s|$/)).trimStart() || cut}` : cut;
  const isEnd = start + length >= text.length;
  const end = head.lastIndexOf(' ');
  return safeLine(isEnd || end < length / 2 ? head : `${head.slice(0, end)}…`);
}

function bestStart(text: string, stems: ReadonlySet<string>, length: number): number {
  const hits: number[] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)) {
    if (indexedWordsOf(match[0]).some(word => stems.has(stemOf(word)))) hits.push(match.index);
    if (hits.length >= 200) break;
  }
  let best = 0;
  let most = 0;
  for (let at = 0, end = 0; at < hits.length; at++) {
    while (end < hits.length && hits[end]! < hits[at]! + length * 0.75) end++;
    if (end - at > most) [best, most] = [hits[at]!, end - at];
  }
  return Math.max(0, best - Math.floor(length / 5));
}
