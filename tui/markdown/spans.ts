/** Styled text in pieces, wrapped as plain text so that colour never changes where a line breaks. */
import {cells, wrapRows} from '../kit/width.ts';

export interface StyledSpan {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export const plainText = (spans: readonly StyledSpan[]): string =>
  spans.map(span => span.text).join('');

const painted = (span: StyledSpan): string =>
  span.paint && span.text !== '' ? span.paint(span.text) : span.text;

/** The spans between two offsets of their joined text. */
function sliceSpans(
  spans: readonly StyledSpan[],
  start: number,
  end: number,
): readonly StyledSpan[] {
  const out: StyledSpan[] = [];
  let offset = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    if (text !== '') out.push({...span, text});
    offset += span.text.length;
    if (offset >= end) break;
  }
  return out;
}

/** Rows of at most `width` cells, ready for the terminal; line ends in the text begin new rows. */
export function wrapSpans(spans: readonly StyledSpan[], width: number): readonly string[] {
  const text = plainText(spans);
  let lineStart = 0;
  return text.split('\n').flatMap(line => {
    const start = lineStart;
    lineStart += line.length + 1;
    return wrapRows(line, Math.max(1, width)).map(row => {
      const from = start + row.start;
      return sliceSpans(spans, from, from + row.text.trimEnd().length)
        .map(painted)
        .join('');
    });
  });
}

/** Rows under a first prefix, the following ones under a second of the same width. */
export function prefixed(
  rows: readonly string[],
  first: string,
  rest: string = ' '.repeat(cells(first)),
): readonly string[] {
  return rows.map((row, index) => ((index === 0 ? first : rest) + row).trimEnd());
}
