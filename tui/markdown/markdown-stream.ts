/**
 * Markdown that is still arriving, split into what can no longer change and the block being written.
 * Finished pieces are handed out once and forgotten, so a long answer costs no more at its end than
 * at its beginning.
 */
import type {Token, Tokens} from 'marked';
import {safeText} from '../../src/ground/text.ts';
import type {Theme} from '../kit/theme.ts';
import {blocksLines, codeLines, endsWithBlankLine} from './blocks.ts';

/** `lexer` of marked, which is loaded when the first answer begins. */
export type Lexer = (markdown: string) => readonly Token[];

/** A part of an answer, drawn on its own. */
export type Piece =
  | {readonly kind: 'tokens'; readonly isApart: boolean; readonly tokens: readonly Token[]}
  | {readonly kind: 'code'; readonly isApart: boolean; readonly code: string};

/** Longest block, in characters, that is kept open; a longer one is cut at a line or a word. */
const longestOpen = 4000;

const fenceStart = /^ {0,3}(`{3,}|~{3,})([^\n`]*)\n/;

/** A fence whose line is still being written: not yet worth showing. */
const beginsFence = /^ {0,3}(?:`+|~+)[^\n`]*$/;

export class MarkdownStream {
  readonly #lex: Lexer;
  #carry = '';
  #open = '';
  /** The mark that closes the code block we are in. */
  #fence: string | undefined;
  /** Whether the next piece stands apart from the one before it by an empty line. */
  #isApart = false;
  #openTokens: readonly Token[] | undefined;

  constructor(lex: Lexer) {
    this.#lex = lex;
  }

  append(text: string): void {
    const whole = this.#carry + text;
    // A line end or a surrogate pair may be split between two pieces of the stream.
    const held = /(?:\r|[\ud800-\udbff])$/.exec(whole)?.[0] ?? '';
    this.#carry = held;
    this.#add(whole.slice(0, whole.length - held.length));
  }

  /** What is finished since the last call. */
  settle(): readonly Piece[] {
    const pieces: Piece[] = [];
    while (this.#fence ? this.#settleFence(pieces) : this.#settleBlocks(pieces)) {
      // Each round takes something off the open text; the last finds nothing more.
    }
    return pieces;
  }

  /** The block being written, as far as it is known. Call after `settle`. */
  openPieces(): readonly Piece[] {
    if (this.#fence) {
      if (this.#open === '') return [];
      return [{kind: 'code', isApart: this.#isApart, code: this.#open}];
    }
    if (this.#open.trim() === '' || beginsFence.test(this.#open)) return [];
    return [{kind: 'tokens', isApart: this.#isApart, tokens: this.#tokens()}];
  }

  /** The rest: nothing more will come. */
  end(): readonly Piece[] {
    this.#add(this.#carry);
    this.#carry = '';
    const pieces = [...this.settle(), ...this.openPieces()];
    this.#open = '';
    this.#fence = undefined;
    this.#openTokens = undefined;
    return pieces;
  }

  #add(text: string): void {
    if (text === '') return;
    const safe = safeText(text);
    this.#open += this.#fence ? safe : safe.replaceAll('\t', '    ');
    this.#openTokens = undefined;
  }

  #tokens(): readonly Token[] {
    this.#openTokens ??= this.#lex(this.#open);
    return this.#openTokens;
  }

  #take(length: number): string {
    const taken = this.#open.slice(0, length);
    this.#open = this.#open.slice(length);
    this.#openTokens = undefined;
    return taken;
  }

  #give(pieces: Piece[], tokens: readonly Token[], isNextApart: boolean): void {
    if (tokens.every(token => token.type === 'space')) return;
    pieces.push({kind: 'tokens', isApart: this.#isApart, tokens});
    this.#isApart = isNextApart;
  }

  #settleFence(pieces: Piece[]): boolean {
    const mark = this.#fence!;
    const end = this.#open.indexOf('\n');
    if (end < 0) return false;
    const line = this.#take(end + 1).slice(0, -1);
    if (closes(line, mark)) {
      this.#fence = undefined;
      this.#isApart = true;
      return true;
    }
    pieces.push({kind: 'code', isApart: this.#isApart, code: line});
    this.#isApart = false;
    return true;
  }

  #settleBlocks(pieces: Piece[]): boolean {
    if (this.#open.trim() === '') return false;
    const start = fenceStart.exec(this.#open);
    if (start) {
      this.#take(start[0].length);
      this.#fence = start[1]!;
      return true;
    }
    const tokens = this.#tokens();
    const last = tokens.findLastIndex(token => token.type !== 'space');
    const finished = isClosed(tokens, last) ? last + 1 : last;
    if (finished > 0) {
      this.#take(rawLength(tokens.slice(0, finished)));
      this.#give(pieces, tokens.slice(0, finished), true);
      return true;
    }
    return this.#settleItems(pieces, tokens[last]) || this.#cutLong(pieces);
  }

  /** Items of a list are finished when the next one has begun. */
  #settleItems(pieces: Piece[], token: Token | undefined): boolean {
    if (token?.type !== 'list') return false;
    const list = token as Tokens.List;
    const items = list.items.slice(0, -1);
    const length = rawLength(items);
    if (items.length === 0 || this.#open.slice(0, length) !== rawOf(items)) return false;
    this.#take(length);
    this.#give(pieces, [{...list, items}], endsWithBlankLine(items.at(-1)!.raw));
    return true;
  }

  /** A block without an end must not grow for ever: its first part goes out as it stands. */
  #cutLong(pieces: Piece[]): boolean {
    if (this.#open.length < longestOpen) return false;
    const half = this.#open.slice(0, longestOpen);
    const line = half.lastIndexOf('\n') + 1;
    const cut = line || half.lastIndexOf(' ') + 1 || longestOpen;
    this.#give(pieces, this.#lex(this.#take(cut)), false);
    return true;
  }
}

const rawOf = (tokens: readonly {readonly raw: string}[]): string =>
  tokens.map(token => token.raw).join('');

const rawLength = (tokens: readonly {readonly raw: string}[]): number =>
  tokens.reduce((sum, token) => sum + token.raw.length, 0);

const closes = (line: string, mark: string): boolean => {
  const trimmed = line.trim();
  return trimmed.length >= mark.length && trimmed === mark[0]!.repeat(trimmed.length);
};

/** True when the last block cannot go on: an empty line follows and it is of a kind that ends there. */
function isClosed(tokens: readonly Token[], last: number): boolean {
  const token = tokens[last];
  if (!token || !['paragraph', 'heading', 'hr', 'table', 'blockquote'].includes(token.type)) {
    return false;
  }
  return endsWithBlankLine(rawOf(tokens.slice(last)));
}

/** A piece as lines, with the empty line before it that it may need. */
export function pieceLines(piece: Piece, width: number, theme: Theme): readonly string[] {
  const lines =
    piece.kind === 'code'
      ? codeLines(piece.code, width, theme)
      : blocksLines(piece.tokens, width, theme);
  return piece.isApart && lines.length > 0 ? ['', ...lines] : lines;
}
