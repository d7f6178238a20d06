/**
 * Tunnels to services that listen on another machine's loopback only. One ssh per machine and port,
 * shared by every command of this person, which ends by itself when nobody has used it for a while.
 */
import {createHash, randomBytes} from 'node:crypto';
import {chmodSync, lstatSync, mkdirSync, renameSync, rmSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {RefusedError} from '../ground/errors.ts';
import {run} from '../ground/process.ts';
import {sshFault} from './ssh-fault.ts';
import {checkAlias, type SshOptions, sshArguments} from './ssh-options.ts';

export interface TunnelOptions extends SshOptions {
  /** Folder for the sockets, of its owner alone. */
  readonly folder: string;
  /** Seconds without a connection after which a tunnel ends; five minutes unless told. */
  readonly idleSeconds?: number;
}

/** Longest path that a socket can have on every system memu runs on, less a name of ours. */
const longestFolder = 70;

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
    const socket = join(this.#folder(), `${nameOf(checkAlias(alias), port, this.#options)}.sock`);
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
      await run({
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

  /** The folder for sockets: a short one when the usual one has too long a path. */
  #folder(): string {
    const {folder} = this.#options;
    const id = createHash('sha256').update(folder).digest('hex').slice(0, 8);
    const path =
      folder.length <= longestFolder
        ? folder
        : join(tmpdir(), `memu-${process.getuid?.() ?? 0}-${id}`);
    mkdirSync(path, {recursive: true, mode: 0o700});
    const found = lstatSync(path);
    const {uid, mode} = found;
    if (!found.isDirectory()) {
      throw new RefusedError(`${path} is a link to another place; no tunnel is put there.`, {
        hint: `rm ${path}`,
      });
    }
    if (process.getuid && uid !== process.getuid()) {
      throw new RefusedError(`${path} belongs to somebody else; no tunnel is put there.`);
    }
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
    return path;
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
