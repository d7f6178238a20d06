/**
 * `npm run build`: the program as files, in `dist/app`.
 *
 * Each build gets a folder of its own, and `dist/app` becomes a link to it in one step, so that a
 * memu that is running meanwhile still finds the chunks that it loads later.
 */
import {chmod, mkdir, mkdtemp, readdir, rename, rm, stat, symlink} from 'node:fs/promises';
import path from 'node:path';
import {bundleProgram} from './build/bundle.ts';
import {writeLicences} from './build/licences.ts';
import {copyNativeAddons, type Target} from './build/native.ts';
import {inRepository} from './build/repository.ts';

const kept = 12;

const builds = inRepository('dist/builds');
await mkdir(builds, {recursive: true});
const folder = await mkdtemp(path.join(builds, 'app-'));
// Whoever may read the checkout may run what was built in it; it holds nothing of anybody.
await chmod(folder, 0o755);
await bundleProgram(folder);
await copyNativeAddons(folder, process as Target);
await writeLicences(folder);
await publish(folder);
await removeOldBuilds();

async function publish(build: string): Promise<void> {
  const link = path.join(builds, `link-${path.basename(build)}`);
  await symlink(path.relative(inRepository('dist'), build), link);
  await rename(link, inRepository('dist/app'));
}

async function removeOldBuilds(): Promise<void> {
  const names = (await readdir(builds)).filter(name => name.startsWith('app-'));
  const ages = await Promise.all(
    names.map(async name => ({name, made: (await stat(path.join(builds, name))).mtimeMs})),
  );
  const old = ages.sort((a, b) => b.made - a.made).slice(kept);
  for (const {name} of old) await rm(path.join(builds, name), {recursive: true, force: true});
}
