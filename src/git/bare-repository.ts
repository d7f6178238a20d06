/** A bare repository of memu's own: written by streams without index or checkout, one remote branch. */
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Writable} from 'node:stream';
import type {SimpleGit} from 'simple-git';
import {writePrivateFile} from '../private-file.ts';
import {type RunOptions, run, start} from '../process.ts';
import {gitConfig, gitEnvironment} from './git-environment.ts';
import {explainGit, GitError} from './git-fault.ts';
import {readBlobs, readChanges} from './object-stream.ts';
import {parseBranch, parseRemoteUrl} from './remote-url.ts';
import type {
  Blob,
  LocalRef,
  NewCommit,
  NewFile,
  Oid,
  Repository,
  TreeChange,
  TreeFile,
} from './repository.ts';

export interface BareRepositoryOptions {
  /** The bare repository's own folder; made when it is not there. */
  readonly folder: string;
  readonly remote?: string | undefined;
  readonly branch?: string;
  /** More `-o` options for ssh, such as a port or a known-hosts file. */
  readonly sshOptions?: readonly string[];
  /** Longest wait for a remote that says nothing; 60 s unless told. */
  readonly remoteTimeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const oidPattern = /^[0-9a-f]{40}$/;
const plumbingTimeoutMs = 10 * 60_000;

export class BareRepository implements Repository {
  readonly #options: BareRepositoryOptions;
  readonly #env: Record<string, string>;
  readonly #branch: string;
  /** Commits that were seen here; nothing is ever removed. */
  readonly #known = new Set<Oid>();

  private constructor(options: BareRepositoryOptions) {
    this.#options = options;
    this.#branch = parseBranch(options.branch ?? 'main');
    this.#env = gitEnvironment(options.folder, options.sshOptions);
    if (options.remote !== undefined) parseRemoteUrl(options.remote);
  }

  /** Opens the repository, making it when needed. Its lock must be held: leftover locks are removed. */
  static async open(options: BareRepositoryOptions): Promise<BareRepository> {
    const repository = new BareRepository(options);
    await repository.#prepare();
    return repository;
  }

