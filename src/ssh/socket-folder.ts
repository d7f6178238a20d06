/** Where the sockets of ssh lie: a short path, of its owner alone. */
import {createHash} from 'node:crypto';
import {chmodSync, lstatSync, mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {RefusedError} from '../ground/errors.ts';

/** Longest path that a socket can have on every system memu runs on. */
const longestSocket = 103;

/**
 * The folder for sockets whose names have up to `nameLength` characters, made when it is missing: `folder`
 * itself, or a short one in the temporary folder when its path is too long.
 *
 * @throws RefusedError when somebody else has put something in its place
 */
export function socketFolder(folder: string, nameLength = 32): string {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const path =
    folder.length + 1 + nameLength <= longestSocket
      ? folder
      : join(tmpdir(), `memu-${process.getuid?.() ?? 0}-${id}`);
  mkdirSync(path, {recursive: true, mode: 0o700});
  const found = lstatSync(path);
  if (!found.isDirectory()) {
    throw new RefusedError(`${path} is a link to another place; no tunnel is put there.`, {
      hint: `rm ${path}`,
    });
  }
  if (process.getuid && found.uid !== process.getuid()) {
    throw new RefusedError(`${path} belongs to somebody else; no tunnel is put there.`);
  }
  if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
  return path;
}
