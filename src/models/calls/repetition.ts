/** Notices a model that has fallen into a loop and would write the same words until it is cut off. */

/** The longest stretch that is still looked for, and how often it has to stand there. */
const longestUnit = 1000;
const times = 3;

/** So much of the same is a loop, and not a table or a poem. */
const fewestChars = 600;

/** How much is written between two looks. */
const between = 100;

export class Repetition {
  #tail = '';
  #sinceCheck = 0;

  /** Takes the next piece; true when the end of the text so far is one piece over and over. */
  isStuck(text: string): boolean {
    this.#tail = (this.#tail + text).slice(-longestUnit * times);
    this.#sinceCheck += text.length;
    if (this.#sinceCheck < between || this.#tail.length < fewestChars) return false;
    this.#sinceCheck = 0;
    return hasPeriod(this.#tail);
  }
}

function hasPeriod(text: string): boolean {
  for (let period = 1; period <= longestUnit; period++) {
    const length = Math.max(fewestChars, period * times);
    if (length > text.length) return false;
    if (repeats(text, period, length)) return true;
  }
  return false;
}

/** The last `length` characters are one stretch of `period` over and over. */
function repeats(text: string, period: number, length: number): boolean {
  const first = text.length - length + period;
  for (let at = text.length - 1; at >= first; at--) {
    if (text.charCodeAt(at) !== text.charCodeAt(at - period)) return false;
  }
  return true;
}
