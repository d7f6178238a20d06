/** Objects that a bad disk, a power cut or another program cut short, here and at the remote. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';

const makeRemote = (folder: string) =>
  runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });

/** Two devices with so many entries that git keeps them in packs, and what both sync with. */
async function packed() {
  const [remote, a, b] = [join(newFolder(), 'remote'), newHome(), newHome()];
  await makeRemote(remote);
  const lines = Array.from({length: 220}, (_, i) => JSON.stringify({text: `fact ${i}`}));
  await a.pipe(`${lines.join('\n')}\n`, 'memory', 'import', '-');
  await a.memu('sync', 'init', '--remote', remote);
  await b.memu('sync', 'clone', remote);
  return {remote, a, b, vault: join(b.path, 'data', 'vault.git')};
}

function cut(repository: string, ending: string, bytes: number): void {
  const folder = join(repository, 'objects', 'pack');
  const names = readdirSync(folder).filter(name => name.endsWith(ending));
  expect(names).not.toEqual([]);
  for (const name of names) {
    chmodSync(join(folder, name), 0o600);
    truncateSync(join(folder, name), Math.min(bytes, statSync(join(folder, name)).size));
  }
}

test.each([
  ['a pack cut short', '.pack', 500],
  ['an empty index of a pack', '.idx', 0],
])(
  '%s here is named as damage here, never taken for an emptied remote, and mended',
  async (_, ending, bytes) => {
    const {remote, a, b, vault} = await packed();
    await b.memu('note', 'add', 'written on the damaged disk');
    cut(vault, ending, bytes);
    const failed = await b.memu('sync');
    expect(failed).toMatchObject({code: exitCodes.integrity, out: ''});
    expect(failed.err).toContain('Objects of the vault’s repository are damaged.');
    expect(failed.err).toContain('memu sync init --remote URL');
    expect(await b.memu('sync', 'init', '--remote', remote)).toMatchObject({
      code: 0,
      out: 'sync: 1 out, 0 in\n',
    });
    expect((await a.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
    for (const home of [a, b]) expect((await home.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
    expect(readdirSync(join(b.path, 'data')).some(name => name.includes('damaged'))).toBe(true);
  },
  60_000,
);

test('a damaged remote is named as that, and an empty one in its place is filled by a device that has everything', async () => {
  const {remote, a, b} = await packed();
  await a.memu('note', 'add', 'later');
  cut(remote, '.pack', 500);
  const clone = await newHome().memu('sync', 'clone', remote);
  expect(clone).toMatchObject({code: exitCodes.integrity, out: ''});
  expect(clone.err).toContain('The repository at the remote is damaged.');
  rmSync(remote, {recursive: true});
  await makeRemote(remote);
  expect((await a.memu('sync')).code).toBe(exitCodes.refused);
  expect((await a.memu('sync', 'init', '--remote', remote)).code).toBe(0);
  expect((await b.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
  expect((await newHome().memu('sync', 'clone', remote)).out).toBe('sync: 0 out, 221 in\n');
}, 60_000);

test('a marker that somebody removed from the remote is written again where it was', async () => {
  const {remote, a, b} = await packed();
  const env = {GIT_DIR: remote};
  const git = async (args: string[], input = '') =>
    String((await runProgram({program: 'git', args, env, input})).stdout).trim();
  const rest = (await git(['ls-tree', 'main']))
    .split('\n')
    .filter(line => !line.endsWith('vault.yaml'));
  const tree = await git(['mktree'], `${rest.join('\n')}\n`);
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
  const commit = await git([...who, 'commit-tree', tree, '-p', 'main', '-m', 'x']);
  await git(['update-ref', 'refs/heads/main', commit]);
  expect((await b.memu('sync')).code).toBe(exitCodes.refused);
  expect((await b.memu('sync', 'init', '--remote', remote)).code).toBe(0);
  expect(await git(['ls-tree', '--name-only', 'main'])).toBe('memories\nvault.yaml');
  expect((await a.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
}, 60_000);

test('copies and locks that other programs leave in the vault’s folder or the remote stop nothing', async () => {
  const {remote, a, b, vault} = await packed();
  // What Dropbox, Syncthing and NFS write beside a file that they found open or changed twice.
  for (const repository of [vault, remote]) {
    for (const name of [
      'HEAD (conflicted copy 2026-11-25)',
      'config.sync-conflict-20261125-101010-ABCDEFG',
      'refs/heads/.nfs000000001',
      'packed-refs (conflicted copy)',
      'objects/pack/.nfs000000002',
      'objects/pack/pack-x.sync-conflict-20261125.pack',
    ])
      writeFileSync(join(repository, name), 'x');
    mkdirSync(join(repository, '.stfolder'), {recursive: true});
  }
  writeFileSync(join(vault, 'refs/heads/main.sync-conflict-20261125-101010-ABCDEFG'), 'x');
  for (const name of ['index.lock', 'HEAD.lock', 'packed-refs.lock', 'refs/memu/local.lock'])
    writeFileSync(join(vault, name), '');
  await b.memu('note', 'add', 'between the copies');
  expect(await b.memu('sync')).toMatchObject({code: 0, out: 'sync: 1 out, 0 in\n'});
  expect((await a.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
}, 60_000);

test('a lock that a killed git left at the remote is named, with its file, and nothing is lost', async () => {
  const {remote, a, b} = await packed();
  const lock = join(remote, 'refs', 'heads', 'main.lock');
  writeFileSync(lock, '');
  await a.memu('note', 'add', 'waits');
  const failed = await a.memu('sync');
  expect(failed).toMatchObject({code: exitCodes.locked, out: ''});
  expect(failed.err).toContain('main.lock');
  rmSync(lock);
  expect((await a.memu('sync')).out).toBe('sync: 1 out, 0 in\n');
  expect((await b.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
}, 60_000);

test.each([
  'refs/heads/main.sync-conflict-20261125-101010-ABCDEFG',
  'refs/heads/main (conflicted copy)',
  "refs/heads/main (Anna's conflicted copy 2026-11-25)",
])(
  'a copy among the branches of the remote is named whole: %s',
  async copy => {
    const {remote, a, b} = await packed();
    writeFileSync(join(remote, copy), 'x');
    await a.memu('note', 'add', 'waits');
    const failed = await a.memu('sync');
    expect(failed).toMatchObject({code: exitCodes.integrity, out: ''});
    expect(failed.err).toContain(`remove ${copy} there`);
    rmSync(join(remote, copy));
    expect((await a.memu('sync')).out).toBe('sync: 1 out, 0 in\n');
    expect((await b.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
  },
  60_000,
);

test.each([
  ['a garbage HEAD', (vault: string) => writeFileSync(join(vault, 'HEAD'), 'x\u0000y')],
  ['no refs', (vault: string) => rmSync(join(vault, 'refs'), {recursive: true})],
  ['garbage packed-refs', (vault: string) => writeFileSync(join(vault, 'packed-refs'), 'zzz\n')],
  [
    'a file in the place of the folder',
    (vault: string) => {
      rmSync(vault, {recursive: true});
      writeFileSync(vault, 'x');
    },
  ],
])(
  'a repository here with %s is mended by the next sync',
  async (_, damage) => {
    const {a, b} = await packed();
    damage(join(b.path, 'data', 'vault.git'));
    await b.memu('note', 'add', 'after the damage');
    expect(await b.memu('sync')).toMatchObject({code: 0});
    expect((await a.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
    expect((await b.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
  },
  60_000,
);

test('a tree at the remote with names that lead out of it is said to be there, and not here', async () => {
  const {remote, a} = await packed();
  const env = {GIT_DIR: remote};
  const git = async (args: string[], input = ''): Promise<Buffer> =>
    (await runProgram({program: 'git', args, env, input})).stdout;
  const blob = Buffer.from(String(await git(['hash-object', '-w', '--stdin'], 'x')).trim(), 'hex');
  const before = String(await git(['rev-parse', 'main'])).trim();
  const tree = Buffer.concat([Buffer.from('100644 ..\0'), blob]);
  const file = join(remote, 'odd-tree');
  writeFileSync(file, tree);
  const oid = String(await git(['hash-object', '-t', 'tree', '-w', '--literally', file])).trim();
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
  const commit = String(await git([...who, 'commit-tree', oid, '-p', 'main', '-m', 'x'])).trim();
  await git(['update-ref', 'refs/heads/main', commit]);
  const {code, err} = await a.memu('sync');
  expect(code).toBe(exitCodes.integrity);
  expect(err).toContain('The remote holds');
  await git(['update-ref', 'refs/heads/main', before]);
  await a.memu('note', 'add', 'afterwards');
  expect((await a.memu('sync')).code).toBe(0);
}, 60_000);
