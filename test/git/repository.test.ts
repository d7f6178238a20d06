import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {BareRepository, type BareRepositoryOptions} from '../../src/git/bare-repository.ts';
import {sshCommand} from '../../src/git/git-environment.ts';
import {mergeText} from '../../src/git/merge-text.ts';
import {blobOid} from '../../src/git/oid.ts';
import type {Blob, NewFile, Oid, Repository} from '../../src/git/repository.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {type Sshd, startSshd} from '../support/sshd.ts';
import {MemoryRemote, MemoryRepository} from './memory-repository.ts';

const root = mkdtempSync(join(tmpdir(), 'memu-git-'));
let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(async () => {
  for (const repository of opened) await repository.close();
  await sshd.close();
  rmSync(root, {recursive: true, force: true});
});

let made = 0;
const freshFolder = (): string => join(root, String(made++));

async function bareRemote(): Promise<string> {
  const folder = freshFolder();
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });
  return folder;
}

const opened: BareRepository[] = [];
async function openBare(
  remote: string,
  more: Partial<BareRepositoryOptions> = {},
): Promise<BareRepository> {
  const repository = await BareRepository.open({folder: freshFolder(), remote, ...more});
  opened.push(repository);
  return repository;
}

const file = (path: string, text: string): NewFile => ({path, bytes: Buffer.from(text)});
const commit = (repository: Repository, parents: Oid[], ...files: NewFile[]): Promise<Oid> =>
  repository.commit({parents, files, message: 'sync', at: 1});

async function blobs(
  repository: Repository,
  oids: readonly Oid[],
  maxBytes = 1e6,
): Promise<Blob[]> {
  const all: Blob[] = [];
  for await (const blob of repository.read(oids, maxBytes)) all.push(blob);
  return all;
}

/** Two repositories with one empty remote, by each way in which there can be one. */
const ways: [string, () => Promise<[Repository, Repository]>][] = [
  [
    'in memory',
    async () => {
      const remote = new MemoryRemote();
      return [new MemoryRepository(remote), new MemoryRepository(remote)];
    },
  ],
  [
    'over a local path',
    async () => {
      const remote = await bareRemote();
      return [await openBare(remote), await openBare(remote)];
    },
  ],
  [
    'over ssh',
    async () => {
      const remote = `${sshd.url}${await bareRemote()}`;
      const sshOptions = sshd.clientOptions;
      return [await openBare(remote, {sshOptions}), await openBare(remote, {sshOptions})];
    },
  ],
];

