/** `--dry-run` for writes: rolled back where one transaction does it all, tried on a copy where it takes many. */
import {copyFileSync, existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {Memu} from '../../src/app/memu.ts';
import {newId} from '../../src/ground/ids.ts';
import {makeDataFolder} from '../../src/storage/files.ts';
import type {Cli} from './cli.ts';

/**
 * Runs an import, or with `--dry-run` the same import into a copy of what is kept, so that it says what
 * would be added and what is known already. The copy is thrown away.
 */
export async function importOrDryRun(
  cli: Cli,
  isRehearsal: boolean | undefined,
  run: (memu: Memu) => Promise<void>,
): Promise<void> {
  const memu = await cli.open();
  if (!isRehearsal) return run(memu);
  await onCopy(memu, run);
  cli.tell('nothing was kept: this was a rehearsal');
}

/** Works on a copy of what is kept, which is thrown away. `also` are further files of the data folder. */
export async function onCopy<Result>(
  memu: Memu,
  work: (copy: Memu) => Promise<Result>,
  also: readonly string[] = [],
): Promise<Result> {
  const folder = join(memu.paths.cache, `rehearsal-${newId()}`);
  makeDataFolder(folder);
  const {config, clock, paths} = memu;
  const copy = new Memu({config, clock, paths: {...paths, data: folder, state: folder}});
  try {
    memu.db.copyTo(join(folder, 'memu.db'));
    for (const name of also) {
      const file = join(paths.data, name);
      if (existsSync(file)) copyFileSync(file, join(folder, name));
    }
    return await work(copy);
  } finally {
    copy.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
