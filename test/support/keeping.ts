/** A whole memu store in memory, through the real migrations: the test double is the real thing. */
import {conversationKind} from '../../src/conversations/conversation.ts';
import {Conversations} from '../../src/conversations/conversations.ts';
import {Entries} from '../../src/entries/entries.ts';
import type {Kind} from '../../src/entries/entry.ts';
import {identify} from '../../src/entries/identity.ts';
import {Operations} from '../../src/entries/operations.ts';
import {References} from '../../src/entries/references.ts';
import {Undo} from '../../src/entries/undo.ts';
import {newId} from '../../src/ground/ids.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {seriesUndo} from '../../src/planner/tasks/series-undo.ts';
import type {Database} from '../../src/storage/database.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {ConflictResolutions} from '../../src/sync/conflicts/conflict-resolutions.ts';

/** A clock that a test moves by hand. */
export class HandClock {
  readonly zone: string;
  #ms: number;

  constructor(iso = '2026-11-21T09:00:00.000Z', zone = 'Europe/Berlin') {
    this.#ms = Date.parse(iso);
    this.zone = zone;
  }

  now(): number {
    return this.#ms;
  }

  advance(ms: number): void {
    this.#ms += ms;
  }
}

/** @param device who it is, where random names would decide between writes of one moment; in memory only */
export function keeping(kinds: readonly Kind[] = [], path = ':memory:', device?: string) {
  const clock = new HandClock();
  const db = openDatabase({path, schema: 'memu'});
  if (device !== undefined) beKnownAs(db, device);
  const identity = identify(db);
  const operations = new Operations(db, clock, identity.device);
  const all = [noteKind, memoryKind, conversationKind, ...kinds];
  const entries = new Entries({db, operations, kinds: all});
  const {changes} = entries;
  const decisions = new ConflictResolutions({db, changes, clock, device: identity.device});
  const last = {read: (): string | undefined => undefined};
  return {
    clock,
    db,
    identity,
    operations,
    entries,
    undo: new Undo(db, entries, operations, [seriesUndo, {beside: decisions}]),
    references: new References(db, entries, last),
    conversations: new Conversations(db, entries, operations),
  };
}

function beKnownAs(db: Database, device: string): void {
  const known = {database: newId(), incarnation: newId(), device, home: 'memory'};
  for (const [key, value] of Object.entries(known))
    db.run('INSERT INTO meta(key, value) VALUES (?, ?)', [key, value]);
}
