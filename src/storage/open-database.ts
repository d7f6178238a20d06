/** Opening SQLite as memu uses it: owner-only files, safe settings asserted, migrated, or read-only when it must. */
import {readFileSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import {IntegrityError} from '../ground/errors.ts';
import {connect} from './connect.ts';
import {Database, readersWaitMs, waitBetweenTries} from './database.ts';
import {makeDataFile, makeDataFolder} from './files.ts';
import {migrate, migrationsOf} from './migrations.ts';
import {isBusy, StorageError, toStorageError} from './storage-errors.ts';

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

/** Pages of log, 32 MB, after which even a short write helps to shorten it. */
const seldom = 8_000;

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
    const raw = connectSafely(path, options.readonly ?? false);
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
    const fault = toStorageError(error, path);
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
  const raw = connect(bytes, {readonly: true});
  raw.pragma('trusted_schema = OFF');
  return raw;
}

function connectSafely(path: string, readonly: boolean): BetterSqlite3.Database {
  const raw = connect(path, {readonly, timeout: readersWaitMs});
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
      waitBetweenTries(5);
    }
  }
}