describe.each(ways)('a repository %s', (_, open) => {
  test('carries commits from one device to another and refuses what is behind', async () => {
    const [a, b] = await open();
    expect(await a.fetch()).toBeUndefined();
    const first = await commit(a, [], file('notes/aa/x.md', 'one'), file('vault.yaml', 'v'));
    expect(await a.push(first)).toBe(true);
    expect(await b.fetch()).toBe(first);
    expect(await b.has(first)).toBe(true);

    const mine = await commit(b, [first], file('notes/bb/y.md', 'two'));
    const theirs = await commit(a, [first], file('notes/cc/z.md', 'three'));
    expect(await b.push(mine)).toBe(true);
    expect(await a.push(theirs)).toBe(false);
    expect(await a.fetch()).toBe(mine);

    const merged = await commit(a, [theirs, mine], ...(await inBoth(a, mine, 'notes/bb/y.md')));
    expect(await a.push(merged)).toBe(true);
    expect(await b.fetch()).toBe(merged);
    expect(await b.isAncestor(mine, merged)).toBe(true);
    expect(await b.isAncestor(merged, mine)).toBe(false);
    expect(await b.countBetween(mine, merged)).toBe(2);
    expect(await b.mergeBase(merged, mine)).toBe(mine);
    expect(await a.mergeBase(mine, theirs)).toBe(first);
    expect(await b.countBetween(undefined, merged)).toBe(4);
    expect((await Array.fromAsync(b.diff(undefined, merged))).map(change => change.path)).toEqual([
      'notes/aa/x.md',
      'notes/bb/y.md',
      'notes/cc/z.md',
      'vault.yaml',
    ]);
  });

  test('gives back bytes as they were, and sizes of what is too large', async () => {
    const [a] = await open();
    const odd = Buffer.from([0, 255, 10, 13, 10]);
    const tip = await commit(
      a,
      [],
      {path: 'odd', bytes: odd},
      file('large', 'x'.repeat(2000)),
      file('empty', ''),
    );
    const found = await a.find(tip, ['odd', 'large', 'missing', 'empty']);
    expect([...found.keys()]).toEqual(['odd', 'large', 'empty']);
    const oids = [...found.values()].map(each => each.oid);
    const [first, large, empty, gone] = await blobs(a, [...oids, '0'.repeat(40)], 1000);
    expect(first!.bytes).toEqual(odd);
    expect(large).toMatchObject({size: 2000, bytes: undefined});
    expect(empty!.bytes).toEqual(Buffer.alloc(0));
    expect(gone).toMatchObject({size: 0, bytes: undefined});
  });

  test('makes no commit where nothing changes, and names what changed where something does', async () => {
    const [a] = await open();
    const first = await commit(a, [], file('a', '1'), file('b', '1'));
    expect(await commit(a, [first], file('a', '1'))).toBe(first);
    const second = await commit(a, [first], file('a', '2'), file('c', '1'));
    const changes = await Array.fromAsync(a.diff(first, second));
    expect(changes.map(({path, before, after}) => [path, !!before, !!after])).toEqual([
      ['a', true, true],
      ['c', false, true],
    ]);
    expect(await Array.fromAsync(a.diff(second, second))).toEqual([]);
    expect(await Array.fromAsync(a.diff(second, undefined))).toHaveLength(3);
    await a.setRef('local', second);
  });

  test('knows every version that ever lay at a path, on both sides of a merge too', async () => {
    const [a] = await open();
    const versions = async (tip: Oid, path: string) =>
      [...(await a.everAt(tip, [path, 'never'])).get(path)!].sort();
    const first = await commit(a, [], file('x[1].md', 'one'), file('y', 'y'));
    const left = await commit(a, [first], file('x[1].md', 'left'));
    const right = await commit(a, [first], file('x[1].md', 'right'));
    const merged = await commit(a, [left, right], file('x[1].md', 'both'));
    const later = await commit(a, [merged], file('x[1].md', 'later'));
    const oids = (...texts: string[]) => texts.map(text => blobOid(Buffer.from(text))).sort();
    expect(await versions(merged, 'x[1].md')).toEqual(oids('one', 'left', 'right', 'both'));
    expect(await versions(left, 'x[1].md')).toEqual(oids('one', 'left'));
    expect(await versions(later, 'y')).toEqual(oids('y'));
    expect(await versions(later, 'never')).toEqual([]);
  });

  test('begins a second history beside the first', async () => {
    const [a] = await open();
    const one = await commit(a, [], file('a', '1'));
    const two = await commit(a, [], file('b', '1'));
    expect((await Array.fromAsync(a.diff(undefined, two))).map(change => change.path)).toEqual([
      'b',
    ]);
    expect(await a.isAncestor(one, two)).toBe(false);
    expect(await a.mergeBase(one, two)).toBeUndefined();
    const both = await commit(a, [two, one], ...(await inBoth(a, one, 'a')));
    expect((await Array.fromAsync(a.diff(undefined, both))).map(change => change.path)).toEqual([
      'a',
      'b',
    ]);
  });
});

async function inBoth(repository: Repository, tip: Oid, path: string): Promise<NewFile[]> {
  return [{path, oid: (await repository.find(tip, [path])).get(path)!.oid}];
}

