/** Follows the change feed of `memu.db` into a derived database, batch by batch, without blocking writers. */
import {type Change, ChangeFeed, type Cursor} from '../../entries/changes.ts';
import type {Database} from '../../storage/database.ts';
import type {AttachmentText} from './attachment-text.ts';
import {type Document, findDocument} from './documents.ts';

/** Few at a time where somebody waits; many where nobody does: fewer commits, fewer merges. */
const smallBatch = 500;
const largeBatch = 4_000;
/** A batch of long texts ends here, in UTF-16 units. */
const mostText = 8_000_000;

/** One entry or turn that changed; `text` is undefined when nothing of it may be found any more. */
export interface Changed {
  readonly id: string;
  readonly text: Document | undefined;
}

export interface Following {
  /** The derived database; it has a `progress` table with `cursor` and `sweeping`. */
  readonly db: Database;
  /** memu.db, only read. */
  readonly kept: Database;
  readonly attachmentText?: AttachmentText | undefined;
  /** Takes changes in; runs inside one transaction of `db`, together with the cursor. */
  take(changes: readonly Changed[]): void;
  /** Ids of every entry and turn that something is derived from. */
  owners(): string[];
}

export interface CatchUp {
  /** Changes of memu.db that were not taken in yet. */
  readonly behind: number;
}

export type OnBatch = (done: number, left: number) => void;

export class FeedFollower {
  readonly #following: Following;
  readonly #feed: ChangeFeed;

  constructor(following: Following) {
    this.#following = following;
    this.#feed = new ChangeFeed(following.kept);
  }

  /**
   * Takes in what changed since the last time, oldest first, for at most `budgetMs`. Reads from
   * memu.db and writes the derived database in different transactions, so no writer of memu.db
   * waits. `onBatch` hears how many changes are in and how many are left.
   */
  catchUp(budgetMs = Number.POSITIVE_INFINITY, onBatch?: OnBatch): CatchUp {
    const stopAt = performance.now() + budgetMs;
    let done = 0;
    for (;;) {
      const from = this.#startingPoint();
      if (from >= this.#feed.position().rev) {
        this.#endSweep();
        return {behind: 0};
      }
      if (performance.now() >= stopAt) return {behind: this.#feed.countAfter(from)};
      done += this.#batch(from, Number.isFinite(budgetMs) ? smallBatch : largeBatch);
      onBatch?.(done, this.#feed.countAfter(this.#cursor()?.rev ?? 0));
    }
  }

  /** How many changes were not taken in yet; needs no write. */
  behind(): number {
    return this.#feed.countAfter(this.#knownRev());
  }

  /** The newest changes that were not taken in yet, newest first, at most `limit`. */
  waiting(limit: number): Change[] {
    return this.#following.kept.all<Change>(
      'SELECT rev, subject, id, op FROM changes WHERE rev > ? ORDER BY rev DESC LIMIT ?',
      [this.#knownRev(), limit],
    );
  }

  #cursor(): Cursor | null {
    const text = this.#following.db.value<string | null>('SELECT cursor FROM progress');
    return text ? (JSON.parse(text) as Cursor) : null;
  }

  #knownRev(): number {
    const cursor = this.#cursor();
    return cursor !== null && this.#feed.continues(cursor) ? cursor.rev : 0;
  }

  // A database that is another one, or an earlier state of this one, is read from the beginning:
  // hashes keep what is still the same, and the end of the sweep drops what is no longer there.
  #startingPoint(): number {
    const cursor = this.#cursor();
    if (cursor !== null && this.#feed.continues(cursor)) return cursor.rev;
    if (cursor !== null) {
      const restart = JSON.stringify({...this.#feed.position(), rev: 0} satisfies Cursor);
      const {db} = this.#following;
      db.write(() => db.run('UPDATE progress SET cursor = ?, sweeping = 1', [restart]));
    }
    return 0;
  }

  #batch(from: number, size: number): number {
    const {db, kept, take} = this.#following;
    const {changed, next, seen} = kept.read(() => this.#readBatch(from, size));
    db.write(() => {
      // Another process may have taken this batch while we read it.
      if ((this.#cursor()?.rev ?? 0) !== from) return;
      take(this.#withoutPurged(changed, seen));
      db.run('UPDATE progress SET cursor = ?', [JSON.stringify(next)]);
    });
    return changed.length;
  }

  // Purged since the batch was read: its words must not come in after the purge let them be forgotten.
  #withoutPurged(changed: readonly Changed[], seen: number): readonly Changed[] {
    const sql = "SELECT id FROM changes WHERE rev > ? AND op = 'purged'";
    const gone = new Set(this.#following.kept.all<{id: string}>(sql, [seen]).map(({id}) => id));
    if (gone.size === 0) return changed;
    return changed.map(({id, text}) => ({id, text: gone.has(id) ? undefined : text}));
  }

  /** `seen` is how far the feed went when the batch was read. */
  #readBatch(
    from: number,
    size: number,
  ): {readonly changed: Changed[]; readonly next: Cursor; readonly seen: number} {
    const position = this.#feed.position();
    const seen = position.rev;
    const changed: Changed[] = [];
    let units = 0;
    const changes = this.#feed.after(from, size);
    for (const change of changes) {
      const read = this.#read(change);
      changed.push(...read);
      units += read[0]?.text?.text.length ?? 0;
      if (units > mostText) return {changed, next: {...position, rev: change.rev}, seen};
    }
    return {
      changed,
      next: changes.length < size ? position : {...position, rev: changes.at(-1)!.rev},
      seen,
    };
  }

  #read({subject, id, op}: Change): Changed[] {
    if (subject !== 'entry' && subject !== 'turn') return [];
    const {kept, attachmentText} = this.#following;
    const text = op === 'purged' ? undefined : findDocument(kept, subject, id, attachmentText);
    return [{id, text}];
  }

  #endSweep(): void {
    const {db, take, owners} = this.#following;
    if (db.value<number>('SELECT sweeping FROM progress') !== 1) return;
    const gone = owners().filter(id => !this.#isKept(id));
    for (let at = 0; at <= gone.length; at += smallBatch) {
      db.write(() => {
        take(gone.slice(at, at + smallBatch).map(id => ({id, text: undefined})));
        if (at + smallBatch > gone.length) db.run('UPDATE progress SET sweeping = 0');
      });
    }
  }

  #isKept(id: string): boolean {
    const sql = 'SELECT 1 FROM entries WHERE id = ? UNION ALL SELECT 1 FROM turns WHERE id = ?';
    return this.#following.kept.get(sql, [id, id]) !== undefined;
  }
}
