/** What this database knows about its vault: kept beside the entries, in the same transactions. */
import type {Cursor} from '../../entries/changes.ts';
import type {Oid} from '../../git/repository.ts';
import type {Database} from '../../storage/database.ts';

export interface SyncFacts {
  /** The vault's id; once it is known, no other vault is synced with. */
  readonly vault?: string;
  readonly remote?: string;
  /** Folder inside someone's repository, ending in `/`; empty when the vault has its own. */
  readonly prefix?: string;
  /** The commit of the remote whose entries are all merged into ours. */
  readonly base?: Oid;
  /** Entries that the remote was seen to have otherwise, and that are not taken over yet. */
  readonly behind?: number;
  /** The version of memu that last looked at what is held back because it cannot be kept. */
  readonly heldBy?: string;
  /** Our newest commit. */
  readonly local?: Oid;
  /** How far the change feed is exported. */
  readonly cursor?: Cursor;
  /** How far the change feed is at the remote, which has answered so. */
  readonly sent?: Cursor;
  /** How far what came in was settled: see `SyncDeps.settle`. */
  readonly settled?: Cursor;
  /** Where the mirror lies; absent when there is none. */
  readonly mirror?: string;
  /** Which folders those of the mirror were, by path: another one in the place of one is not believed. */
  readonly mirrorFolders?: Readonly<Record<string, string>>;
  /** The commit that the mirror shows. */
  readonly mirrored?: Oid;
  /** Present for an encrypted vault. */
  readonly isEncrypted?: boolean;
  /** The devices that may open it, as this one knows. */
  readonly devices?: readonly VaultDevice[];
  /** Files among the keys at the remote that belong to no device of the vault. */
  readonly strangers?: readonly string[];
  /** Fingerprint of a new key of the vault that a person has compared. */
  readonly trusted?: string;
  /** Fingerprint of the vault's key. */
  readonly fingerprint?: string;
  readonly last?: LastSync;
}

/** A device that may open a sealed vault. */
export interface VaultDevice {
  /** Its public key, `age1…`. */
  readonly recipient: string;
  /** The public key of the device that let it in; its own for the first one. */
  readonly by: string;
  /** UTC ISO-8601. */
  readonly at: string;
}

interface LastSync {
  /** UTC ISO-8601 of the last sync that reached its end. */
  readonly at: string | null;
  /** UTC ISO-8601 of the last attempt. */
  readonly tried: string;
  /** Code of the error that ended the last attempt. */
  readonly error: string | null;
  /** What that error said to the person. */
  readonly reason?: string | undefined;
}

export type QuarantineReason = 'merged' | 'unreadable' | 'newer' | 'deletes';

export interface QuarantinedFile {
  readonly path: string;
  /** Blob of the last agreed version; null where there was none. */
  readonly oid: Oid | null;
  readonly reason: QuarantineReason;
  /** In words, what is the matter. */
  readonly detail: string;
}

export class SyncState {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  read(): SyncFacts {
    const rows = this.#db.all<{key: string; value: string}>('SELECT key, value FROM sync_facts');
    return Object.fromEntries(rows.map(({key, value}) => [key, JSON.parse(value)]));
  }

  /** Sets the facts given; `undefined` removes one. */
  save(facts: {readonly [Key in keyof SyncFacts]: SyncFacts[Key] | undefined}): void {
    this.#db.write(() => {
      for (const [key, value] of Object.entries(facts)) {
        if (value === undefined) this.#db.run('DELETE FROM sync_facts WHERE key = ?', [key]);
        else {
          const sql = 'INSERT OR REPLACE INTO sync_facts(key, value) VALUES (?, ?)';
          this.#db.run(sql, [key, JSON.stringify(value)]);
        }
      }
    });
  }

  /**
   * Forgets what both sides had in common, so that the next sync compares every entry. After a database was
   * saved with holes, what is missing in it would else pass for known.
   */
  forgetCommon(): void {
    this.#db.write(() => {
      this.#db.run('DELETE FROM sync_bases');
      const past = {base: undefined, local: undefined, cursor: undefined, sent: undefined};
      this.save({...past, settled: undefined, mirrored: undefined, mirrorFolders: undefined});
    });
  }

  held(): QuarantinedFile[] {
    return this.#db.all<QuarantinedFile>(
      'SELECT path, oid, reason, detail FROM sync_bases ORDER BY path',
    );
  }

  hold({path, oid, reason, detail}: QuarantinedFile): void {
    this.#db.run(
      'INSERT OR REPLACE INTO sync_bases(path, oid, reason, detail) VALUES (?, ?, ?, ?)',
      [path, oid, reason, detail],
    );
  }

  release(path: string): void {
    this.#db.run('DELETE FROM sync_bases WHERE path = ?', [path]);
  }

  /** All of a commit is merged: what was taken over on the way is no longer special. */
  agreeOn(base: Oid): void {
    this.#db.run("DELETE FROM sync_bases WHERE reason = 'merged'");
    this.save({base, behind: undefined});
  }

  countHeld(reason: QuarantineReason): number {
    const sql = 'SELECT count(*) FROM sync_bases WHERE reason = ?';
    return this.#db.value<number>(sql, [reason]) ?? 0;
  }

  countOpenConflicts(): number {
    return this.#db.value<number>('SELECT count(*) FROM conflicts WHERE is_open = 1') ?? 0;
  }
}
