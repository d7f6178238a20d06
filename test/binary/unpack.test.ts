/** The single binary's cache of unpacked files: made once, whole, and nobody else's. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Home, makeHome} from '../transcripts/binary.ts';

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const cache = () => path.join(home.folder, 'memu/cache');
const versions = () => readdirSync(cache()).filter(name => /^[0-9a-f]{16}$/.test(name));
const unpacked = () => path.join(cache(), versions()[0]!);

test('a version is told without unpacking anything', async () => {
  expect((await home.run('memu --version')).exitCode).toBe(0);
  expect(() => lstatSync(cache())).toThrow();
});

test('eight first starts at once all work and leave one folder', async () => {
  const starts = Array.from({length: 8}, (_, index) => home.run(`memu note add "note ${index}"`));
  for (const {exitCode, stderr} of await Promise.all(starts)) expect(exitCode, stderr).toBe(0);
  expect(versions()).toHaveLength(1);
  expect(readdirSync(cache()).filter(name => /^(new|old)-/.test(name))).toEqual([]);
  const {stdout} = await home.run('memu note list --json');
  expect(JSON.parse(stdout)).toHaveLength(8);
});

test('whatever the umask, everything that is made is its owner’s alone', async () => {
  expect((await home.run('umask 000; memu note add milk; memu recall milk')).exitCode).toBe(0);
  const names = readdirSync(path.join(home.folder, 'memu'), {recursive: true}) as string[];
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    expect(lstatSync(path.join(home.folder, 'memu', name)).mode & 0o077, name).toBe(0);
  }
});

test('a damaged or incomplete cache is made anew', async () => {
  await home.run('memu note add milk');
  truncateSync(path.join(unpacked(), 'native/better_sqlite3.node'), 100);
  expect((await home.run('memu note list')).stdout).toContain('milk');
  rmSync(path.join(unpacked(), 'program.mjs'));
  expect((await home.run('memu note list')).stdout).toContain('milk');
});

test('a start that was killed while unpacking does no harm', async () => {
  for (const seconds of ['0.03', '0.04', '0.05', '0.06', '0.08', '0.1']) {
    await home.run(`timeout -s KILL ${seconds} memu note list`);
  }
  expect((await home.run('memu note add milk')).exitCode).toBe(0);
});

test('a cache that is a link is refused, and so is one that others can write to', async () => {
  mkdirSync(path.join(home.folder, 'memu'));
  mkdirSync(path.join(home.folder, 'elsewhere'));
  symlinkSync(path.join(home.folder, 'elsewhere'), cache());
  const linked = await home.run('memu note list --json');
  expect(linked.exitCode).toBe(11);
  expect(JSON.parse(linked.stderr).error).toMatchObject({code: 'not_unpacked'});
  rmSync(cache());

  await home.run('memu note add milk');
  chmodSync(unpacked(), 0o777);
  const open = await home.run('memu note list');
  expect(open.exitCode).toBe(11);
  expect(open.stderr).toContain('can be written by somebody else');
});

test('a reader that leaves early is no error', async () => {
  await home.run('memu note add milk');
  const {exitCode, stderr} = await home.run('{ memu note list; echo $? >&2; } | true');
  expect(exitCode).toBe(0);
  expect(stderr.trim()).toBe('0');
});

test('closed streams and a NODE_OPTIONS of somebody else’s do not hurt', async () => {
  expect((await home.run('memu note add milk >&- 2>&- <&-')).exitCode).toBe(0);
  const {stdout} = await home.run('memu note list', '', {NODE_OPTIONS: '--require /nowhere.js'});
  expect(stdout).toContain('milk');
});

test('without HOME the person’s folder comes from the system', async () => {
  const {exitCode, stdout} = await home.run('unset HOME; memu --help');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: memu');
});
