/** What goes into the single binary: every file of a folder, and one hash that names them all. */
import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import type {PackedFiles} from '../../commands/start/unpack.ts';

/** Names, sizes in bytes, and the first 16 hex digits of a SHA-256 over names and content. */
export async function pack(folder: string): Promise<PackedFiles> {
  const found = await readdir(folder, {recursive: true, withFileTypes: true});
  const names = found
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const hash = createHash('sha256');
  const files: Record<string, number> = {};
  for (const name of names) {
    const content = await readFile(path.join(folder, name));
    files[name] = content.length;
    hash.update(`${name}\n${content.length}\n`).update(content);
  }
  return {hash: hash.digest('hex').slice(0, 16), files};
}
