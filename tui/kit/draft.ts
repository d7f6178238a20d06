/** The text a person is writing: several lines, a cursor between graphemes, undo, kill and yank. */
import {type CursorPlace, cursorPlaceOf, type DraftRow, DraftRows} from './draft-rows.ts';
import {UndoLog} from './undo-log.ts';
import {cells, graphemes} from './width.ts';

const wordPattern = /[\p{L}\p{N}\p{M}_]/u;
const isWord = (piece: string): boolean => wordPattern.test(piece);

export class TextDraft {
  #text = '';
  #cursor = 0;
  #killed = '';
  /** The column that Up and Down try to keep. */
  #goal: number | undefined;
  readonly #rows = new DraftRows();
  readonly #undo = new UndoLog();

  get text(): string {
    return this.#text;
  }

  /** UTF-16 offset, always between two graphemes. */
  get cursor(): number {
    return this.#cursor;
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  get beforeCursor(): string {
    return this.#text.slice(0, this.#cursor);
  }

  /** How many cells a row of text may take on the screen; Up and Down move by these rows. */
  resize(width: number): void {
    this.#rows.resize(width);
  }

  /** Replaces everything, as one step of undo; the cursor goes to the end. */
  replace(text: string): void {
    this.#remember('replace');
    this.#put(text, text.length);
  }

  /** Empties the draft and forgets its undo steps: what was written has gone elsewhere. */
  reset(): void {
    this.#undo.clear();
    this.#put('', 0);
  }

  insert(text: string): void {
    if (text === '') return;
    this.#remember(/^\S$/u.test(text) ? 'type' : 'insert');
    this.#splice(this.#cursor, this.#cursor, text);
  }

  /** Puts `text` in the place of the characters from `start` up to the cursor. */
  complete(start: number, text: string): void {
    this.#remember('complete');
    this.#splice(start, this.#cursor, text);
  }

  backspace(): void {
    this.#delete(this.#leftOf(this.#cursor), this.#cursor, 'backspace');
  }

  deleteNext(): void {
    this.#delete(this.#cursor, this.#rightOf(this.#cursor), 'delete');
  }

  killWordLeft(): void {
    this.#kill(this.#wordLeftOf(this.#cursor), this.#cursor);
  }

  killWordRight(): void {
    this.#kill(this.#cursor, this.#wordRightOf(this.#cursor));
  }

  /** To the start of the line; at the start already, the line end before it. */
  killToStart(): void {
    const start = this.#lineStart();
    this.#kill(start === this.#cursor ? this.#leftOf(start) : start, this.#cursor);
  }

  /** To the end of the line; at the end already, the line end itself. */
  killToEnd(): void {
    const end = this.#lineEnd();
    this.#kill(this.#cursor, end === this.#cursor ? this.#rightOf(end) : end);
  }

  yank(): void {
    this.insert(this.#killed);
  }

  undo(): void {
    const state = this.#undo.undo({text: this.#text, cursor: this.#cursor});
    if (state) this.#put(state.text, state.cursor);
  }

  redo(): void {
    const state = this.#undo.redo({text: this.#text, cursor: this.#cursor});
    if (state) this.#put(state.text, state.cursor);
  }

  left(): void {
    this.#moveTo(this.#leftOf(this.#cursor));
  }

  right(): void {
    this.#moveTo(this.#rightOf(this.#cursor));
  }

  wordLeft(): void {
    this.#moveTo(this.#wordLeftOf(this.#cursor));
  }

  wordRight(): void {
    this.#moveTo(this.#wordRightOf(this.#cursor));
  }

  toLineStart(): void {
    this.#moveTo(this.#lineStart());
  }

  toLineEnd(): void {
    this.#moveTo(this.#lineEnd());
  }

  toFirstLineEnd(): void {
    const end = this.#text.indexOf('\n');
    this.#moveTo(end < 0 ? this.#text.length : end);
  }

  /** One row up; false at the top edge, where history begins. */
  up(): boolean {
    return this.#vertical(-1);
  }

  /** One row down; false at the bottom edge. */
  down(): boolean {
    return this.#vertical(1);
  }

  /** The text as it is wrapped on the screen. */
  rows(): readonly DraftRow[] {
    return this.#rows.of(this.#text, this.#cursor);
  }

  place(rows: readonly DraftRow[] = this.rows()): CursorPlace {
    return cursorPlaceOf(this.#cursor, rows);
  }

  #vertical(step: -1 | 1): boolean {
    const rows = this.rows();
    const {row, column} = this.place(rows);
    const target = rows[row + step];
    if (!target) return false;
    const goal = this.#goal ?? column;
    const next = rows[row + step + 1];
    // The end of a wrapped row is the start of the next one: stay before it.
    const isWrapped = next !== undefined && next.start === target.start + target.text.length;
    this.#cursor = target.start + offsetAt(target.text, goal, isWrapped);
    this.#goal = goal;
    this.#undo.seal();
    return true;
  }

  #moveTo(offset: number): void {
    this.#cursor = offset;
    this.#goal = undefined;
    this.#undo.seal();
  }

  #put(text: string, cursor: number): void {
    this.#text = text;
    this.#cursor = cursor;
    this.#goal = undefined;
  }

