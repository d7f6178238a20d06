/** Saving what can be read of a damaged database into a new file; the damaged one is kept. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import {connect} from './connect.ts';
import {LeafPages, type LeafRow, type LeafValue} from './leaf-pages.ts';
import {openDatabase} from './open-database.ts';
import {BusyError} from './storage-errors.ts';

export interface Salvage {
  /** Where the damaged file lies now. */
  readonly kept: string;
  readonly tables: readonly SalvagedTable[];
}

interface SalvagedTable {
  readonly name: string;
  readonly rows: number;
  /** True when some of its pages could not be read. */
  readonly hasHoles: boolean;
}

/**
 * True when SQLite can read all of the file and finds nothing wrong with it. The file is only read,
 * and its log too, which SQLite would throw away beside an empty file.
 *
 * @throws BusyError when another memu keeps it to itself
 */
export function isSound(path: string): boolean {
  if (statSync(path).size === 0) return false;
  try {
    const db = openDatabase({path, schema: 'memu', readonly: true});
    try {
      return db.problems().length === 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof BusyError) throw error;
    return false;
  }
}

/**
 * Rebuilds `memu.db` from what can be read of it: every row that a scan by row number reaches, also
 * behind unreadable pages. No other memu may have the file open.
 */
export function salvage(path: string): Salvage {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const kept = `${path}.damaged-${stamp}`;
  const fresh = `${path}.salvaged-${process.pid}`;
  const work = `${path}.work-${process.pid}`;
  for (const suffix of ['', '-wal']) {
    if (existsSync(path + suffix)) copyFileSync(path + suffix, work + suffix);
  }
  openDatabase({path: fresh, schema: 'memu'}).close();
  if (hasNoHeader(work)) copyHeader(fresh, work);
  const tables = copyRows(work, fresh);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  }
  if (existsSync(path)) renameSync(path, kept);
  renameSync(fresh, path);
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(work + suffix, {force: true});
    rmSync(fresh + suffix, {force: true});
  }
  return {kept, tables};
}

const headerBytes = 100;

function hasNoHeader(path: string): boolean {
  return readHead(path).subarray(0, 15).toString('latin1') !== 'SQLite format 3';
}

function readHead(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headerBytes);
    readSync(fd, head, 0, headerBytes, 0);
    return head;
  } finally {
    closeSync(fd);
  }
}

/** memu's databases all begin with the same hundred bytes but for counters, which a reader ignores. */
function copyHeader(from: string, to: string): void {
  const head = readHead(from);
  head.writeUInt32BE(0, 28);
  const fd = openSync(to, 'r+');
  try {
    writeSync(fd, head, 0, headerBytes, 0);
  } finally {
    closeSync(fd);
  }
}

type Row = {readonly [column: string]: unknown};

function copyRows(from: string, to: string): SalvagedTable[] {
  const source = connect(from);
  const target = connect(to);
  try {
    target.pragma('foreign_keys = OFF');
    const tables = tableNames(target).map(name => copyTable(source, target, name));
    const broken = tables.filter(({hasHoles}) => hasHoles);
    if (broken.length === 0) return tables;
    const found = searchLeaves(
      source,
      target,
      broken.map(({name}) => name),
    );
    return tables.map(table => ({...table, rows: table.rows + (found.get(table.name) ?? 0)}));
  } finally {
    source.close();
    target.pragma('foreign_keys = ON');
    dropOrphans(target);
    target.pragma('wal_checkpoint(TRUNCATE)');
    target.close();
  }
}

const tableNames = (db: BetterSqlite3.Database): string[] =>
  (
    db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
      )
      .all() as {name: string}[]
  ).map(row => row.name);

