/** Which entries point at another one: by a link, or by its title in double brackets. */
import type {Entries} from '../entries/entries.ts';
import type {EntryBase} from '../entries/entry.ts';
import type {Database} from '../storage/database.ts';

export class Backlinks {
  readonly #db: Database;
  readonly #entries: Entries;

  constructor(db: Database, entries: Entries) {
    this.#db = db;
    this.#entries = entries;
  }

  /** Newest first; trashed ones are left out. */
  to({id, title}: Pick<EntryBase, 'id' | 'title'>): EntryBase[] {
    const rows = this.#db.all<{id: string}>(
      `SELECT id FROM entries e
       WHERE e.state <> 'trashed' AND e.id <> :id AND (
         e.seq IN (SELECT entry FROM entry_links WHERE target = :id)
         OR (:title <> '' AND instr(lower(e.body), '[[' || lower(:title)) > 0))
       ORDER BY e.created_at DESC, e.seq DESC`,
      {id, title},
    );
    return rows
      .map(row => this.#entries.get(row.id))
      .filter(entry => entry.links.includes(id) || mentions(entry.body, title));
  }
}

/** True for `[[Title]]`, `[[Title|shown]]` and `[[Title#part]]`, letter case aside. */
function mentions(body: string, title: string): boolean {
  const wanted = title.toLowerCase();
  return [...body.matchAll(/\[\[([^\]|#\n]+)/g)].some(
    match => match[1]!.trim().toLowerCase() === wanted,
  );
}
