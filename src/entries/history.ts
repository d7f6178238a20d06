/** How an entry came to be what it is: its versions, newest first, rebuilt from what each change replaced. */
import type {Database} from '../storage/database.ts';
import type {EntryBase} from './entry.ts';

export interface Version {
  /** 1 is the entry as it was made. */
  readonly number: number;
  readonly at: string;
  readonly command: string;
  readonly actor: string;
  readonly operation: number;
  /** Names of the fields that this version changed; empty for the first. */
  readonly changed: readonly string[];
  /** The entry as this version left it. */
  readonly entry: EntryBase;
}

interface VersionRow {
  readonly operation: number;
  readonly before: string | null;
  readonly at: string;
  readonly command: string;
  readonly actor: string;
}

/** The versions of an entry, newest first. */
export function versionsOf(db: Database, entry: EntryBase): Version[] {
  const rows = db.all<VersionRow>(
    `SELECT v.operation, v.before, o.at, o.command, o.actor
     FROM entry_versions v JOIN operations o ON o.seq = v.operation
     WHERE v.entry = ? ORDER BY v.seq DESC`,
    [entry.seq],
  );
  const versions: Version[] = [];
  let state = entry;
  for (const [index, {operation, before, at, command, actor}] of rows.entries()) {
    const replaced = before === null ? {} : (JSON.parse(before) as object);
    const changed = Object.keys(replaced).filter(name => name !== 'updated_at');
    versions.push({
      number: rows.length - index,
      at,
      command,
      actor,
      operation,
      changed,
      entry: state,
    });
    state = {...state, ...replaced};
  }
  return versions;
}
