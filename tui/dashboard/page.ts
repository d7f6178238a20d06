/** A text that fills the screen and is scrolled: an entry, a conflict, what a command printed. */
import type {OpenedEntry} from './ports.ts';

export interface PageText extends OpenedEntry {
  /** Of what is opened; a command's output has none. */
  readonly id?: string;
}

export class Page {
  #opened: PageText | undefined;
  #scroll = 0;

  /** Nothing for the help, which the drawing makes of the keys. */
  get opened(): PageText | undefined {
    return this.#opened;
  }

  /** First line that is shown. */
  get scroll(): number {
    return this.#scroll;
  }

  open(opened: PageText | undefined): void {
    this.#opened = opened;
    this.#scroll = 0;
  }

  scrollBy(step: number): void {
    this.#scroll = Math.max(0, this.#scroll + step);
  }

  /** The drawing knows how long the text is; it keeps the scrolling within. */
  limitScroll(last: number): void {
    this.#scroll = Math.max(0, Math.min(this.#scroll, last));
  }
}
