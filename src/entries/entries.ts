/** What can be done with any entry: make, change, trash, find, list. Every write is versioned and fed. */
import {isDeepStrictEqual} from 'node:util';
import {NotFoundError, UsageError} from '../ground/errors.ts';
import {newId} from '../ground/ids.ts';
import type {Database, SqlParams} from '../storage/database.ts';
import {ChangeFeed} from './changes.ts';
import {
  checkFields,
  type EntryBase,
  type EntryOf,
  fieldsOf,
  type InputOf,
  isOfKind,
  type Kind,
} from './entry.ts';
import {insertEntry, readEntries, updateEntry} from './entry-rows.ts';
import type {Operations} from './operations.ts';

export interface EntriesOptions {
  readonly db: Database;
  readonly operations: Operations;
  readonly kinds: readonly Kind[];
}

/** What comes with an entry of another device beside its fields. */
export interface Received {
  readonly stamp: string;
  readonly extra: string;
}

export class Entries {
  readonly changes: ChangeFeed;
  readonly #db: Database;
  readonly #operations: Operations;
  readonly #kinds: ReadonlyMap<string, Kind>;

  constructor({db, operations, kinds}: EntriesOptions) {
    this.#db = db;
    this.#operations = operations;
    this.#kinds = new Map(kinds.map(kind => [kind.name, kind]));
    this.changes = new ChangeFeed(db);
  }

  get kinds(): readonly Kind[] {
    return [...this.#kinds.values()];
  }

  /** @throws NotFoundError for a word that names no kind */
  kind(name: string): Kind {
    const kind = this.#kinds.get(name);
    if (kind !== undefined) return kind;
    throw new UsageError(`there is no kind of entry called ${name}`, {
      hint: `one of ${[...this.#kinds.keys()].join(', ')}`,
    });
  }

  /**
   * Keeps a new entry. A given id (derived, imported, synced) must not be known here yet:
   * ask `isKnown` first.
   */
  create<K extends Kind>(kind: K, input: InputOf<K>, id: string = newId()): EntryOf<K> {
    const checked = checkFields(kind, input);
    return this.#operations.run(`${kind.name} add`, () => {
      const {stamp, device, at, operation} = this.#operations.writing();
      const entry = {
        ...initialFields(kind),
        created_at: at,
        updated_at: (checked.created_at as string | undefined) ?? at,
        ...checked,
        id,
        kind: kind.name,
        stamp,
        device,
        extra: '',
      } as Omit<EntryBase, 'seq'>;
      const seq = insertEntry(this.#db, kind, entry);
      this.#version(seq, operation, null);
      this.changes.record('entry', id);
      return {...entry, seq} as EntryOf<K>;
    });
  }

