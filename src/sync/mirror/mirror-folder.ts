/** The folder of the mirror on the disk, and what memu remembers of the files it wrote there. */
import {createHash} from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
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

/** A file as memu wrote it, and the version of its entry that it shows. */
export interface Known {
  readonly path: string;
  readonly entry: string;
  readonly sha256: string;
  readonly size: number;
  readonly mtime: string;
  readonly inode: string;
  readonly oid: Oid;
}

/** A file of the folder that may be somebody's text. */
export interface Found {
  readonly path: string;
  readonly stat: BigIntStats;
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

  known(): Map<string, Known> {
    const rows = this.#db.all<Known>('SELECT * FROM mirror_files');
    return new Map(rows.map(row => [row.path, row]));
  }

  /** Regular Markdown files; links are not followed, leftovers of editors and hidden files not seen. */
  scan(): Found[] {
    const found: Found[] = [];
    const waiting = [''];
    for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
      for (const entry of readdirSync(join(this.path, below), {withFileTypes: true})) {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (/^[.#~]|~$|^\.#/.test(entry.name)) continue;
        if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile() && entry.name.endsWith('.md'))
          found.push({path, stat: lstatSync(join(this.path, path), {bigint: true})});
      }
    }
    return found;
  }

  read(path: string): Buffer {
    return readFileSync(join(this.path, path));
  }

  has(path: string): boolean {
    return lstatSync(join(this.path, path), {throwIfNoEntry: false}) !== undefined;
  }

  /** Takes a file of ours away. */
  remove(before: Known | undefined): void {
    if (!before) return;
    rmSync(join(this.path, before.path), {force: true});
    this.#db.run('DELETE FROM mirror_files WHERE path = ?', [before.path]);
  }

  /** False when somebody touched or removed the file since memu wrote it. */
  isAsWritten(before: Known): boolean {
    const file = join(this.path, before.path);
    const stat = lstatSync(file, {bigint: true, throwIfNoEntry: false});
    if (stat === undefined) return false;
    return isUntouched(before, stat) || hashOf(readFileSync(file)) === before.sha256;
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
    const fd = openSync(draft, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
    return lstatSync(file, {bigint: true});
  }

  remember({path, entry, sha256, size, mtime, inode, oid}: Known): void {
    this.#db.write(() => {
      this.#db.run('DELETE FROM mirror_files WHERE entry = ? OR path = ?', [entry, path]);
      this.#db.run(
        'INSERT INTO mirror_files(path, entry, sha256, size, mtime, inode, oid) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [path, entry, sha256, size, mtime, inode, oid],
      );
    });
  }
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const identityOf = (stat: BigIntStats) => ({
  size: Number(stat.size),
  mtime: String(stat.mtimeNs),
  inode: String(stat.ino),
});

/** True when a file is the one that memu wrote, as far as its size, time and place tell. */
export const isUntouched = (before: Known, stat: BigIntStats): boolean =>
  before.size === Number(stat.size) &&
  before.mtime === String(stat.mtimeNs) &&
  before.inode === String(stat.ino);
