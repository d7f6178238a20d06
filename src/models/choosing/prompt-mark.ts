/**
 * What a host has in its memory of a prompt: it reads anew only what follows the beginning that a prompt
 * shares with the one before. Kept as digests of stretches, never as words.
 */
import {createHash} from 'node:crypto';
import type {Message} from '../hosts/model-host.ts';
import {estimateMessages, estimateTokens} from './tokens.ts';

/** Each digest stands for everything up to the end of its stretch. */
export type PromptMark = readonly string[];

/** Characters. Shorter ones would tell more of the words, and longer ones less of the beginning. */
const stretch = 128;

export function markOf(messages: readonly Message[]): PromptMark {
  const text = written(messages);
  const marks: string[] = [];
  let before = '';
  for (let at = 0; at + stretch <= text.length; at += stretch) {
    const hash = createHash('sha256')
      .update(before)
      .update(text.slice(at, at + stretch));
    before = hash.digest('base64url').slice(0, 8);
    marks.push(before);
  }
  return marks;
}

/** Estimated tokens that a host has to read, which read the prompt of the mark before. */
export function unreadTokens(messages: readonly Message[], before: PromptMark | undefined): number {
  const all = estimateMessages(messages);
  if (!before || before.length === 0) return all;
  const mark = markOf(messages);
  let shared = 0;
  while (shared < mark.length && mark[shared] === before[shared]) shared++;
  const known = estimateTokens(written(messages).slice(0, shared * stretch));
  return Math.max(1, all - known);
}

const written = (messages: readonly Message[]): string =>
  messages.map(({role, content}) => `${role}\n${content}\n`).join('');
