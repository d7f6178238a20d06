/** A real sshd of the test's own, on a port of its own, with keys of its own; it ends with the test. */
import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

export interface SshServer {
  /** An ssh config in which the machine is called `pi`. */
  readonly configFile: string;
  readonly folder: string;
  stop(): void;
}

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

export async function startSshServer(extra: readonly string[] = []): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'memu-ssh-'));
  const path = (name: string) => join(folder, name);
  const port = await freePort();
  for (const name of ['host', 'me']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(name)]);
  }
  execFileSync('cp', [path('me.pub'), path('authorized_keys')]);
  chmodSync(folder, 0o700);
  if (userInfo().uid === 0) mkdirSync('/run/sshd', {recursive: true});
  writeFileSync(
    path('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${path('host')}`,
      `AuthorizedKeysFile ${path('authorized_keys')}`,
      'PasswordAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      ...extra,
    ].join('\n'),
  );
  const host = execFileSync('cat', [path('host.pub')], {encoding: 'utf8'})
    .split(' ')
    .slice(0, 2)
    .join(' ');
  writeFileSync(path('known_hosts'), `[127.0.0.1]:${port} ${host}\n`);
  writeFileSync(
    path('config'),
    [
      'Host pi',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${path('me')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${path('known_hosts')}`,
      '  StrictHostKeyChecking yes',
    ].join('\n'),
  );
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', chunk => {
      said += chunk;
      if (said.includes('Server listening')) resolve();
    });
    child.once('exit', code => reject(new Error(`sshd ended with ${code}: ${said}`)));
  });
  const stop = () => child.kill('SIGTERM');
  onTestFinished(() => {
    stop();
    rmSync(folder, {recursive: true, force: true});
  });
  return {configFile: path('config'), folder, stop};
}
