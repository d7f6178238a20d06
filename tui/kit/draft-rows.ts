/** A text as it is wrapped on the screen, remembered line by line: a key changes only one of them. */
import {cells, type Row, wrapRows} from './width.ts';

/** A row of a draft; `start` is the offset of its first character in the whole text. */
export type DraftRow = Row;

export interface CursorPlace {
  readonly row: number;
  /** Cells from the left edge of the text. */
  readonly column: number;
}

export class DraftRows {
  #width = 80;
  /** Wrapping asks for the width of every character: in a paste of 5,000 lines that takes 0.2 s. */
  #wrapped = new Map<string, readonly Row[]>();

  resize(width: number): void {
    const atLeast = Math.max(2, width);
    if (atLeast !== this.#width) this.#wrapped.clear();
    this.#width = atLeast;
  }

  /** The rows of a text, and one more when the cursor stands after a full one. */
  of(text: string, cursor: number): readonly DraftRow[] {
    const before = this.#wrapped;
    this.#wrapped = new Map();
    const rows: DraftRow[] = [];
    let start = 0;
    for (const line of text.split('\n')) {
      const wrapped = before.get(line) ?? wrapRows(line, this.#width);
      this.#wrapped.set(line, wrapped);
      for (const row of wrapped) rows.push({text: row.text, start: start + row.start});
      const end = start + line.length;
      if (cursor === end && this.#isFull(rows.at(-1)!)) rows.push({text: '', start: end});
      start = end + 1;
    }
    return rows;
  }

  /** Past a full row the cursor would be beyond the edge. */
  #isFull({text}: DraftRow): boolean {
    return cells(text) >= this.#width;
  }
}

/** Where an offset stands among rows. */
export function cursorPlaceOf(cursor: number, rows: readonly DraftRow[]): CursorPlace {
  const row = rows.findLastIndex(one => one.start <= cursor);
  const {text, start} = rows[row]!;
  return {row, column: cells(text.slice(0, cursor - start))};
}