describe('git on its own', () => {
  test('works in a shell full of settings and in an empty cron', async () => {
    const surroundings = {
      EDITOR: 'vi',
      GIT_DIR: '/nowhere',
      GIT_SSH_COMMAND: 'false',
      GIT_CONFIG_COUNT: '1',
      PAGER: 'less',
    };
    Object.assign(process.env, surroundings);
    try {
      const a = await openBare(await bareRemote());
      const tip = await commit(a, [], file('a', '1'));
      expect(await a.push(tip)).toBe(true);
      expect(await a.listBranches()).toEqual(['main']);
    } finally {
      for (const name of Object.keys(surroundings)) delete process.env[name];
    }
  });

  test('runs no hook and obeys no configuration that someone put into the repository', async () => {
    const folder = freshFolder();
    const remote = await bareRemote();
    const first = await openBare(remote, {folder});
    const tip = await commit(first, [], file('a', '1'));
    const trap = join(root, 'trapped');
    const hooks = join(folder, 'hooks');
    mkdirSync(hooks, {recursive: true});
    for (const hook of ['pre-push', 'post-update', 'reference-transaction', 'pre-auto-gc']) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${trap}\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    writeFileSync(
      join(folder, 'config'),
      `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = touch ${trap}\n\tsshCommand = touch ${trap}\n[url "ext::touch ${trap}"]\n\tinsteadOf = /\n`,
    );
    const again = await openBare(remote, {folder});
    expect(await again.push(tip)).toBe(true);
    expect(await again.fetch()).toBe(tip);
    await again.setRef('local', tip);
    expect(existsSync(trap)).toBe(false);
    expect(readFileSync(join(folder, 'config'), 'utf8')).not.toContain('ext::');
  });

  test('goes on after a killed git left its locks behind', async () => {
    const folder = freshFolder();
    const remote = await bareRemote();
    const first = await openBare(remote, {folder});
    const tip = await commit(first, [], file('a', '1'));
    await first.setRef('local', tip);
    for (const lock of [
      'config.lock',
      'packed-refs.lock',
      'refs/memu/local.lock',
      'refs/memu/draft.lock',
    ])
      writeFileSync(join(folder, lock), '');
    const again = await openBare(remote, {folder});
    await again.setRef('local', await commit(again, [tip], file('a', '2')));
  });

  test('goes on after a power cut left a ref empty and took HEAD', async () => {
    const folder = freshFolder();
    const remote = await bareRemote();
    const first = await openBare(remote, {folder});
    const tip = await commit(first, [], file('a', '1'));
    await first.push(tip);
    for (const ref of ['local', 'base'] as const) await first.setRef(ref, tip);
    await first.fetch();
    for (const ref of ['local', 'base', 'incoming'])
      writeFileSync(join(folder, 'refs/memu', ref), '');
    rmSync(join(folder, 'HEAD'));
    const again = await openBare(remote, {folder});
    expect(await again.fetch()).toBe(tip);
    expect(await again.push(await commit(again, [tip], file('a', '2')))).toBe(true);
    expect(await again.has(tip)).toBe(true);
  });

  test('names links, submodules and programs as what they are not: regular files', async () => {
    const remote = await bareRemote();
    const a = await openBare(remote);
    const tip = await commit(a, [], file('a', '/etc/passwd'));
    const [blob] = [...(await a.find(tip, ['a'])).values()];
    const input = `120000 blob ${blob!.oid}\tlink\x00160000 commit ${tip}\tmodule\x00100755 blob ${blob!.oid}\tprogram\x00100644 blob ${blob!.oid}\tplain\x00`;
    const env = {GIT_DIR: remote};
    expect(await a.push(tip)).toBe(true);
    const tree = String(
      (await runProgram({program: 'git', args: ['mktree', '-z', '--missing'], input, env})).stdout,
    ).trim();
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
    const hostile = String(
      (await runProgram({program: 'git', args: [...author, 'commit-tree', tree, '-m', 'x'], env}))
        .stdout,
    ).trim();
    await runProgram({program: 'git', args: ['update-ref', 'refs/heads/main', hostile], env});
    const fetched = await a.fetch();
    const kinds = Object.fromEntries(
      (await Array.fromAsync(a.diff(undefined, fetched))).map(({path, after}) => [
        path,
        after!.isRegular,
      ]),
    );
    expect(kinds).toEqual({link: false, module: false, plain: true, program: false});
  });

  test('a thousand files go in and come out', async () => {
    const a = await openBare(await bareRemote());
    const files = Array.from({length: 1000}, (_, i) =>
      file(`notes/${String(i % 100).padStart(2, '0')}/${i}.md`, `n${i}\n`.repeat(50)),
    );
    const tip = await commit(a, [], ...files);
    const found = await a.find(
      tip,
      files.map(each => each.path),
    );
    const all = await blobs(
      a,
      [...found.values()].map(each => each.oid),
    );
    expect(all.map(blob => blob.bytes!.toString())).toEqual(
      files.map((_, i) => `n${i}\n`.repeat(50)),
    );
    await a.tidy();
  });
});

