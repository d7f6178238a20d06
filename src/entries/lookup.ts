/** Small questions about everything kept, without reading an entry: for completion, checks and first steps. */
import type {Database} from '../storage/database.ts';

/** How many entries there are, those of the trash too. */
export const countEntries = (db: Database): number =>
  db.value<number>('SELECT count(*) FROM entries') ?? 0;

/** Every tag or area that an entry has, in their order. */
export const labelsInUse = (db: Database, facet: 'tag' | 'area'): readonly string[] =>
  db
    .all<{label: string}>(
      'SELECT DISTINCT label FROM entry_labels WHERE facet = ? ORDER BY label LIMIT 500',
      [facet],
    )
    .map(({label}) => label);

/** True when an entry is of this life area. */
export const isAreaInUse = (db: Database, area: string): boolean =>
  db.value("SELECT 1 FROM entry_labels WHERE facet = 'area' AND label = ? LIMIT 1", [area]) !==
  undefined;

export interface NamedEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** The title, or the first words. */
  readonly name: string;
}

/** Entries whose id or title begins so, the last changed first; all of a kind when nothing is typed. */
export const entriesBeginning = (
  db: Database,
  {
    kind,
    typed,
    isTrash,
  }: {readonly kind: string | null; readonly typed: string; readonly isTrash: boolean},
): readonly NamedEntry[] =>
  db.all<NamedEntry>(
    `SELECT id, kind, title, CASE WHEN title <> '' THEN title ELSE substr(body, 1, 60) END AS name
     FROM entries WHERE state ${isTrash ? '=' : '<>'} 'trashed' AND (:kind IS NULL OR kind = :kind)
       AND (:typed = '' OR (id >= :typed AND id < :typed || 'g')
         OR (title >= :typed COLLATE NOCASE AND title < :typed || char(1114111) COLLATE NOCASE))
     ORDER BY updated_at DESC LIMIT 200`,
    {kind, typed},
  );
