/** Markdown blocks (paragraphs, headings, lists, code, tables, quotes) as lines of a terminal. */
import type {Token, Tokens} from 'marked';
import type {Theme} from '../kit/theme.ts';
import {cells, wrapRows} from '../kit/width.ts';
import {inlineSpans} from './inline.ts';
import {prefixed, type StyledSpan, wrapSpans} from './spans.ts';
import {tableLines} from './table.ts';

const codeIndent = '    ';

/** Lines of several blocks, one empty line between them. */
export function blocksLines(
  tokens: readonly Token[],
  width: number,
  theme: Theme,
): readonly string[] {
  const blocks = tokens.filter(token => token.type !== 'space' && token.type !== 'def');
  return blocks.flatMap((token, index) => [
    ...(index > 0 && isApart(blocks[index - 1]!, token) ? [''] : []),
    ...blockLines(token, width, theme),
  ]);
}

/** In a tight list item, the text and the list below it stay together. */
const isApart = (before: Token, token: Token): boolean =>
  before.type !== 'checkbox' && !(before.type === 'text' && token.type === 'list');

function blockLines(token: Token, width: number, theme: Theme): readonly string[] {
  switch (token.type) {
    case 'heading':
      return headingLines(token as Tokens.Heading, width, theme);
    case 'code':
      return codeLines((token as Tokens.Code).text, width, theme);
    case 'list':
      return listLines(token as Tokens.List, width, theme);
    case 'table':
      return tableLines(token as Tokens.Table, width, theme);
    case 'blockquote':
      return quoteLines(token as Tokens.Blockquote, width, theme);
    case 'hr':
      return [theme.dim(theme.glyphs.rule.repeat(Math.min(width, 24)))];
    case 'checkbox':
    case 'space':
    case 'def':
      return [];
    case 'paragraph':
    case 'text':
      return wrapSpans(textOf(token, theme), width);
    default:
      return wrapSpans([{text: token.raw.trimEnd()}], width);
  }
}

/** Models often begin with a blank, which means nothing in Markdown. */
function textOf(token: Token, theme: Theme): readonly StyledSpan[] {
  const spans = inlineSpans('tokens' in token && token.tokens ? token.tokens : [token], theme);
  return spans.map((span, index) => (index === 0 ? {...span, text: span.text.trimStart()} : span));
}

function headingLines(heading: Tokens.Heading, width: number, theme: Theme): readonly string[] {
  if (heading.depth > 2) {
    const marks = `${'#'.repeat(heading.depth)} `;
    const rows = wrapSpans(inlineSpans(heading.tokens, theme, theme.strong), width - marks.length);
    return prefixed(rows, theme.dim(marks), ' '.repeat(marks.length));
  }
  const rows = wrapSpans(inlineSpans(heading.tokens, theme, theme.heading), width);
  const wide = Math.max(...rows.map(cells));
  return [...rows, theme.dim(theme.glyphs.rule.repeat(wide))];
}

/** Code keeps its line breaks; a line too long for the screen goes on in the next row. */
export const codeLines = (code: string, width: number, theme: Theme): readonly string[] =>
  code
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap(line =>
      wrapRows(line, Math.max(1, width - codeIndent.length)).map(row =>
        row.text.trim() === '' ? '' : codeIndent + theme.code(row.text),
      ),
    );

function quoteLines(quote: Tokens.Blockquote, width: number, theme: Theme): readonly string[] {
  const mark = `${theme.dim(theme.glyphs.quote)} `;
  return prefixed(blocksLines(quote.tokens, width - 2, theme), mark, mark);
}

function listLines(list: Tokens.List, width: number, theme: Theme): readonly string[] {
  const first = Number(list.start === '' ? 1 : list.start);
  return list.items.flatMap((item, index) => {
    const mark = list.ordered ? `${first + index}. ` : `${theme.glyphs.bullet} `;
    const isLast = index === list.items.length - 1;
    return [
      ...itemLines(item, mark, width, theme),
      ...(!isLast && endsWithBlankLine(item.raw) ? [''] : []),
    ];
  });
}

export const endsWithBlankLine = (raw: string): boolean => /\n[ \t]*\n$/.test(raw);

function itemLines(
  item: Tokens.ListItem,
  mark: string,
  width: number,
  theme: Theme,
): readonly string[] {
  const box = item.task ? `[${item.checked ? 'x' : ' '}] ` : '';
  const rows = blocksLines(item.tokens, width - cells(mark + box), theme);
  const painted = theme.dim(mark) + box;
  return prefixed(rows.length > 0 ? rows : [''], painted, ' '.repeat(cells(mark + box)));
}
