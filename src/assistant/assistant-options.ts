/** What an assistant is made from, and what it can show of itself. */
import type {ZodType} from 'zod';
import type {Conversation} from '../conversations/conversation.ts';
import type {Sampling} from '../models/hosts/model-host.ts';
import type {Models} from '../models/models.ts';
import type {Life} from './asking/life.ts';
import type {ConversationStore} from './conversation/conversation-log.ts';
import type {PartialAnswers} from './partial-answers/partial-answers.ts';
import type {PromptAttachment, SystemWords} from './prompt/prompt.ts';
import type {ContextSources} from './prompt/retrieved-context.ts';
import type {Proposals} from './proposals/proposals.ts';
import type {Suggester} from './proposals/suggester.ts';
import type {SlashActions} from './slash-actions.ts';
import type {AnswerStore} from './turn/answer-cache.ts';

export interface AssistantOptions {
  readonly models: Models;
  readonly sources: ContextSources;
  /** What is kept, for answers without a model. */
  readonly life: Life;
  /** Undefined keeps nothing (`--incognito`). */
  readonly store: ConversationStore | undefined;
  /** Where the part of an answer that has come lies until the answer is kept. */
  readonly parts: PartialAnswers;
  /** Continues this one. */
  readonly conversation?: Conversation;
  /** Let the model see what is kept. */
  readonly memory: boolean;
  /** Never ask a model; quote what is kept (`--recall-only`). */
  readonly recallOnly?: boolean;
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  readonly replyTokens: number;
  readonly temperature: number;
  readonly sampling?: Sampling | undefined;
  /** What the person wants of every answer besides, and the template that it comes from. */
  readonly system?: SystemWords | undefined;
  readonly think: boolean;
  /** Most entries that a prompt may cite. */
  readonly limit: number;
  readonly timeoutMs?: number;
  /** What is known of how the person likes to be spoken to; empty when nothing is, or it is off. */
  readonly profile: () => string;
  readonly desk: SlashActions;
  readonly proposals: Proposals;
  readonly suggester: Suggester;
  readonly answers: AnswerStore & {rate(model: string, isGood: boolean): void};
  readonly findConversation: (reference: string) => Conversation;
  /** Look for memories in earlier conversations while nobody waits. */
  readonly extracts: boolean;
  /** What may be done while the person types, such as vectors of what is kept. */
  readonly quietly?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** What `--dry-run` and `/context` show. */
export interface PromptContext {
  readonly model: string | null;
  readonly host: string | null;
  readonly window: number;
  readonly tokens: number;
  readonly left_out: readonly string[];
  readonly messages: readonly {readonly role: string; readonly content: string}[];
}

export interface DataQuestion<T> {
  readonly schema: ZodType<T>;
  readonly attachment?: PromptAttachment;
  readonly signal: AbortSignal;
}
