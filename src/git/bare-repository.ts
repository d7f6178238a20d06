/** A bare repository of memu's own: written by streams without index or checkout, one remote branch. */
import {Readable} from 'node:stream';
import {exitCodes} from '../ground/errors.ts';
import {changedFiles} from './changed-files.ts';
import {writeCommit} from './commit-stream.ts';
import {Git, type GitOptions} from './git.ts';
import {GitError} from './git-fault.ts';
import {ObjectReader} from './object-reader.ts';
import {isRegularMode, readChanges} from './object-stream.ts';
import {checkedOid} from './oid.ts';
import {parseBranch, parseRemoteUrl} from './remote-url.ts';
import type {
  Blob,
  LocalRef,
  NewCommit,
  Oid,
  Repository,
  TreeChange,
  TreeFile,
} from './repository.ts';
import {isUntidy, prepareRepository} from './repository-folder.ts';

export interface BareRepositoryOptions extends GitOptions {
  readonly remote?: string | undefined;
  readonly branch?: string;
  /** Told before anything is said to a remote on another machine. If it throws, nothing is said. */
  readonly leaving?: ((leaving: GitLeaving) => void) | undefined;
}

/** What git is about to say to a remote. */
export interface GitLeaving {
  readonly verb: 'fetch' | 'push' | 'ls-remote';
  /** Its address without a user. */
  readonly remote: string;
  /** Bytes of the objects that a push sends at most; git adds some for its protocol. */
  readonly bytes: number;
}

/** A transfer that shows how far it is may take its time; one that says nothing is given up on. */
const showsLife = '--progress';
const mostLocks = 2;
const rawChanges = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev', '--no-commit-id'] as const;
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const withoutUser = (url: string): string => url.replace(/^((?:[a-z]+:\/\/)?)[^/@:]*@/i, '$1');

export class BareRepository implements Repository {
  readonly #options: BareRepositoryOptions;
  readonly #branch: string;
  readonly #git: Git;
  readonly #objects: ObjectReader;
  /** Commits that were seen here; nothing is ever removed. */
  readonly #known = new Set<Oid>();
  #lockedOut = 0;
  /** Of the commits that were made here, what they were put on. */
  readonly #parents = new Map<Oid, readonly Oid[]>();

  private constructor(options: BareRepositoryOptions) {
    this.#options = options;
    this.#branch = parseBranch(options.branch ?? 'main');
    if (options.remote !== undefined) parseRemoteUrl(options.remote);
    this.#git = new Git(options);
    this.#objects = new ObjectReader(this.#git);
  }

