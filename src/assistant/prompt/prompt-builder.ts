/** From a line and what is kept to a prompt for any window: the looking up happens once. */
import type {ConversationLog} from '../conversation/conversation-log.ts';
import type {Spoken} from '../conversation/spoken.ts';
import {readIntent} from '../reading/intent.ts';
import {withNames} from '../reading/mentions.ts';
import {
  asAsked,
  buildPrompt,
  type Prompt,
  type PromptAttachment,
  type SystemWords,
} from './prompt.ts';
import {type ContextSources, type RetrievedContext, retrieveContext} from './retrieved-context.ts';

export interface PromptRequest {
  readonly sources: ContextSources;
  readonly log: ConversationLog;
  /** Let the model see what is kept. */
  readonly memory: boolean;
  readonly text: string;
  readonly attachment: PromptAttachment | undefined;
  /** Most found entries. */
  readonly limit: number;
  readonly profile: () => string;
  readonly system?: SystemWords | undefined;
  readonly replyTokens: number;
}

export interface PromptSize {
  readonly window: number;
  /** Real tokens per estimated one, as learned; undefined when nothing was learned. */
  readonly tokenRatio: number | undefined;
  /** Real tokens per estimated one of this very prompt, as the host that refused it told. */
  readonly shrink?: number;
}

export const noMaterial: RetrievedContext = {
  span: undefined,
  mentions: [],
  due: [],
  goals: [],
  done: [],
  found: [],
  further: [],
  notes: [],
};

/** Looks up what a line needs; the function then fits a prompt to any window. */
export async function promptBuilder(request: PromptRequest): Promise<(size: PromptSize) => Prompt> {
  const {log, sources, text, limit, memory} = request;
  const before = log.spoken.filter(one => one.role === 'user').at(-1)?.text;
  const conversation = log.conversation?.id;
  const intent = readIntent(text);
  const material = memory
    ? await retrieveContext(sources, {text, intent, before, limit, conversation})
    : noMaterial;
  return size => fitPrompt(request, material, log.spoken, size);
}

export const fitPrompt = (
  {text, attachment, log, profile, system, replyTokens, sources}: PromptRequest,
  material: RetrievedContext,
  history: readonly Spoken[],
  {window, tokenRatio, shrink = 1}: PromptSize,
): Prompt =>
  buildPrompt({
    system,
    question: asAsked(withNames(text, material.mentions), system),
    attachment,
    material,
    profile: profile(),
    history,
    summary: log.conversation?.summary ?? '',
    clock: sources.clock,
    window,
    replyTokens: Math.min(replyTokens, Math.floor(window / 2)),
    tokenRatio: Math.max(shrink, steadyRatio(tokenRatio)),
  });

/** A learned ratio only ever makes prompts smaller, in steps, so that they do not change with each call. */
const steadyRatio = (ratio: number | undefined): number =>
  ratio === undefined || ratio <= 1 ? 1 : Math.ceil(ratio * 4) / 4;
