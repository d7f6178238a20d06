import {execFile} from 'node:child_process';
import {createCipheriv, scryptSync} from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {deriveKey, newHeader} from '../../src/secrets/sealed-secrets.ts';
import {SecretError} from '../../src/secrets/secret-store.ts';
import {Secrets, type SecretsOptions} from '../../src/secrets/secrets.ts';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';

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

describe('a file that is broken', () => {
  test.each([
    ['empty', ''],
    ['cut', '{"version":2,"key":"fi'],
    ['another thing', '[1,2]'],
    ['without a salt', '{"version":2,"key":"file","nonce":"","tag":"","secrets":""}'],
    [
      'with numbers for text',
      '{"version":2,"key":"file","id":"","salt":1,"nonce":2,"tag":3,"secrets":4}',
    ],
    ['of a later version', '{"version":9,"key":"file","salt":"","nonce":"","tag":"","secrets":""}'],
    [
      'with a short tag',
      '{"version":2,"key":"passphrase","salt":"","nonce":"","tag":"AA==","secrets":"AA=="}',
    ],
    [
      'with a path for an id',
      '{"version":2,"key":"file","id":"../x","salt":"","nonce":"","tag":"","secrets":""}',
    ],
  ])('%s: exit 9, and it stays as it is', async (_name, text) => {
    const {folder, again} = open({env: {MEMU_SECRETS_PASSPHRASE: 'tulip'}});
    mkdirSync(join(folder, 'config'));
    const file = join(folder, 'config/secrets.json');
    writeFileSync(file, text);
    await expect(again().find('a')).rejects.toMatchObject({exitCode: 9});
    await expect(again().set('a', 'x')).rejects.toMatchObject({exitCode: 9});
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('a folder in its place: exit 9', async () => {
    const {folder, again} = open();
    mkdirSync(join(folder, 'config/secrets.json'), {recursive: true});
    await expect(again().find('a')).rejects.toMatchObject({exitCode: 9});
  });
});

describe('the key', () => {
  test('lies outside of the tree that it opens, for each home its own', async () => {
    const keys = newFolder();
    const one = newHome({MEMU_SECRETS_STORE: 'file', XDG_STATE_HOME: keys});
    const two = newHome({MEMU_SECRETS_STORE: 'file', XDG_STATE_HOME: keys});
    await one.pipe('1\n', 'secret', 'set', 'a');
    await two.pipe('2\n', 'secret', 'set', 'a');
    expect((await one.memu('secret', 'get', 'a')).out).toBe('1\n');
    expect((await two.memu('secret', 'get', 'a')).out).toBe('2\n');
    const found = readdirSync(join(keys, 'memu/keys'));
    expect(found).toHaveLength(2);
    expect(globSync('**/*.key', {cwd: one.path})).toEqual([]);
    const {id} = JSON.parse(readFileSync(join(one.path, 'secrets.json'), 'utf8')) as {id: string};
    expect(found).toContain(`${id}.key`);
  });

  test('of an earlier version still opens, and goes out of the tree with the next secret', async () => {
    const {folder, again} = open();
    const [config, state] = [join(folder, 'config'), join(folder, 'config/state')];
    mkdirSync(state, {recursive: true});
    writeFileSync(join(state, 'secrets.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    writeFileSync(join(config, 'secrets.json'), sealedEarlier({a: 'kept'}, Buffer.alloc(32, 7)));
    const secrets = () => again({config, state, keys: join(folder, 'keys')});
    expect(await secrets().find('a')).toBe('kept');
    await secrets().set('b', 'new');
    expect(existsSync(join(state, 'secrets.key'))).toBe(false);
    expect([await secrets().find('a'), await secrets().find('b')]).toEqual(['kept', 'new']);
  });

  test('of a passphrase takes long to guess', () => {
    const header = newHeader('passphrase', '');
    const {salt} = header;
    expect(deriveKey(header, 'tulip')).toEqual(
      scryptSync('tulip', Buffer.from(salt, 'base64'), 32, {N: 2 ** 17, maxmem: 2 ** 28}),
    );
  });
});

/** A file of secrets as version 1 wrote it. */
function sealedEarlier(secrets: object, keyFile: Buffer): string {
  const start = {version: 1, key: 'file', salt: Buffer.alloc(16, 1).toString('base64')};
  const key = scryptSync(keyFile, Buffer.alloc(16, 1), 32);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12, 2));
  cipher.setAAD(Buffer.from(JSON.stringify([1, 'file', start.salt])));
  const body = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()]);
  return JSON.stringify({
    ...start,
    nonce: Buffer.alloc(12, 2).toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    secrets: body.toString('base64'),
  });
}

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
  const home = newHome({MEMU_SECRETS_STORE: 'file', XDG_STATE_HOME: newFolder()});
  expect((await home.pipe('s3cret\n', 'secret', 'set', 'anthropic')).code).toBe(0);
  expect((await home.memu('secret', 'get', 'anthropic')).out).toBe('s3cret\n');
  expect((await home.memu('secret', 'list')).out).toMatch(/^anthropic +file\n$/);
  expect((await home.memu('secret', 'rm', 'anthropic')).code).toBe(2);
  expect((await home.memu('secret', 'rm', 'anthropic', '--yes')).code).toBe(0);
  expect((await home.memu('secret', 'get', 'anthropic')).code).toBe(9);
  expect((await home.memu('secret', 'set', 'anthropic')).code).toBe(2);
});
