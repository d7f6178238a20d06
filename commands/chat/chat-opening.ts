/** From the options of `memu chat` to the assistant that they ask for. */

import type {Memu} from '../../src/app/memu.ts';
import type {Assistant} from '../../src/assistant/assistant.ts';
import type {PromptAttachment, SystemWords} from '../../src/assistant/prompt/prompt.ts';
import {type Conversation, conversationKind} from '../../src/conversations/conversation.ts';
import {NotFoundError, UsageError} from '../../src/ground/errors.ts';
import type {Mode} from '../../src/models/transport/dial-policy.ts';
import type {TimeLimit} from './time-limit.ts';

export interface ChatOptions {
  readonly continue?: boolean;
  readonly session?: string;
  readonly model?: string;
  readonly host?: string;
  readonly mode?: Mode;
  readonly memory: boolean;
  readonly incognito?: boolean;
  readonly recallOnly?: boolean;
  readonly file?: string;
  readonly schema?: string;
  readonly timeout?: number;
  readonly system?: string;
  readonly temperature?: number;
  readonly option?: Readonly<Record<string, number>>;
  readonly prompt?: string;
  readonly stream: boolean;
  readonly jsonl?: boolean;
  readonly dryRun?: boolean;
  readonly plain?: boolean;
}

export interface OneShot {
  readonly question: string;
  readonly attachment: PromptAttachment | undefined;
  readonly options: ChatOptions;
  /** When everything must be over. */
  readonly limit: TimeLimit;
}

/** An assistant as the options of a conversation want it. */
export async function openFor(memu: Memu, options: ChatOptions): Promise<Assistant> {
  const conversation = findConversation(memu, options);
  return memu.openAssistant({
    model: options.model,
    host: options.host === undefined ? undefined : await hostName(options.host),
    ...(options.host !== undefined && {hosts: [options.host]}),
    ...(options.mode && {mode: options.mode}),
    memory: options.memory ? undefined : false,
    incognito: options.incognito ?? false,
    recallOnly: options.recallOnly ?? false,
    ...(options.timeout !== undefined && {timeoutMs: options.timeout * 1000}),
    temperature: options.temperature,
    sampling: options.option,
    system: await systemWords(memu, options),
    ...(conversation && {conversation}),
  });
}

/** @throws UsageError for both at once, NotFoundError for a template that is not there */
async function systemWords(
  memu: Memu,
  {system, prompt}: ChatOptions,
): Promise<SystemWords | undefined> {
  if (system !== undefined && prompt !== undefined) {
    throw new UsageError('--system and --prompt both say how to answer', {
      hint: 'give one of them',
    });
  }
  if (prompt === undefined) return system === undefined ? undefined : {text: system};
  const {PromptTemplates} = await import('../../src/assistant/prompt/templates.ts');
  return new PromptTemplates(memu.paths.config).take(prompt);
}

const hostName = async (written: string): Promise<string> => {
  const {parseHost} = await import('../../src/models/transport/host-address.ts');
  return parseHost(written).name;
};

/** The conversation that is gone on with; an interview goes on by `memu interview`. @throws NotFoundError */
export function findConversation(memu: Memu, options: ChatOptions): Conversation | undefined {
  if (options.session !== undefined) {
    return memu.references.getOf(conversationKind, options.session);
  }
  if (!options.continue) return undefined;
  const latest = memu.conversations.newest(20).find(one => !('interview' in one.metadata));
  if (latest) return latest;
  throw new NotFoundError('there is no conversation to go on with', {hint: 'memu chat'});
}
