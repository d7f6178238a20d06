import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {SecretError} from '../../src/secrets/secret-store.ts';
import {Secrets, type SecretsOptions} from '../../src/secrets/secrets.ts';
import {newHome} from '../support/command-line.ts';

function open(options: Partial<SecretsOptions> = {}): {
  secrets: Secrets;
  folder: string;
  again(more?: Partial<SecretsOptions>): Secrets;
} {
  const folder = mkdtempSync(join(tmpdir(), 'memu-secrets-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const again = (more: Partial<SecretsOptions> = {}) =>
    new Secrets({
      store: 'file',
      env: {},
      profile: undefined,
      config: join(folder, 'config'),
      state: join(folder, 'state'),
      ...options,
      ...more,
    });
  return {secrets: again(), folder, again};
}

describe('in a file', () => {
  test('are kept encrypted, for their owner alone, with the key elsewhere', async () => {
    const {secrets, folder, again} = open();
    const old = process.umask(0);
    try {
      await secrets.set('backup.nas', 'correct horse');
    } finally {
      process.umask(old);
    }
    const file = join(folder, 'config/secrets.json');
    expect(readFileSync(file, 'utf8')).not.toContain('horse');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state/secrets.key')).mode & 0o777).toBe(0o600);
    expect(await again().get('backup.nas')).toBe('correct horse');
    expect(await again().list()).toEqual([{name: 'backup.nas', place: 'file'}]);
    expect(await again().remove('backup.nas')).toBe(true);
    expect(await again().find('backup.nas')).toBeUndefined();
    await expect(again().get('backup.nas')).rejects.toMatchObject({exitCode: 9});
  });

  test('need their key, or the passphrase that they were locked with', async () => {
    const plain = open();
    await plain.secrets.set('a', 'x');
    unlinkSync(join(plain.folder, 'state/secrets.key'));
    await expect(plain.again().find('a')).rejects.toThrow(/secrets\.key, is gone/);
    const locked = open({env: {MEMU_SECRETS_PASSPHRASE: 'tulip'}});
    await locked.secrets.set('a', 'x');
    expect(await locked.again().find('a')).toBe('x');
    await expect(locked.again({env: {}}).find('a')).rejects.toThrow(/locked with a passphrase/);
    await expect(
      locked.again({env: {MEMU_SECRETS_PASSPHRASE: 'rose'}}).find('a'),
    ).rejects.toBeInstanceOf(SecretError);
  });
});

test('the environment goes before any store', async () => {
  const {again} = open({store: 'environment', env: {MEMU_SECRET_BACKUP_NAS: 'from outside'}});
  expect(await again().find('backup.nas')).toBe('from outside');
  await expect(again().set('backup.nas', 'y')).rejects.toThrow(/environment/);
});

test.each(['', 'A B', '../x', '__proto__', '-x'])('%j is no name', async name => {
  await expect(open().secrets.set(name, 'x')).rejects.toMatchObject({exitCode: 2});
});

test('without a keyring, "auto" uses the file and "keyring" says what is wrong', async () => {
  const script = `
    import {Secrets} from ${JSON.stringify(fileURLToPath(new URL('../../src/secrets/secrets.ts', import.meta.url)))};
    const [, folder] = process.argv;
    const open = store => new Secrets({store, env: {}, profile: undefined, config: folder, state: folder});
    console.log(await open('auto').set('a', 'x'), await open('auto').find('a'));
    await open('keyring').find('a').catch(error => console.log(error.exitCode, error.message));`;
  const {folder} = open();
  const {stdout} = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, folder],
    {
      env: {PATH: process.env.PATH, HOME: folder},
    },
  );
  expect(stdout).toMatch(/^\S+secrets\.json x\n9 The system keyring cannot be used/);
});

test('a real keyring keeps them, and the file stays empty', async () => {
  const script = `
    import {Secrets} from ${JSON.stringify(fileURLToPath(new URL('../../src/secrets/secrets.ts', import.meta.url)))};
    const [, folder] = process.argv;
    const secrets = new Secrets({store: 'auto', env: {}, profile: 'test', config: folder, state: folder});
    console.log(await secrets.set('a', 'x'));
    console.log(JSON.stringify([await secrets.find('a'), await secrets.list(), await secrets.remove('a'), (await secrets.find('a')) ?? null]));`;
  const {folder} = open();
  const shell = fileURLToPath(new URL('with-keyring.sh', import.meta.url));
  const {stdout} = await promisify(execFile)(
    shell,
    [process.execPath, '--input-type=module', '-e', script, folder],
    {
      env: {PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder},
    },
  );
  expect(stdout).toBe(
    `the system keyring\n${JSON.stringify(['x', [{name: 'a', place: 'keyring'}], true, null])}\n`,
  );
}, 30_000);

test('memu secret keeps, prints, lists and removes; values come from stdin', async () => {
  const home = newHome({MEMU_SECRETS_STORE: 'file'});
  expect((await home.pipe('s3cret\n', 'secret', 'set', 'anthropic')).code).toBe(0);
  expect((await home.memu('secret', 'get', 'anthropic')).out).toBe('s3cret\n');
  expect((await home.memu('secret', 'list')).out).toMatch(/^anthropic +file\n$/);
  expect((await home.memu('secret', 'rm', 'anthropic')).code).toBe(2);
  expect((await home.memu('secret', 'rm', 'anthropic', '--yes')).code).toBe(0);
  expect((await home.memu('secret', 'get', 'anthropic')).code).toBe(9);
  expect((await home.memu('secret', 'set', 'anthropic')).code).toBe(2);
});
