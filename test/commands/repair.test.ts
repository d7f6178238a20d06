import {createHash} from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {describe, expect, test} from 'vitest';
import {assetPath} from '../../src/ground/assets.ts';
import {type Home, newHome} from '../support/command-line.ts';

const database = (home: Home): string => join(home.path, 'data', 'memu.db');

async function withMemories(amount: number): Promise<Home> {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  const line = (index: number): string =>
    JSON.stringify({
      text: `memory ${index} ${'about the sea '.repeat(20)}`,
      tags: [`t${index % 7}`],
    });
  const lines = Array.from({length: amount}, (_, index) => line(index)).join('\n');
  await home.pipe(lines, 'memory', 'import', '-');
  return home;
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

describe('memu doctor --repair', () => {
  test('saves everything around destroyed pages, keeps the old file, and says what is missing', async () => {
    const home = await withMemories(3000);
    const size = statSync(database(home)).size;
    const garbage = Buffer.alloc(3 * 4096, 'x');
    overwrite(database(home), Math.floor(size / 2 / 4096) * 4096, garbage);
    const before = readFileSync(database(home));
    const doctor = await home.memu('doctor');
    expect(doctor.code).toBe(10);
    expect(doctor.out).toContain('memu doctor --repair');
    const repair = await home.memu('doctor', '--repair', '--yes', '--json');
    expect([0, 3]).toContain(repair.code);
    const {kept} = JSON.parse(repair.out) as {kept: string};
    expect(readFileSync(kept).equals(before)).toBe(true);
    const left = await home.json<{body: string}[]>('memory', 'list', '--limit', '0');
    expect(left.length).toBeGreaterThan(2900);
    expect((await home.memu('doctor')).out).toContain('database: sound');
    expect((await home.memu('memory', 'add', 'after the repair')).code).toBe(0);
    expect(await home.json('recall', 'repair')).toMatchObject([{kind: 'memory'}]);
  });

  test('saves all of a database whose header is gone', async () => {
    const home = await withMemories(50);
    overwrite(database(home), 0, Buffer.alloc(100, 0xff));
    const list = await home.memu('memory', 'list');
    expect(list.code).toBe(10);
    expect(list.err).toContain('memu doctor --repair');
    expect((await home.memu('doctor', '--repair', '--yes')).code).toBe(0);
    expect(await home.json<object[]>('memory', 'list', '--limit', '0')).toHaveLength(50);
  });

  test('says of a sound database that nothing is damaged, and leaves it where it is', async () => {
    const home = await withMemories(20);
    const {ino} = statSync(database(home));
    const {code, out} = await home.memu('doctor', '--repair', '--yes');
    expect({code, out}).toEqual({
      code: 0,
      out: 'nothing is damaged; what is derived was rebuilt\n',
    });
    expect(await home.json('doctor', '--repair', '--yes')).toEqual({
      kept: null,
      tables: [],
      bare: 0,
    });
    expect(statSync(database(home)).ino).toBe(ino);
    const files = readdirSync(join(home.path, 'data'));
    expect(files.filter(name => /damaged|salvaged|work/.test(name))).toEqual([]);
    expect(await home.json<object[]>('memory', 'list', '--limit', '0')).toHaveLength(20);
    expect(await home.json('recall', 'memory 7')).not.toEqual([]);
  });

  test('asks first, and needs something to repair', async () => {
    const home = newHome();
    expect(await home.memu('doctor', '--repair')).toMatchObject({code: 2});
    await home.memu('note', 'add', 'x');
    const unasked = await home.memu('doctor', '--repair');
    expect(unasked.code).toBe(2);
    expect(unasked.err).toContain('--yes');
  });
});

describe('a migration', () => {
  test('puts a copy aside before it changes a database that was there, and purging clears it', async () => {
    const home = newHome();
    const first = readFileSync(assetPath('migrations/memu/0001-entries.sql'), 'utf8');
    mkdirSync(join(home.path, 'data'));
    const raw = new BetterSqlite3(database(home));
    raw.exec(first);
    raw.exec(
      'CREATE TABLE migrations(name TEXT PRIMARY KEY, checksum TEXT, applied_at TEXT) STRICT',
    );
    const checksum = createHash('sha256').update(first).digest('hex');
    raw.prepare("INSERT INTO migrations VALUES ('0001-entries.sql', ?, 'then')").run(checksum);
    raw.pragma('user_version = 1');
    raw.close();
    await home.memu('note', 'add', 'after');
    const copies = join(home.path, 'data', 'before-migration');
    const [copy, ...others] = readdirSync(copies);
    expect(others).toEqual([]);
    expect(statSync(join(copies, copy!)).mode & 0o777).toBe(0o600);
    await home.memu('note', 'rm', 'after');
    await home.memu('trash', 'purge', '--all', '--yes');
    expect(readdirSync(copies)).toEqual([]);
  });
});
