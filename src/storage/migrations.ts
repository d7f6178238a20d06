/** Numbered SQL files that bring a database forward; never back. */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import {assetPath} from '../ground/assets.ts';
import {IntegrityError} from '../ground/errors.ts';
import {makeDataFile, makeDataFolder} from './files.ts';
import {BusyError, isBusy} from './storage-errors.ts';

const migrationsByFolder = new Map<string, readonly string[]>();

/** Names of the migrations that this build ships for a schema, in order. */
export function migrationsOf(schema: string): readonly string[] {
  const folder = assetPath(`migrations/${schema}`);
  let names = migrationsByFolder.get(folder);
  if (names === undefined) {
    names = readdirSync(folder)
      .filter(name => name.endsWith('.sql'))
      .sort();
    migrationsByFolder.set(folder, names);
  }
  return names;
}

export interface Migration {
  readonly raw: BetterSqlite3.Database;
  readonly path: string;
  readonly schema: string;
  readonly migrations: readonly string[];
  readonly waitMs: number;
}

/**
 * Applies what is pending, each file in a transaction of its own. The write lock of the database is
 * the migration lock: of two first starts at once, one migrates and the other waits, then finds
 * nothing to do.
 *
 * @throws IntegrityError when the database was written by a newer memu or a shipped file changed
 */
export function migrate(migration: Migration): void {
  const {raw, path, schema, migrations} = migration;
  const pending = pendingOf(migration);
  if (pending.length === 0) return;
  if (pending.length < migrations.length) putCopyAside(raw, path);
  for (const name of pending) {
    immediately(migration, () => {
      if (appliedOf(raw).has(name)) return;
      const sql = readFileSync(assetPath(`migrations/${schema}/${name}`), 'utf8');
      raw.exec(sql);
      raw
        .prepare('INSERT INTO migrations(name, checksum, applied_at) VALUES (?, ?, ?)')
        .run(name, checksumOf(sql), new Date().toISOString());
      raw.pragma(`user_version = ${appliedOf(raw).size}`);
    });
  }
}

/** Recorded names and checksums, for `memu doctor`. */
function appliedOf(raw: BetterSqlite3.Database): Map<string, string> {
  raw.exec(
    'CREATE TABLE IF NOT EXISTS migrations(name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const rows = raw.prepare('SELECT name, checksum FROM migrations').all() as {
    readonly name: string;
    readonly checksum: string;
  }[];
  return new Map(rows.map(row => [row.name, row.checksum]));
}

function pendingOf(migration: Migration): readonly string[] {
  const {raw, path, schema, migrations} = migration;
  return immediately(migration, () => {
    const applied = appliedOf(raw);
    for (const name of applied.keys()) {
      if (!migrations.includes(name)) throw newerMemu(path);
    }
    for (const [name, checksum] of applied) {
      const sql = readFileSync(assetPath(`migrations/${schema}/${name}`), 'utf8');
      if (checksumOf(sql) !== checksum) {
        throw new IntegrityError(`${basename(path)} was made by another build of memu (${name})`, {
          hint: 'install the memu that made it, or export there and import here',
        });
      }
    }
    return migrations.filter(name => !applied.has(name));
  });
}

const newerMemu = (path: string): IntegrityError =>
  new IntegrityError(`${path} was written by a newer memu`, {
    hint: 'update memu on this machine; this one will not touch the file',
  });

const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');

function immediately<Result>(migration: Migration, work: () => Result): Result {
  const {raw, path} = migration;
  const giveUpAt = performance.now() + Math.max(60_000, migration.waitMs);
  for (;;) {
    try {
      return raw.transaction(work).immediate();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > giveUpAt) throw new BusyError(path, error);
    }
  }
}

const keptForMs = 30 * 24 * 3_600_000;

/** Folder beside the database where copies made before a migration wait for 30 days. */
export const copiesFolder = (path: string): string => join(dirname(path), 'before-migration');

function putCopyAside(raw: BetterSqlite3.Database, path: string): void {
  if (raw.memory) return;
  const folder = copiesFolder(path);
  makeDataFolder(folder);
  removeOldCopies(folder);
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const copy = join(folder, `${basename(path)}.${stamp}.${process.pid}`);
  makeDataFile(copy);
  raw.prepare('VACUUM INTO ?').run(copy);
}

function removeOldCopies(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > keptForMs) rmSync(file, {force: true});
  }
}
