import {createHash} from 'node:crypto';
import {cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {describe, expect, test} from 'vitest';
import {assetPath} from '../../src/ground/assets.ts';
import {noteKind} from '../../src/notes/note.ts';
import {migrationsOf} from '../../src/storage/migrations.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {startFixture} from '../support/children.ts';
import {newFolder} from '../support/folder.ts';
import {keeping} from '../support/keeping.ts';

describe('a database', () => {
  test('is opened with settings under which an acknowledged write survives a power cut', () => {
    const db = openDatabase({path: join(newFolder(), 'memu.db'), schema: 'memu'});
    expect(db.pragma('journal_mode')).toBe('wal');
    expect(db.pragma('synchronous')).toBe(2);
    expect(db.pragma('foreign_keys')).toBe(1);
    expect(db.pragma('secure_delete')).toBe(1);
    db.close();
  });

  test('is its owner’s alone from the first byte, whatever the umask', () => {
    const before = process.umask(0);
    try {
      const folder = newFolder();
      const db = openDatabase({path: join(folder, 'deep', 'memu.db'), schema: 'memu'});
      db.run("INSERT INTO meta(key, value) VALUES ('a', 'b')");
      expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(join(folder, 'deep'))) {
        expect([name, statSync(join(folder, 'deep', name)).mode & 0o077]).toEqual([name, 0]);
      }
      db.close();
    } finally {
      process.umask(before);
    }
  });

  test('keeps nothing of a write that throws, and nothing of a rehearsal', () => {
    const db = openDatabase({path: ':memory:', schema: 'local'});
    const put = (): void => {
      db.run("INSERT INTO facts(key, value) VALUES ('a', 'b')");
    };
    expect(() =>
      db.write(() => {
        put();
        throw new Error('no');
      }),
    ).toThrow('no');
    db.dryRun(put);
    expect(db.value('SELECT count(*) FROM facts')).toBe(0);
  });

  test('that a newer memu wrote is left alone', () => {
    const path = join(newFolder(), 'memu.db');
    openDatabase({path, schema: 'memu'}).close();
    const raw = new BetterSqlite3(path);
    raw.exec(
      "INSERT INTO migrations VALUES ('9999-future.sql', 'x', 'x'); PRAGMA user_version = 999",
    );
    raw.close();
    expect(() => openDatabase({path, schema: 'memu'})).toThrow('written by a newer memu');
  });

  test('whose recorded migration is not the one shipped is left alone', () => {
    const path = join(newFolder(), 'memu.db');
    openDatabase({path, schema: 'memu'}).close();
    const raw = new BetterSqlite3(path);
    raw.exec("UPDATE migrations SET checksum = 'other'; PRAGMA user_version = 0");
    raw.close();
    expect(() => openDatabase({path, schema: 'memu'})).toThrow('another build of memu');
  });

  test('that was migrated meanwhile is no longer written by the process left open', () => {
    const path = join(newFolder(), 'memu.db');
    const db = openDatabase({path, schema: 'memu'});
    const raw = new BetterSqlite3(path);
    raw.pragma('user_version = 999');
    raw.close();
    expect(() => db.write(() => db.run("INSERT INTO meta VALUES ('a', 'b')"))).toThrow(
      'memu was updated while this one was open',
    );
    expect(db.value("SELECT count(*) FROM meta WHERE key = 'a'")).toBe(0);
    db.close();
  });

  test('that is damaged says what mends it', () => {
    const path = join(newFolder(), 'memu.db');
    writeFileSync(path, 'this is no database, but it is long enough to be read as one'.repeat(100));
    expect(() => openDatabase({path, schema: 'memu'})).toThrow(
      expect.objectContaining({exitCode: 10, hint: expect.stringContaining('doctor --repair')}),
    );
  });

  test('in a folder that cannot be written says which path', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => openDatabase({path: join(folder, 'file', 'memu.db'), schema: 'memu'})).toThrow(
      expect.objectContaining({
        exitCode: 10,
        message: expect.stringContaining('file cannot be opened'),
      }),
    );
  });
});

