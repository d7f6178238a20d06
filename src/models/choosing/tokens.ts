/** How many tokens a text makes, estimated without the model's own tokenizer. */

/** Scripts written without blanks between words need a token or so for each character. */
const dense =
  /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\u{20000}-\u{3ffff}]/gu;

const charsPerToken = 3.5;
const denseCharsPerToken = 1.3;

/** Estimated tokens of a text; errs on the high side for prose. */
export function estimateTokens(text: string): number {
  const denseCount = text.match(dense)?.length ?? 0;
  return Math.ceil((text.length - denseCount) / charsPerToken + denseCount / denseCharsPerToken);
}

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
