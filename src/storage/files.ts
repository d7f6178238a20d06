/** Folders and files of the databases: owner-only, with faults said in sentences. */
import {closeSync, openSync, readFileSync} from 'node:fs';
import {makePrivateFolder} from '../ground/private-file.ts';
import {toStorageError} from './storage-errors.ts';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Makes a folder and its missing parents, each readable by its owner only. @throws StorageError */
export function makeDataFolder(path: string): void {
  try {
    makePrivateFolder(path);
  } catch (error) {
    throw toStorageError(error, path);
  }
}

/**
 * Makes an empty owner-only file unless something is there already. Never opens an existing one:
 * closing any descriptor of an SQLite file would drop this process's locks on it.
 */
export function makeDataFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw toStorageError(error, path);
  }
}

/** The text of a file, or undefined where there is none. */
export function readFileIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw toStorageError(error, path);
  }
}