function copyTable(
  source: BetterSqlite3.Database,
  target: BetterSqlite3.Database,
  name: string,
): SalvagedTable {
  const columns = (
    target.prepare(`SELECT name FROM pragma_table_info('${name}')`).all() as {name: string}[]
  ).map(row => row.name);
  const insert = target.prepare(
    `INSERT OR REPLACE INTO ${name}(${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let rows = 0;
  let hasHoles = false;
  const put = target.transaction((batch: readonly Row[]) => {
    for (const row of batch) {
      try {
        insert.run(columns.map(column => row[column] ?? null));
        rows++;
      } catch {
        hasHoles = true;
      }
    }
  });
  const isComplete = hasRowid(target, name)
    ? scanByRow(source, {name, columns}, put)
    : scanWhole(source, {name, columns}, put);
  return {name, rows, hasHoles: hasHoles || !isComplete};
}

/** Rows of leaves that hang on no tree any more, put where they fit; returns how many of each table. */
function searchLeaves(
  source: BetterSqlite3.Database,
  target: BetterSqlite3.Database,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  try {
    source.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // What lies in the log alone was read through SQLite, or not at all.
  }
  const inserts = names
    .filter(name => hasRowid(target, name))
    .map(name => ({name, ...leafInsert(target, name)}));
  target.transaction(() => {
    for (const row of new LeafPages(source.name).orphans(rootsOf(source)))
      for (const {name, put} of inserts) {
        if (!put(row)) continue;
        found.set(name, (found.get(name) ?? 0) + 1);
        break;
      }
  })();
  return found;
}

/** Roots of the tables that SQLite knows; none where the list of tables itself is damaged. */
function rootsOf(db: BetterSqlite3.Database): number[] {
  try {
    const sql = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    return db.prepare(sql).pluck().all() as number[];
  } catch {
    return [];
  }
}

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Puts a row into a table when its columns have the types, and the id, of one; false when they have not. */
function leafInsert(target: BetterSqlite3.Database, name: string) {
  const columns = target
    .prepare(`SELECT * FROM pragma_table_info('${name}')`)
    .all() as TableColumn[];
  const alias = columns.findIndex(({type, pk}) => pk === 1 && type.toUpperCase() === 'INTEGER');
  const statements = new Map<number, BetterSqlite3.Statement>();
  const statementFor = (count: number): BetterSqlite3.Statement => {
    let statement = statements.get(count);
    if (statement === undefined) {
      const names = columns.slice(0, count).map(column => column.name);
      const marks = names.map(() => '?').join(', ');
      const sql = `INSERT OR IGNORE INTO ${name}(rowid, ${names.join(', ')}) VALUES (?, ${marks})`;
      statement = target.prepare(sql);
      statements.set(count, statement);
    }
    return statement;
  };
  const put = ({rowid, values}: LeafRow): boolean => {
    // Columns that a migration added are missing in older rows.
    if (values.length > columns.length || values.length < columns.length - 3) return false;
    const row = values.map((value, at) => (at === alias ? rowid : value));
    if (!row.every((value, at) => isOfColumn(value, columns[at]!))) return false;
    try {
      return statementFor(row.length).run(rowid, ...row).changes > 0;
    } catch {
      return false;
    }
  };
  return {put};
}

function isOfColumn(value: LeafValue, {name, type}: TableColumn): boolean {
  if (name === 'id') return typeof value === 'string' && idPattern.test(value);
  if (value === null) return true;
  if (type === 'TEXT') return typeof value === 'string';
  if (type === 'BLOB') return Buffer.isBuffer(value);
  return typeof value === 'number' || typeof value === 'bigint';
}

interface Scan {
  readonly name: string;
  readonly columns: readonly string[];
}

const hasRowid = (db: BetterSqlite3.Database, name: string): boolean =>
  (db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) as string)
    .toUpperCase()
    .includes('WITHOUT ROWID') === false;

const batchRows = 256;

/** Reads in the order of row numbers; steps over what cannot be read, doubling the step each time. */
function scanByRow(
  db: BetterSqlite3.Database,
  {name, columns}: Scan,
  put: (rows: readonly Row[]) => void,
): boolean {
  let isComplete = true;
  let after = 0;
  let [step, limit] = [1, batchRows];
  const list = columns.join(', ');
  while (after < 2 ** 40) {
    try {
      const rows = db
        .prepare(
          `SELECT rowid AS salvage_row, ${list} FROM ${name} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT ?`,
        )
        .all(after, limit) as (Row & {salvage_row: number})[];
      if (rows.length === 0) return isComplete;
      put(rows);
      after = rows.at(-1)!.salvage_row;
      [step, limit] = [1, batchRows];
    } catch {
      isComplete = false;
      if (limit > 1) limit = limit > 16 ? 16 : 1;
      else {
        after += step;
        step *= 2;
      }
    }
  }
  return isComplete;
}

function scanWhole(
  db: BetterSqlite3.Database,
  {name, columns}: Scan,
  put: (rows: readonly Row[]) => void,
): boolean {
  const rows: Row[] = [];
  try {
    for (const row of db.prepare(`SELECT ${columns.join(', ')} FROM ${name}`).iterate())
      rows.push(row as Row);
    put(rows);
    return true;
  } catch {
    put(rows);
    return false;
  }
}

/** Rows whose parent could not be read would break every later write. */
function dropOrphans(db: BetterSqlite3.Database): void {
  for (let round = 0; round < 5; round++) {
    const orphans = db.pragma('foreign_key_check') as {table: string; rowid: number | null}[];
    if (orphans.length === 0) return;
    for (const {table, rowid} of orphans) {
      if (rowid !== null) db.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(rowid);
    }
    db.exec('DELETE FROM entry_labels WHERE entry NOT IN (SELECT seq FROM entries)');
    db.exec('DELETE FROM entry_links WHERE entry NOT IN (SELECT seq FROM entries)');
    db.exec('DELETE FROM attachments WHERE entry NOT IN (SELECT seq FROM entries)');
  }
}
