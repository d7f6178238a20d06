/** The text a person is writing: several lines, a cursor between graphemes, undo, kill and yank. */
import {UndoLog} from './undo-log.ts';
import {cells, graphemes, wrapRows} from './width.ts';

export interface DraftRow {
  readonly text: string;
  /** Offset of its first character in the whole text. */
  readonly start: number;
}

export interface CursorPlace {
  readonly row: number;
  /** Cells from the left edge of the text. */
  readonly column: number;
}

const wordPattern = /[\p{L}\p{N}\p{M}_]/u;
const isWord = (piece: string | undefined): boolean =>
  piece !== undefined && wordPattern.test(piece);

export class Draft {
  #text = '';
  #cursor = 0;
  #killed = '';
  #width = 80;
  /** The column that Up and Down try to keep. */
  #goal: number | undefined;
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
    this.#width = Math.max(2, width);
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
    let start = 0;
    return this.#text.split('\n').flatMap(line => {
      const rows = wrapRows(line, this.#width).map(row => ({
        text: row.text,
        start: start + row.start,
      }));
      const last = rows[rows.length - 1]!;
      const end = start + line.length;
      start = end + 1;
      // After a full row the cursor would be past the edge: it gets a row of its own.
      return this.#cursor === end && cells(last.text) >= this.#width
        ? [...rows, {text: '', start: last.start + last.text.length}]
        : rows;
    });
  }

  place(rows: readonly DraftRow[] = this.rows()): CursorPlace {
    const row = rows.findLastIndex(one => one.start <= this.#cursor);
    const {text, start} = rows[row]!;
    return {row, column: cells(text.slice(0, this.#cursor - start))};
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

  #lineStart(): number {
    return this.#text.lastIndexOf('\n', this.#cursor - 1) + 1;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#cursor);
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

  #wordLeftOf(offset: number): number {
    const before = graphemes(this.#text.slice(0, offset));
    let index = before.length;
    while (index > 0 && !isWord(before[index - 1])) index -= 1;
    while (index > 0 && isWord(before[index - 1])) index -= 1;
    return before.slice(0, index).join('').length;
  }

  #wordRightOf(offset: number): number {
    const after = graphemes(this.#text.slice(offset));
    let index = 0;
    while (index < after.length && !isWord(after[index])) index += 1;
    while (index < after.length && isWord(after[index])) index += 1;
    return offset + after.slice(0, index).join('').length;
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
