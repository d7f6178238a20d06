/** A real sshd on loopback with keys of its own, run by the test and ended with it. */
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {setImmediate as tick} from 'node:timers/promises';
import {type Running, runProgram, startProgram} from '../../src/ground/process.ts';

export interface Sshd {
  readonly folder: string;
  /** `ssh://user@127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** `-o` options with which a client is let in. */
  readonly clientOptions: readonly string[];
  /** Options with a key that the server does not know. */
  readonly strangerOptions: readonly string[];
  /** Options that expect another host key. */
  readonly wrongHostOptions: readonly string[];
  /** An ssh config by which a client is let in, and in which the machine is called `pi`. */
  readonly configFile: string;
  /** The same with a key that the server does not know. */
  readonly strangerFile: string;
  /** Ends the server; its files stay until it is closed. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const makeKey = (file: string) =>
  runProgram({program: 'ssh-keygen', args: ['-q', '-t', 'ed25519', '-N', '', '-f', file]});

export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'memu-sshd-'));
  const file = (name: string): string => join(folder, name);
  for (const name of ['host', 'client', 'stranger', 'other-host']) await makeKey(file(name));
  const port = await freePort();
  writeFileSync(file('authorized'), readFileSync(file('client.pub')));
  for (const [name, key] of [
    ['known', 'host'],
    ['known-wrong', 'other-host'],
  ] as const)
    writeFileSync(file(name), `[127.0.0.1]:${port} ${readFileSync(file(`${key}.pub`), 'utf8')}`);
  writeFileSync(file('config'), config(folder, port));
  // Started by root, sshd wants its usual empty folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
  const daemon = await startProgram({
    program: '/usr/sbin/sshd',
    args: ['-D', '-e', '-f', file('config')],
    timeoutMs: 10 * 60_000,
  });
  daemon.stdin.end();
  daemon.stdout.resume();
  const client = (key: string, known: string): string[] => [
    `IdentityFile=${file(key)}`,
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `UserKnownHostsFile=${file(known)}`,
    'GlobalKnownHostsFile=/dev/null',
  ];
  const configFor = (key: string): string => {
    const options = client(key, 'known').map(option => `  ${option.replace('=', ' ')}`);
    const where = ['  HostName 127.0.0.1', `  Port ${port}`, `  User ${userInfo().username}`];
    writeFileSync(file(`${key}-config`), ['Host pi', ...where, ...options, ''].join('\n'));
    return file(`${key}-config`);
  };
  const sshd = {
    folder,
    configFile: configFor('client'),
    strangerFile: configFor('stranger'),
    stop: () => stop(daemon),
    port,
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    clientOptions: client('client', 'known'),
    strangerOptions: client('stranger', 'known'),
    wrongHostOptions: client('client', 'known-wrong'),
    close: () => close(daemon, folder),
  };
  await untilReady(sshd, daemon);
  return sshd;
}

const config = (folder: string, port: number): string => `ListenAddress 127.0.0.1
Port ${port}
HostKey ${join(folder, 'host')}
AuthorizedKeysFile ${join(folder, 'authorized')}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
UsePAM no
StrictModes no
PidFile none
Subsystem sftp internal-sftp
MaxStartups 100:30:200
`;

async function untilReady(sshd: Sshd, daemon: Running): Promise<void> {
  const ended = daemon.ended.then(
    () => new Error('sshd ended'),
    (error: unknown) => error,
  );
  for (;;) {
    const args = [...sshd.clientOptions.flatMap(option => ['-o', option]), '-o', 'BatchMode=yes'];
    const target = [`-p${sshd.port}`, `${userInfo().username}@127.0.0.1`, 'true'];
    const answer = await Promise.race([
      ended,
      runProgram({program: 'ssh', args: ['-F', '/dev/null', ...args, ...target], expect: [0, 255]}),
    ]);
    if (!('exitCode' in (answer as object)) || answer instanceof Error) throw answer;
    if ((answer as {exitCode: number}).exitCode === 0) return;
    await tick();
  }
}

async function stop(daemon: Running): Promise<void> {
  daemon.stop();
  await daemon.ended.catch(() => {});
}

async function close(daemon: Running, folder: string): Promise<void> {
  await stop(daemon);
  rmSync(folder, {recursive: true, force: true});
}
