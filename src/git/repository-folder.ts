/** The folder of a bare repository: made when it is not there, its configuration always our own. */
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {writePrivateFile} from '../ground/private-file.ts';
import type {Git} from './git.ts';
import {gitConfig} from './git-environment.ts';
import {isOid} from './oid.ts';

/** The repository's lock must be held: locks of a git that was killed are removed. */
export async function prepareRepository(git: Git, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'HEAD'))) {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    await git.speak(['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
  }
  removeStaleLocks(folder);
  removeBrokenRefs(folder);
  const config = join(folder, 'config');
  const wanted = gitConfig(folder);
  if (!existsSync(config) || readFileSync(config, 'utf8') !== wanted)
    writePrivateFile(config, wanted);
}

/** git never removes these itself when it was killed. */
function removeStaleLocks(folder: string): void {
  for (const name of ['config.lock', 'HEAD.lock', 'packed-refs.lock', 'shallow.lock'])
    rmSync(join(folder, name), {force: true});
  const refs = join(folder, 'refs');
  if (!existsSync(refs)) return;
  for (const entry of readdirSync(refs, {recursive: true}) as string[])
    if (entry.endsWith('.lock')) rmSync(join(refs, entry), {force: true});
}

/**
 * After a power cut a ref may be an empty file, and a program that copies folders may put one of its own
 * beside it; git stumbles over both. Ours only keep objects alive; which commit counts stands in memu.db.
 */
function removeBrokenRefs(folder: string): void {
  const refs = join(folder, 'refs');
  if (!existsSync(refs)) return;
  for (const entry of readdirSync(refs, {recursive: true, withFileTypes: true})) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !isOid(readFileSync(file, 'latin1').trimEnd())) rmSync(file);
  }
}

/** True when so much lies loose, or in so many packs, that looking things up becomes slow. */
export function isUntidy(folder: string): boolean {
  const objects = join(folder, 'objects');
  // Ids spread evenly, so one folder of 256 tells how many there are.
  const sample = join(objects, '17');
  const loose = existsSync(sample) ? readdirSync(sample).length * 256 : 0;
  const packs = readdirSync(join(objects, 'pack')).filter(name => name.endsWith('.pack')).length;
  return loose >= 6000 || packs >= 40;
}
