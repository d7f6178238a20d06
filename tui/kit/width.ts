/** How wide text is on a terminal: graphemes, cells, wrapping and cutting, all on plain text. */
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const printableAscii = /^[\x20-\x7e]*$/;

/** What a person sees as single characters: a family emoji or `e` with an accent is one. */
export const graphemes = (text: string): readonly string[] =>
  printableAscii.test(text)
    ? Array.from(text)
    : Array.from(segmenter.segment(text), piece => piece.segment);

/** Columns that a text takes on one line. Colour codes count nothing; a tab is drawn as a blank. */
export const cells = (text: string): number =>
  printableAscii.test(text) ? text.length : stringWidth(text.replaceAll('\t', ' '));

/** A row of a wrapped line, with where it begins in the text (UTF-16 offset). */
export interface Row {
  readonly text: string;
  readonly start: number;
}

/**
 * One line as rows of at most `width` cells. Rows break after a blank where there is one, and inside
 * a word only when the word alone is too long. Joined, the rows are the text again.
 */
export function wrapRows(line: string, width: number): readonly Row[] {
  if (cells(line) <= width) return [{text: line, start: 0}];
  const rows: Row[] = [];
  let start = 0;
  let used = 0;
  let offset = 0;
  let blankEnd = 0;
  let usedAtBlank = 0;
  for (const piece of graphemes(line)) {
    const wide = cells(piece);
    if (used + wide > width && offset > start && piece !== ' ') {
      const cut = blankEnd > start ? blankEnd : offset;
      rows.push({text: line.slice(start, cut), start});
      used = cut === offset ? 0 : used - usedAtBlank;
      start = cut;
    }
    offset += piece.length;
    used += wide;
    if (piece === ' ') {
      blankEnd = offset;
      usedAtBlank = used;
    }
  }
  rows.push({text: line.slice(start), start});
  return rows;
}

/** Text as rows without the blanks that wrapping leaves at their ends. */
export const wrapText = (text: string, width: number): readonly string[] =>
  text
    .split('\n')
    .flatMap(line => wrapRows(line, Math.max(1, width)).map(row => row.text.trimEnd()));

/** At most `width` cells of a line; what is cut is marked. */
export function cutCells(line: string, width: number, mark = '…'): string {
  if (cells(line) <= width) return line;
  const room = width - cells(mark);
  if (room < 0) return '';
  let used = 0;
  let out = '';
  for (const piece of graphemes(line)) {
    used += cells(piece);
    if (used > room) break;
    out += piece;
  }
  return out.trimEnd() + mark;
}

/** The end of a line, as much of it as takes at most `width` cells. */
export function endCells(line: string, width: number): string {
  if (cells(line) <= width) return line;
  const pieces = graphemes(line);
  let first = pieces.length;
  let used = 0;
  while (first > 0 && used + cells(pieces[first - 1]!) <= width) {
    first -= 1;
    used += cells(pieces[first]!);
  }
  return pieces.slice(first).join('');
}

/** Exactly `width` cells: cut when longer, filled with blanks when shorter. */
export function padCells(line: string, width: number, mark = '…'): string {
  const cut = cutCells(line, width, mark);
  return cut + ' '.repeat(Math.max(0, width - cells(cut)));
}
