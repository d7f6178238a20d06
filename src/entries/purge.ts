/** Removing entries for good: their words leave every file that memu made on this machine. */
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Database} from '../storage/database.ts';
import {BusyError} from '../storage/faults.ts';
import {copiesFolder} from '../storage/migrations.ts';
import type {AttachmentFiles} from './attachments.ts';
import {ChangeFeed} from './changes.ts';
import type {Operations} from './operations.ts';
import {removeEntry} from './remove-entry.ts';

/** A store of what was derived from entries: an index, a cache. */
export interface DerivedStore {
  /** Forgets what it holds of these entries and turns. @throws BusyError */
  forget(ids: readonly string[]): void;
  /** Empties its write-ahead log; false when a reader is in the way. */
  flush(): boolean;
}

export interface PurgeOptions {
  readonly db: Database;
  readonly operations: Operations;
  readonly attachments: AttachmentFiles;
  readonly derived: readonly DerivedStore[];
  /** Removes what else `memu.db` keeps of an entry, in the transaction that removes the entry. */
  readonly alsoRemove: (changes: ChangeFeed, entry: string) => void;
}

export interface Purged {
  readonly entries: number;
  readonly turns: number;
  /** True when another memu still reads old pages; the next start tries again. */
  readonly isPending: boolean;
}

const pendingKey = 'purge_pending';

export class Purge {
  readonly #options: PurgeOptions;

  constructor(options: PurgeOptions) {
    this.#options = options;
  }

  /** Purges those of the entries that are in the trash; what was taken out of it meanwhile stays whole. */
  run(ids: readonly string[]): Purged {
    const {db, operations} = this.#options;
    const content = this.#contentOf(ids);
    const removed = operations.run('trash purge', () => {
      db.run("INSERT OR REPLACE INTO meta(key, value) VALUES (?, '1')", [pendingKey]);
      return ids.filter(id => this.#isTrashed(id)).map(id => this.#remove(id));
    });
    for (const sha256 of content) this.#removeUnused(sha256);
    removeCopies(db);
    return {entries: removed.length, turns: removed.flat().length, isPending: !this.finish()};
  }

  /**
   * Lets everything derived forget what was ever purged, and empties the logs in which old pages may
   * still lie; false when another process is in the way, and the next start has to try again.
   */
  finish(): boolean {
    const {db, derived} = this.#options;
    const purged = db.all<{id: string}>("SELECT id FROM changes WHERE op = 'purged'");
    const gone = purged.map(({id}) => id);
    const isClean = [db.checkpoint(), ...derived.map(store => hasForgotten(store, gone))];
    if (!isClean.every(Boolean)) return false;
    db.write(() => db.run('DELETE FROM meta WHERE key = ?', [pendingKey]));
    return true;
  }

  #isTrashed(id: string): boolean {
    const sql = "SELECT 1 FROM entries WHERE id = ? AND state = 'trashed'";
    return this.#options.db.get(sql, [id]) !== undefined;
  }

  /** Returns the ids of the turns that went with it. */
  #remove(id: string): string[] {
    const {db, operations, alsoRemove} = this.#options;
    const changes = new ChangeFeed(db);
    operations.writing();
    const turns = removeEntry(db, changes, id);
    alsoRemove(changes, id);
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