describe('a copy of the data', () => {
  test('has an incarnation and a device of its own; reopening the original has not', () => {
    const folder = newFolder();
    const first = keeping([], join(folder, 'memu.db'));
    first.entries.create(noteKind, {title: 'x'});
    first.db.checkpoint();
    first.db.close();
    const again = keeping([], join(folder, 'memu.db'));
    expect(again.identity).toEqual(first.identity);
    again.db.close();
    cpSync(join(folder, 'memu.db'), join(folder, 'copy.db'));
    const copy = keeping([], join(folder, 'copy.db'));
    expect(copy.identity.database).toBe(first.identity.database);
    expect(copy.identity.incarnation).not.toBe(first.identity.incarnation);
    expect(copy.identity.device).not.toBe(first.identity.device);
    copy.db.close();
  });

  test('put back over the original is noticed by who had read further', () => {
    const folder = newFolder();
    const path = join(folder, 'memu.db');
    const first = keeping([], path);
    first.entries.create(noteKind, {title: 'monday'});
    first.db.checkpoint();
    const monday = readFileSync(path);
    first.entries.create(noteKind, {title: 'tuesday'});
    const cursor = first.entries.changes.position();
    first.db.close();
    // Written in place: the inode stays, as with `cp backup memu.db`.
    writeFileSync(path, monday);
    const restored = keeping([], path);
    expect(restored.entries.changes.continues(cursor)).toBe(false);
    restored.entries.create(noteKind, {title: 'another tuesday'});
    expect(restored.entries.changes.continues(cursor)).toBe(false);
    restored.db.close();
  });
});

/** A database as the first version of memu left it. */
function makeFirstVersion(path: string): void {
  const [name = ''] = migrationsOf('memu');
  const sql = readFileSync(assetPath(`migrations/memu/${name}`), 'utf8');
  const raw = new BetterSqlite3(path);
  raw.exec(sql);
  raw.exec('CREATE TABLE migrations(name TEXT PRIMARY KEY, checksum TEXT, applied_at TEXT) STRICT');
  const checksum = createHash('sha256').update(sql).digest('hex');
  raw.prepare("INSERT INTO migrations VALUES (?, ?, 'then')").run(name, checksum);
  raw.pragma('user_version = 1');
  raw.close();
}

describe('several processes', () => {
  test('starting for the first time at once: one migrates, all write', async () => {
    const home = newFolder();
    const children = Array.from({length: 6}, () => startFixture('add-notes.ts', home, '5'));
    expect(await Promise.all(children.map(child => child.ended()))).toEqual(Array(6).fill(0));
    const {db, entries} = keeping([], join(home, 'data', 'memu.db'));
    expect(db.value('SELECT count(*) FROM entries')).toBe(30);
    expect(entries.changes.position().rev).toBe(30);
    db.close();
  });

  test('starting a new version at once: one migrates what was there, the others wait', async () => {
    const home = newFolder();
    mkdirSync(join(home, 'data'));
    const path = join(home, 'data', 'memu.db');
    makeFirstVersion(path);
    const children = Array.from({length: 4}, () => startFixture('add-notes.ts', home, '3'));
    expect(await Promise.all(children.map(child => child.ended()))).toEqual(Array(4).fill(0));
    const {db} = keeping([], path);
    expect(db.value('SELECT count(*) FROM entries')).toBe(12);
    expect(db.value('SELECT count(*) FROM migrations')).toBe(migrationsOf('memu').length);
    db.close();
  });

  test('adding at once, also during an import, lose nothing and meet no lock', async () => {
    const home = newFolder();
    const lines = Array.from({length: 100_000}, (_, index) => `{"text":"line ${index}"}`);
    const file = join(home, 'lines.jsonl');
    writeFileSync(file, lines.join('\n'));
    const importing = startFixture('import-memories.ts', home, file);
    await importing.lines(1);
    const children = Array.from({length: 8}, () => startFixture('add-notes.ts', home, '40'));
    const all = [...children, importing].map(child => child.ended());
    expect(await Promise.all(all)).toEqual(Array(9).fill(0));
    const {db, entries} = keeping([], join(home, 'data', 'memu.db'));
    expect(db.value("SELECT count(*) FROM entries WHERE kind = 'memory'")).toBe(100_000);
    for (const child of children) {
      const ids = child.out().trim().split('\n').slice(0, -1);
      expect(ids).toHaveLength(40);
      for (const id of ids) expect(entries.get(id).tags).toEqual(['many']);
    }
    db.close();
  }, 300_000);

  test('killed at any moment leave every printed entry and a sound database, fifty times', async () => {
    const home = newFolder();
    const printed = new Set<string>();
    for (let round = 0; round < 50; round++) {
      const child = startFixture('add-notes.ts', home);
      await child.lines(1 + (round % 7));
      child.process.kill('SIGKILL');
      await child.ended();
      for (const line of child.out().split('\n').slice(0, -1)) printed.add(line);
    }
    const {db, entries} = keeping([], join(home, 'data', 'memu.db'));
    expect(db.problems()).toEqual([]);
    for (const id of printed) expect(entries.find(id)).toBeDefined();
    expect(printed.size).toBeGreaterThan(150);
    db.close();
  }, 180_000);
});
