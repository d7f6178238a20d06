/** What sync needs of a git repository: trees by path, objects by id, one remote branch. No checkout. */

/** 40 hex digits of a commit or a blob. */
export type Oid = string;

/** A regular file to be in the next commit: its bytes, or an object that is there already. */
export type NewFile =
  | {readonly path: string; readonly bytes: Uint8Array}
  | {readonly path: string; readonly oid: Oid}
  /** Removed from the tree; it stays in the history. */
  | {readonly path: string; readonly isGone: true};

export interface NewCommit {
  /** The first parent's tree is where the new one starts; without parents it starts empty. */
  readonly parents: readonly Oid[];
  readonly files: Iterable<NewFile> | AsyncIterable<NewFile>;
  readonly message: string;
  /** Seconds since the epoch. */
  readonly at: number;
}

/** A path whose content differs between two trees. */
export interface TreeChange {
  readonly path: string;
  readonly before: TreeFile | undefined;
  readonly after: TreeFile | undefined;
}

export interface TreeFile {
  readonly oid: Oid;
  /** False for links, submodules and programs, which are never opened. */
  readonly isRegular: boolean;
}

export interface Blob {
  readonly oid: Oid;
  readonly size: number;
  /** Undefined when the object is missing here or larger than was asked for. */
  readonly bytes: Buffer | undefined;
}

/** Names of our own refs. They keep objects alive and tell people who look; memu.db is the truth. */
export type LocalRef = 'local' | 'base' | 'incoming' | `lost/${string}`;

export interface Repository {
  /** A new commit, or the only parent when nothing would change. No ref moves. */
  commit(commit: NewCommit): Promise<Oid>;
  /** Paths that differ between two commits, as they come; `undefined` is the empty tree. */
  diff(before: Oid | undefined, after: Oid | undefined): AsyncIterable<TreeChange>;
  /** What lies at these paths of a commit; missing paths are left out. */
  find(commit: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>>;
  /** The files below a folder of a commit. */
  list(commit: Oid, folder: string): Promise<ReadonlyMap<string, TreeFile>>;
  /** Every object that lay at each of these paths in a commit or one that led to it. Walks the history. */
  everAt(tip: Oid, paths: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<Oid>>>;
  /** Objects in the order asked for; more than `maxBytes` are not kept in memory. */
  read(oids: Iterable<Oid>, maxBytes: number): AsyncIterable<Blob>;
  /** True when a commit is here with all that it needs. */
  has(commit: Oid): Promise<boolean>;
  /** Reads everything that is here. @throws GitError `damaged` when something cannot be read */
  verify(): Promise<void>;
  isAncestor(ancestor: Oid, descendant: Oid): Promise<boolean>;
  /** A commit that both lead back to; undefined for unrelated histories. */
  mergeBase(a: Oid, b: Oid): Promise<Oid | undefined>;
  /** How many commits lead to `tip` that do not lead to `base`. */
  countBetween(base: Oid | undefined, tip: Oid): Promise<number>;
  setRef(ref: LocalRef, oid: Oid): Promise<void>;
  /** The tip of the remote's branch, its objects now here; undefined while the branch is not there. */
  fetch(): Promise<Oid | undefined>;
  /** Moves the remote's branch forward, never back; false when someone else moved it meanwhile. */
  push(tip: Oid): Promise<boolean>;
}
