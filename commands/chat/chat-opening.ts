/** From the options of `memu chat` to the assistant that they ask for. */

import type {Memu} from '../../src/app/memu.ts';
import type {Assistant} from '../../src/assistant/assistant.ts';
import type {Attachment} from '../../src/assistant/prompt/prompt.ts';
import {type Conversation, conversationKind} from '../../src/conversations/conversation.ts';
import {NotFoundError} from '../../src/ground/errors.ts';
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
  readonly stream: boolean;
  readonly jsonl?: boolean;
  readonly dryRun?: boolean;
  readonly plain?: boolean;
}

export interface OneShot {
  readonly question: string;
  readonly attachment: Attachment | undefined;
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
    ...(conversation && {conversation}),
  });
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
