/** What is in the trash. */
import type {Database} from '../storage/database.ts';
import type {Entries} from './entries.ts';
import type {EntryBase} from './entry.ts';

export interface TrashQuery {
  readonly limit?: number;
  /** Only what was trashed before this UTC instant. */
  readonly before?: string;
}

/** Trashed entries, the last one first. */
export function listTrash(db: Database, entries: Entries, query: TrashQuery = {}): EntryBase[] {
  const rows = db.all<{id: string}>(
    `SELECT id FROM entries WHERE state = 'trashed' AND coalesce(deleted_at, updated_at) < ?
     ORDER BY deleted_at DESC, seq DESC LIMIT ?`,
    [query.before ?? '9999', query.limit || -1],
  );
  return rows.map(row => entries.get(row.id));
}
