/** Where passwords and keys could get out sideways: lists, editors, cores, links. */
import {execFile} from 'node:child_process';
import {chmodSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {SshTunnels} from '../../src/ssh/tunnels.ts';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';

const repository = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

test('no list, doctor or answer prints a password in an address', async () => {
  const home = newHome();
  const set = await home.memu('config', 'set', 'llm.hosts', 'http://me:s3c/ret@127.0.0.1:9');
  const hosts = ['http://me:s3cret@127.0.0.1:9', 'https://token-s3cret@localhost:9'];
  const listed = [
    set,
    await home.memu('config', 'set', 'llm.hosts', ...hosts, '--dry-run'),
    await home.memu('config', 'set', 'llm.hosts', ...hosts),
    await home.memu('config', 'list'),
    await home.memu('config', 'list', '--json'),
    await home.memu('config', 'list', '--changed'),
    await home.memu('doctor'),
    await home.memu('models', 'list'),
    await home.memu('chat', 'hello'),
    await newHome({MEMU_LLM_HOSTS: hosts.join(',')}).memu('doctor'),
  ];
  for (const {out, err} of listed.slice(1)) expect(out + err).not.toContain('s3cret');
  expect(listed[3]!.out).toContain('http://…@127.0.0.1:9');
  expect((await home.memu('config', 'get', 'llm.hosts')).out).toContain('s3cret');
});

test("the person's editor gets none of memu's secrets", async () => {
  const program = `
    import {runInTerminal} from './src/ground/process.ts';
    await runInTerminal({program: 'env'});`;
  const env = {
    ...process.env,
    MEMU_SECRET_OPENAI: 's3cret',
    MEMU_SECRETS_PASSPHRASE: 's3cret',
    OPENAI_API_KEY: 's3cret',
    ANTHROPIC_API_KEY: 's3cret',
    FAVOURITE: 'kept',
  };
  const words = ['--input-type=module', '-e', program];
  const {stdout} = await run(process.execPath, words, {cwd: repository, env});
  expect(stdout).toContain('FAVOURITE=kept');
  expect(stdout).not.toContain('s3cret');
});

test('a core of memu would hold no memory', async () => {
  // The start of every command, and then what the system would write of this process.
  const program = `
    process.argv.push('--version');
    await import('./commands/main.ts');
    const {readFileSync, writeSync} = await import('node:fs');
    writeSync(2, readFileSync('/proc/self/coredump_filter', 'utf8'));`;
  const words = ['--input-type=module', '-e', program];
  const {stderr} = await run(process.execPath, words, {cwd: repository});
  expect(stderr.trim()).toBe('00000000');
});

test('a link in the place of the sockets is not followed, and its target keeps its mode', async () => {
  const [state, target] = [newFolder(), newFolder()];
  chmodSync(target, 0o755);
  symlinkSync(target, join(state, 'tunnels'));
  const tunnels = new SshTunnels({folder: join(state, 'tunnels')});
  await expect(tunnels.reach('pi', 1)).rejects.toMatchObject({exitCode: 11});
  expect(statSync(target).mode & 0o777).toBe(0o755);
});
