import {createHash} from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {describe, expect, onTestFinished, test} from 'vitest';
import {assetPath} from '../../src/ground/assets.ts';
import {runProgram} from '../../src/ground/process.ts';
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

  test('finds every entry in the leaves when the inner pages above them are destroyed', async () => {
    const home = await withMemories(3000);
    await home.memu('doctor');
    const path = database(home);
    const raw = new BetterSqlite3(path);
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const root = raw
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'entries'")
      .pluck()
      .get() as number;
    raw.close();
    expect(readFileSync(path)[(root - 1) * 4096]).toBe(5);
    overwrite(path, (root - 1) * 4096, Buffer.alloc(4096, 'x'));
    expect((await home.memu('doctor', '--repair', '--yes')).out).toContain('saved 3,000 entries');
    expect(await home.json<unknown[]>('memory', 'list', '--limit', '0')).toHaveLength(3000);
    expect((await home.memu('doctor')).out).toContain('database: sound');
  });

  test('what was synced comes back with the next sync, wherever the damage was', async () => {
    const remote = mkdtempSync(join(tmpdir(), 'memu-remote-'));
    onTestFinished(() => rmSync(remote, {recursive: true, force: true}));
    await runProgram({
      program: 'git',
      args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
    });
    const home = await withMemories(300);
    await home.memu('sync', 'init', '--remote', remote);
    const path = database(home);
    const raw = new BetterSqlite3(path);
    raw.pragma('wal_checkpoint(TRUNCATE)');
    raw.close();
    const whole = readFileSync(path);
    const data = join(home.path, 'data');
    const pages = whole.length / 4096;
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      for (const name of readdirSync(data)) if (/^memu\.db-/.test(name)) rmSync(join(data, name));
      writeFileSync(path, whole);
      overwrite(path, Math.floor(pages * share) * 4096, Buffer.alloc(4096, 0xa5));
      if ((await home.memu('doctor')).code === 10) await home.memu('doctor', '--repair', '--yes');
      const remoteIsKnown = (await home.json<{remote: string | null}>('sync', 'status')).remote;
      await home.memu(...(remoteIsKnown ? ['sync'] : ['sync', 'init', '--remote', remote]));
      const left = await home.json<{body: string}[]>('memory', 'list', '--limit', '0');
      expect(new Set(left.map(({body}) => body)).size, `page ${share}`).toBe(300);
      expect(await home.json('sync', 'conflicts')).toEqual([]);
    }
  }, 120_000);

  test('a missing or changed attachment is noticed by its hash, and fetched from the vault', async () => {
    const remote = mkdtempSync(join(tmpdir(), 'memu-remote-'));
    onTestFinished(() => rmSync(remote, {recursive: true, force: true}));
    await runProgram({
      program: 'git',
      args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
    });
    const home = newHome();
    const {id} = await home.json<{id: string}>('note', 'add', 'with files');
    const files = ['one', 'two', 'three'].map(text => {
      const file = join(home.path, `${text}.txt`);
      writeFileSync(file, text);
      return {file, text, sha256: createHash('sha256').update(text).digest('hex')};
    });
    await home.memu('attach', id, ...files.map(({file}) => file));
    await home.memu('sync', 'init', '--remote', remote);
    const kept = (sha256: string) =>
      join(home.path, 'data', 'attachments', sha256.slice(0, 2), sha256);
    rmSync(kept(files[0]!.sha256));
    writeFileSync(kept(files[1]!.sha256), 'twp');
    expect((await home.memu('doctor')).out).toContain('2 files missing or changed');
    await home.memu('doctor', '--repair', '--yes');
    expect((await home.memu('sync')).code).toBe(0);
    for (const {sha256, text} of files) expect(readFileSync(kept(sha256), 'utf8')).toBe(text);
    expect((await home.memu('doctor')).out).toContain('3 files in place');
  });

  test('an empty file beside a vault or attachments is no new life', async () => {
    const home = await withMemories(3);
    for (const name of readdirSync(join(home.path, 'data')))
      if (/^memu\.db-/.test(name)) rmSync(join(home.path, 'data', name));
    writeFileSync(database(home), '');
    mkdirSync(join(home.path, 'data', 'attachments'));
    const {code, err} = await home.memu('memory', 'list');
    expect(code).toBe(10);
    expect(err).toContain('attachments');
    await home.memu('doctor', '--repair', '--yes');
    expect((await home.memu('memory', 'add', 'anew')).code).toBe(0);
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
