/** Where sync stands on this device, without reaching for the remote. */
import type {ChangeFeed, Cursor} from '../../entries/changes.ts';
import type {Database} from '../../storage/database.ts';
import {type SyncFacts, SyncState} from './sync-state.ts';

export interface SyncStatus {
  readonly facts: SyncFacts;
  /** Entries that changed here since the remote last took everything, and wait to go out. */
  readonly ahead: number;
  /** Entries that the remote was seen to have otherwise, and that wait to come in. */
  readonly behind: number;
  readonly conflicts: number;
  readonly heldDeletes: number;
  /** Files of the vault that cannot be taken over, and why. */
  readonly unreadable: readonly {readonly path: string; readonly problem: string}[];
}

export function syncStatusOf(db: Database, changes: ChangeFeed): SyncStatus {
  const state = new SyncState(db);
  const facts = state.read();
  const {behind = 0} = facts;
  const sent = sentOf(facts);
  const after = sent && changes.continues(sent) ? sent.rev : 0;
  const odd = state.held().filter(({reason}) => reason === 'unreadable' || reason === 'newer');
  const heldDeletes = state.countHeld('deletes');
  return {
    facts,
    ahead: changes.countAfter(after, ['entry', 'conflict']),
    behind: behind + heldDeletes,
    conflicts: state.countOpenConflicts(),
    heldDeletes,
    unreadable: [...odd.map(({path, detail}) => ({path, problem: detail})), ...strangersIn(facts)],
  };
}

/** Keys that somebody put beside those of a sealed vault: nothing is ever sealed to them. */
export const strangersIn = ({
  strangers = [],
}: SyncFacts): readonly {readonly path: string; readonly problem: string}[] =>
  strangers.map(path => ({
    path,
    problem: 'it is no key of a device that this vault knows; nothing is sealed to it',
  }));

/** What was committed is not at the remote before that has said so; without a remote there is nothing more. */
function sentOf({remote, cursor, sent, base, local}: SyncFacts): Cursor | undefined {
  if (remote === undefined) return cursor;
  // An older memu did not note it: what it knew as pushed was.
  return sent ?? (base === local ? cursor : undefined);
}
