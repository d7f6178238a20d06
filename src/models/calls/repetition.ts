/** Notices a model that has fallen into a loop and would write the same words until it is cut off. */

const tailLength = 600;

/** A piece this short or shorter that fills the whole tail is a loop, and not a table or a poem. */
const longestUnit = 60;

export class Repetition {
  #tail = '';
  #sinceCheck = 0;

  /** Takes the next piece; true when the end of the text so far is one short piece over and over. */
  isStuck(text: string): boolean {
    this.#tail = (this.#tail + text).slice(-tailLength);
    this.#sinceCheck += text.length;
    if (this.#sinceCheck < 100 || this.#tail.length < tailLength) return false;
    this.#sinceCheck = 0;
    return hasPeriod(this.#tail);
  }
}

function hasPeriod(text: string): boolean {
  for (let period = 1; period <= longestUnit; period++) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}
