/** An assistant made from what memu has, as one command or screen wants it. */
import {entryOf, readLine} from '../capture/captured-entry.ts';
import type {Config} from '../config/config.ts';
import {type Conversation, conversationKind} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import type {Operations} from '../entries/operations.ts';
import type {References} from '../entries/references.ts';
import type {Clock} from '../ground/time.ts';
import {findSpan} from '../language/spans.ts';
import type {Memories} from '../memories/memories.ts';
import type {Sampling} from '../models/hosts/model-host.ts';
import type {Models} from '../models/models.ts';
import type {Notes} from '../notes/notes.ts';
import type {Agenda} from '../planner/agenda/agenda.ts';
import type {Calendar} from '../planner/agenda/calendar.ts';
import type {Goals} from '../planner/goals/goals.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';
import type {Database} from '../storage/database.ts';
import {Life} from './asking/life.ts';
import {Assistant} from './assistant.ts';
import {LocalAnswers} from './local-answers.ts';
import type {PartialAnswers} from './partial-answers/partial-answers.ts';
import {recoverPartialAnswers} from './partial-answers/recover.ts';
import {Profile} from './profile.ts';
import type {SystemWords} from './prompt/prompt.ts';
import type {AgendaSource, GoalSource, KeptSource, RecallSource} from './prompt/sources.ts';
import {ProposalStore} from './proposals/proposal-store.ts';
import {Proposals} from './proposals/proposals.ts';
import {Suggester, type SuggesterDeps} from './proposals/suggester.ts';
import {SlashActions} from './slash-actions.ts';

/** What a person asked for on the command line; what is missing comes from the config. */
export interface ChatWishes {
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  readonly memory?: boolean | undefined;
  /** Keep nothing of it. */
  readonly incognito?: boolean;
  readonly recallOnly?: boolean;
  readonly timeoutMs?: number;
  readonly temperature?: number | undefined;
  /** Over those of the config, by name. */
  readonly sampling?: Sampling | undefined;
  readonly system?: SystemWords | undefined;
  readonly conversation?: Conversation;
}

export interface AssistantDeps {
  readonly config: Pick<Config, 'get'>;
  readonly clock: Clock;
  readonly models: Models;
  readonly recall: RecallSource;
  readonly tasks: Tasks;
  readonly agenda: Agenda;
  readonly calendar: Calendar;
  readonly goals: Goals;
  readonly notes: Notes;
  readonly memories: Memories;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly references: References;
  readonly conversations: Conversations;
  /** This machine's own database. */
  readonly local: Database;
  readonly parts: PartialAnswers;
  /** Makes vectors of what is kept on the hosts of these models, until the signal comes. */
  readonly embedQuietly: (models: Models, signal: AbortSignal) => Promise<void>;
}

export function openAssistant(parts: AssistantDeps, wishes: ChatWishes): Assistant {
  const {config, clock, models, recall, conversations, references} = parts;
  const {incognito, memory, conversation, ...rest} = wishes;
  if (!incognito) recoverPartialAnswers(parts);
  const agenda = agendaOf(parts);
  const goals = goalsOf(parts);
  const kept: KeptSource = {
    find: id => parts.entries.find(id),
    findByPrefix: prefix => references.findByPrefix(prefix),
    findTurn: id => conversations.findTurn(id),
    short: id => references.short(id),
  };
  const proposals = new Proposals(new ProposalStore(parts), config.get('chat.auto_accept'));
  const profile = new Profile({entries: parts.entries, agenda: parts.agenda, clock});
  const capture: SuggesterDeps['capture'] = (line, kind) =>
    entryOf(readLine(line, parts, kind), parts);
  const turns = (one: Conversation) => conversations.turns(one);
  return new Assistant({
    ...rest,
    models,
    sources: {
      recall,
      agenda,
      goals,
      clock,
      kept,
      readSpan: question => findSpan(question, clock),
    },
    life: new Life({...parts, kept}),
    store: incognito ? undefined : conversations,
    parts: parts.parts,
    ...(conversation && {conversation}),
    memory: memory ?? config.get('chat.memory'),
    replyTokens: config.get('llm.reply_tokens'),
    temperature: wishes.temperature ?? config.get('llm.temperature'),
    sampling: {...config.get('llm.options'), ...wishes.sampling},
    think: config.get('llm.think'),
    limit: config.get('recall.limit'),
    profile: () => (config.get('chat.profile') ? profile.text() : ''),
    desk: new SlashActions(parts),
    proposals,
    suggester: new Suggester({models, proposals, agenda, recall, kept, clock, turns, capture}),
    answers: new LocalAnswers(parts.local),
    extracts: config.get('chat.extract'),
    quietly: incognito ? undefined : signal => parts.embedQuietly(models, signal),
    findConversation: reference => references.getOf(conversationKind, reference),
  });
}

const agendaOf = ({tasks, agenda}: Pick<AssistantDeps, 'tasks' | 'agenda'>): AgendaSource => ({
  open: (before, limit) =>
    tasks.list({
      limit,
      ...(before !== undefined && {where: [{sql: 'own.due < ?', params: [before]}]}),
    }),
  done: (from, to, limit) => agenda.done(from, to, limit),
});

/** More goals than these are no answer to anything. */
const mostGoals = 12;

const goalsOf = ({goals, entries}: Pick<AssistantDeps, 'goals' | 'entries'>): GoalSource => ({
  open: () => goals.view(goals.list({limit: mostGoals})),
  find: id => (entries.find(id)?.kind === 'goal' ? goals.view([goals.get(id)])[0] : undefined),
});
