/**
 * Tunnels to services that listen on another machine's loopback only. One ssh per machine and port,
 * shared by every command of this person, which ends by itself when nobody has used it for a while.
 */
import {createHash, randomBytes} from 'node:crypto';
import {renameSync, rmSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {runProgram} from '../ground/process.ts';
import {socketFolder} from './socket-folder.ts';
import {sshFault} from './ssh-fault.ts';
import {checkAlias, type SshOptions, sshArguments} from './ssh-options.ts';

export interface TunnelOptions extends SshOptions {
  /** Folder for the sockets, of its owner alone. */
  readonly folder: string;
  /** Seconds without a connection after which a tunnel ends; five minutes unless told. */
  readonly idleSeconds?: number;
}

const startMs = 15_000;

export class SshTunnels {
  readonly #options: TunnelOptions;
  /** Two callers in this process share one start. */
  readonly #starting = new Map<string, Promise<string>>();

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  /**
   * A local socket that leads to `port` on the loopback of the machine that ssh calls `alias`. An open
   * tunnel of another memu is used; otherwise one is started.
   *
   * @throws SshError, UsageError for a strange alias
   */
  async reach(alias: string, port: number, signal?: AbortSignal): Promise<string> {
    const socket = join(
      socketFolder(this.#options.folder),
      `${nameOf(checkAlias(alias), port, this.#options)}.sock`,
    );
    if (await answers(socket)) return socket;
    const starting = this.#starting.get(socket) ?? this.#start(socket, alias, port, signal);
    this.#starting.set(socket, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(socket);
    }
  }

  /**
   * Starts ssh under names of its own and then moves them into place. Two starts at once make two
   * tunnels, the later one is used, and the other ends for lack of use: nothing has to be locked.
   */
  async #start(socket: string, alias: string, port: number, signal?: AbortSignal): Promise<string> {
    const own = socket.replace(/\.sock$/, `-${randomBytes(3).toString('hex')}`);
    const {idleSeconds = 300} = this.#options;
    const options = [
      'ControlMaster=yes',
      `ControlPath=${own}.ctl`,
      `ControlPersist=${idleSeconds}`,
      'ExitOnForwardFailure=yes',
      'StreamLocalBindMask=0177',
      'StreamLocalBindUnlink=yes',
    ].flatMap(option => ['-o', option]);
    const forward = ['-L', `${own}.sock:127.0.0.1:${port}`];
    try {
      await runProgram({
        program: 'ssh',
        args: [
          ...sshArguments(this.#options),
          ...options,
          ...forward,
          '-f',
          '-N',
          '-T',
          '--',
          alias,
        ],
        timeoutMs: startMs,
        ...(signal && {signal}),
      });
      renameSync(`${own}.sock`, socket);
      return socket;
    } catch (error) {
      rmSync(`${own}.sock`, {force: true});
      throw sshFault(alias, error);
    }
  }
}

const nameOf = (alias: string, port: number, {configFile = ''}: SshOptions): string =>
  createHash('sha256').update(`${alias}\n${port}\n${configFile}`).digest('hex').slice(0, 12);

/** Whether somebody still listens at a socket; one that was left behind refuses at once. */
const answers = (path: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(path);
    const settle = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(1000, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
