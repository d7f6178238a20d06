/** Cuts a text into passages that can each be found, ranked and embedded: by heading, paragraph, line. */

/** A part of a text: `text.slice(offset, offset + size)`. */
export interface TextSpan {
  readonly offset: number;
  readonly size: number;
}

/** Places of a thread's turns lie this far apart, so that the passages of a long turn fit between. */
export const placesPerTurn = 10_000;

export interface PassageSizes {
  /** A text up to this many characters stays whole. */
  readonly whole: number;
  /** Paragraphs are gathered up to about this many characters. */
  readonly target: number;
}

/** For full text: a diary page stays whole, a long note becomes passages of some 200 words. */
const textSizes: PassageSizes = {whole: 2_400, target: 1_200};

/**
 * The passages of a text in order, without gaps. They end before a heading, at a blank line, a line,
 * a sentence or a blank, whichever comes first in that order near the target size.
 */
export function passagesOf(text: string, sizes: PassageSizes = textSizes): TextSpan[] {
  if (text.length <= sizes.whole) return [{offset: 0, size: text.length}];
  const spans: TextSpan[] = [];
  for (let offset = 0; offset < text.length; ) {
    const size = sizeOfNext(text, offset, sizes.target);
    spans.push({offset, size});
    offset += size;
  }
  return spans;
}

const breaks = [/\n(?=#{1,6} )/g, /\n\s*\n/g, /\n/g, /[.!?。！？]\s/g, /\s/g];

function sizeOfNext(text: string, offset: number, target: number): number {
  const left = text.length - offset;
  if (left <= target * 1.25) return left;
  const window = text.slice(offset, offset + Math.floor(target * 1.25));
  for (const pattern of breaks) {
    let best = 0;
    for (const match of window.matchAll(pattern)) best = match.index + match[0].length;
    if (best >= target / 2) return best;
  }
  return endsInPair(window) ? window.length - 1 : window.length;
}

const endsInPair = (text: string): boolean => /[\ud800-\udbff]$/.test(text);
