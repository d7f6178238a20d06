/**
 * Takes out of an answer what small models copy from the prompt around it: the elements that hold entries
 * and files, the line with the date, the line before the entries. Code is left alone.
 */
import {promptDate, promptHeading} from '../prompt/prompt.ts';

const tag = /^<\/?(?:entry|file)\b[^<>\n]*>/;
const tagBegun =
  /^<(?:\/?(?:e(?:n(?:t(?:r(?:y(?:\s[^<>\n]*)?)?)?)?)?|f(?:i(?:l(?:e(?:\s[^<>\n]*)?)?)?)?)?)?$/;

/** A tag of a prompt is no longer than this. */
const longestTag = 400;

export class Scaffolding {
  #held = '';
  #isLineStart = true;
  #isInFence = false;
  /** A tag that had its line for itself was taken out; the end of that line goes too. */
  #isAfterTag = false;

  /** Takes the next piece of the answer and gives back what belongs to it for certain. */
  pass(piece: string): string {
    this.#held += piece;
    return this.#drain(false);
  }

  /** What was held back, once nothing more will come. */
  end(): string {
    return this.#drain(true);
  }

  #drain(isEnd: boolean): string {
    let text = '';
    while (this.#held !== '') {
      const next = this.#step(isEnd);
      if (next === undefined) break;
      this.#held = this.#held.slice(next.taken);
      text += next.text;
    }
    return text;
  }

  /** The next stretch of `#held`; undefined when more must be seen first. */
  #step(isEnd: boolean): {readonly text: string; readonly taken: number} | undefined {
    const held = this.#held;
    if (this.#isAfterTag) {
      this.#isAfterTag = false;
      if (held.startsWith('\n')) return {text: '', taken: 1};
    }
    if (this.#isLineStart) {
      const line = this.#line(isEnd);
      if (line === 'more') return undefined;
      if (line !== undefined) return line;
    }
    if (!this.#isInFence && held.startsWith('<')) {
      const found = tag.exec(held)?.[0];
      if (found) {
        this.#isAfterTag = this.#isLineStart;
        return {text: '', taken: found.length};
      }
      if (!isEnd && held.length < longestTag && tagBegun.test(held)) return undefined;
    }
    const stop = held.slice(1).search(/[<\n]/);
    const end = held[0] === '\n' ? 1 : stop < 0 ? held.length : stop + 1;
    const text = held.slice(0, end);
    this.#isLineStart = text.endsWith('\n');
    return {text, taken: end};
  }

  /** A whole line that only a prompt has; `more` while it may become one. */
  #line(isEnd: boolean): {readonly text: string; readonly taken: number} | 'more' | undefined {
    const end = this.#held.indexOf('\n');
    const line = end < 0 ? this.#held : this.#held.slice(0, end);
    if (line.startsWith('```')) {
      this.#isInFence = !this.#isInFence;
      this.#isLineStart = false;
      return undefined;
    }
    if (this.#isInFence) return undefined;
    const isPrompts = promptDate.test(line) || line === promptHeading;
    if (end < 0 && !isEnd) {
      const mayBe = 'Now: '.startsWith(line.slice(0, 5)) || promptHeading.startsWith(line);
      return (mayBe && line.length < 100) || '```'.startsWith(line) ? 'more' : undefined;
    }
    return isPrompts ? {text: '', taken: end < 0 ? line.length : end + 1} : undefined;
  }
}
