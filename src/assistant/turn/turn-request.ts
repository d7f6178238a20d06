/** What one turn needs to know, and what it has found out about itself. */

import type {ModelQuery, ModelTarget} from '../../models/choosing/model-targets.ts';
import type {Sampling} from '../../models/hosts/model-host.ts';
import type {Models} from '../../models/models.ts';
import type {HostFailure} from '../../models/transport/model-error.ts';
import type {Life} from '../asking/life.ts';
import type {TurnEvent} from '../conversation/events.ts';
import type {Spoken} from '../conversation/spoken.ts';
import type {PartialAnswers} from '../partial-answers/partial-answers.ts';
import type {Prompt} from '../prompt/prompt.ts';
import type {PromptRequest} from '../prompt/prompt-builder.ts';
import type {RetrievedContext} from '../prompt/retrieved-context.ts';
import type {Intent} from '../reading/intent.ts';
import type {AnswerStore} from './answer-cache.ts';

export interface TurnRequest extends PromptRequest {
  readonly models: Models;
  /** Quote what is kept; ask no model. */
  readonly recallOnly?: boolean;
  readonly want: ModelQuery;
  /** The question is in the conversation already; only the answer is new. */
  readonly isAgain: boolean;
  readonly temperature: number;
  readonly sampling?: Sampling | undefined;
  readonly think: boolean;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  readonly onPlace: (found: ModelTarget | readonly HostFailure[]) => void;
  /** Whether something was not said in this conversation before. */
  readonly isNews: (text: string) => boolean;
  /** Told the prompt that was really sent. */
  readonly onPrompt: (prompt: Prompt) => void;
  /** Cards for what the line asks to be kept; with a model when one answers. */
  readonly suggest: (intent: Intent, hasModel: boolean) => AsyncIterable<TurnEvent>;
  /** Where the part of an answer that has come lies until the answer is kept. */
  readonly parts: PartialAnswers;
  /** What is kept, for answers without a model. */
  readonly life: Life;
  /** Earlier answers; undefined when nothing may be kept. */
  readonly answers: AnswerStore | undefined;
}

/** A turn under way: what was asked, what it means, what is kept about it. */
export interface TurnContext {
  readonly request: TurnRequest;
  readonly intent: Intent;
  readonly material: RetrievedContext;
  /** What was said before the question. */
  readonly history: readonly Spoken[];
}
