import {execFileSync} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import {SshError} from '../../src/ssh/ssh-fault.ts';
import {SshTunnels} from '../../src/ssh/tunnels.ts';
import {ask, until} from '../models/contract.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {type Sshd, startSshd} from '../support/sshd.ts';

async function startServer(): Promise<Sshd> {
  const ssh = await startSshd();
  onTestFinished(() => ssh.close());
  return ssh;
}

/** ssh processes that hold a tunnel whose sockets lie in a folder. */
const tunnelsIn = (folder: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], {encoding: 'utf8'})
    .split('\n')
    .filter(line => line.includes(`ControlPath=${folder}`))
    .map(line => line.trim().split(' ')[0]!);

const endTunnels = (folder: string) => {
  for (const pid of tunnelsIn(folder)) process.kill(Number(pid));
};

test('a model on the loopback of another machine answers through one tunnel that commands share', async () => {
  const ssh = await startServer();
  const ollama = await startOllamaContract();
  onTestFinished(() => ollama.close());
  const folder = join(ssh.folder, 's');
  onTestFinished(() => endTunnels(folder));
  const open = () =>
    openModels({
      hosts: [`ssh://pi:${ollama.port}`],
      mode: 'privacy',
      allow: [],
      clock: {now: () => 0},
      egress: new MemoryEgress(),
      tunnels: new SshTunnels({folder, configFile: ssh.configFile}),
      models: {any: 'llama3.2:3b'},
    });
  const [first, second] = [open(), open()];
  const answer = await ask(first, 'hello');
  expect(answer.error).toBeUndefined();
  expect(answer.text).toContain('Scripted reply');
  expect(answer.events[0]).toMatchObject({place: {window: 4096, isThisMachine: false}});
  await until(() => tunnelsIn(folder).length === 1, 'one tunnel');
  const before = tunnelsIn(folder);
  expect((await ask(second, 'hello')).error).toBeUndefined();
  expect(tunnelsIn(folder)).toEqual(before);
  expect(statSync(folder).mode & 0o077).toBe(0);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});

test('a tunnel that nobody uses ends by itself, and the next command digs another', async () => {
  const ssh = await startServer();
  const ollama = await startOllamaContract();
  onTestFinished(() => ollama.close());
  const folder = join(ssh.folder, 's');
  onTestFinished(() => endTunnels(folder));
  const tunnels = new SshTunnels({folder, configFile: ssh.configFile, idleSeconds: 2});
  const socket = await tunnels.reach('pi', ollama.port);
  await until(() => tunnelsIn(folder).length === 1, 'a tunnel');
  await until(() => tunnelsIn(folder).length === 0, 'the end of the tunnel');
  expect(await tunnels.reach('pi', ollama.port)).toBe(socket);
  await until(() => tunnelsIn(folder).length === 1, 'another tunnel');
});

test('two starts at once both arrive', async () => {
  const ssh = await startServer();
  const ollama = await startOllamaContract();
  onTestFinished(() => ollama.close());
  const folder = join(ssh.folder, 's');
  onTestFinished(() => endTunnels(folder));
  const reach = () => new SshTunnels({folder, configFile: ssh.configFile}).reach('pi', ollama.port);
  const [a, b] = await Promise.all([reach(), reach()]);
  expect(a).toBe(b);
});

test('what is wrong is said in words', async () => {
  const ssh = await startServer();
  const folder = join(ssh.folder, 's');
  const tunnels = new SshTunnels({folder, configFile: ssh.configFile});
  await expect(tunnels.reach('no-such-machine.invalid', 1)).rejects.toThrow(
    /no machine of that name|does not answer/,
  );
  await expect(tunnels.reach('-oProxyCommand=touch', 1)).rejects.toThrow(/not a name/);
  await ssh.stop();
  const error = await tunnels.reach('pi', 1).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(SshError);
  expect(error).toMatchObject({exitCode: 7, alias: 'pi'});
});

test('a key that is not accepted is named, with what to do', async () => {
  const ssh = await startServer();
  const tunnels = new SshTunnels({folder: join(ssh.folder, 's'), configFile: ssh.strangerFile});
  await expect(tunnels.reach('pi', 1)).rejects.toMatchObject({
    message: expect.stringContaining('does not accept your key'),
    hint: expect.stringContaining('ssh-copy-id pi'),
  });
});
