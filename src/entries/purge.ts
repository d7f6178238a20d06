/** Removing entries for good: their words leave every file that memu made on this machine. */
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Database} from '../storage/database.ts';
import {copiesFolder} from '../storage/migrations.ts';
import {BusyError} from '../storage/storage-errors.ts';
import type {AttachmentFiles} from './attachments.ts';
import {ChangeFeed} from './changes.ts';
import type {EntryBase} from './entry.ts';
import {GoneWords, textsIn} from './gone-words.ts';
import type {Operations} from './operations.ts';
import {removeEntry} from './remove-entry.ts';

/** A store of what was derived from entries: an index, a cache. */
export interface DerivedStore {
  /** Forgets what it holds of these entries and turns. @throws BusyError */
  forget(ids: readonly string[]): void;
  /** Empties its write-ahead log; false when a reader is in the way. */
  flush(): boolean;
}

/** A place in which words may lie that no store knows of. */
export interface PurgePlace {
  /** For people. */
  readonly name: string;
  /**
   * Removes what lies there of what is gone, and of what was written anew without it; returns how many
   * files went.
   */
  clear(gone: GoneWords, rewritten: readonly string[]): number;
}

/** What was taken out of texts that stay. */
export interface TakenOut {
  /** Of entries and turns that were written anew. */
  readonly ids: readonly string[];
  /** Ids of conversations that have words of it in sentences of their own. */
  readonly mentions: readonly string[];
}

export interface PurgeOptions {
  readonly db: Database;
  readonly operations: Operations;
  readonly attachments: AttachmentFiles;
  readonly derived: readonly DerivedStore[];
  readonly participants: readonly PurgeParticipant[];
  /** An entry with all its fields, so that its words are known. */
  readonly find: (id: string) => EntryBase | undefined;
  readonly places: readonly PurgePlace[];
}

/** What a room keeps of entries elsewhere in `memu.db`; it goes in the transaction that removes them. */
export interface PurgeParticipant {
  /** Removes what there is of one entry. */
  readonly remove?: (db: Database, changes: ChangeFeed, entry: string) => void;
  /** Takes the words of what is gone, entries and turns, out of what quotes them. */
  readonly takeOut?: (
    db: Database,
    changes: ChangeFeed,
    gone: GoneWords,
    turns: readonly string[],
  ) => TakenOut;
}

export interface Purged {
  readonly entries: number;
  readonly turns: number;
  /** Turns and conversations from which its words were taken. */
  readonly redacted: number;
  /** Ids of conversations that still have words of it, in sentences of their own. */
  readonly mentions: readonly string[];
  /** Places that held words of it, or might have, with how many files went. */
  readonly places: readonly {readonly name: string; readonly files: number}[];
  /** True when another memu still reads old pages; the next start tries again. */
  readonly isPending: boolean;
}

const pendingKey = 'purge_pending';
/** Ids of what was written anew, until every index has let go of what it was. */
const redactedKey = 'purge_redacted';

export class Purge {
  readonly #options: PurgeOptions;

  constructor(options: PurgeOptions) {
    this.#options = options;
  }