  /** Changes the fields given; what is equal already is no change and leaves no version. */
  update<K extends Kind>(kind: K, id: string, input: InputOf<K>): EntryOf<K> {
    const checked = checkFields(kind, input);
    return this.#operations.run(`${kind.name} edit`, () => {
      const entry = this.get(id);
      if (entry.kind !== kind.name)
        throw new TypeError(`${id} is a ${entry.kind}, no ${kind.name}`);
      return this.#apply(entry, checked) as EntryOf<K>;
    });
  }

  /** Moves an entry to the trash, where it stays until it is restored or purged. */
  trash(id: string): EntryBase {
    return this.#operations.run('rm', () => {
      const entry = this.get(id);
      if (entry.state === 'trashed') return entry;
      const {at} = this.#operations.writing();
      return this.#apply(entry, {state: 'trashed', deleted_at: at});
    });
  }

  /** Takes an entry out of the trash, or accepts a proposed one. */
  activate(id: string): EntryBase {
    return this.#operations.run('restore', () =>
      this.#apply(this.get(id), {state: 'active', deleted_at: null}),
    );
  }

  /** Sets checked fields of any kind of entry: for undo, restore and sync, which know no nouns. */
  setFields(id: string, fields: {readonly [name: string]: unknown}): EntryBase {
    return this.#operations.run('edit', () => {
      const entry = this.get(id);
      return this.#apply(entry, checkFields(this.kind(entry.kind), fields));
    });
  }

  /** Keeps what a newer memu wrote into an entry, as lines of front matter, for the day it is understood. */
  setUnknownFields(id: string, extra: string): void {
    this.#operations.run('edit', () => {
      this.#operations.writing();
      this.#db.run('UPDATE entries SET extra = ? WHERE id = ?', [extra, id]);
    });
  }

  /**
   * Keeps an entry as another device wrote it: all fields, its stamp and the keys that this memu does
   * not know. What stands here already and is the same is no change.
   *
   * @throws UsageError for values that this memu would not keep
   */
  applyRemote(kind: Kind, id: string, fields: object, {stamp, extra}: Received): EntryBase {
    const checked = checkFields(kind, fields as {readonly [name: string]: unknown});
    return this.#operations.run({command: 'sync', actor: 'sync'}, () => {
      const device = stamp.slice(stamp.indexOf('-') + 1);
      const own = {...checked, id, kind: kind.name, stamp, device, extra};
      const entry = this.find(id);
      return entry === undefined ? this.#adopt(kind, own) : this.#overwrite(kind, entry, own);
    });
  }

  /** Replaces the keys of an entry that this memu does not know. */
  setExtra(id: string, extra: string): EntryBase {
    return this.#operations.run('edit', () => this.#apply(this.get(id), {extra}));
  }

  #adopt(kind: Kind, fields: object): EntryBase {
    const {at, operation} = this.#operations.writing();
    const made = {created_at: at, updated_at: at, ...initialFields(kind), ...fields};
    const entry = made as Omit<EntryBase, 'seq'>;
    const seq = insertEntry(this.#db, kind, entry);
    this.#version(seq, operation, null);
    this.changes.record('entry', entry.id);
    return {...entry, seq};
  }

  #overwrite(kind: Kind, entry: EntryBase, fields: object): EntryBase {
    const {stamp, device, extra, ...before} = differing(entry, {...fields});
    if ([stamp, device, extra, ...Object.keys(before)].every(each => each === undefined)) {
      return entry;
    }
    const {operation} = this.#operations.writing();
    const changed = {...entry, ...fields} as EntryBase;
    const named = new Set([...Object.keys(before), 'stamp', 'device', 'extra']);
    updateEntry(this.#db, kind, changed, named);
    if (Object.keys(before).length > 0) this.#version(entry.seq, operation, before);
    this.changes.record('entry', entry.id);
    return changed;
  }

  find(id: string): EntryBase | undefined {
    const kind = this.#db.value<string>('SELECT kind FROM entries WHERE id = ?', [id]);
    if (kind === undefined) return undefined;
    return readEntries(this.#db, this.kind(kind), 'WHERE e.id = ?', [id])[0];
  }

  /** @throws NotFoundError */
  get(id: string): EntryBase {
    const entry = this.find(id);
    if (entry === undefined) throw new NotFoundError(`nothing is kept under ${id}`);
    return entry;
  }

  /** An entry of one kind; undefined for what is of another kind. */
  findOf<K extends Kind>(kind: K, id: string): EntryOf<K> | undefined {
    const entry = this.find(id);
    return entry !== undefined && isOfKind(kind, entry) ? entry : undefined;
  }

  /** @throws NotFoundError, also for what is of another kind */
  getOf<K extends Kind>(kind: K, id: string): EntryOf<K> {
    const entry = this.findOf(kind, id);
    if (entry === undefined) throw new NotFoundError(`no ${kind.name} is kept under ${id}`);
    return entry;
  }

  isTrashed(id: string): boolean {
    return (
      this.#db.get("SELECT 1 FROM entries WHERE id = ? AND state = 'trashed'", [id]) !== undefined
    );
  }

  /** Those of some ids that are known, in one question. */
  knownAmong(ids: readonly string[]): Set<string> {
    const rows = this.#db.all<{id: string}>(
      `SELECT id FROM entries WHERE id IN (SELECT value FROM json_each(:ids))
       UNION SELECT id FROM changes WHERE op = 'purged' AND id IN (SELECT value FROM json_each(:ids))`,
      {ids: JSON.stringify(ids)},
    );
    return new Set(rows.map(({id}) => id));
  }

  /** True for an id that is kept, trashed or purged here. */
  isKnown(id: string): boolean {
    return (
      this.#db.get('SELECT 1 FROM entries WHERE id = ?', [id]) !== undefined ||
      this.changes.isPurged(id)
    );
  }

  /**
   * Entries of one kind by SQL over `e` (shared row) and `own` (side row), with order and limit.
   * `lead: 'own'` searches the side table first, so that its indexes serve filter and order.
   */
  select<K extends Kind>(
    kind: K,
    where: string,
    params: SqlParams = [],
    lead: 'shared' | 'own' = 'shared',
  ): EntryOf<K>[] {
    return readEntries(this.#db, kind, where, params, lead) as EntryOf<K>[];
  }

  /** How many entries of a kind fit SQL over `e` and `own`; the side table is searched first. */
  count(kind: Kind, where: string, params: SqlParams = []): number {
    // CROSS JOIN: left to choose, SQLite goes through every entry.
    const joined = `${kind.table} own CROSS JOIN entries e ON e.seq = own.seq`;
    return this.#db.value<number>(`SELECT count(*) FROM ${joined} WHERE ${where}`, params) ?? 0;
  }

  /** What changed last, of any kind and out of the trash, the newest first. */
  recent(limit: number): readonly EntryBase[] {
    // By one index over all kinds: for a kind of which there is little, a query of its own reads everything.
    const rows = this.#db.all<{id: string; kind: string}>(
      "SELECT id, kind FROM entries WHERE state = 'active' ORDER BY updated_at DESC, seq DESC LIMIT ?",
      [limit],
    );
    const byKind = Map.groupBy(rows, ({kind}) => kind);
    const found = [...byKind].flatMap(([kind, those]) =>
      readEntries(this.#db, this.kind(kind), 'WHERE e.id IN (SELECT value FROM json_each(?))', [
        JSON.stringify(those.map(({id}) => id)),
      ]),
    );
    const byId = new Map(found.map(entry => [entry.id, entry]));
    return rows.flatMap(({id}) => byId.get(id) ?? []);
  }

  #apply(entry: EntryBase, fields: {readonly [name: string]: unknown}): EntryBase {
    const before = differing(entry, fields);
    if (Object.keys(before).length === 0) return entry;
    const {stamp, device, at, operation} = this.#operations.writing();
    const updated_at = (fields.updated_at as string | undefined) ?? at;
    const changed = {...entry, ...fields, updated_at, stamp, device} as EntryBase;
    const named = new Set([...Object.keys(before), 'updated_at', 'stamp', 'device']);
    updateEntry(this.#db, this.kind(entry.kind), changed, named);
    this.#version(entry.seq, operation, {...before, updated_at: entry.updated_at});
    this.changes.record('entry', entry.id);
    return changed;
  }

  #version(seq: number, operation: number, before: object | null): void {
    const text = before === null ? null : JSON.stringify(before);
    const sql = 'INSERT INTO entry_versions(entry, operation, before) VALUES (?, ?, ?)';
    this.#db.run(sql, [seq, operation, text]);
  }
}

/** What an entry holds of which nothing was said; when it was made says who makes it. */
function initialFields(kind: Kind): object {
  const initial = [...fieldsOf(kind)].map(([name, field]) => [name, field.initial]);
  const {created_at, updated_at, ...fields} = Object.fromEntries(initial);
  return fields;
}

/** The present values of those fields that would become something else. */
function differing(
  entry: EntryBase,
  fields: {readonly [name: string]: unknown},
): {[name: string]: unknown} {
  const present = entry as unknown as {readonly [name: string]: unknown};
  const names = Object.keys(fields).filter(name => !isDeepStrictEqual(present[name], fields[name]));
  return Object.fromEntries(names.map(name => [name, present[name]]));
}
