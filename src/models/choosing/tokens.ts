/** How many tokens a text makes, estimated without the model's own tokenizer. */

const charsPerToken = 3.5;

/** Tokens a character of what costs more than words do. */
const costs = {
  digit: 1,
  /** Punctuation, brackets, ends of lines. */
  mark: 0.8,
  /** Scripts without blanks between words. */
  dense: 1 / 1.3,
  /** Letters of other alphabets, and signs. */
  foreign: 0.5,
  /** Outside of the first plane: each half of a pair. */
  rare: 0.5,
  /** Runs of letters that no vocabulary knows, as base64 has them. */
  run: 0.6,
} as const;

/** Longer ones are no words. */
const longestWord = 20;

/** Estimated tokens of a text; errs on the high side for prose. In one pass: a file may have megabytes. */
export function estimateTokens(text: string): number {
  let plain = 0;
  let tokens = 0;
  let run = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (isLetter(code)) {
      run++;
      continue;
    }
    if (run > longestWord) tokens += run * costs.run;
    else plain += run;
    run = 0;
    if (at === text.length) break;
    if (code === 0x20 || code === 0x09) plain++;
    else tokens += costOf(code);
  }
  return Math.ceil(plain / charsPerToken + tokens);
}

const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);

function costOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return costs.digit;
  if (code < 0x80) return costs.mark;
  if (code >= 0xd800 && code <= 0xdfff) return costs.rare;
  return isDense(code) ? costs.dense : costs.foreign;
}

/** Thai; kana; Chinese characters; Hangul. */
const isDense = (code: number): boolean =>
  (code >= 0x0e00 && code <= 0x0e7f) ||
  (code >= 0x3040 && code <= 0x30ff) ||
  (code >= 0x3400 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7af) ||
  (code >= 0xf900 && code <= 0xfaff);

/** What a template adds around each message. */
const perMessage = 6;

/** A picture costs about this much, whatever it shows. */
const perImage = 768;

interface Sized {
  readonly content: string;
  readonly images?: readonly unknown[];
}

export const estimateMessages = (messages: readonly Sized[]): number =>
  messages.reduce(
    (sum, message) =>
      sum + estimateTokens(message.content) + perMessage + perImage * (message.images?.length ?? 0),
    0,
  );
