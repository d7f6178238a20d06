/** An entry that goes for good takes its turns along, and the change feed remembers the ids alone. */
import type {Database} from '../storage/database.ts';
import type {ChangeFeed} from './changes.ts';

/** Inside the caller's transaction. Returns the ids of the turns that went with it. */
export function removeEntry(db: Database, changes: ChangeFeed, id: string): string[] {
  const turns = db.all<{id: string}>(
    'SELECT t.id FROM turns t JOIN entries e ON e.seq = t.conversation WHERE e.id = ?',
    [id],
  );
  db.run('DELETE FROM entries WHERE id = ?', [id]);
  for (const turn of turns) changes.record('turn', turn.id, 'purged');
  changes.record('entry', id, 'purged');
  return turns.map(turn => turn.id);
}
