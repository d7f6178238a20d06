/** One thing said in a conversation, as prompts, summaries and transcripts read it. */
import type {AnswerState} from './events.ts';

export interface Spoken {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** How an answer ended. */
  readonly state?: AnswerState | undefined;
}

/** Begins an answer that was given before and is shown again, because no model can be reached. */
export const shownAgain = (model: string, day: string): string =>
  `No model: the answer of ${model} from ${day}; nothing it rests on has changed.`;

const shownAgainLine = /^No model: [^\n]*\n+/;

/**
 * What a model is told of something said. Its own words are what a model wrote to the end; everything
 * else is marked as what it is, or it would go on in the tone of a quotation, or take a broken-off
 * sentence for a whole one.
 */
export function toldToModel({role, text, state}: Spoken): string {
  if (role === 'user') return text;
  switch (state) {
    case 'quoted':
      return '(No model answered this. The person was shown quotations of what they keep.)';
    case 'cached':
      return `(An earlier answer, shown again:)\n${text.replace(shownAgainLine, '')}`;
    case 'stopped':
      return `${text}\n(The person stopped this answer here.)`;
    case 'incomplete':
      return `${text}\n(This answer broke off here.)`;
    default:
      return text;
  }
}