describe('a remote that fails', () => {
  const failing = async (
    repository: Repository,
  ): Promise<{code: string; exitCode: number; message: string}> =>
    repository.fetch().then(
      () => {
        throw new Error('it did not fail');
      },
      error => error,
    );

  test('with an unknown or changed host key is not talked to', async () => {
    const remote = `${sshd.url}${await bareRemote()}`;
    const error = await failing(await openBare(remote, {sshOptions: sshd.wrongHostOptions}));
    expect(error).toMatchObject({code: 'host_key', exitCode: exitCodes.unreachable});
  });

  test('that does not know the key does not make memu ask for a password', async () => {
    const remote = `${sshd.url}${await bareRemote()}`;
    const error = await failing(await openBare(remote, {sshOptions: sshd.strangerOptions}));
    expect(error).toMatchObject({code: 'authentication', exitCode: exitCodes.secret});
  });

  test('by being gone says so', async () => {
    for (const remote of [join(root, 'nothing-here'), `${sshd.url}${root}/nothing-here`]) {
      const error = await failing(await openBare(remote, {sshOptions: sshd.clientOptions}));
      expect(error).toMatchObject({code: 'remote_missing', exitCode: exitCodes.unreachable});
    }
  });

  test('by refusing the connection says so', async () => {
    const error = await failing(await openBare('ssh://127.0.0.1:1/x'));
    expect(error).toMatchObject({code: 'unreachable', exitCode: exitCodes.unreachable});
  });

  test('by hanging is given up on', async () => {
    const server = createServer(() => {});
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as AddressInfo;
    const error = await failing(
      await openBare(`ssh://127.0.0.1:${port}/x`, {remoteTimeoutMs: 700}),
    );
    expect(error).toMatchObject({code: 'timed_out', exitCode: exitCodes.timedOut});
    server.close();
  });

  test('by a hook that rejects the first push takes the second', async () => {
    const remote = await bareRemote();
    const hook = join(remote, 'hooks', 'pre-receive');
    mkdirSync(join(remote, 'hooks'), {recursive: true});
    writeFileSync(
      hook,
      `#!/bin/sh\nif [ -e ${remote}/once ]; then exit 0; fi\ntouch ${remote}/once\necho 'not today' >&2\nexit 1\n`,
    );
    chmodSync(hook, 0o755);
    const a = await openBare(remote);
    const tip = await commit(a, [], file('a', '1'));
    await expect(a.push(tip)).rejects.toMatchObject({
      code: 'rejected',
      exitCode: exitCodes.refused,
    });
    expect(await a.push(tip)).toBe(true);
  });

  test('by damaged objects is an integrity failure', async () => {
    const remote = await bareRemote();
    const a = await openBare(remote);
    const tip = await commit(a, [], file('a', '1'));
    await a.push(tip);
    const object = join(remote, 'objects', tip.slice(0, 2), tip.slice(2));
    chmodSync(object, 0o644);
    writeFileSync(object, '');
    const error = await failing(await openBare(remote));
    expect(error.exitCode).toBe(exitCodes.integrity);
  });

  test('is not waited for once the person interrupts', async () => {
    const server = createServer(() => {});
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as AddressInfo;
    const abort = new AbortController();
    const a = await openBare(`ssh://127.0.0.1:${port}/x`, {signal: abort.signal});
    const fetching = failing(a);
    abort.abort();
    await expect(fetching).resolves.toBeInstanceOf(Error);
    server.close();
  });
});

test('every word of the ssh line is quoted', () => {
  expect(sshCommand(["Port=1; touch 'x'"])).toContain(`'Port=1; touch '\\''x'\\'''`);
});

describe('merging text', () => {
  test('takes both sides where they do not touch, and gives up where they do', async () => {
    const base = 'a\nb\nc\nd\n';
    expect(await mergeText({base, newer: 'A\nb\nc\nd\n', older: 'a\nb\nc\nD\n'})).toBe(
      'A\nb\nc\nD\n',
    );
    expect(await mergeText({base, newer: 'x\nb\nc\nd\n', older: 'y\nb\nc\nd\n'})).toBeUndefined();
  });

  test('keeps odd bytes, long lines and a missing last newline', async () => {
    const long = 'é\u2028\r'.repeat(100_000);
    const base = `${long}\n1\n2\n3`;
    expect(await mergeText({base, newer: `${long}\n1\n2\n4`, older: `0${long}\n1\n2\n3`})).toBe(
      `0${long}\n1\n2\n4`,
    );
  });

  test('of thousands of equal lines is quick', async () => {
    const base = '- [ ] x\n\n'.repeat(5000);
    const began = performance.now();
    await mergeText({base, newer: `top\n${base}`, older: `${base}end\n`});
    expect(performance.now() - began).toBeLessThan(2500);
  });
});