  /** Opens the repository, making it when needed. Its lock must be held: leftover locks are removed. */
  static async open(options: BareRepositoryOptions): Promise<BareRepository> {
    const repository = new BareRepository(options);
    await prepareRepository(repository.#git, options.folder);
    return repository;
  }

  /** Ends the programs that answered questions. */
  async close(): Promise<void> {
    await this.#objects.close();
  }

  async commit({parents, files, ...note}: NewCommit): Promise<Oid> {
    const changed = changedFiles(this, parents[0], files)[Symbol.asyncIterator]();
    const first = await changed.next();
    if (first.done && parents.length === 1) return parents[0]!;
    const commit = await writeCommit(this.#git, {parents, ...note}, startingWith(first, changed));
    this.#parents.set(commit, parents);
    return commit;
  }

  async mergeBase(a: Oid, b: Oid): Promise<Oid | undefined> {
    const args = ['merge-base', checkedOid(a), checkedOid(b)];
    const {stdout, exitCode} = await this.#git.run(args, {expect: [0, 1, 128]});
    return exitCode === 0 ? checkedOid(stdout.toString().split('\n')[0]!) : undefined;
  }

  async *diff(before: Oid | undefined, after: Oid | undefined): AsyncIterable<TreeChange> {
    if (before === after) return;
    const trees = [before, after].map(oid => (oid === undefined ? emptyTree : checkedOid(oid)));
    const program = await this.#git.start(['diff-tree', ...rawChanges, ...trees]);
    program.stdin.end();
    let isWhole = false;
    try {
      yield* readChanges(program.stdout);
      isWhole = true;
    } finally {
      if (isWhole) await this.#git.explained('diff-tree', () => program.ended);
      else program.stop();
    }
  }

  async find(commit: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
    const asked = paths.filter(path => !path.includes('\n'));
    const answers = await this.#objects.look(asked.map(path => `${checkedOid(commit)}:${path}`));
    const found = new Map<string, TreeFile>();
    for (const [index, answer] of answers.entries())
      if (answer?.type === 'blob') found.set(asked[index]!, {oid: answer.oid, isRegular: true});
    return found;
  }

  async list(commit: Oid, folder: string): Promise<ReadonlyMap<string, TreeFile>> {
    const args = ['ls-tree', '-r', '-z', '--full-tree', checkedOid(commit), '--', `${folder}/`];
    const {stdout} = await this.#git.run(args);
    const found = new Map<string, TreeFile>();
    for (const line of stdout.toString('utf8').split('\0')) {
      const match = /^(\d{6}) blob ([0-9a-f]{40})\t(.+)$/s.exec(line);
      if (match) found.set(match[3]!, {oid: match[2]!, isRegular: isRegularMode(match[1]!)});
    }
    return found;
  }

  async everAt(tip: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, Set<Oid>>> {
    const ever = new Map(paths.map(path => [path, new Set<Oid>()]));
    const walk = ['rev-list', '--full-history', checkedOid(tip), '--', ...paths];
    const {stdout: commits} = await this.#git.run(walk);
    const how = ['--stdin', '-m', '--root', ...rawChanges, '--', ...paths];
    const {stdout} = await this.#git.run(['diff-tree', ...how], {input: commits});
    for await (const {path, before, after} of readChanges(Readable.from([stdout])))
      for (const file of [before, after]) if (file) ever.get(path)?.add(file.oid);
    return ever;
  }

  read(oids: Iterable<Oid>, maxBytes: number): AsyncIterable<Blob> {
    return this.#objects.read([...oids], maxBytes);
  }

  async has(commit: Oid): Promise<boolean> {
    if (this.#known.has(commit)) return true;
    const [tree] = await this.#objects.look([`${checkedOid(commit)}^{tree}`]);
    if (tree === undefined) return false;
    this.#known.add(commit);
    return true;
  }

  async verify(): Promise<void> {
    await this.#git.run(['fsck', '--full', '--no-dangling', '--no-progress']);
  }

  async isAncestor(ancestor: Oid, descendant: Oid): Promise<boolean> {
    if (ancestor === descendant || this.#parents.get(descendant)?.includes(ancestor)) return true;
    const commits = [checkedOid(ancestor), checkedOid(descendant)];
    return this.#git.isTrue(['merge-base', '--is-ancestor', ...commits]);
  }

  async countBetween(base: Oid | undefined, tip: Oid): Promise<number> {
    const range = base === undefined ? [] : [`^${checkedOid(base)}`];
    const {stdout} = await this.#git.run(['rev-list', '--count', checkedOid(tip), ...range]);
    return Number(stdout);
  }

  async setRef(ref: LocalRef, oid: Oid): Promise<void> {
    await this.#git.run(['update-ref', `refs/memu/${ref}`, checkedOid(oid)]);
  }

  async fetch(): Promise<Oid | undefined> {
    const how = [showsLife, '--no-tags', '--no-write-fetch-head', '--no-auto-gc'];
    const refspec = `+refs/heads/${this.#branch}:refs/memu/incoming`;
    try {
      await this.#speak(0, ['fetch', ...how, '--', this.#remote, refspec]);
    } catch (error) {
      if (error instanceof GitError && /couldn't find remote ref/i.test(error.said))
        return undefined;
      throw error;
    }
    const [tip] = await this.#objects.look(['refs/memu/incoming']);
    return tip && checkedOid(tip.oid);
  }

  async push(tip: Oid): Promise<boolean> {
    const how = [showsLife, '--porcelain', '--no-verify'];
    const refspec = `${checkedOid(tip)}:refs/heads/${this.#branch}`;
    try {
      const bytes = await this.#sizeOfPush(tip);
      const said = await this.#speak(bytes, ['push', ...how, '--', this.#remote, refspec]);
      if (hasTaken(said, this.#branch) || (await this.#tipThere()) === tip) return true;
    } catch (error) {
      if (this.#isLockedOut(error)) throw error;
      if (error instanceof GitError && isBehind.test(error.said)) return false;
      throw error;
    }
    throw new GitError(
      'unreachable',
      exitCodes.unreachable,
      'git push ended without an answer, and the remote does not have what was sent.',
      '',
      'nothing was lost; the next sync sends it again',
    );
  }

  /** Says something to the remote, once it is on record. A folder of this machine is no remote in that sense. */
  async #speak(bytes: number, args: readonly [GitLeaving['verb'], ...string[]]): Promise<string> {
    const {transport, url} = parseRemoteUrl(this.#remote);
    if (transport !== 'file')
      this.#options.leaving?.({verb: args[0], remote: withoutUser(url), bytes});
    return this.#git.speak(args);
  }

  /** Packed bytes of what is in a commit and was not at the remote when it was last heard of. */
  async #sizeOfPush(tip: Oid): Promise<number> {
    if (!this.#options.leaving) return 0;
    const there = await this.#objects.look(['refs/memu/incoming']);
    const known = there.flatMap(found => (found ? [`^${checkedOid(found.oid)}`] : []));
    const args = ['rev-list', '--objects', '--disk-usage', checkedOid(tip), ...known];
    const {stdout, exitCode} = await this.#git.run(args, {expect: [0, 128, 129]});
    return exitCode === 0 ? Number(stdout) || 0 : 0;
  }

  /** The tip of the remote's branch, as the remote says. */
  async #tipThere(): Promise<Oid | undefined> {
    const ref = `refs/heads/${this.#branch}`;
    const said = await this.#speak(0, ['ls-remote', '--quiet', '--', this.#remote, ref]);
    const line = said.split('\n').find(each => each.endsWith(`\t${ref}`));
    return line && checkedOid(line.slice(0, 40));
  }

  /** A lock of another push is gone at the next try; one that a killed git left is not. */
  #isLockedOut(error: unknown): boolean {
    const isLocked = error instanceof GitError && error.code === 'remote_locked';
    this.#lockedOut = isLocked ? this.#lockedOut + 1 : 0;
    return this.#lockedOut > mostLocks;
  }

  /** The remote's branches by name, to look before anything is fetched. */
  async listBranches(): Promise<readonly string[]> {
    const output = await this.#speak(0, ['ls-remote', '--quiet', '--heads', '--', this.#remote]);
    return [...output.matchAll(/^[0-9a-f]{40}\trefs\/heads\/(.+)$/gm)].map(match => match[1]!);
  }

  /** Packs loose objects once there are many. Unreachable ones stay. */
  async tidy(): Promise<void> {
    if (isUntidy(this.#options.folder))
      await this.#git.run(['repack', '--quiet', '-d', '--geometric=2']);
  }

  get #remote(): string {
    const {remote} = this.#options;
    if (remote !== undefined) return parseRemoteUrl(remote).url;
    throw new TypeError('this repository has no remote');
  }
}

const isBehind = /\[rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref/i;

/**
 * Whether the remote said that the branch moved, or was there already: `FLAG\tFROM:TO\tSUMMARY`, among
 * whatever else is printed.
 */
const hasTaken = (said: string, branch: string): boolean =>
  said
    .split(/[\r\n]+/)
    .some(line => /^[ *=]\t/.test(line) && line.split('\t')[1]?.endsWith(`:refs/heads/${branch}`));

async function* startingWith<Item>(
  first: IteratorResult<Item>,
  others: AsyncIterator<Item>,
): AsyncIterable<Item> {
  for (let next = first; !next.done; next = await others.next()) yield next.value;
}
