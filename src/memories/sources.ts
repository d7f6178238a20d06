/** Where memories come from: the quoted words go with the turns that are purged. */
import type {ChangeFeed} from '../entries/changes.ts';
import type {Database} from '../storage/database.ts';

/** Inside the caller's transaction. Returns the ids of the memories that quoted one of the turns. */
export function forgetSources(
  db: Database,
  changes: ChangeFeed,
  turns: readonly string[],
): readonly string[] {
  const quoting = db.all<{seq: number; id: string}>(
    `SELECT e.seq, e.id FROM memories m JOIN entries e ON e.seq = m.seq
     WHERE json_extract(m.source, '$.quote') IS NOT NULL
       AND json_extract(m.source, '$.id') IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(turns)],
  );
  for (const {seq, id} of quoting) {
    db.run("UPDATE memories SET source = json_set(source, '$.quote', NULL) WHERE seq = ?", [seq]);
    db.run(
      `UPDATE entry_versions SET before = json_set(before, '$.source.quote', NULL)
       WHERE entry = ? AND json_extract(before, '$.source.quote') IS NOT NULL`,
      [seq],
    );
    changes.record('entry', id);
  }
  return quoting.map(({id}) => id);
}
