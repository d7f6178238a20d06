/** SQLite as memu uses it: safe settings asserted, short writes, migrations, errors in sentences. */
import {readFileSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {getLoadablePath} from 'sqlite-vec';
import {nativeAddonPath} from '../assets.ts';
import {IntegrityError} from '../errors.ts';
import {BusyError, explainFault, isBusy, OutdatedProcessError, StorageError} from './faults.ts';
import {makeDataFile, makeDataFolder} from './files.ts';
import {migrate, migrationsOf} from './migrations.ts';
import {WaitingRoom} from './waiting-room.ts';

/** A value SQLite binds and returns; integers beyond 2^53 do not occur. */
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlParams = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** The databases of memu; each has its own folder of migrations. */
export type SchemaName = 'memu' | 'local' | 'text' | 'vectors';

export interface DatabaseOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  readonly schema: SchemaName;
  readonly readonly?: boolean;
  /** How long a write may wait for another process, in milliseconds. */
  readonly waitMs?: number;
}

const oldestSafeSqlite = [3, 51, 3] as const;
const defaultWaitMs = 10_000;

/** A reader meets a lock only while another process recovers or closes the log. */
const readersWaitMs = 1_000;

/** Pages of log, 32 MB, after which even a short write helps to shorten it. */
const seldom = 8_000;

/** Thrown inside `rehearse` to leave the transaction without keeping anything. */
class Rehearsed extends Error {}

interface OpenedAs {
  /** Number of migrations that this build knows. */
  readonly version: number;
  readonly waitMs: number;
  /** Why nothing can be written; every write throws it. */
  readonly readOnlyBecause?: unknown;
}

/** One open database. Statements are prepared once and kept. */
export class Database {
  readonly path: string;
  readonly #raw: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement<unknown[]>>();
  readonly #waitMs: number;
  readonly #version: number;
  readonly #readOnlyBecause: unknown;
  readonly #room: WaitingRoom;

  constructor(raw: BetterSqlite3.Database, path: string, options: OpenedAs) {
    this.#raw = raw;
    this.path = path;
    this.#version = options.version;
    this.#waitMs = options.waitMs;
    this.#readOnlyBecause = options.readOnlyBecause;
    this.#room = new WaitingRoom(path);
  }

  /** False when the disk is full or read-only: what is kept can still be read. */
  get isWritable(): boolean {
    return this.#readOnlyBecause === undefined;
  }

  get inTransaction(): boolean {
    return this.#raw.inTransaction;
  }

  get isMemory(): boolean {
    return this.#raw.memory;
  }

  all<Row>(sql: string, params: SqlParams = []): Row[] {
    return this.#guard(() => this.#prepare(sql).all(params) as Row[]);
  }