  #splice(start: number, end: number, text: string): void {
    this.#put(this.#text.slice(0, start) + text + this.#text.slice(end), start + text.length);
  }

  #delete(start: number, end: number, reason: string): void {
    if (start === end) return;
    this.#remember(reason);
    this.#splice(start, end, '');
  }

  #kill(start: number, end: number): void {
    if (start === end) return;
    this.#killed = this.#text.slice(start, end);
    this.#delete(start, end, 'kill');
  }

  #remember(reason: string): void {
    this.#undo.record({text: this.#text, cursor: this.#cursor}, reason);
  }

  #lineStart(offset = this.#cursor): number {
    // `lastIndexOf` takes -1 for 0.
    return offset === 0 ? 0 : this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  #lineEnd(offset = this.#cursor): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end;
  }

  #leftOf(offset: number): number {
    if (offset === 0) return 0;
    if (this.#text[offset - 1] === '\n') return offset - 1;
    const before = graphemes(this.#text.slice(this.#lineStart(), offset));
    return offset - (before[before.length - 1]?.length ?? 0);
  }

  #rightOf(offset: number): number {
    if (offset >= this.#text.length) return offset;
    if (this.#text[offset] === '\n') return offset + 1;
    return offset + (graphemes(this.#text.slice(offset, this.#lineEnd()))[0]?.length ?? 0);
  }

  /** Line by line, so that a word costs no more in a long text. */
  #wordLeftOf(offset: number): number {
    for (let end = offset; end > 0; ) {
      const start = this.#lineStart(end);
      const before = graphemes(this.#text.slice(start, end));
      const last = before.findLastIndex(isWord);
      if (last >= 0) {
        const first = before.findLastIndex((piece, index) => index < last && !isWord(piece)) + 1;
        return start + before.slice(0, first).join('').length;
      }
      end = start - 1;
    }
    return 0;
  }

  #wordRightOf(offset: number): number {
    for (let start = offset; start < this.#text.length; ) {
      const end = this.#lineEnd(start);
      const after = graphemes(this.#text.slice(start, end));
      const first = after.findIndex(isWord);
      if (first >= 0) {
        const next = after.findIndex((piece, index) => index > first && !isWord(piece));
        return start + after.slice(0, next < 0 ? after.length : next).join('').length;
      }
      start = end + 1;
    }
    return this.#text.length;
  }
}

/** The offset in a row whose cell is nearest to `column` from the left. */
function offsetAt(row: string, column: number, isWrapped: boolean): number {
  let used = 0;
  let offset = 0;
  let last = 0;
  for (const piece of graphemes(row)) {
    const wide = cells(piece);
    if (used + wide > column) return offset;
    last = offset;
    used += wide;
    offset += piece.length;
  }
  return isWrapped ? last : offset;
}
