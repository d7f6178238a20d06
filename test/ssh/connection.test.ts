/** Programs and files on another machine: a real sshd, one connection for many calls, and what must never run. */
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {runProgram} from '../../src/ground/process.ts';
import {parseMachine} from '../../src/ssh/machine.ts';
import {SshConnection, type SshConnectionOptions} from '../../src/ssh/ssh-connection.ts';
import {type Sshd, startSshd} from '../support/sshd.ts';

let sshd: Sshd;
let folder: string;
const opened: SshConnection[] = [];
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-ssh-'));
});
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
  rmSync(folder, {recursive: true, force: true});
});

function connection(options: Partial<SshConnectionOptions> = {}): SshConnection {
  const made = new SshConnection({
    machine: parseMachine('pi'),
    folder: join(folder, 'ctl'),
    configFile: sshd.configFile,
    ...options,
  });
  opened.push(made);
  return made;
}

const said = async (made: SshConnection, ...words: string[]): Promise<string> =>
  (await made.run({words})).stdout.toString();

describe('run', () => {
  test('runs words there, and gives input and output byte for byte', async () => {
    const input = Buffer.from([0, 255, 10, 13, 0]);
    const {stdout} = await connection().run({words: ['cat'], input});
    expect(stdout).toEqual(input);
  });

  test('keeps one connection for many calls, of its owner alone', async () => {
    const pi = connection();
    const first = await said(pi, 'ps', '-o', 'ppid=', '-p', '1');
    const sockets = readdirSync(join(folder, 'ctl'));
    expect(sockets).toHaveLength(1);
    expect(await said(pi, 'ps', '-o', 'ppid=', '-p', '1')).toBe(first);
    expect(readdirSync(join(folder, 'ctl'))).toEqual(sockets);
    await pi.close();
    expect(readdirSync(join(folder, 'ctl'))).toEqual([]);
  });

  test('works from a folder whose path is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(120));
    mkdirSync(long);
    expect(await said(connection({folder: long}), 'echo', 'here')).toBe('here\n');
    expect(readdirSync(long)).toEqual([]);
  });

  test('two first calls at once both arrive', async () => {
    const pi = connection();
    expect(await Promise.all([said(pi, 'echo', 'a'), said(pi, 'echo', 'b')])).toEqual([
      'a\n',
      'b\n',
    ]);
  });

  test('names what failed there by its exit code and last words', async () => {
    await expect(connection().run({words: ['ls', '/nowhere']})).rejects.toThrow(/ls|nowhere|pi/);
  });

  test.each(['$(touch x)', 'a b', '`id`', "it's", 'a;b', 'a\nb', ''])(
    'puts no word on a remote command line that a shell would read: %j',
    async word => {
      await expect(connection().run({words: ['echo', word]})).rejects.toThrow(
        'remote command line',
      );
    },
  );

  test('says that a key is not accepted', async () => {
    const stranger = connection({configFile: sshd.strangerFile});
    await expect(stranger.run({words: ['true']})).rejects.toMatchObject({
      code: 'ssh_failed',
      message: expect.stringContaining('does not accept your key'),
    });
  });

  test('ends what takes too long', async () => {
    await expect(connection().run({words: ['sleep', '60'], timeoutMs: 300})).rejects.toMatchObject({
      message: expect.stringContaining('took too long'),
    });
  });
});

describe('stream', () => {
  test('talks both ways while the program runs', async () => {
    const running = await connection().stream({words: ['cat']});
    running.stdin.write('one\n');
    for await (const chunk of running.stdout) {
      expect(String(chunk)).toBe('one\n');
      running.stdin.end();
    }
    expect((await running.ended).exitCode).toBe(0);
  });
});

describe('copy', () => {
  test('brings a file there whatever it is called, and goes on with one that broke off', async () => {
    const from = join(folder, 'odd "name" \\ here.bin');
    const bytes = Buffer.alloc(3_000_000, 'memu');
    writeFileSync(from, bytes);
    const name = `memu-copy-${process.pid}.bin`;
    const there = join(homedir(), name);
    try {
      await connection().copy(from, name);
      expect(readFileSync(there).equals(bytes)).toBe(true);
      writeFileSync(there, bytes.subarray(0, 1_000_000));
      await connection().copy(from, name);
      expect(readFileSync(there).equals(bytes)).toBe(true);
    } finally {
      rmSync(there, {force: true});
    }
  });
});

describe('a machine', () => {
  test.each([
    ['pi', {target: 'pi', port: undefined}],
    ['me@pi.local', {target: 'me@pi.local', port: undefined}],
    ['me@192.168.1.9:2222', {target: 'me@192.168.1.9', port: 2222}],
    ['me@[fe80::1]:22', {target: 'me@fe80::1', port: 22}],
  ])('is read: %s', (text, machine) => expect(parseMachine(text)).toEqual(machine));

  test.each([
    '-oProxyCommand=id',
    'a b',
    'me@',
    'me@-x',
    '@pi',
    'pi:0',
    'pi:70000',
    'a;b',
    'pi\n',
    '$(id)',
  ])('is refused: %j', text => expect(() => parseMachine(text)).toThrow('is not a machine'));

  test('named by address and port is reached without an alias', async () => {
    const user = (await runProgram({program: 'id', args: ['-un']})).stdout.toString().trim();
    const machine = parseMachine(`${user}@127.0.0.1:${sshd.port}`);
    const config = join(folder, 'config');
    const options = sshd.clientOptions.map(option => option.replace('=', ' ')).join('\n');
    writeFileSync(config, `Host *\n${options}\n`);
    expect(await said(connection({machine, configFile: config}), 'echo', 'here')).toBe('here\n');
  });
});