  async #prepare(): Promise<void> {
    const {folder} = this.#options;
    if (!existsSync(join(folder, 'HEAD'))) {
      mkdirSync(folder, {recursive: true, mode: 0o700});
      const git = await this.#simpleGit();
      await this.#explained('init', () =>
        git.raw('init', '--quiet', '--bare', '--template=', '--initial-branch=main'),
      );
    }
    removeStaleLocks(folder);
    const config = join(folder, 'config');
    const wanted = gitConfig(folder);
    if (readFileSync(config, 'utf8') !== wanted) writePrivateFile(config, wanted);
  }

  async commit({parents, files, message, at}: NewCommit): Promise<Oid> {
    const changed = this.#changedFiles(parents[0], files)[Symbol.asyncIterator]();
    const first = await changed.next();
    if (first.done && parents.length === 1) return parents[0]!;
    return this.#explained('fast-import', async () => {
      const program = await start({
        program: 'git',
        args: ['fast-import', '--quiet', '--done', '--force', '--date-format=raw'],
        env: this.#env,
        timeoutMs: plumbingTimeoutMs,
        ...this.#signal,
      });
      const head = [
        'commit refs/memu/draft',
        'mark :1',
        `committer memu <memu@localhost> ${Math.trunc(at)} +0000`,
        `data ${Buffer.byteLength(message)}`,
        message,
        ...(parents[0] === undefined ? [] : [`from ${checkedOid(parents[0])}`]),
        ...parents.slice(1).map(parent => `merge ${checkedOid(parent)}`),
      ];
      // A draft of an earlier run must not become a parent.
      if (parents.length === 0) await write(program.stdin, 'reset refs/memu/draft\n');
      await write(program.stdin, `${head.join('\n')}\n`);
      for (let next = first; !next.done; next = await changed.next())
        await writeFile(program.stdin, next.value);
      await write(program.stdin, '\nget-mark :1\ndone\n');
      program.stdin.end();
      const output: Buffer[] = [];
      for await (const chunk of program.stdout) output.push(chunk as Buffer);
      await program.ended;
      return checkedOid(Buffer.concat(output).toString().trim());
    });
  }

  /** Leaves out what the parent's tree has already, so that nothing new makes no commit. */
  async *#changedFiles(parent: Oid | undefined, files: NewCommit['files']): AsyncIterable<NewFile> {
    let waiting: NewFile[] = [];
    for await (const file of files) {
      if (parent === undefined) yield file;
      else if (waiting.push(file) >= 500) {
        yield* await this.#unknown(parent, waiting);
        waiting = [];
      }
    }
    if (parent !== undefined) yield* await this.#unknown(parent, waiting);
  }

  async #unknown(parent: Oid, files: readonly NewFile[]): Promise<readonly NewFile[]> {
    const known = await this.find(
      parent,
      files.map(file => file.path),
    );
    return files.filter(file => known.get(file.path)?.oid !== oidOf(file));
  }

  async mergeBase(a: Oid, b: Oid): Promise<Oid | undefined> {
    const args = ['merge-base', checkedOid(a), checkedOid(b)];
    const {stdout, exitCode} = await this.#explained('merge-base', () =>
      run({...this.#program(args), expect: [0, 1, 128]}),
    );
    return exitCode === 0 ? checkedOid(stdout.toString().split('\n')[0]!) : undefined;
  }

  async diff(before: Oid | undefined, after: Oid | undefined): Promise<readonly TreeChange[]> {
    if (before === after) return [];
    const args = [
      'diff-tree',
      '-r',
      '-z',
      '--raw',
      '--no-renames',
      '--no-abbrev',
      '--no-commit-id',
    ];
    const trees = [before, after].map(oid => (oid === undefined ? emptyTree : checkedOid(oid)));
    return this.#explained('diff-tree', async () => {
      const program = await start(this.#program([...args, ...trees]));
      program.stdin.end();
      const [changes] = await Promise.all([readChanges(program.stdout), program.ended]);
      return changes;
    });
  }

  async find(commit: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
    const found = new Map<string, TreeFile>();
    if (paths.length === 0) return found;
    const asked = paths.filter(path => !path.includes('\n'));
    const input = asked.map(path => `${checkedOid(commit)}:${path}\n`).join('');
    const output = await this.#git('cat-file', ['cat-file', '--batch-check', '--buffer'], {input});
    for (const [index, line] of output.toString().split('\n').entries()) {
      const [oid, type] = line.split(' ');
      if (type === 'blob' && oidPattern.test(oid!)) {
        found.set(asked[index]!, {oid: oid!, isRegular: true});
      }
    }
    return found;
  }

  async *read(oids: Iterable<Oid>, maxBytes: number): AsyncIterable<Blob> {
    const program = await start({
      program: 'git',
      args: ['cat-file', '--batch', '--buffer'],
      env: this.#env,
      timeoutMs: plumbingTimeoutMs,
      ...this.#signal,
    });
    const asked = ask(program.stdin, oids);
    let isWhole = false;
    try {
      yield* readBlobs(program.stdout, maxBytes);
      isWhole = true;
    } finally {
      if (!isWhole) program.stop();
      await asked.catch(() => {});
      if (isWhole) await this.#explained('cat-file', () => program.ended);
    }
  }

  async has(commit: Oid): Promise<boolean> {
    if (this.#known.has(commit)) return true;
    const args = ['cat-file', '-e', `${checkedOid(commit)}^{tree}`];
    const {exitCode} = await this.#explained('cat-file', () =>
      run({...this.#program(args), expect: [0, 1, 128]}),
    );
    if (exitCode === 0) this.#known.add(commit);
    return exitCode === 0;
  }

  async isAncestor(ancestor: Oid, descendant: Oid): Promise<boolean> {
    if (ancestor === descendant) return true;
    const args = ['merge-base', '--is-ancestor', checkedOid(ancestor), checkedOid(descendant)];
    const {exitCode} = await this.#explained('merge-base', () =>
      run({...this.#program(args), expect: [0, 1, 128]}),
    );
    return exitCode === 0;
  }

  async countBetween(base: Oid | undefined, tip: Oid): Promise<number> {
    const range = base === undefined ? [] : [`^${checkedOid(base)}`];
    return Number(await this.#git('rev-list', ['rev-list', '--count', checkedOid(tip), ...range]));
  }

  async setRef(ref: LocalRef, oid: Oid): Promise<void> {
    await this.#git('update-ref', ['update-ref', `refs/memu/${ref}`, checkedOid(oid)]);
  }

  async fetch(): Promise<Oid | undefined> {
    const git = await this.#simpleGit();
    const refspec = `+refs/heads/${this.#branch}:refs/memu/incoming`;
    try {
      await this.#explained('fetch', () =>
        git.raw(
          'fetch',
          '--quiet',
          '--no-tags',
          '--no-write-fetch-head',
          '--no-auto-gc',
          '--',
          this.#remote,
          refspec,
        ),
      );
    } catch (error) {
      if (error instanceof GitError && /couldn't find remote ref/i.test(error.said))
        return undefined;
      throw error;
    }
    return checkedOid(
      String(await this.#git('rev-parse', ['rev-parse', 'refs/memu/incoming'])).trim(),
    );
  }

  async push(tip: Oid): Promise<boolean> {
    const git = await this.#simpleGit();
    const refspec = `${checkedOid(tip)}:refs/heads/${this.#branch}`;
    try {
      await this.#explained('push', () =>
        git.raw('push', '--quiet', '--porcelain', '--no-verify', '--', this.#remote, refspec),
      );
      return true;
    } catch (error) {
      const isBehind =
        error instanceof GitError &&
        /\[rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref/i.test(
          error.said,
        );
      if (isBehind) return false;
      throw error;
    }
  }

  /** The remote's branches by name, to look before anything is fetched. */
  async listBranches(): Promise<readonly string[]> {
    const git = await this.#simpleGit();
    const output = await this.#explained('ls-remote', () =>
      git.raw('ls-remote', '--quiet', '--heads', '--', this.#remote),
    );
    return [...output.matchAll(/^[0-9a-f]{40}\trefs\/heads\/(.+)$/gm)].map(match => match[1]!);
  }

  /** Packs loose objects once there are many. Unreachable ones stay. */
  async tidy(): Promise<void> {
    const objects = join(this.#options.folder, 'objects');
    const loose = existsSync(join(objects, '17'))
      ? readdirSync(join(objects, '17')).length * 256
      : 0;
    const packs = readdirSync(join(objects, 'pack')).filter(name => name.endsWith('.pack')).length;
    if (loose < 6000 && packs < 40) return;
    await this.#git('repack', ['repack', '--quiet', '-d', '--geometric=2']);
  }

  get #remote(): string {
    const {remote} = this.#options;
    if (remote !== undefined) return parseRemoteUrl(remote).url;
    throw new TypeError('this repository has no remote');
  }

  get #remoteTimeoutMs(): number {
    return this.#options.remoteTimeoutMs ?? 60_000;
  }

  get #signal(): {signal?: AbortSignal} {
    const {signal} = this.#options;
    return signal === undefined ? {} : {signal};
  }

  #program(args: readonly string[]): RunOptions {
    return {program: 'git', args, env: this.#env, timeoutMs: plumbingTimeoutMs, ...this.#signal};
  }

  async #git(
    doing: string,
    args: readonly string[],
    more: Partial<RunOptions> = {},
  ): Promise<Buffer> {
    const options = {...this.#program(args), maxBytes: 512 * 1024 * 1024, ...more};
    return (await this.#explained(doing, () => run(options))).stdout;
  }

  async #explained<Result>(doing: string, work: () => PromiseLike<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explainGit(error, doing, this.#remoteTimeoutMs);
    }
  }

  // The environment is ours alone and fixed, which is why the settings that simple-git would refuse
  // from strangers are allowed here.
  async #simpleGit(): Promise<SimpleGit> {
    const {simpleGit} = await import('simple-git');
    const {folder, signal} = this.#options;
    return simpleGit({
      baseDir: folder,
      timeout: {block: this.#remoteTimeoutMs},
      allowEnvironment: Object.keys(this.#env),
      unsafe: {
        allowUnsafeSshCommand: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeAskPass: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeTemplateDir: true,
      },
      ...(signal && {abort: signal}),
    }).env(this.#env);
  }
}

/** git never removes these itself when it was killed. */
function removeStaleLocks(folder: string): void {
  for (const name of ['config.lock', 'HEAD.lock', 'packed-refs.lock', 'shallow.lock'])
    rmSync(join(folder, name), {force: true});
  const refs = join(folder, 'refs');
  if (!existsSync(refs)) return;
  for (const entry of readdirSync(refs, {recursive: true}) as string[])
    if (entry.endsWith('.lock')) rmSync(join(refs, entry), {force: true});
}

function checkedOid(text: string): Oid {
  if (oidPattern.test(text)) return text;
  throw new TypeError(`not an object id: ${text.slice(0, 80)}`);
}

/** The id that git gives to a file with these bytes. */
export const blobOid = (bytes: Uint8Array): Oid =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const oidOf = (file: NewFile): Oid | undefined => {
  if ('isGone' in file) return undefined;
  return 'oid' in file ? file.oid : blobOid(file.bytes);
};

async function write(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  if (stream.write(chunk) || stream.destroyed) return;
  await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
}

async function writeFile(stream: Writable, file: NewFile): Promise<void> {
  // A newline would begin another command; no path of ours has one.
  if (/[\n"]/.test(file.path))
    throw new TypeError('a path of the vault holds a newline or a quote');
  if ('isGone' in file) return write(stream, `D ${file.path}\n`);
  if ('oid' in file) return write(stream, `M 100644 ${checkedOid(file.oid)} ${file.path}\n`);
  await write(stream, `M 100644 inline ${file.path}\ndata ${file.bytes.length}\n`);
  await write(stream, file.bytes);
  await write(stream, '\n');
}

async function ask(stream: Writable, oids: Iterable<Oid>): Promise<void> {
  for (const oid of oids) {
    if (stream.destroyed) return;
    await write(stream, `${checkedOid(oid)}\n`);
  }
  stream.end();
}
