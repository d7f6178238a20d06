/** One open SQLite database as memu uses it: statements kept, short writes, errors in sentences. */
import type BetterSqlite3 from 'better-sqlite3';
import {getLoadablePath} from 'sqlite-vec';
import {nativeAddonPath} from '../ground/assets.ts';
import {FairLock} from './fair-lock.ts';
import {makeDataFile} from './files.ts';
import {BusyError, isBusy, OutdatedProcessError, toStorageError} from './storage-errors.ts';

/** A value SQLite binds and returns; integers beyond 2^53 do not occur. */
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlParams = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** A reader meets a lock only while another process recovers or closes the log. */
export const readersWaitMs = 1_000;

/** Thrown inside `rehearse` to leave the transaction without keeping anything. */
class Rollback extends Error {}

export interface OpenedAs {
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
  readonly #room: FairLock;

  constructor(raw: BetterSqlite3.Database, path: string, options: OpenedAs) {
    this.#raw = raw;
    this.path = path;
    this.#version = options.version;
    this.#waitMs = options.waitMs;
    this.#readOnlyBecause = options.readOnlyBecause;
    this.#room = new FairLock(path);
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
      throw toStorageError(error, this.path);
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
      throw toStorageError(error, this.path);
    }
  }

  /** Runs `work` as `write` would, returns what it returned, and keeps nothing (`--dry-run`). */
  dryRun<Result>(work: () => Result): Result {
    let result: {readonly value: Result} | undefined;
    try {
      this.write(() => {
        result = {value: work()};
        throw new Rollback();
      });
    } catch (error) {
      if (!(error instanceof Rollback)) throw error;
    }
    return result!.value;
  }

  /** Inside a `write`: keeps all of `work`, or nothing of it and throws, while the rest goes on. */
  attempt<Result>(work: () => Result): Result {
    this.#guard(() => this.#raw.exec('SAVEPOINT attempt'));
    try {
      const result = work();
      this.#guard(() => this.#raw.exec('RELEASE attempt'));
      return result;
    } catch (error) {
      if (this.#raw.inTransaction) this.#raw.exec('ROLLBACK TO attempt; RELEASE attempt');
      throw error;
    }
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
    for (let held = 0; held < maxYields && this.#room.hasWaiters(); held++) waitBetweenTries(20);
    for (;;) {
      try {
        this.#prepare('BEGIN IMMEDIATE').run();
        return this.#room.leave();
      } catch (error) {
        if (!isBusy(error)) throw toStorageError(error, this.path);
        const waitedMs = performance.now() - start;
        if (waitedMs > this.#waitMs) throw new BusyError(this.path, error);
        this.#room.waited(waitedMs);
        waitBetweenTries(1 + Math.random() * (waitedMs < 60 ? 4 : 1));
      }
    }
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error, this.path);
    }
  }
}

/** How many times 20 ms a newcomer holds back for those who wait. */
const maxYields = 5;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread for some milliseconds. */
export const waitBetweenTries = (ms: number): void => {
  Atomics.wait(sleeper, 0, 0, ms);
};
