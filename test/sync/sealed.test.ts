import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {keyCheckOf, newIdentity, sealedFormat} from '../../src/sync/encryption/encrypted-format.ts';
import {newHome} from '../support/command-line.ts';
import {fc} from '../support/random.ts';
import {anyRecord} from './records.ts';

async function newRemote(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'memu-remote-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });
  return folder;
}

/** Every object, unpacked, and every name in a repository. */
async function everythingIn(remote: string): Promise<string> {
  const git = async (...args: string[]) =>
    (
      await runProgram({program: 'git', args, env: {GIT_DIR: remote}, maxBytes: 1e8})
    ).stdout.toString('latin1');
  const objects = await git('cat-file', '--batch-all-objects', '--batch');
  return objects + (await git('log', '--all', '--format=%an %ae %cn %ce %B', '--name-only'));
}

test('an encrypted vault holds no readable word at the remote, and opens on devices whose key it knows', async () => {
  const [remote, a, b] = [await newRemote(), newHome(), newHome()];
  const {id} = await a.json<{id: string}>(
    'note',
    'add',
    'canaryword in the text',
    '--title',
    'canarytitle',
    '--tag',
    'canarytag',
  );
  await a.memu('task', 'add', 'canarytask');
  writeFileSync(join(a.path, 'canaryfile.txt'), 'canarybytes');
  await a.memu('attach', id, join(a.path, 'canaryfile.txt'));
  expect((await a.memu('sync', 'init', '--encrypt', '--remote', remote)).code).toBe(0);
  await a.memu('note', 'edit', id, '--title', 'canarysecond');
  await a.memu('sync');
  const all = await everythingIn(remote);
  expect(all.length).toBeGreaterThan(3000);
  expect(all).not.toMatch(/canary/i);
  expect(all).not.toContain(id);
  for (const word of ['note', 'task', 'status', 'created_at', 'notes/', 'tasks/'])
    expect(all).not.toContain(word);

  const stranger = await b.memu('sync', 'clone', remote);
  expect(stranger.code).toBe(exitCodes.secret);
  const recipient = /memu sync key add (age1\w+)/.exec(stranger.err)![1]!;
  expect((await b.memu('sync', 'key', 'show')).out.trim()).toBe(recipient);
  expect(await b.json('note', 'list')).toEqual([]);
  expect((await a.memu('sync', 'key', 'add', 'age1nonsense')).code).toBe(exitCodes.usage);
  expect((await a.memu('sync', 'key', 'add', recipient)).code).toBe(0);
  expect((await b.memu('sync', 'clone', remote)).code).toBe(0);
  expect(await b.json('note', 'show', id)).toMatchObject({
    title: 'canarysecond',
    body: 'canaryword in the text',
  });

  await b.memu('note', 'edit', id, '--title', 'from b');
  await a.memu('note', 'edit', id, '--title', 'from a');
  await b.memu('sync');
  expect((await a.memu('sync')).code).toBe(exitCodes.conflict);
  await b.memu('sync');
  expect(await b.json('note', 'show', id)).toMatchObject({title: 'from a'});
  for (const home of [a, b]) expect((await home.memu('sync', '--cron')).out).toBe('');
  expect(await everythingIn(remote)).not.toMatch(/canary|from a|from b/i);
}, 60_000);

test('a device whose key is taken away opens nothing any more; the others go on', async () => {
  const [remote, a, b, c] = [await newRemote(), newHome(), newHome(), newHome()];
  const {id} = await a.json<{id: string}>('note', 'add', 'shared', '--title', 'before');
  await a.memu('sync', 'init', '--encrypt', '--remote', remote);
  const keyOf = async (home: typeof a) => (await home.memu('sync', 'key', 'show')).out.trim();
  for (const home of [b, c]) {
    expect((await a.memu('sync', 'key', 'add', await keyOf(home))).code).toBe(0);
    expect((await home.memu('sync', 'clone', remote)).code).toBe(0);
  }
  await c.memu('note', 'edit', id, '--title', 'offline edit of c');
  expect((await a.memu('sync', 'key', 'remove', await keyOf(a))).code).toBe(exitCodes.usage);
  expect((await a.memu('sync', 'key', 'remove', await keyOf(b))).code).toBe(0);
  expect((await a.memu('sync', 'key', 'remove', await keyOf(b))).code).toBe(exitCodes.notFound);
  await a.memu('note', 'add', 'after b has left');
  expect((await a.memu('sync')).code).toBe(0);
  const left = await b.memu('sync');
  expect(left.code).toBe(exitCodes.secret);
  expect(await b.json('note', 'list')).toHaveLength(1);
  // Without the old names there is no common past, so c's edit meets the old title as a conflict.
  expect([0, exitCodes.conflict]).toContain((await c.memu('sync')).code);
  await a.memu('sync');
  for (const home of [a, c]) {
    expect(await home.json('note', 'list')).toHaveLength(2);
    expect(await home.json('note', 'show', id)).toMatchObject({title: 'offline edit of c'});
  }
}, 60_000);

test('a vault that is in the clear does not become encrypted by a flag', async () => {
  const [remote, a] = [await newRemote(), newHome()];
  await a.memu('note', 'add', 'open');
  await a.memu('sync', 'init', '--remote', remote);
  expect((await a.memu('sync', 'init', '--remote', remote, '--encrypt')).code).toBe(
    exitCodes.usage,
  );
});

test('what is sealed comes back exactly, at a size that tells little, under a name that tells nothing', async () => {
  const format = await sealedFormat(await newIdentity());
  const sizes = new Set<number>();
  await fc.assert(
    fc.asyncProperty(anyRecord(), async record => {
      const sealed = await format.encode(record);
      sizes.add(sealed.length);
      expect(await format.decode(sealed)).toEqual({record});
      expect(format.pathOf(record.kind, record.id)).not.toContain(record.id.slice(0, 8));
      expect(format.typeOf(format.pathOf(record.kind, record.id))).toBe('record');
    }),
    {numRuns: 100},
  );
  expect(sizes.size).toBeLessThan(6);
});

test('a sealed file that was cut, changed, or sealed to another vault is left as it is', async () => {
  const [key, other] = [await newIdentity(), await newIdentity()];
  const [format, stranger] = [await sealedFormat(key), await sealedFormat(other)];
  const [record] = fc.sample(anyRecord(), 1);
  const sealed = await format.encode(record!);
  const flipped = Buffer.from(sealed);
  flipped[flipped.length - 20]! ^= 1;
  for (const bytes of [
    sealed.subarray(0, -1),
    flipped,
    await stranger.encode(record!),
    Buffer.alloc(0),
  ])
    expect(await format.decode(bytes)).toHaveProperty('problem');
  expect(keyCheckOf(key)).not.toBe(keyCheckOf(other));
});
