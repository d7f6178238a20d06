/** Starting git on one bare repository: always the same environment, deadlines, and words for what fails. */
import type {SimpleGit} from 'simple-git';
import {
  type ProgramOutput,
  type Running,
  type RunOptions,
  runProgram,
  startProgram,
} from '../ground/process.ts';
import {gitEnvironment, type HttpLogin, loginEnvironment} from './git-environment.ts';
import {explainGit} from './git-fault.ts';

export interface GitOptions {
  /** The bare repository's own folder. */
  readonly folder: string;
  /** More `-o` options for ssh, such as a port or a known-hosts file. */
  readonly sshOptions?: readonly string[] | undefined;
  /** Longest wait for a remote from which nothing is heard, two minutes unless told; five times that for a push. */
  readonly remoteTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the remote is an https address that asks for a login. */
  readonly login?: (HttpLogin & {readonly url: string}) | undefined;
}

const plumbingTimeoutMs = 10 * 60_000;
const mostOutput = 512 * 1024 * 1024;

export class Git {
  readonly #options: GitOptions;
  readonly #env: Record<string, string>;

  constructor(options: GitOptions) {
    this.#options = options;
    this.#env = gitEnvironment(options.folder, options.sshOptions);
  }

  /** Runs git to its end; other exit codes than those expected are an error in words. */
  run(args: readonly string[], more: Partial<RunOptions> = {}): Promise<ProgramOutput> {
    return this.explained(args[0]!, () => runProgram({...this.#program(args), ...more}));
  }

  /** A git whose streams are read and written while it runs. */
  start(args: readonly string[], timeoutMs = plumbingTimeoutMs): Promise<Running> {
    return this.explained(args[0]!, () => startProgram({...this.#program(args), timeoutMs}));
  }

  /** True and false as git answers them, by exit code 0 and another one. */
  async isTrue(args: readonly string[]): Promise<boolean> {
    return (await this.run(args, {expect: [0, 1, 128]})).exitCode === 0;
  }

  /** What speaks to a remote, through simple-git: it gives up on one that says nothing. */
  async speak(args: readonly string[]): Promise<string> {
    const git = await this.#simpleGit(this.#longestSilenceMs(args[0]!));
    return this.explained(args[0]!, () => git.raw(...args));
  }

  async explained<Result>(doing: string, work: () => PromiseLike<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explainGit(error, doing, this.#longestSilenceMs(doing));
    }
  }

  /**
   * git tells how far it is, so that only what stands still is silent. The end of a push is: megabytes of
   * it may lie in buffers that a slow line empties over minutes. A dead line ssh and curl notice sooner.
   */
  #longestSilenceMs(doing: string): number {
    const {remoteTimeoutMs = 120_000} = this.#options;
    return doing === 'push' ? 5 * remoteTimeoutMs : remoteTimeoutMs;
  }

  #program(args: readonly string[]): RunOptions {
    const {signal} = this.#options;
    const limits = {timeoutMs: plumbingTimeoutMs, maxBytes: mostOutput};
    return {program: 'git', args, env: this.#env, ...limits, ...(signal && {signal})};
  }

  // The environment is ours alone and fixed, which is why the settings that simple-git would refuse
  // from strangers are allowed here.
  async #simpleGit(silenceMs: number): Promise<SimpleGit> {
    const {simpleGit} = await import('simple-git');
    const {folder, signal, login} = this.#options;
    const env = {...this.#env, ...(login && loginEnvironment(login.url, login))};
    return simpleGit({
      baseDir: folder,
      timeout: {block: silenceMs},
      // By itself simple-git believes a git that was killed, and one that failed and said nothing.
      errors: (error, {exitCode, stdErr, stdOut}) => {
        if (error || exitCode === 0) return error;
        const said = Buffer.concat([...stdOut, ...stdErr]);
        return said.length > 0 ? said : Buffer.from('git ended without a word');
      },
      allowEnvironment: Object.keys(env),
      unsafe: {
        allowUnsafeSshCommand: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeAskPass: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeTemplateDir: true,
        allowUnsafeConfigEnvCount: true,
        allowUnsafeCredentialHelper: true,
      },
      ...(signal && {abort: signal}),
    }).env(env);
  }
}
