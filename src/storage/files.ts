/** Files and folders that only their owner may read, from their first byte. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {explainFault} from './faults.ts';

const ownerFile = 0o600;
const ownerFolder = 0o700;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Makes a folder and its missing parents, each readable by its owner only. */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, {recursive: true, mode: ownerFolder});
  } catch (error) {
    throw explainFault(error, path);
  }
}

/**
 * Makes an empty owner-only file unless something is there already. Never opens an existing one:
 * closing any descriptor of an SQLite file would drop this process's locks on it.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', ownerFile));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw explainFault(error, path);
  }
}

/** Replaces a file whole or not at all; after it returns the bytes are on the disk. */
export function writePrivateFile(path: string, bytes: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const fd = openSync(temporary, 'w', ownerFile);
    try {
      const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      for (let offset = 0; offset < buffer.length; ) offset += writeSync(fd, buffer, offset);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, {force: true});
    throw explainFault(error, path);
  }
}

/** The text of a file, or undefined where there is none. */
export function readFileIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw explainFault(error, path);
  }
}

function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
