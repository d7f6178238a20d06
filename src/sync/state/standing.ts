/** Where sync stands on this device, without reaching for the remote. */
import type {ChangeFeed} from '../../entries/changes.ts';
import type {Database} from '../../storage/database.ts';
import {type SyncFacts, SyncState} from './sync-state.ts';

export interface SyncStanding {
  readonly facts: SyncFacts;
  /** Entries that changed here since the last export, and wait to go out. */
  readonly ahead: number;
  /** Entries that the remote was seen to have otherwise, and that wait to come in. */
  readonly behind: number;
  readonly conflicts: number;
  readonly heldDeletes: number;
  /** Files of the vault that cannot be taken over, and why. */
  readonly unreadable: readonly {readonly path: string; readonly problem: string}[];
}

export function syncStanding(db: Database, changes: ChangeFeed): SyncStanding {
  const state = new SyncState(db);
  const facts = state.read();
  const {cursor, behind = 0} = facts;
  const after = cursor && changes.continues(cursor) ? cursor.rev : 0;
  const odd = state.held().filter(({reason}) => reason === 'unreadable' || reason === 'newer');
  const heldDeletes = state.countHeld('deletes');
  return {
    facts,
    ahead: changes.countAfter(after, ['entry', 'conflict']),
    behind: behind + heldDeletes,
    conflicts: state.countOpenConflicts(),
    heldDeletes,
    unreadable: odd.map(({path, detail}) => ({path, problem: detail})),
  };
}
