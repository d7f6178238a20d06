/** What a host says of a prompt that does not fit its window. Each server has words of its own. */
import type {Overflow} from '../transport/model-error.ts';
import {countField, isFields} from './answer-fields.ts';

const tooLong =
  /exceed_context|context (length|size|window)|maximum context|too many tokens|prompt (is )?too long|input length exceeds|context the overflows|exceeds? the (available|maximum|model)/i;

export const isTooLong = (said: string): boolean => tooLong.test(said);

/** Each names the prompt's tokens, or those of the window. */
const promptWords = [
  /"n_prompt_tokens"\s*:\s*(\d+)/, // llama-server
  /\((\d+) in the messages/, // OpenAI, vLLM
  /messages resulted in (\d+)/, // OpenAI
  /request has (\d+) input tokens/, // vLLM
  /contains at least (\d+) input tokens/, // vLLM
  /(?:request|prompt|input)[^\d]{0,30}?\(?(\d+) tokens/, // llama-server, Ollama, Anthropic
  /first (\d+) tokens/, // LM Studio
  /requested (\d+) tokens/,
];
const windowWords = [
  /"n_ctx"\s*:\s*(\d+)/,
  /context (?:size|length|window)[^\d]{0,30}(\d+)/,
  /tokens?\s*>\s*(\d+)\s*maximum/,
  /maximum[^\d]{0,30}(\d+)/,
];

/** @param body what was answered, as it came */
export function overflowIn(body: string): Overflow {
  const text = unescaped(body).replace(/(\d),(?=\d{3}\b)/g, '$1');
  return {promptTokens: firstOf(promptWords, text), window: firstOf(windowWords, text)};
}

/** JSON inside of JSON, as Ollama passes on what its runner says. */
function unescaped(body: string): string {
  return body.replaceAll('\\"', '"');
}

function firstOf(patterns: readonly RegExp[], text: string): number | undefined {
  for (const pattern of patterns) {
    const found = countField(Number(pattern.exec(text)?.[1] ?? Number.NaN));
    if (found) return found;
  }
  return undefined;
}

/** The first field of these names that holds a count, also one level down. */
export function findSize(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): number | undefined {
  const inner = Object.values(fields).filter(isFields);
  for (const name of names) {
    for (const one of [fields, ...inner]) {
      const size = countField(one[name]);
      if (size) return size;
    }
  }
  return undefined;
}
