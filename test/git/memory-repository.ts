/** A repository in memory that keeps the same contract as git, for thousands of histories a minute. */
import {blobOid} from '../../src/git/oid.ts';
import type {
  Blob,
  LocalRef,
  NewCommit,
  Oid,
  Repository,
  TreeChange,
  TreeFile,
} from '../../src/git/repository.ts';

interface Commit {
  readonly parents: readonly Oid[];
  readonly tree: ReadonlyMap<string, Oid>;
}

/** What lies at the other end: a branch, and every object that was pushed. */
export class MemoryRemote {
  tip: Oid | undefined;
  readonly commits = new Map<Oid, Commit>();
  readonly blobs = new Map<Oid, Buffer>();
}

export class MemoryRepository implements Repository {
  readonly refs = new Map<string, Oid>();
  readonly remote: MemoryRemote;
  readonly #commits = new Map<Oid, Commit>();
  readonly #blobs = new Map<Oid, Buffer>();

  constructor(remote: MemoryRemote) {
    this.remote = remote;
  }

  async commit({parents, files, message, at}: NewCommit): Promise<Oid> {
    const tree = new Map(parents[0] === undefined ? [] : this.#commit(parents[0]).tree);
    let isChanged = parents.length !== 1;
    for await (const file of files) {
      if ('isGone' in file) {
        isChanged = tree.delete(file.path) || isChanged;
        continue;
      }
      const oid = 'oid' in file ? file.oid : blobOid(file.bytes);
      if ('bytes' in file) this.#blobs.set(oid, Buffer.from(file.bytes));
      else if (!this.#blobs.has(oid)) throw new Error(`object ${oid} is not here`);
      if (tree.get(file.path) === oid) continue;
      tree.set(file.path, oid);
      isChanged = true;
    }
    if (!isChanged) return parents[0]!;
    const text = JSON.stringify([parents, [...tree].sort(), message, Math.trunc(at)]);
    const oid = blobOid(Buffer.from(text));
    this.#commits.set(oid, {parents, tree});
    return oid;
  }

  async *diff(before: Oid | undefined, after: Oid | undefined): AsyncIterable<TreeChange> {
    const [was, is] = [before, after].map(oid =>
      oid === undefined ? new Map<string, Oid>() : this.#commit(oid).tree,
    );
    const paths = [...new Set([...was!.keys(), ...is!.keys()])].sort();
    const file = (oid: Oid | undefined): TreeFile | undefined =>
      oid === undefined ? undefined : {oid, isRegular: true};
    for (const path of paths) {
      const [old, now] = [was!.get(path), is!.get(path)];
      if (old !== now) yield {path, before: file(old), after: file(now)};
    }
  }

  async find(commit: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
    const {tree} = this.#commit(commit);
    return new Map(
      paths
        .filter(path => tree.has(path))
        .map(path => [path, {oid: tree.get(path)!, isRegular: true}]),
    );
  }

  async list(commit: Oid, folder: string): Promise<ReadonlyMap<string, TreeFile>> {
    const {tree} = this.#commit(commit);
    const below = [...tree].filter(([path]) => path.startsWith(`${folder}/`));
    return new Map(below.map(([path, oid]) => [path, {oid, isRegular: true}]));
  }

  async everAt(tip: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, Set<Oid>>> {
    const ever = new Map(paths.map(path => [path, new Set<Oid>()]));
    for (const commit of this.#reachable(tip))
      for (const [path, {oid}] of await this.find(commit, paths)) ever.get(path)!.add(oid);
    return ever;
  }

  async *read(oids: Iterable<Oid>, maxBytes: number): AsyncIterable<Blob> {
    for (const oid of oids) {
      const bytes = this.#blobs.get(oid);
      const size = bytes?.length ?? 0;
      yield {oid, size, bytes: size > maxBytes ? undefined : bytes};
    }
  }

  async has(commit: Oid): Promise<boolean> {
    return this.#commits.has(commit);
  }

  async verify(): Promise<void> {}

  async isAncestor(ancestor: Oid, descendant: Oid): Promise<boolean> {
    return this.#reachable(descendant).has(ancestor);
  }

  async mergeBase(a: Oid, b: Oid): Promise<Oid | undefined> {
    const reachable = this.#reachable(a);
    const waiting = [b];
    for (let oid = waiting.shift(); oid !== undefined; oid = waiting.shift()) {
      if (reachable.has(oid)) return oid;
      waiting.push(...(this.#commits.get(oid)?.parents ?? []));
    }
    return undefined;
  }

  async countBetween(base: Oid | undefined, tip: Oid): Promise<number> {
    const known = base === undefined ? new Set<Oid>() : this.#reachable(base);
    return [...this.#reachable(tip)].filter(oid => !known.has(oid)).length;
  }

  async setRef(ref: LocalRef, oid: Oid): Promise<void> {
    this.#commit(oid);
    this.refs.set(ref, oid);
  }

  async fetch(): Promise<Oid | undefined> {
    for (const [oid, commit] of this.remote.commits) this.#commits.set(oid, commit);
    for (const [oid, blob] of this.remote.blobs) this.#blobs.set(oid, blob);
    return this.remote.tip;
  }

  async push(tip: Oid): Promise<boolean> {
    const remote = this.remote;
    if (
      remote.tip !== undefined &&
      !(this.#commits.has(remote.tip) && this.#reachable(tip).has(remote.tip))
    )
      return false;
    for (const oid of this.#reachable(tip)) {
      if (remote.commits.has(oid)) continue;
      const commit = this.#commit(oid);
      remote.commits.set(oid, commit);
      for (const blob of commit.tree.values()) remote.blobs.set(blob, this.#blobs.get(blob)!);
    }
    remote.tip = tip;
    return true;
  }

  #commit(oid: Oid): Commit {
    const commit = this.#commits.get(oid);
    if (commit) return commit;
    throw new Error(`commit ${oid} is not here`);
  }

  #reachable(tip: Oid): Set<Oid> {
    const found = new Set<Oid>();
    const waiting = [tip];
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (found.has(oid) || !this.#commits.has(oid)) continue;
      found.add(oid);
      waiting.push(...this.#commit(oid).parents);
    }
    return found;
  }
}
