/** Conversations that come in: their turns are appended, those that are here are left. */
import {conversationKind} from '../../conversations/conversation.ts';
import type {Conversations} from '../../conversations/conversations.ts';
import type {Entries} from '../../entries/entries.ts';
import {bringBack, type VersionsOf} from '../undone.ts';
import type {ImportedItem} from './item.ts';

export interface TurnsReport {
  readonly conversations?: number;
  readonly turns?: number;
  readonly known: number;
}

interface Parts {
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly versionsOf: VersionsOf;
}

export function keepConversation(
  one: Extract<ImportedItem, {readonly type: 'conversation'}>,
  {entries, conversations, versionsOf}: Parts,
): TurnsReport {
  const kept = entries.find(one.id);
  if (kept === undefined && entries.isKnown(one.id)) return {known: one.turns.length};
  if (kept !== undefined && kept.kind !== conversationKind.name) return {known: 0};
  const isBack = bringBack(entries, versionsOf, one.id);
  const input = {title: one.title, created_at: one.at, ref: one.title};
  const conversation = (kept ?? conversations.begin(input, one.id)) as Parameters<
    Conversations['append']
  >[0];
  const added = conversations.append(
    conversation,
    one.turns.map(turn => ({...turn, speaker: null, ref: null})),
  );
  return {
    conversations: kept === undefined || isBack ? 1 : 0,
    turns: added.length,
    known: one.turns.length - added.length,
  };
}
