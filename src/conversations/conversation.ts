/** What a conversation is: an entry whose turns are kept in order and never changed. */
import {defineKind, type EntryOf, type InputOf} from '../entries/entry.ts';
import {areas, text, wholeNumber} from '../entries/fields.ts';

export const conversationKind = defineKind('conversation', 'conversations', {
  summary: {...text, recall: 'words'},
  areas,
  turns: {...wholeNumber(0, Number.MAX_SAFE_INTEGER), initial: 0, isDerived: true},
});

export type Conversation = EntryOf<typeof conversationKind>;
export type ConversationInput = InputOf<typeof conversationKind>;

export const roles = ['user', 'assistant', 'system', 'tool', 'other'] as const;
export type Role = (typeof roles)[number];

/** One thing that was said. `seq` counts from 1 within the conversation. */
export interface Turn {
  readonly id: string;
  /** Id of the conversation. */
  readonly conversation: string;
  readonly seq: number;
  readonly speaker: string | null;
  readonly role: Role;
  readonly at: string;
  readonly text: string;
  readonly ref: string | null;
  readonly metadata: {readonly [key: string]: unknown};
}

export interface TurnInput {
  readonly id?: string;
  readonly speaker?: string | null;
  readonly role: Role;
  /** UTC ISO-8601; now when absent. */
  readonly at?: string;
  readonly text: string;
  readonly ref?: string | null;
  readonly metadata?: {readonly [key: string]: unknown};
}
