/** Conflicts as rows of the database. */
import type {ChangeFeed} from '../../entries/changes.ts';
import type {Database} from '../../storage/database.ts';
import {isSameQuestion, parseConflict} from './conflict.ts';
import type {VaultRecord} from './record.ts';

/** What goes for good takes the words of its conflicts along. Inside the caller's transaction. */
export function purgeConflictsOf(db: Database, changes: ChangeFeed, entry: string): void {
  const rows = db.all<{id: string}>('SELECT id FROM conflicts WHERE entry = ?', [entry]);
  for (const {id} of rows) purgeConflict(db, changes, id);
}

export function purgeConflict(db: Database, changes: ChangeFeed, id: string): void {
  db.run('DELETE FROM conflicts WHERE id = ?', [id]);
  changes.record('conflict', id, 'purged');
}

/** Keeps a conflict, open until somebody decided, and puts it on the list of what goes out. */
export function keepConflict(db: Database, changes: ChangeFeed, record: VaultRecord): void {
  const conflict = parseConflict(record);
  const isOpen = conflict !== undefined && conflict.chosen === undefined;
  db.run(
    'INSERT OR REPLACE INTO conflicts(id, entry, is_open, stamp, record) VALUES (?, ?, ?, ?, ?)',
    [record.id, conflict?.entry ?? '', isOpen ? 1 : 0, record.stamp, JSON.stringify(record)],
  );
  changes.record('conflict', record.id);
}

/** True when a person is asked already what this conflict asks. */
export function isAsked(db: Database, record: VaultRecord): boolean {
  const conflict = parseConflict(record);
  if (conflict === undefined) return false;
  const open = db.all<{record: string}>(
    'SELECT record FROM conflicts WHERE entry = ? AND is_open = 1',
    [conflict.entry],
  );
  return open.some(row => {
    const other = parseConflict(JSON.parse(row.record) as VaultRecord);
    return other !== undefined && isSameQuestion(conflict, other);
  });
}
