/** What SQLite and the file system refuse, said as sentences a person can act on. */
import {accessSync, constants} from 'node:fs';
import {dirname} from 'node:path';
import {exitCodes, IntegrityError, MemuError, UsageError} from '../ground/errors.ts';

/** The disk is full or read-only, or a file may not be opened: nothing was changed. */
export class StorageError extends MemuError {
  readonly path: string;

  constructor(code: string, path: string, message: string, hint: string, cause: unknown) {
    super(code, exitCodes.integrity, message, {hint, cause});
    this.path = path;
  }
}

/** Another process kept the database busy for longer than a write may wait. */
export class BusyError extends MemuError {
  constructor(path: string, cause?: unknown) {
    super('busy', exitCodes.locked, `another memu is still writing to ${path}`, {
      hint: 'wait a moment and try again; `memu doctor` names long-running jobs',
      cause,
    });
  }
}

/** This process was left open while the database was migrated by a newer one; it may only read. */
export class OutdatedProcessError extends MemuError {
  constructor() {
    super(
      'restart_needed',
      exitCodes.refused,
      'memu was updated while this one was open, so it stopped writing',
      {hint: 'leave and start memu again; nothing was lost'},
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

const corrupt = /^SQLITE_(CORRUPT|NOTADB)/;
const full = /^(SQLITE_FULL|ENOSPC|EDQUOT)|^SQLITE_IOERR_(WRITE|FSYNC|SHMSIZE)/;
const readOnly = /^(SQLITE_READONLY|EROFS)/;
const denied =
  /^(EEXIST|ENOENT|SQLITE_CANTOPEN|SQLITE_AUTH|SQLITE_PERM|EACCES|EPERM|ENOTDIR|SQLITE_IOERR)/;

/** Turns an error of SQLite or of the file system into one for the person; bugs pass unchanged. */
export function toStorageError(error: unknown, path: string): unknown {
  if (error instanceof MemuError) return error;
  const code = codeOf(error);
  if (corrupt.test(code)) {
    return new IntegrityError(`the database ${path} is damaged`, {
      hint: '`memu doctor --repair` saves what can be read into a new file and keeps the old one',
      cause: error,
    });
  }
  if (full.test(code)) {
    const message = `no space left to write ${path}; nothing was changed`;
    return new StorageError('disk_full', path, message, 'free some space and try again', error);
  }
  if (readOnly.test(code)) {
    const message = `${path} is read-only; nothing was changed`;
    return new StorageError('read_only', path, message, 'check the mount and its rights', error);
  }
  if (denied.test(code) && isReadOnlyMount(path)) {
    const message = `${path} lies on a read-only disk; nothing was changed`;
    return new StorageError('read_only', path, message, 'check the mount', error);
  }
  if (denied.test(code)) {
    const message = `${path} cannot be opened`;
    const hint = 'check that its folder exists and that it is yours to write';
    return new StorageError('cannot_open', path, message, hint, error);
  }
  if (isBusy(error)) return new BusyError(path, error);
  if (code === 'SQLITE_TOOBIG') return new UsageError('that is larger than memu keeps');
  return error;
}

function isReadOnlyMount(path: string): boolean {
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch (error) {
    return codeOf(error) === 'EROFS';
  }
}
