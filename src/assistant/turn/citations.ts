/**
 * Checks citations while an answer streams: `[2]` becomes the id's prefix, `[3f9a]`, when entry 2 was in
 * the prompt; a number that was not is taken out. Code is left alone.
 */
import {excerpt} from '../../ground/text.ts';
import type {CitationEvent} from '../conversation/events.ts';
import {keywords} from '../reading/keywords.ts';

export interface CitableItem {
  readonly id: string;
  readonly prefix: string;
  readonly title: string;
  readonly text: string;
}

export interface Passed {
  /** Ready to be shown. */
  readonly text: string;
  readonly citations: readonly CitationEvent[];
}

/** `[1]`, `[1, 2]`, `[1-3]`; models write all three. */
const whole = /^\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]/;
/** What looks like a citation that was checked, and was written by the model: `[3f9a]`. */
const lookalike = /^\[([0-9a-f]{4,36}\??(?:\s*[,;]\s*[0-9a-f]{4,36}\??)*)\]/i;
const begunLookalike = /^\[[0-9a-f,;?\s]*\]?$/i;
const begun = /^\[(\d{1,3}(\s*[,;–-]\s*(\d{1,3})?)?)*\s*$/;

export class Citations {
  readonly #items: readonly CitableItem[];
  #held = '';
  #sentence = '';
  #inFence = false;
  #inCode = false;
  #lineStart = true;

  /** The item at index 0 is cited as `[1]`. */
  constructor(items: readonly CitableItem[]) {
    this.#items = items;
  }

  /** Takes the next piece of the answer and gives back what can be shown of it already. */
  pass(piece: string): Passed {
    this.#held += piece;
    return this.#drain(false);
  }

  /** What was held back, once nothing more will come. */
  end(): Passed {
    return this.#drain(true);
  }

  #drain(isEnd: boolean): Passed {
    let text = '';
    const citations: CitationEvent[] = [];
    while (this.#held !== '') {
      const next = this.#step(isEnd);
      if (next === undefined) break;
      text += next.text;
      citations.push(...next.citations);
      this.#held = this.#held.slice(next.taken);
    }
    return {text, citations};
  }

  /** The next stretch of `#held`; undefined when more must be seen first. */
  #step(isEnd: boolean): (Passed & {readonly taken: number}) | undefined {
    const held = this.#held;
    const stop = held.search(/[[`\n]/);
    if (stop !== 0) return this.#plain(held, stop, isEnd);
    if (held[0] === '\n') return this.#char('\n');
    if (held[0] === '`') return this.#ticks(held, isEnd);
    if (this.#inFence || this.#inCode) return this.#char('[');
    const match = whole.exec(held);
    if (match) return {...this.#cite(match[1]!), taken: match[0].length};
    if (!isEnd && (begun.test(held) || begunLookalike.test(held))) return undefined;
    const posed = lookalike.exec(held);
    // Before an address it is the text of a link.
    if (posed && held[posed[0].length] !== '(')
      return {...this.#say(`(${posed[1]})`), taken: posed[0].length};
    return this.#char('[');
  }

  /** Blanks before a possible citation wait, so that a number taken out leaves no gap. */
  #plain(held: string, stop: number, isEnd: boolean): (Passed & {taken: number}) | undefined {
    const until = stop < 0 ? held.length : stop;
    const plain = held.slice(0, until);
    const blank = /[ \t]+$/.exec(plain)?.[0].length ?? 0;
    if (blank === 0 || this.#inFence || this.#inCode) return this.#say(plain);
    if (plain.length > blank) return this.#say(plain.slice(0, -blank));
    const rest = held.slice(blank);
    if (rest === '' && !isEnd) return undefined;
    const match = whole.exec(rest);
    if (match) {
      const cited = this.#cite(match[1]!);
      const gap = cited.text === '' ? '' : plain;
      return {...cited, text: gap + cited.text, taken: blank + match[0].length};
    }
    if (!isEnd && begun.test(rest)) return undefined;
    return this.#say(plain);
  }

  #ticks(held: string, isEnd: boolean): (Passed & {taken: number}) | undefined {
    const ticks = /^`+/.exec(held)![0];
    if (ticks.length === held.length && !isEnd) return undefined;
    if (ticks.length >= 3 && this.#lineStart) this.#inFence = !this.#inFence;
    else if (!this.#inFence) this.#inCode = !this.#inCode;
    return this.#say(ticks);
  }

  #char(char: string): Passed & {taken: number} {
    if (char === '\n') this.#inCode = false;
    return this.#say(char);
  }

  #say(text: string): Passed & {taken: number} {
    this.#lineStart = text.endsWith('\n') || (this.#lineStart && /^\s*$/.test(text));
    this.#sentence = lastSentence(this.#sentence + text);
    return {text, citations: [], taken: text.length};
  }

  #cite(numbers: string): Passed {
    const citations = expand(numbers).map(number => this.#check(number));
    const prefixes = citations.flatMap(one =>
      one.prefix === undefined ? [] : [`[${one.prefix}${one.isSupported ? '' : '?'}]`],
    );
    return {text: prefixes.join(''), citations};
  }

  #check(number: number): CitationEvent {
    const item = this.#items[number - 1];
    return {
      type: 'citation',
      number,
      isKnown: item !== undefined,
      isSupported: item !== undefined && supports(item, this.#sentence),
      id: item?.id,
      prefix: item?.prefix,
      title: item && (item.title || excerpt(item.text, 60)),
    };
  }
}

function expand(numbers: string): readonly number[] {
  const range = /^(\d+)\s*[–-]\s*(\d+)$/.exec(numbers);
  if (!range) return numbers.split(/\s*[,;–-]\s*/).map(Number);
  const [first, last] = [Number(range[1]), Number(range[2])];
  if (last < first || last - first > 20) return [first, last];
  return Array.from({length: last - first + 1}, (_, index) => first + index);
}

/** What has been said since the last full stop or line; enough to know what a citation stands for. */
const lastSentence = (text: string): string =>
  /(?:^|[.!?]\s|\n)([^\n]*)$/.exec(text.slice(-600))?.[1]?.replace(/^.*[.!?]\s+(?=\S)/, '') ?? '';

/**
 * Whether an entry can stand behind a sentence: they share a telling word or a number. It proves
 * nothing; it catches citations that are plainly beside the point.
 */
function supports(item: CitableItem, sentence: string): boolean {
  const said = keywords(sentence);
  if (said.size === 0) return true;
  const kept = keywords(`${item.title} ${item.text}`);
  return [...said].some(word => kept.has(word));
}
