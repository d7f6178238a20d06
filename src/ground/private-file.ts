/** Files that only their owner can read, from their first byte, replaced whole or not at all. */
import {randomBytes} from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';

/** Makes a folder, and those above it that are missing, for the owner alone. */
export function makePrivateFolder(path: string): void {
  if (isFolder(path)) return;
  // Node's own recursion never ends below a folder that lets nothing be made in it by saying ENOENT: /proc.
  if (!existsSync(dirname(path))) makePrivateFolder(dirname(path));
  try {
    mkdirSync(path, {mode: 0o700});
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;

/**
 * Replaces a file in one step: whoever opens `path` meets the old content or the new, never a half,
 * also after a crash. Mode 0600 whatever the umask.
 */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  makePrivateFolder(dirname(path));
  const draft = join(dirname(path), `.${randomBytes(6).toString('hex')}.draft`);
  try {
    writeDraft(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, {force: true});
    throw error;
  }
  syncFolder(dirname(path));
}

function writeDraft(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    chmodSync(path, 0o600); // a umask of 0777 would leave it unreadable for its owner too
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
