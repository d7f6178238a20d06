/** The worker at the other end of a real sshd: with a whole key and with one that may do nothing else. */
import {createHash} from 'node:crypto';
import {appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runProgram} from '../../src/ground/process.ts';
import {WorkerClient} from '../../src/server/worker-client.ts';
import {parseMachine} from '../../src/ssh/machine.ts';
import {SshConnection} from '../../src/ssh/ssh-connection.ts';
import {type Sshd, startSshd} from '../support/sshd.ts';

const main = join(import.meta.dirname, '../../commands/main.ts');
let sshd: Sshd;
let folder: string;
let home: SshConnection;
let restricted: SshConnection;

beforeAll(async () => {
  sshd = await startSshd();
  folder = mkdtempSync(join(tmpdir(), 'memu-over-ssh-'));
  const program = join(folder, 'memu');
  writeFileSync(
    program,
    `#!/bin/sh\nMEMU_HOME=${folder}/home exec ${process.execPath} ${main} "$@"\n`,
    {mode: 0o755},
  );
  const configFile = (key: string) => {
    const file = join(folder, `${key}-config`);
    const text = readFileSync(sshd.configFile, 'utf8');
    writeFileSync(file, text.replace(join(sshd.folder, 'client'), join(sshd.folder, key)));
    return file;
  };
  const stranger = readFileSync(join(sshd.folder, 'stranger.pub'), 'utf8');
  appendFileSync(
    join(sshd.folder, 'authorized'),
    `restrict,command="${program} worker gate" ${stranger}`,
  );
  const machine = parseMachine('pi');
  home = new SshConnection({machine, folder: join(folder, 'a'), configFile: sshd.configFile});
  restricted = new SshConnection({
    machine,
    folder: join(folder, 'b'),
    configFile: configFile('stranger'),
  });
});
afterAll(async () => {
  await home.close();
  await restricted.close();
  await sshd.close();
  rmSync(folder, {recursive: true, force: true});
});

const memu = () => join(folder, 'memu');
const connect = async (connection: SshConnection, ...words: string[]) =>
  WorkerClient.connect('pi', await connection.stream({words}));

test('runs a job there that outlives the connection, and tells of it to the next one', async () => {
  const first = await connect(home, memu(), 'worker', 'serve');
  const {job} = (await first.request('job.start', {op: 'index', args: {}})) as {job: string};
  await first.close();
  const second = await connect(home, memu(), 'worker', 'serve');
  const ended = await second.request('job.follow', {job, from: 0});
  expect(ended).toMatchObject({op: 'index', state: 'done'});
  await second.close();
});

test('a restricted key reaches the worker, whatever else it asks for', async () => {
  const client = await connect(restricted, 'memu', 'worker', 'serve');
  expect(await client.request('ping')).toEqual({});
  await client.close();
  await expect(restricted.run({words: ['id']})).rejects.toThrow('This key is for memu alone');
});

test('bytes go there and come back, through the restricted key', async () => {
  const bytes = Buffer.alloc(300_000, 'photo');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const put = await restricted.run({
    words: ['memu', 'worker', 'put', sha256, String(bytes.length)],
    input: bytes,
  });
  expect(put.stdout.toString()).toBe('{"t":"put","have":0}\n{"t":"stored"}\n');
  const got = await restricted.run({words: ['memu', 'worker', 'get', sha256, '100000']});
  expect(got.stdout.equals(bytes.subarray(100_000))).toBe(true);
});

test('bytes that are others are refused, and nothing of them is kept', async () => {
  const failing = restricted.run({
    words: ['memu', 'worker', 'put', 'ab'.repeat(32), '3'],
    input: 'abc',
    expect: [10],
  });
  expect((await failing).stderr).toContain('not what was announced');
});

test('a machine without memu says so', async () => {
  await expect(connect(home, '/nowhere/memu', 'worker', 'serve')).rejects.toThrow(/pi/);
});

test('what a login prints first is read past', async () => {
  const noisy = join(folder, 'noisy');
  writeFileSync(noisy, `#!/bin/sh\necho Welcome to pi\nexec ${memu()} "$@"\n`, {mode: 0o755});
  const client = await connect(home, noisy, 'worker', 'serve');
  expect(client.noiseBytes).toBe(14);
  await client.close();
  expect((await runProgram({program: 'true'})).exitCode).toBe(0);
});