  /** Purges those of the entries that are in the trash; what was taken out of it meanwhile stays whole. */
  run(ids: readonly string[]): Purged {
    const {db, operations, places} = this.#options;
    const content = this.#contentOf(ids);
    const {removed, gone, taken} = operations.run('trash purge', () => {
      db.run("INSERT OR REPLACE INTO meta(key, value) VALUES (?, '1')", [pendingKey]);
      const doomed = ids.filter(id => this.#isTrashed(id));
      const texts = doomed.flatMap(id => this.#textsOf(id));
      const turns = doomed.map(id => this.#remove(id));
      const words = GoneWords.of(db, doomed, texts);
      return {removed: turns, gone: words, taken: this.#takeOut(words, turns.flat())};
    });
    for (const sha256 of content) this.#removeUnused(sha256);
    removeCopies(db);
    const cleared =
      removed.length === 0
        ? []
        : places.map(({name, clear}) => ({name, files: clear(gone, taken.ids)}));
    return {
      entries: removed.length,
      turns: removed.flat().length,
      redacted: taken.ids.length,
      mentions: taken.mentions,
      places: cleared.filter(({files}) => files > 0),
      isPending: !this.finish(),
    };
  }

  #takeOut(gone: GoneWords, turns: readonly string[]): TakenOut {
    const {db, participants} = this.#options;
    const changes = new ChangeFeed(db);
    const parts = participants.flatMap(({takeOut}) => takeOut?.(db, changes, gone, turns) ?? []);
    const taken = {
      ids: parts.flatMap(part => part.ids),
      mentions: parts.flatMap(part => part.mentions),
    };
    noteRewritten(db, taken.ids);
    return taken;
  }

  #textsOf(id: string): string[] {
    const {db, find} = this.#options;
    return textsOf(db, find(id));
  }

  /**
   * Lets everything derived forget what was ever purged, and empties the logs in which old pages may
   * still lie; false when another process is in the way, and the next start has to try again.
   */
  finish(): boolean {
    const {db, derived} = this.#options;
    const purged = db.all<{id: string}>("SELECT id FROM changes WHERE op = 'purged'");
    const gone = [...purged.map(({id}) => id), ...readRedacted(db)];
    const isClean = [db.checkpoint(), ...derived.map(store => hasForgotten(store, gone))];
    if (!isClean.every(Boolean)) return false;
    db.write(() => db.run('DELETE FROM meta WHERE key IN (?, ?)', [pendingKey, redactedKey]));
    return true;
  }

  #isTrashed(id: string): boolean {
    const sql = "SELECT 1 FROM entries WHERE id = ? AND state = 'trashed'";
    return this.#options.db.get(sql, [id]) !== undefined;
  }

  /** Returns the ids of the turns that went with it. */
  #remove(id: string): string[] {
    const {db, operations, participants} = this.#options;
    const changes = new ChangeFeed(db);
    operations.writing();
    const turns = removeEntry(db, changes, id);
    for (const {remove} of participants) remove?.(db, changes, id);
    return turns;
  }

  #contentOf(ids: readonly string[]): string[] {
    const rows = this.#options.db.all<{sha256: string}>(
      `SELECT DISTINCT sha256 FROM attachments WHERE entry IN
         (SELECT seq FROM entries WHERE id IN (SELECT value FROM json_each(?)))`,
      [JSON.stringify(ids)],
    );
    return rows.map(row => row.sha256);
  }

  #removeUnused(sha256: string): void {
    const {db, attachments} = this.#options;
    const used = db.get('SELECT 1 FROM attachments WHERE sha256 = ?', [sha256]);
    if (used === undefined) attachments.remove(sha256);
  }
}

/** Every text of an entry, and what its fields were before. */
export function textsOf(db: Database, entry: EntryBase | undefined): string[] {
  if (!entry) return [];
  const versions = db.all<{before: string}>(
    'SELECT before FROM entry_versions WHERE entry = ? AND before IS NOT NULL',
    [entry.seq],
  );
  return textsIn([entry, ...versions.map(({before}) => JSON.parse(before) as unknown)]);
}

/** Remembers what was written anew, until every index has let go of what it was. In a transaction. */
export function noteRewritten(db: Database, rewritten: readonly string[]): void {
  const ids = [...new Set([...readRedacted(db), ...rewritten])];
  const sql = 'INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)';
  db.run(sql, [redactedKey, JSON.stringify(ids)]);
}

const readRedacted = (db: Database): readonly string[] =>
  JSON.parse(
    db.value<string>('SELECT value FROM meta WHERE key = ?', [redactedKey]) ?? '[]',
  ) as string[];

function hasForgotten(store: DerivedStore, ids: readonly string[]): boolean {
  try {
    store.forget(ids);
    return store.flush();
  } catch (error) {
    // Another process is indexing at this moment.
    if (error instanceof BusyError) return false;
    throw error;
  }
}

/** True when a purge could not empty every log the last time. */
export const isPurgePending = (db: Database): boolean =>
  db.get('SELECT 1 FROM meta WHERE key = ?', [pendingKey]) !== undefined;

/** Copies made before a migration hold what was purged since. */
function removeCopies(db: Database): void {
  const folder = copiesFolder(db.path);
  if (db.isMemory || !existsSync(folder)) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name), {force: true});
}
