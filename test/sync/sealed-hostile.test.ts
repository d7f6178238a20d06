/** A remote that writes: what it may put into a sealed vault opens nothing to it, and is noticed or harmless. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {BareRepository} from '../../src/git/bare-repository.ts';
import type {NewFile} from '../../src/git/repository.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {
  keyCheckOf,
  keyFilesFor,
  newIdentity,
  recipientOf,
} from '../../src/sync/encryption/encrypted-format.ts';
import {fingerprintOf, isProved, withRotation} from '../../src/sync/encryption/rotation.ts';
import {newHome} from '../support/command-line.ts';

async function host() {
  const folder = mkdtempSync(join(tmpdir(), 'memu-host-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const remote = join(folder, 'remote');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
  });
  const repository = await BareRepository.open({folder: join(folder, 'host'), remote});
  onTestFinished(() => repository.close());
  const files = async (): Promise<ReadonlyMap<string, Buffer>> => {
    const tip = (await repository.fetch())!;
    const changes = await Array.fromAsync(repository.diff(undefined, tip));
    const texts = new Map<string, Buffer>();
    for (const {path, after} of changes)
      for await (const {bytes} of repository.read([after!.oid], 1e7)) texts.set(path, bytes!);
    return texts;
  };
  return {
    remote,
    files,
    /** Puts files into a new commit of the branch, as whoever runs the remote can. */
    write: async (change: Readonly<Record<string, Buffer | string | null>>): Promise<void> => {
      const tip = (await repository.fetch())!;
      const news = Object.entries(change).map(
        ([path, bytes]): NewFile =>
          bytes === null ? {path, isGone: true} : {path, bytes: Buffer.from(bytes)},
      );
      const commit = await repository.commit({parents: [tip], files: news, message: 'x', at: 9});
      expect(await repository.push(commit)).toBe(true);
    },
    /** Every object that was ever there, unpacked. */
    everything: async (): Promise<string> => {
      const args = ['cat-file', '--batch-all-objects', '--batch'];
      const env = {GIT_DIR: remote};
      return (await runProgram({program: 'git', args, env, maxBytes: 1e8})).stdout.toString(
        'latin1',
      );
    },
  };
}

type Home = ReturnType<typeof newHome>;

const keyOf = async (home: Home): Promise<string> =>
  (await home.memu('sync', 'key', 'show')).out.trim();

async function sealedHome(remote: string) {
  const a = newHome();
  const {id} = await a.json<{id: string}>('note', 'add', 'canary one', '--title', 'first');
  expect((await a.memu('sync', 'init', '--encrypt', '--remote', remote)).code).toBe(0);
  return {a, id};
}

const fileOf = async (recipient: string) => {
  const files = await keyFilesFor(recipient, await newIdentity());
  return Object.fromEntries(files.map(({path, bytes}) => [path, bytes]));
};

test('a key that the remote puts beside the others is named, and no new key is sealed to it', async () => {
  const {remote, write, files} = await host();
  const {a} = await sealedHome(remote);
  const b = newHome();
  expect((await a.memu('sync', 'key', 'add', await keyOf(b))).code).toBe(0);
  const stranger = await recipientOf(await newIdentity());
  const planted = await fileOf(stranger);
  await write(planted);
  const synced = await a.memu('sync');
  expect(synced.code).toBe(exitCodes.partial);
  for (const path of Object.keys(planted)) expect(synced.err).toContain(path);
  expect((await a.memu('doctor')).out).toContain(Object.keys(planted)[0]);
  const listed = await a.json<{devices: {recipient: string; by: string}[]}>('sync', 'key', 'list');
  const own = await keyOf(a);
  expect(listed.devices.map(({recipient, by}) => [recipient, by])).toEqual([
    [own, own],
    [await keyOf(b), own],
  ]);
  const removed = await a.memu('sync', 'key', 'remove', await keyOf(b));
  expect(removed.code).toBe(exitCodes.partial);
  expect(removed.err).toContain(own);
  expect(removed.err).not.toContain(stranger);
  const after = await files();
  for (const path of Object.keys(planted)) expect(after.has(path), path).toBe(false);
  expect((await a.memu('sync')).code).toBe(0);
}, 60_000);

test('a marker that says "not encrypted" any more turns nothing off', async () => {
  const {remote, write, files, everything} = await host();
  const {a} = await sealedHome(remote);
  const marker = (await files()).get('vault.yaml')!.toString();
  await write({'vault.yaml': marker.replace(/^key_check.*\n/m, '')});
  await a.memu('note', 'add', 'canary two');
  for (const words of [['sync'], ['sync', 'init', '--remote', remote], ['sync', '--dry-run']]) {
    const {code, err} = await a.memu(...words);
    expect(code, words.join(' ')).toBe(exitCodes.refused);
    expect(err).toContain('encrypted');
  }
  expect(await everything()).not.toContain('canary');
  await write({'vault.yaml': marker});
  expect((await a.memu('sync')).code).toBe(0);
  expect(await everything()).not.toContain('canary');
}, 60_000);

test.each([
  ['no marker', null],
  ['an empty marker', ''],
  ['a marker of nonsense', 'vault: [\n'],
])(
  '%s at the remote gets nothing in the clear',
  async (_, marker) => {
    const {remote, write, everything} = await host();
    const {a} = await sealedHome(remote);
    await write({'vault.yaml': marker});
    await a.memu('note', 'add', 'canary two');
    expect((await a.memu('sync')).code).toBe(exitCodes.refused);
    await a.memu('sync', 'init', '--remote', remote);
    await a.memu('sync');
    expect(await everything()).not.toContain('canary');
  },
  60_000,
);

