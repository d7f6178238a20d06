/** Remotes over http that ask for a login; in the clear only because they are on this machine. */
import {chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {startHttpRemote} from '../git/http-remote.ts';
import {newHome} from '../support/command-line.ts';

async function newRemote() {
  const root = mkdtempSync(join(tmpdir(), 'memu-http-'));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  const folder = join(root, 'vault.git');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });
  const remote = await startHttpRemote(root, 'me:s3cret-token');
  onTestFinished(() => remote.close());
  return {...remote, root, vault: `${remote.url}/vault.git`};
}

const home = () => newHome({MEMU_SECRETS_STORE: 'file'});

test('a remote that wants a login is told no, by a sentence that names what to do, and nothing is asked', async () => {
  const {vault} = await newRemote();
  const a = home();
  await a.memu('note', 'add', 'milk');
  const refused = await a.memu('sync', 'init', '--remote', vault);
  expect(refused.err).toContain('memu types no passwords');
  expect(refused.code).toBe(exitCodes.secret);
  expect(refused.err).toContain('memu types no passwords');
  expect(refused.err).toContain('memu secret set git.127.0.0.1');
  expect(await a.json('sync', 'status')).toMatchObject({remote: null, last_error: null});
  await a.pipe('me:wrong\n', 'secret', 'set', 'git.127.0.0.1');
  expect((await a.memu('sync', 'init', '--remote', vault)).code).toBe(exitCodes.secret);
});

test('a token that memu keeps lets devices in, and lies in no file of the repository', async () => {
  const {vault, logins, root} = await newRemote();
  const [a, b] = [home(), home()];
  await a.memu('note', 'add', 'milk');
  for (const each of [a, b]) await each.pipe('me:s3cret-token\n', 'secret', 'set', 'git.127.0.0.1');
  expect((await a.memu('sync', 'init', '--remote', vault)).code).toBe(0);
  expect((await b.memu('sync', 'clone', vault)).out).toBe('sync: 0 out, 1 in\n');
  expect(new Set(logins)).toEqual(new Set(['me:s3cret-token']));
  for (const folder of [join(a.path, 'data'), root])
    for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true}))
      if (entry.isFile())
        expect(readFileSync(join(entry.parentPath, entry.name), 'latin1')).not.toMatch(
          /s3cret-token|bWU6czNjcmV0/,
        );
});

test('a credential helper of git is asked once the config names it, and not before', async () => {
  const {vault, root} = await newRemote();
  const helper = join(root, 'helper');
  writeFileSync(
    helper,
    `#!/bin/sh\n[ "$1" = get ] && printf 'username=me\\npassword=s3cret-token\\n'\nexit 0\n`,
  );
  chmodSync(helper, 0o700);
  const a = home();
  await a.memu('note', 'add', 'milk');
  expect((await a.memu('sync', 'init', '--remote', vault)).code).toBe(exitCodes.secret);
  await a.memu('config', 'set', 'sync.credential_helper', helper);
  expect((await a.memu('sync', 'init', '--remote', vault)).code).toBe(0);
  const wrong = await a.memu('config', 'set', 'sync.credential_helper', '!rm -rf /');
  expect(wrong.code).toBe(exitCodes.usage);
});

test('what is said to a remote is on record before it leaves, and to a folder of this machine nothing is', async () => {
  const {vault, root} = await newRemote();
  const [a, b] = [home(), home()];
  await a.memu('note', 'add', 'milk '.repeat(2000));
  await a.pipe('me:s3cret-token\n', 'secret', 'set', 'git.127.0.0.1');
  expect((await a.memu('sync', 'init', '--remote', vault)).code).toBe(0);
  expect((await a.memu('sync')).code).toBe(0);
  const left = await a.json<{method: string; host: string; purpose: string; bytes: number}[]>(
    ...['log', '--egress'],
  );
  const said = left.filter(one => one.purpose === 'sync');
  expect(new Set(said.map(one => one.host))).toEqual(new Set([vault]));
  expect(said.map(one => one.method)).toEqual(expect.arrayContaining(['fetch', 'push']));
  expect(said.some(one => one.method === 'push' && one.bytes > 100)).toBe(true);
  const folder = join(root, 'own.git');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });
  expect((await b.memu('sync', 'init', '--remote', folder)).code).toBe(0);
  expect(await b.json('log', '--egress')).toEqual([]);
});
