/** Markdown tables as columns: as wide as needed, narrowed where the terminal is. */
import type {Tokens} from 'marked';
import type {Theme} from '../kit/theme.ts';
import {cells} from '../kit/width.ts';
import {inlineSpans} from './inline.ts';
import {plainText, type StyledSpan, wrapSpans} from './spans.ts';

const gap = '  ';
const narrowest = 4;

export function tableLines(table: Tokens.Table, width: number, theme: Theme): readonly string[] {
  const cellSpans = (cell: Tokens.TableCell): readonly StyledSpan[] =>
    inlineSpans(cell.tokens, theme);
  const header = table.header.map(cell => inlineSpans(cell.tokens, theme, theme.strong));
  const body = table.rows.map(row => row.map(cellSpans));
  const widths = columnWidths([header, ...body], width);
  return [
    ...rowLines(header, widths, table.align),
    widths.map(wide => theme.dim(theme.glyphs.rule.repeat(wide))).join(gap),
    ...body.flatMap(row => rowLines(row, widths, table.align)),
  ];
}

/** Natural widths; while they do not fit, the widest column gives way. */
function columnWidths(
  rows: readonly (readonly (readonly StyledSpan[])[])[],
  width: number,
): readonly number[] {
  const widths = rows[0]!.map((_, column) =>
    Math.max(1, ...rows.map(row => cells(plainText(row[column] ?? [])))),
  );
  const room = Math.max(widths.length, width - gap.length * (widths.length - 1));
  let total = widths.reduce((sum, wide) => sum + wide, 0);
  while (total > room) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
    total -= 1;
  }
  return widths;
}

function rowLines(
  row: readonly (readonly StyledSpan[])[],
  widths: readonly number[],
  align: readonly (string | null)[],
): readonly string[] {
  const columns = widths.map((wide, index) => wrapSpans(row[index] ?? [], wide));
  const height = Math.max(1, ...columns.map(column => column.length));
  return Array.from({length: height}, (_, line) =>
    columns
      .map((column, index) => aligned(column[line] ?? '', widths[index]!, align[index] ?? null))
      .join(gap)
      .trimEnd(),
  );
}

function aligned(text: string, width: number, align: string | null): string {
  const room = Math.max(0, width - cells(text));
  if (align === 'right') return ' '.repeat(room) + text;
  const left = align === 'center' ? Math.floor(room / 2) : 0;
  return ' '.repeat(left) + text + ' '.repeat(room - left);
}