test('a vault known in the clear is not taken for a sealed one', async () => {
  const {remote, write, files} = await host();
  const a = newHome();
  await a.memu('note', 'add', 'open');
  await a.memu('sync', 'init', '--remote', remote);
  const marker = (await files()).get('vault.yaml')!.toString();
  await write({'vault.yaml': `${marker}key_check: "${keyCheckOf(await newIdentity())}"\n`});
  expect((await a.memu('sync')).code).toBe(exitCodes.secret);
}, 60_000);

test('a key of the remote’s own, sealed to this device, is refused with both fingerprints', async () => {
  const {remote, write, files, everything} = await host();
  const {a, id} = await sealedHome(remote);
  const theirs = await newIdentity();
  const marker = (await files()).get('vault.yaml')!.toString();
  const planted = Object.fromEntries(
    (await keyFilesFor(await keyOf(a), theirs)).map(({path, bytes}) => [path, bytes]),
  );
  const vault = /^vault: (.*)$/m.exec(marker)![1]!;
  await write({
    ...planted,
    'keys/rotations': withRotation('', {vault, from: await newIdentity(), to: theirs}),
    'vault.yaml': marker.replace(/^key_check.*$/m, `key_check: "${keyCheckOf(theirs)}"`),
  });
  await a.memu('note', 'edit', id, '--title', 'canary edited');
  const before = (await files()).size;
  const {code, err} = await a.memu('sync');
  expect(code).toBe(exitCodes.refused);
  const known = await a.json<{fingerprint: string}>('sync', 'key', 'show');
  expect(err).toContain(known.fingerprint);
  expect(err).toContain(fingerprintOf(theirs));
  expect((await files()).size).toBe(before);
  expect(await everything()).not.toContain('canary');
  // Only a person who has compared can say that it is right.
  expect((await a.memu('sync', 'key', 'trust', 'nonsense')).code).toBe(exitCodes.usage);
  expect((await a.memu('sync', 'key', 'trust', fingerprintOf(theirs))).code).toBe(0);
  expect((await a.memu('sync')).err).not.toContain('another key');
}, 60_000);

test('a device that was away for two rotations goes on without a question, and a first clone shows the fingerprint', async () => {
  const {remote} = await host();
  const {a} = await sealedHome(remote);
  const [b, c, d] = [newHome(), newHome(), newHome()];
  for (const home of [b, c, d])
    expect((await a.memu('sync', 'key', 'add', await keyOf(home))).code).toBe(0);
  const cloned = await b.memu('sync', 'clone', remote);
  const {fingerprint} = await a.json<{fingerprint: string}>('sync', 'key', 'show');
  expect(cloned.err).toContain(fingerprint);
  for (const home of [c, d])
    expect((await a.memu('sync', 'key', 'remove', await keyOf(home))).code).toBe(0);
  await a.memu('note', 'add', 'after both');
  await a.memu('sync');
  expect((await b.memu('sync')).code).toBe(0);
  expect(await b.json('note', 'list')).toHaveLength(2);
}, 90_000);

test('contents swapped between files, put under other names or repeated change no entry', async () => {
  const {remote, write, files} = await host();
  const {a, id} = await sealedHome(remote);
  const second = await a.json<{id: string}>('note', 'add', 'canary two', '--title', 'second');
  await a.memu('sync');
  const sealed = [...(await files())].filter(([path]) => path.startsWith('sealed/'));
  const [[one, bytesOne], [two, bytesTwo]] = sealed as [[string, Buffer], [string, Buffer]];
  await write({[one]: bytesTwo, [two]: bytesOne, [`sealed/aa/aa${'b'.repeat(62)}.age`]: bytesOne});
  const {code, err} = await a.memu('sync');
  expect(code).toBe(exitCodes.partial);
  for (const path of [one, two]) expect(err).toContain(path);
  await a.memu('note', 'add', 'a third one');
  expect((await a.memu('sync')).out).toContain('1 out');
  expect(await a.json('note', 'show', id)).toMatchObject({title: 'first'});
  expect(await a.json('note', 'show', second.id)).toMatchObject({title: 'second'});
  await write({[one]: bytesOne, [two]: bytesTwo});
  await a.memu('note', 'edit', id, '--title', 'edited');
  await a.memu('sync');
  await write({[one]: bytesOne, [two]: bytesTwo});
  expect([0, exitCodes.conflict, exitCodes.partial]).toContain((await a.memu('sync')).code);
  expect(await a.json('note', 'show', id)).toMatchObject({title: 'edited'});
}, 60_000);

test('a chain of keys proves only what each link signed', async () => {
  const [k0, k1, k2, evil] = await Promise.all([0, 1, 2, 3].map(() => newIdentity()));
  const vault = 'v';
  const first = withRotation('', {vault, from: k0!, to: k1!});
  const chain = withRotation(first, {vault, from: k1!, to: k2!});
  for (const from of [k0!, k1!, k2!]) expect(isProved(chain, {vault, from, to: k2!})).toBe(true);
  const refused = [
    [chain, {vault, from: k0!, to: evil!}],
    [chain, {vault: 'other', from: k0!, to: k2!}],
    ['', {vault, from: k0!, to: k2!}],
    [chain.split('\n')[1]!, {vault, from: k0!, to: k2!}],
    [chain.replace(/[0-9a-f]{4}$/m, '0000'), {vault, from: k0!, to: k2!}],
    [withRotation('', {vault, from: evil!, to: k2!}), {vault, from: k0!, to: k2!}],
    ['x y z\n'.repeat(5000), {vault, from: k0!, to: k2!}],
  ] as const;
  for (const [text, asked] of refused) expect(isProved(text, asked)).toBe(false);
});