  get<Row>(sql: string, params: SqlParams = []): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(params) as Row | undefined);
  }

  /** The first column of the first row. */
  value<Value extends SqlValue>(sql: string, params: SqlParams = []): Value | undefined {
    const row = this.get<Record<string, Value>>(sql, params);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** Rows one by one; no other statement of this connection may write meanwhile. */
  *iterate<Row>(sql: string, params: SqlParams = []): IterableIterator<Row> {
    try {
      // A statement of its own: a cached one cannot be iterated twice at the same time.
      yield* this.#raw.prepare<unknown[]>(sql).iterate(params) as IterableIterator<Row>;
    } catch (error) {
      throw explainFault(error, this.path);
    }
  }

  run(sql: string, params: SqlParams = []): {readonly changes: number; readonly rowid: number} {
    return this.#guard(() => {
      const result = this.#prepare(sql).run(params);
      return {changes: result.changes, rowid: Number(result.lastInsertRowid)};
    });
  }

  exec(sql: string): void {
    this.#guard(() => this.#raw.exec(sql));
  }

  pragma<Value>(text: string): Value {
    return this.#guard(() => this.#raw.pragma(text, {simple: true}) as Value);
  }

  /**
   * Runs `work` in one immediate transaction and commits it durably, or throws and keeps nothing.
   * Inside another `write` it joins that one. Keep it under 200 ms: others wait.
   */
  write<Result>(work: () => Result): Result {
    if (this.#raw.inTransaction) return work();
    if (!this.isWritable) throw this.#readOnlyBecause;
    this.#begin();
    try {
      if (this.pragma<number>('user_version') !== this.#version) throw new OutdatedProcessError();
      const result = work();
      this.#guard(() => this.#prepare('COMMIT').run());
      return result;
    } catch (error) {
      if (this.#raw.inTransaction) this.#raw.exec('ROLLBACK');
      throw explainFault(error, this.path);
    }
  }

  /** Runs `work` as `write` would, returns what it returned, and keeps nothing (`--dry-run`). */
  rehearse<Result>(work: () => Result): Result {
    let result: {readonly value: Result} | undefined;
    try {
      this.write(() => {
        result = {value: work()};
        throw new Rehearsed();
      });
    } catch (error) {
      if (!(error instanceof Rehearsed)) throw error;
    }
    return result!.value;
  }

  /** Several reads that see one state of the database. */
  read<Result>(work: () => Result): Result {
    if (this.#raw.inTransaction) return work();
    return this.#guard(() => this.#raw.transaction(work).deferred());
  }

  /** Makes another database readable as `name`. Writers of `memu.db` must not do this. */
  attach(path: string, name: string): void {
    this.run(`ATTACH DATABASE ? AS ${name}`, [path]);
  }

  /** A pure SQL function, the same answer for the same arguments. */
  define(name: string, compute: (...values: SqlValue[]) => SqlValue): void {
    this.#raw.function(name, {deterministic: true}, compute as (...values: unknown[]) => unknown);
  }

  /** Loads sqlite-vec into this connection. */
  loadVectors(): void {
    this.#guard(() => this.#raw.loadExtension(nativeAddonPath('vec0.so') ?? getLoadablePath()));
  }

  /** A compact, consistent copy of the whole database in a new owner-only file. */
  copyTo(path: string): void {
    makeDataFile(path);
    this.run('VACUUM INTO ?', [path]);
  }

  /**
   * After how many pages of log a commit of this connection also moves them into the database, which
   * takes as long as the disk needs. Who writes much pays for it, not the short write beside it.
   */
  checkpointEvery(pages: number): void {
    this.pragma(`wal_autocheckpoint = ${pages}`);
  }

  /** Moves the write-ahead log into the database and empties it; false when a reader is in the way. */
  checkpoint(): boolean {
    const rows = this.#guard(() => this.#raw.pragma('wal_checkpoint(TRUNCATE)')) as {
      busy: number;
    }[];
    return rows[0]?.busy === 0;
  }

  /** Problems that SQLite finds in its own structures; empty when sound. */
  problems(): string[] {
    const found = this.all<{integrity_check: string}>('PRAGMA integrity_check(20)')
      .map(row => row.integrity_check)
      .filter(text => text !== 'ok');
    const dangling = this.all<{table: string}>('PRAGMA foreign_key_check');
    return [...found, ...dangling.slice(0, 20).map(row => `dangling reference in ${row.table}`)];
  }

  close(): void {
    this.#statements.clear();
    this.#raw.close();
  }

  #prepare(sql: string): BetterSqlite3.Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#raw.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  // SQLite's own busy handler sleeps up to 100 ms at a time and so loses against a process that
  // writes batch after batch; short random pauses give every writer its turn.
  #begin(): void {
    this.#raw.pragma('busy_timeout = 0');
    try {
      this.#beginInTurn();
    } finally {
      this.#raw.pragma(`busy_timeout = ${readersWaitMs}`);
    }
  }

  #beginInTurn(): void {
    const start = performance.now();
    for (let held = 0; held < longestCourtesy && this.#room.hasOthers(); held++) pause(20);
    for (;;) {
      try {
        this.#prepare('BEGIN IMMEDIATE').run();
        return this.#room.leave();
      } catch (error) {
        if (!isBusy(error)) throw explainFault(error, this.path);
        const waitedMs = performance.now() - start;
        if (waitedMs > this.#waitMs) throw new BusyError(this.path, error);
        this.#room.waited(waitedMs);
        pause(1 + Math.random() * (waitedMs < 60 ? 4 : 1));
      }
    }
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw explainFault(error, this.path);
    }
  }
}

/** How many times 20 ms a newcomer holds back for those who wait. */
const longestCourtesy = 5;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread for some milliseconds. */
export const pause = (ms: number): void => {
  Atomics.wait(sleeper, 0, 0, ms);
};

/**
 * Opens a database, making and migrating it when needed.
 *
 * @throws StorageError, IntegrityError (damaged, or written by a newer memu), BusyError
 */
export function openDatabase(options: DatabaseOptions): Database {
  const {path, schema} = options;
  const waitMs = options.waitMs ?? defaultWaitMs;
  const isFile = path !== ':memory:';
  const migrations = migrationsOf(schema);
  try {
    if (isFile && !options.readonly) {
      makeDataFolder(dirname(path));
      makeDataFile(path);
    }
    const raw = connect(path, options.readonly ?? false);
    try {
      configure(raw, isFile, options.readonly ?? false);
      const version = migrations.length;
      if (raw.pragma('user_version', {simple: true}) !== version && !options.readonly) {
        migrate({raw, path, schema, migrations, waitMs});
      }
      return new Database(raw, path, {version, waitMs});
    } catch (error) {
      raw.close();
      throw error;
    }
  } catch (error) {
    const fault = explainFault(error, path);
    const kept = fault instanceof StorageError ? readWhole(path) : undefined;
    if (kept === undefined) throw fault;
    return new Database(kept, path, {version: migrations.length, waitMs, readOnlyBecause: fault});
  }
}

const formatVersions = [18, 19] as const;
const rollbackJournal = 1;

/**
 * A full or read-only disk has no room for the files that a database in WAL mode needs even to be
 * read. When nothing lies in its log, the file alone is complete: it is read into memory.
 */
function readWhole(path: string): BetterSqlite3.Database | undefined {
  const log = statSync(`${path}-wal`, {throwIfNoEntry: false});
  const file = statSync(path, {throwIfNoEntry: false});
  if (file === undefined || file.size === 0 || (log !== undefined && log.size > 0))
    return undefined;
  const bytes = readFileSync(path);
  for (const at of formatVersions) bytes[at] = rollbackJournal;
  const raw = new BetterSqlite3(bytes, {readonly: true, ...addonOption()});
  raw.pragma('trusted_schema = OFF');
  return raw;
}

function connect(path: string, readonly: boolean): BetterSqlite3.Database {
  const raw = new BetterSqlite3(path, {readonly, timeout: readersWaitMs, ...addonOption()});
  const version = raw.prepare('SELECT sqlite_version() AS v').pluck().get() as string;
  if (isOlder(version)) {
    raw.close();
    throw new IntegrityError(
      `SQLite ${version} can damage databases that several processes write`,
      {
        hint: 'install memu again, with the SQLite that it ships',
      },
    );
  }
  return raw;
}

function addonOption(): {nativeBinding?: string} {
  const nativeBinding = nativeAddonPath('better_sqlite3.node');
  return nativeBinding === undefined ? {} : {nativeBinding};
}

const isOlder = (version: string): boolean => {
  const parts = version.split('.').map(Number);
  const at = oldestSafeSqlite.findIndex((part, index) => part !== parts[index]);
  return at >= 0 && parts[at]! < oldestSafeSqlite[at]!;
};

// `:memory:` has no log and nothing to sync: the one place where the durable settings do not hold.
function configure(raw: BetterSqlite3.Database, isFile: boolean, readonly: boolean): void {
  raw.pragma('foreign_keys = ON');
  raw.pragma('trusted_schema = OFF');
  if (!isFile || readonly) return;
  if (raw.pragma('journal_mode', {simple: true}) !== 'wal') setWal(raw);
  raw.pragma('synchronous = FULL');
  raw.pragma('secure_delete = ON');
  raw.pragma(`wal_autocheckpoint = ${seldom}`);
  if (raw.pragma('synchronous', {simple: true}) !== 2) {
    throw new IntegrityError('SQLite did not accept durable writes');
  }
}

// Two first starts at once: switching to WAL needs the file alone for a moment, and SQLite answers
// "busy" without calling its busy handler.
function setWal(raw: BetterSqlite3.Database): void {
  for (let attempt = 0; ; attempt++) {
    try {
      if (raw.pragma('journal_mode = WAL', {simple: true}) === 'wal') return;
      throw new IntegrityError('the file system here does not support what SQLite needs (WAL)', {
        hint: 'keep memu on a local disk, not on a network share or in a synced folder',
      });
    } catch (error) {
      if (!isBusy(error) || attempt > 2_000) throw error;
      pause(5);
    }
  }
}
