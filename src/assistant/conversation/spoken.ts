/** One thing said in a conversation, as prompts, summaries and transcripts read it. */
import type {AnswerState} from './events.ts';

export interface Spoken {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** How an answer ended. */
  readonly state?: AnswerState | undefined;
}
