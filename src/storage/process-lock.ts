/** One long job at a time: a lock that its holder's death releases at once. */
import {existsSync} from 'node:fs';
import {dirname} from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import {exitCodes, MemuError} from '../ground/errors.ts';
import {connect} from './connect.ts';
import {makeDataFile, makeDataFolder} from './files.ts';
import {isBusy, toStorageError} from './storage-errors.ts';

/** Another run holds the lock; the message names it. */
class LockedError extends MemuError {
  constructor(holder: string) {
    super('locked', exitCodes.locked, `Another run is at work: ${holder}.`, {
      hint: 'wait until it has ended, and try again',
    });
  }
}

export interface ProcessLock {
  release(): void;
}

/**
 * Takes the lock at `path` for `purpose` (`sync`), or throws LockedError at once. It is a write
 * transaction on a small database of its own, which the kernel ends with the process; a lock file
 * would outlive it.
 */
export function takeProcessLock(path: string, purpose: string): ProcessLock {
  try {
    makeDataFolder(dirname(path));
    makeDataFile(path);
    const raw = connect(path, {timeout: 0});
    try {
      raw.pragma('journal_mode = DELETE');
      raw.exec('CREATE TABLE IF NOT EXISTS holder(words TEXT NOT NULL)');
      raw.exec('BEGIN IMMEDIATE');
    } catch (error) {
      const holder = isBusy(error) ? readHolder(raw) : undefined;
      raw.close();
      if (holder !== undefined) throw new LockedError(holder);
      throw error;
    }
    announce(raw, purpose);
    return {release: () => raw.close()};
  } catch (error) {
    throw toStorageError(error, path);
  }
}

/** Whether a living process holds the lock at `path`. */
export function isProcessLockHeld(path: string): boolean {
  if (!existsSync(path)) return false;
  const raw = connect(path, {timeout: 0});
  try {
    raw.exec('BEGIN IMMEDIATE');
    raw.exec('ROLLBACK');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw toStorageError(error, path);
  } finally {
    raw.close();
  }
}

// Committed for others to read, then the lock is taken again. Whoever slips in between holds it.
function announce(raw: BetterSqlite3.Database, purpose: string): void {
  const words = `${purpose} (process ${process.pid}, since ${new Date().toISOString()})`;
  raw.exec('DELETE FROM holder');
  raw.prepare('INSERT INTO holder(words) VALUES (?)').run(words);
  raw.exec('COMMIT');
  try {
    raw.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const holder = readHolder(raw);
    raw.close();
    throw isBusy(error) ? new LockedError(holder) : error;
  }
}

function readHolder(raw: BetterSqlite3.Database): string {
  try {
    return (raw.prepare('SELECT words FROM holder').pluck().get() as string) ?? 'not known';
  } catch {
    return 'not known';
  }
}
