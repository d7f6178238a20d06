/** An assistant made from what memu has, as one command or screen wants it. */
import type {Config} from '../config/config.ts';
import type {Conversation} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import type {References} from '../entries/references.ts';
import {findSpan} from '../language/spans.ts';
import type {Models} from '../models/models.ts';
import type {Tasks} from '../planner/tasks.ts';
import type {Clock} from '../time.ts';
import {Assistant} from './assistant.ts';
import type {AgendaSource, RecallSource} from './sources.ts';

/** What a person asked for on the command line; what is missing comes from the config. */
export interface ChatWishes {
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  readonly memory?: boolean | undefined;
  /** Keep nothing of it. */
  readonly incognito?: boolean;
  readonly recallOnly?: boolean;
  readonly timeoutMs?: number;
  readonly conversation?: Conversation;
}

export interface AssistantParts {
  readonly config: Pick<Config, 'get'>;
  readonly clock: Clock;
  readonly models: Models;
  readonly recall: RecallSource;
  readonly tasks: Pick<Tasks, 'list'>;
  readonly entries: Pick<Entries, 'find'>;
  readonly references: Pick<References, 'short'>;
  readonly conversations: Conversations;
}

export function openAssistant(parts: AssistantParts, wishes: ChatWishes): Assistant {
  const {config, clock, models, recall, tasks, entries, references, conversations} = parts;
  const {incognito, memory, conversation, ...rest} = wishes;
  return new Assistant({
    ...rest,
    models,
    sources: {
      recall,
      agenda: agendaOf(tasks),
      clock,
      readSpan: question => findSpan(question, clock),
      kept: {
        find: id => entries.find(id),
        findTurn: id => conversations.findTurn(id),
        short: id => references.short(id),
      },
    },
    store: incognito ? undefined : conversations,
    ...(conversation && {conversation}),
    memory: memory ?? config.get('chat.memory'),
    replyTokens: config.get('llm.reply_tokens'),
    temperature: config.get('llm.temperature'),
    think: config.get('llm.think'),
    limit: config.get('recall.limit'),
    profile: () => '',
  });
}

const agendaOf = (tasks: Pick<Tasks, 'list'>): AgendaSource => ({
  open: (before, limit) =>
    tasks.list({
      limit,
      ...(before !== undefined && {where: [{sql: 'own.due < ?', params: [before]}]}),
    }),
});
