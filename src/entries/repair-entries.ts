/** Making a salvaged database whole again: side rows, the change feed and the identity. */
import type {Database} from '../storage/database.ts';
import type {Kind} from './entry.ts';

export interface RepairReport {
  /** Entries whose own fields were lost and are back at their defaults. */
  readonly bare: number;
}

/** Afterwards every entry can be read again, and every consumer of the feed starts from zero. */
export function repairEntries(db: Database, kinds: readonly Kind[]): RepairReport {
  return db.write(() => {
    const bare = kinds
      .map(({name, table}) =>
        db.run(
          `INSERT INTO ${table}(seq) SELECT seq FROM entries
           WHERE kind = ? AND seq NOT IN (SELECT seq FROM ${table})`,
          [name],
        ),
      )
      .reduce((sum, {changes}) => sum + changes, 0);
    db.run('INSERT OR IGNORE INTO feed(one, rev) VALUES (1, 0)');
    db.run('UPDATE feed SET rev = max(rev, (SELECT coalesce(max(rev), 0) FROM changes))');
    for (const [subject, table] of [
      ['entry', 'entries'],
      ['turn', 'turns'],
      ['conflict', 'conflicts'],
    ] as const) {
      db.run(
        `INSERT OR IGNORE INTO changes(rev, subject, id, op)
         SELECT (SELECT rev FROM feed) + row_number() OVER (), ?, id, 'saved' FROM ${table}
         WHERE id NOT IN (SELECT id FROM changes WHERE subject = ?)`,
        [subject, subject],
      );
      db.run('UPDATE feed SET rev = max(rev, (SELECT coalesce(max(rev), 0) FROM changes))');
    }
    db.run(
      `UPDATE conversations SET turns =
         (SELECT count(*) FROM turns WHERE turns.conversation = conversations.seq)`,
    );
    db.run("DELETE FROM meta WHERE key = 'incarnation'");
    return {bare};
  });
}
