/** The folder of a bare repository: made when it is not there, its configuration always our own. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import {join} from 'node:path';
import {writePrivateFile} from '../ground/private-file.ts';
import type {Git} from './git.ts';
import {gitConfig} from './git-environment.ts';
import {isOid} from './oid.ts';

/** The repository's lock must be held: locks of a git that was killed are removed. */
export async function prepareRepository(git: Git, folder: string): Promise<void> {
  mendLayout(folder);
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

const head = 'ref: refs/heads/main\n';

/**
 * What git needs to see a repository at all, and what says nothing that is not in memu.db too: a damaged
 * HEAD, refs that are gone, a file of packed refs that is none. Something else in the folder's place is put aside.
 */
function mendLayout(folder: string): void {
  const stat = lstatSync(folder, {throwIfNoEntry: false});
  if (stat === undefined) return;
  if (!stat.isDirectory() && !(stat.isSymbolicLink() && existsSync(join(folder, 'objects')))) {
    renameSync(folder, `${folder}.odd-${new Date().toISOString().replaceAll(':', '-')}`);
    return;
  }
  if (!existsSync(join(folder, 'objects'))) return;
  for (const name of ['HEAD', 'packed-refs'])
    if (lstatSync(join(folder, name), {throwIfNoEntry: false})?.isDirectory())
      rmSync(join(folder, name), {recursive: true});
  const headFile = join(folder, 'HEAD');
  if (!existsSync(headFile) || readFileSync(headFile, 'latin1') !== head)
    writePrivateFile(headFile, head);
  mkdirSync(join(folder, 'refs'), {recursive: true, mode: 0o700});
  const packed = join(folder, 'packed-refs');
  if (existsSync(packed) && !isPackedRefs(readFileSync(packed, 'latin1'))) rmSync(packed);
}

const isPackedRefs = (text: string): boolean =>
  text
    .split('\n')
    .every(line => line === '' || /^(#.*|\^[0-9a-f]{40}|[0-9a-f]{40} refs\/\S+)$/.test(line));

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
