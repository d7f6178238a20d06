/**
 * Programs and files on another machine, through one connection that is kept for a minute: the first
 * call pays for the login, the others take a channel of it.
 */
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {UsageError} from '../ground/errors.ts';
import {type ProgramOutput, type Running, runProgram, startProgram} from '../ground/process.ts';
import type {SshMachine} from './machine.ts';
import {socketFolder} from './socket-folder.ts';
import {remoteFault, sshFault} from './ssh-fault.ts';
import {type SshOptions, sshArguments} from './ssh-options.ts';

export interface SshConnectionOptions extends SshOptions {
  readonly machine: SshMachine;
  /** Folder for the socket of the shared connection, of its owner alone. */
  readonly folder: string;
  /** Seconds that the connection stays open without use; a minute unless told. */
  readonly keepSeconds?: number;
}

/** `%C` is 40 digits, and ssh binds under a name of 17 characters more first. */
const longestName = 57;

/** Words of ours and nothing of the person's: ssh joins them to one line that a shell reads there. */
const remoteWord = /^[A-Za-z0-9_./=:@+~-]+$/;

export interface RemoteCall {
  readonly words: readonly string[];
  readonly input?: string | Uint8Array | undefined;
  /** Half a minute unless told. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Exit codes of the remote program that are no failure; 0 unless told. */
  readonly expect?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

export class SshConnection {
  readonly #options: SshConnectionOptions;
  /** Undefined until the first call; then the options of the shared connection, none where it cannot be shared. */
  #sharing: readonly string[] | undefined;

  constructor(options: SshConnectionOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.machine.target;
  }

  /**
   * Runs a program there to its end.
   *
   * @throws SshError when the machine cannot be reached, RemoteFailedError when the program fails there
   */
  async run({words, ...call}: RemoteCall): Promise<ProgramOutput> {
    try {
      return await runProgram({
        program: 'ssh',
        args: this.#arguments(words),
        ...(call.input !== undefined && {input: call.input}),
        ...(call.timeoutMs !== undefined && {timeoutMs: call.timeoutMs}),
        ...(call.maxBytes !== undefined && {maxBytes: call.maxBytes}),
        ...(call.expect && {expect: call.expect}),
        ...(call.signal && {signal: call.signal}),
      });
    } catch (error) {
      throw remoteFault(this.name, error);
    }
  }

  /** Starts a program there and hands over its streams. `ended` rejects with what `run` throws. */
  async stream({words, timeoutMs, signal}: Omit<RemoteCall, 'input'>): Promise<Running> {
    const running = await startProgram({
      program: 'ssh',
      args: this.#arguments(words),
      timeoutMs: timeoutMs ?? 24 * 3_600_000,
      ...(signal && {signal}),
    });
    const ended = running.ended.catch((error: unknown) => {
      throw remoteFault(this.name, error);
    });
    ended.catch(() => {});
    return {...running, ended};
  }

  /**
   * Copies a file there, going on where an earlier copy broke off. `to` is relative to the account's home, and
   * its folder exists.
   */
  async copy(
    from: string,
    to: string,
    {signal}: {readonly signal?: AbortSignal} = {},
  ): Promise<void> {
    const size = statSync(from).size;
    // sftp resumes with `reput`, which refuses where nothing is yet; `put` then begins.
    for (const verb of ['reput', 'put']) {
      const done = await this.#sftp(`${verb} ${quoted(from)} ${quoted(to)}`, size, signal);
      if (done) return;
    }
  }

  async #sftp(line: string, size: number, signal: AbortSignal | undefined): Promise<boolean> {
    const isResuming = line.startsWith('reput');
    try {
      const {exitCode} = await runProgram({
        program: 'sftp',
        args: [
          ...['-q', '-b', '-'],
          ...this.#shared(),
          ...this.#port('-P'),
          '--',
          bracketed(this.#options.machine.target),
        ],
        input: `${line}\n`,
        // A slow line moves 100 kB a second.
        timeoutMs: 60_000 + size / 100,
        expect: isResuming ? [0, 1] : [0],
        ...(signal && {signal}),
      });
      return exitCode === 0;
    } catch (error) {
      throw sshFault(this.name, error);
    }
  }

  /** Ends the shared connection, when there is one. */
  async close(): Promise<void> {
    const sharing = this.#shared();
    if (!sharing.some(option => option.startsWith('ControlPath'))) return;
    await runProgram({
      program: 'ssh',
      args: [...sharing, ...this.#port('-p'), '-O', 'exit', '--', this.name],
      expect: [0, 255],
    });
  }

  #arguments(words: readonly string[]): readonly string[] {
    const strange = words.find(word => !remoteWord.test(word));
    if (strange !== undefined)
      throw new UsageError(`"${strange}" may not be on a remote command line.`);
    return [...this.#shared(), ...this.#port('-p'), '-T', '--', this.name, ...words];
  }

  #port(flag: string): readonly string[] {
    const {port} = this.#options.machine;
    return port === undefined ? [] : [flag, String(port)];
  }

  /** ssh falls back to a connection of its own where the shared one is gone or its socket cannot be made. */
  #shared(): readonly string[] {
    const {folder, keepSeconds = 60} = this.#options;
    this.#sharing ??= [
      ...sshArguments(this.#options),
      ...[
        'ControlMaster=auto',
        `ControlPath=${join(socketFolder(folder, longestName), '%C')}`,
        `ControlPersist=${keepSeconds}`,
        'ForwardAgent=no',
        'ClearAllForwardings=yes',
      ].flatMap(option => ['-o', option]),
    ];
    return this.#sharing;
  }
}

/** For a line of sftp's batch: in double quotes, with what these know taken literally. */
const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`;

const bracketed = (target: string): string => {
  const at = target.lastIndexOf('@') + 1;
  const host = target.slice(at);
  return host.includes(':') ? `${target.slice(0, at)}[${host}]` : target;
};
