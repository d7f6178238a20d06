/** The folder of the mirror on the disk, and what memu remembers of the files it wrote there. */
import {createHash} from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  type Dirent,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Oid} from '../../git/repository.ts';
import {newId} from '../../ground/ids.ts';
import {writePrivateFile} from '../../ground/private-file.ts';
import type {Database} from '../../storage/database.ts';
import type {Problem} from './mirror-deps.ts';

/** A file as memu wrote it, and the version of its entry that it shows. */
export interface KnownFile {
  readonly path: string;
  readonly entry: string;
  readonly sha256: string;
  readonly size: number;
  readonly mtime: string;
  readonly inode: string;
  readonly oid: Oid;
}

/** A file of the folder that may be somebody's text. */
export interface FoundFile {
  readonly path: string;
  readonly stat: BigIntStats;
}

/** All files that were found; only a whole listing tells what is not there. */
export interface FolderListing {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
  readonly isWhole: boolean;
}

export const mirrorMarker = '.memu-mirror';

/** Makes a folder the mirror of a vault. What lies there already is taken in as new entries. */
export function prepareMirror(folder: string, vault: string): void {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  writePrivateFile(join(folder, mirrorMarker), `${JSON.stringify({vault})}\n`);
}

export class MirrorFolder {
  readonly path: string;
  readonly #db: Database;

  constructor(path: string, db: Database) {
    this.path = path;
    this.#db = db;
  }

  /** An unmounted disk is an empty folder; the marker carries the vault's id, so it cannot be one by chance. */
  isMirrorOf(vault: string | undefined): boolean {
    try {
      const text = readFileSync(join(this.path, mirrorMarker), 'utf8');
      return (JSON.parse(text) as {vault: string}).vault === vault;
    } catch {
      return false;
    }
  }

  known(): Map<string, KnownFile> {
    const rows = this.#db.all<KnownFile>('SELECT * FROM mirror_files');
    return new Map(rows.map(row => [row.path, row]));
  }

  /** Regular Markdown files; links are not followed, leftovers of editors and hidden files not seen. */
  scan(): FolderListing {
    const files: FoundFile[] = [];
    const problems: Problem[] = [];
    const waiting = [''];
    for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
      for (const entry of this.#entriesOf(below, problems)) {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (/^[.#~]|~$|^\.#/.test(entry.name)) continue;
        // What Node could not read as UTF-8 it shows with this character, and cannot open again.
        if (entry.name.includes('\ufffd')) problems.push({path, problem: 'its name is not UTF-8'});
        else if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile() && entry.name.endsWith('.md')) this.#found(path, files, problems);
      }
    }
    return {files, problems, isWhole: problems.length === 0};
  }

  #entriesOf(below: string, problems: Problem[]): Dirent[] {
    try {
      return readdirSync(join(this.path, below), {withFileTypes: true});
    } catch (error) {
      problems.push({path: below || '.', problem: problemOfFile(error, 'it cannot be listed')});
      return [];
    }
  }

  #found(path: string, files: FoundFile[], problems: Problem[]): void {
    try {
      files.push({path, stat: lstatSync(join(this.path, path), {bigint: true})});
    } catch (error) {
      problems.push({path, problem: problemOfFile(error, 'it cannot be looked at')});
    }
  }

  read(path: string): Buffer {
    return readFileSync(join(this.path, path));
  }

  has(path: string): boolean {
    return this.statOf(path) !== undefined;
  }

  statOf(path: string): BigIntStats | undefined {
    return lstatSync(join(this.path, path), {bigint: true, throwIfNoEntry: false});
  }

  /** Takes a file of ours away. */
  remove(before: KnownFile | undefined): void {
    if (!before) return;
    rmSync(join(this.path, before.path), {force: true});
    this.#db.run('DELETE FROM mirror_files WHERE path = ?', [before.path]);
  }

  /** False when somebody touched or removed the file since memu wrote it. */
  isAsWritten(before: KnownFile): boolean {
    const file = join(this.path, before.path);
    const stat = lstatSync(file, {bigint: true, throwIfNoEntry: false});
    if (stat === undefined) return false;
    return isUnchangedFile(before, stat) || hashOf(readFileSync(file)) === before.sha256;
  }

  /** No folder on the way may be a link that leads elsewhere. */
  isSafeFolder(folder: string): boolean {
    let at = this.path;
    for (const name of folder.split('/')) {
      at = join(at, name);
      const stat = lstatSync(at, {throwIfNoEntry: false});
      if (stat !== undefined && !stat.isDirectory()) return false;
    }
    return true;
  }

  /** Writes a file whole or not at all. */
  replace(path: string, bytes: Buffer): BigIntStats {
    const file = join(this.path, path);
    mkdirSync(dirname(file), {recursive: true, mode: 0o700});
    const draft = join(dirname(file), `.memu-${process.pid}-${newId()}`);
    try {
      const fd = openSync(draft, 'wx', 0o600);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, {force: true});
      throw error;
    }
    return lstatSync(file, {bigint: true});
  }

  remember({path, entry, sha256, size, mtime, inode, oid}: KnownFile): void {
    this.#db.write(() => {
      this.#db.run('DELETE FROM mirror_files WHERE entry = ? OR path = ?', [entry, path]);
      this.#db.run(
        'INSERT INTO mirror_files(path, entry, sha256, size, mtime, inode, oid) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [path, entry, sha256, size, mtime, inode, oid],
      );
    });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** True for what the file system refuses, which concerns one file or one disk and no other entry. */
const isFileFault = (error: unknown): boolean => /^E[A-Z0-9]+$/.test(codeOf(error));

const faultWords: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left for it',
  EDQUOT: 'there is no space left for it',
  EROFS: 'its disk is read-only',
  EACCES: 'its rights forbid it',
  EPERM: 'its rights forbid it',
  ENAMETOOLONG: 'its name is too long for this disk',
};

/** What the file system refused, in words that follow a path. @throws the error where it is none of a file */
export function problemOfFile(error: unknown, otherwise: string): string {
  if (!isFileFault(error)) throw error;
  return faultWords[codeOf(error)] ?? otherwise;
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const identityOf = (stat: BigIntStats) => ({
  size: Number(stat.size),
  mtime: String(stat.mtimeNs),
  inode: String(stat.ino),
});

/** True when a file is the one that memu wrote, as far as its size, time and place tell. */
export const isUnchangedFile = (before: KnownFile, stat: BigIntStats): boolean =>
  before.size === Number(stat.size) &&
  before.mtime === String(stat.mtimeNs) &&
  before.inode === String(stat.ino);
