/** What has happened in the conversation, as pieces that are drawn once into the scrollback. */
import {safeLine, safeText} from '../../src/ground/text.ts';
import type {Theme} from '../kit/theme.ts';
import {cells, wrapText} from '../kit/width.ts';
import {type Piece, pieceLines} from '../markdown/markdown-stream.ts';
import {prefixed} from '../markdown/spans.ts';

export type TranscriptItem =
  | {readonly kind: 'person'; readonly text: string}
  | {readonly kind: 'answer'; readonly piece: Piece; readonly isFirst: boolean}
  | {readonly kind: 'info' | 'warning' | 'error'; readonly text: string; readonly hint?: string}
  | {readonly kind: 'sources'; readonly sources: readonly Source[]}
  | {readonly kind: 'footer'; readonly text: string}
  | {readonly kind: 'table'; readonly rows: readonly (readonly [string, string])[]};

export interface Source {
  readonly prefix: string;
  readonly kind: string;
  readonly title: string;
}

/** Lines of one item. The first of a turn, and of each kind of remark, stands apart. */
export function itemLines(item: TranscriptItem, width: number, theme: Theme): readonly string[] {
  switch (item.kind) {
    case 'person':
      return personLines(item.text, width, theme);
    case 'answer': {
      const lines = pieceLines(item.piece, width, theme);
      return item.isFirst && lines.length > 0 ? ['', ...lines] : lines;
    }
    case 'sources':
      return sourceLines(item.sources, width, theme);
    case 'footer':
      return wrapText(safeLine(item.text), width - 2).map(line => `  ${theme.dim(line)}`);
    case 'table':
      return tableLines(item.rows, width, theme);
    default:
      return ['', ...remarkLines(item, width, theme)];
  }
}

function personLines(text: string, width: number, theme: Theme): readonly string[] {
  const rows = wrapText(safeText(text).replaceAll('\t', ' '), width - 2).map(row =>
    theme.strong(row),
  );
  return ['', ...prefixed(rows, `${theme.accent(theme.glyphs.prompt)} `, '  ')];
}

function remarkLines(
  item: {
    readonly kind: 'info' | 'warning' | 'error';
    readonly text: string;
    readonly hint?: string;
  },
  width: number,
  theme: Theme,
): readonly string[] {
  const paint = {info: theme.dim, warning: theme.warn, error: theme.bad}[item.kind];
  const word = {info: '', warning: 'warning: ', error: 'error: '}[item.kind];
  const text = hangingRows(word + safeText(item.text).trimEnd(), width - 2);
  const hint = item.hint ? wrapText(safeText(item.hint), width - 2) : [];
  return [...text.map(line => `  ${paint(line)}`), ...hint.map(line => `  ${theme.dim(line)}`)];
}

/** What a list says below an item stays below it when it is wrapped. */
const hangingRows = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap(line => {
    const indent = /^ {0,16}/.exec(line)![0];
    return wrapText(line.slice(indent.length), Math.max(10, width - indent.length)).map(row =>
      `${indent}${row}`.trimEnd(),
    );
  });

/** One line for each entry that the answer cites: where its claims come from. */
const sourceLines = (
  sources: readonly Source[],
  width: number,
  theme: Theme,
): readonly string[] => [
  '',
  ...sources.flatMap(({prefix, kind, title}) => {
    const mark = `  [${safeLine(prefix)}] `;
    const rows = wrapText(`${safeLine(kind)}: ${safeLine(title)}`, width - cells(mark));
    return prefixed(
      rows.slice(0, 1).map(row => theme.dim(row)),
      theme.accent(mark),
    );
  }),
];

function tableLines(
  rows: readonly (readonly [string, string])[],
  width: number,
  theme: Theme,
): readonly string[] {
  const left = Math.min(Math.max(...rows.map(([name]) => cells(name))), Math.floor(width / 2));
  return [
    '',
    ...rows.flatMap(([name, does]) => {
      const mark = `  ${name}${' '.repeat(Math.max(0, left - cells(name)))}  `;
      return prefixed(
        wrapText(does, Math.max(10, width - cells(mark))).map(row => theme.dim(row)),
        mark,
      );
    }),
  ];
}
