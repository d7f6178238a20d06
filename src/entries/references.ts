/** From what a person types to the entry they mean, and from an entry to the shortest id that names it. */
import {NotFoundError, UsageError} from '../ground/errors.ts';
import {isId, isIdPrefix, shortestPrefix} from '../ground/ids.ts';
import type {Database} from '../storage/database.ts';
import type {Entries} from './entries.ts';
import {type EntryBase, type EntryOf, isOfKind, type Kind} from './entry.ts';

export interface ReferenceCandidate {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
}

/** A reference that fits several entries. */
export class AmbiguousError extends UsageError {
  readonly candidates: readonly ReferenceCandidate[];

  constructor(reference: string, candidates: readonly ReferenceCandidate[]) {
    const names = candidates.map(({id, kind, title}) => `  ${id}  ${kind}  ${title.slice(0, 60)}`);
    super(`"${reference}" fits ${candidates.length} entries:\n${names.join('\n')}`, {
      hint: 'type more of the id',
    });
    this.candidates = candidates;
  }
}

/** Remembers, outside of the database, which entry a command wrote or showed last. */
export interface LastEntry {
  read(): string | undefined;
}

const folded = (text: unknown): string => String(text).normalize('NFC').toLowerCase().trim();

const sameName = (title: unknown, wanted: unknown): 0 | 1 =>
  folded(title) === folded(wanted) ? 1 : 0;

function hasAlias(metadata: unknown, wanted: unknown): 0 | 1 {
  const {aliases, alias} = JSON.parse(String(metadata)) as {aliases?: unknown; alias?: unknown};
  return [aliases, alias].flat().some(name => name != null && sameName(name, wanted) === 1) ? 1 : 0;
}

export class References {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #last: LastEntry;

  constructor(db: Database, entries: Entries, last: LastEntry) {
    this.#db = db;
    this.#entries = entries;
    this.#last = last;
  }

  /**
   * The entry that a text refers to, in this order: full id, `@last`, unique prefix of at least
   * four characters, exact title (letter case and ways of writing an accent aside), an alias that
   * front matter gave it. Trashed entries answer to ids only.
   *
   * @throws NotFoundError, AmbiguousError
   */
  get(reference: string): EntryBase {
    const text = reference.trim();
    if (text === '@last') return this.#lastEntry();
    if (isId(text.toLowerCase())) return this.#entries.get(text.toLowerCase());
    const named = [...this.#byPrefix(text.toLowerCase()), ...this.#byTitle(text)];
    const rows = named.length > 0 ? named : this.#byAlias(text);
    const found = new Map(rows.map(row => [row.id, row]));
    if (found.size > 1) throw new AmbiguousError(text, [...found.values()]);
    const [only] = found.keys();
    if (only !== undefined) return this.#entries.get(only);
    throw new NotFoundError(`nothing is kept under "${text}"`, {
      hint: `an id (at least ${shortestPrefix} characters), @last, or an exact title; \`memu recall\` searches`,
    });
  }

  /** Like `get`, for commands that work on one kind only. @throws UsageError when it is another kind */
  getOf<K extends Kind>(kind: K, reference: string): EntryOf<K> {
    const entry = this.get(reference);
    if (isOfKind(kind, entry)) return entry;
    throw new UsageError(`"${reference}" is a ${entry.kind}, not a ${kind.name}`, {
      hint: `memu ${entry.kind} show ${entry.id.slice(0, 8)}`,
    });
  }

  /** The one entry whose id begins so; undefined when there is none, or several, or it is in the trash. */
  findByPrefix(prefix: string): EntryBase | undefined {
    const [only, ...others] = this.#byPrefix(prefix);
    const entry = only && others.length === 0 ? this.#entries.find(only.id) : undefined;
    return entry?.state === 'trashed' ? undefined : entry;
  }

  /** The shortest beginning of an id, at least four characters, that no other entry shares. */
  short(id: string): string {
    for (let length = shortestPrefix; length < id.length; length++) {
      const prefix = id.slice(0, length);
      if (prefix.endsWith('-')) continue;
      if (this.#countWith(prefix) <= 1) return prefix;
    }
    return id;
  }

  #lastEntry(): EntryBase {
    const id = this.#last.read();
    const entry = id === undefined ? undefined : this.#entries.find(id);
    if (entry !== undefined) return entry;
    throw new NotFoundError('no entry was written or shown on this device yet');
  }

  #byPrefix(text: string): ReferenceCandidate[] {
    if (!isIdPrefix(text)) return [];
    return this.#db.all<ReferenceCandidate>(
      'SELECT id, kind, title, substr(body, 1, 80) AS body FROM entries WHERE id >= ? AND id < ? LIMIT 11',
      [text, `${text}g`],
    );
  }

  #byTitle(text: string): ReferenceCandidate[] {
    if (text === '') return [];
    // NOCASE knows ASCII alone, and has an index; a text of other letters is compared one by one.
    const isPlain = /^[\x20-\x7e]*$/.test(text);
    if (!isPlain) this.#db.define('same_name', sameName);
    return this.#db.all<ReferenceCandidate>(
      `SELECT id, kind, title, substr(body, 1, 80) AS body FROM entries
       WHERE ${isPlain ? 'title = ? COLLATE NOCASE' : 'same_name(title, ?)'}
         AND title <> '' AND state <> 'trashed' LIMIT 11`,
      [text],
    );
  }

  /** `aliases: [Annie]` in the front matter of a note that came from elsewhere. */
  #byAlias(text: string): ReferenceCandidate[] {
    if (text === '') return [];
    this.#db.define('has_alias', hasAlias);
    return this.#db.all<ReferenceCandidate>(
      `SELECT id, kind, title, substr(body, 1, 80) AS body FROM entries
       WHERE instr(metadata, '"alias') > 0 AND has_alias(metadata, ?) AND state <> 'trashed' LIMIT 11`,
      [text],
    );
  }

  #countWith(prefix: string): number {
    return this.#db.value<number>(
      'SELECT count(*) FROM (SELECT 1 FROM entries WHERE id >= ? AND id < ? LIMIT 2)',
      [prefix, `${prefix}g`],
    )!;
  }
}
