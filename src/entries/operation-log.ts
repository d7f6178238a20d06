/** The record of operations, for reading. */
import type {Database} from '../storage/database.ts';

export interface LoggedOperation {
  readonly seq: number;
  readonly id: string;
  readonly actor: string;
  readonly command: string;
  readonly at: string;
  /** How many entries it wrote. */
  readonly entries: number;
  /** Name of one of them. */
  readonly title: string;
  readonly undone: boolean;
}

/** Newest first; `limit` 0 means all. */
export function listOperations(
  db: Database,
  {limit, actor}: {readonly limit: number; readonly actor?: string},
): LoggedOperation[] {
  const rows = db.all<Omit<LoggedOperation, 'undone'> & {readonly undone: number}>(
    `SELECT o.seq, o.id, o.actor, o.command, o.at, o.undone_by IS NOT NULL AS undone,
       (SELECT count(DISTINCT v.entry) FROM entry_versions v WHERE v.operation = o.seq) AS entries,
       coalesce((SELECT CASE WHEN e.title <> '' THEN e.title ELSE substr(e.body, 1, 72) END
         FROM entry_versions v JOIN entries e ON e.seq = v.entry
         WHERE v.operation = o.seq LIMIT 1), '') AS title
     FROM operations o WHERE :actor IS NULL OR o.actor = :actor
     ORDER BY o.seq DESC LIMIT :limit`,
    {actor: actor ?? null, limit: limit || -1},
  );
  return rows.map(row => ({...row, undone: row.undone === 1}));
}
