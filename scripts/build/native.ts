/** The native addons that one processor needs, copied beside the program. */
import {copyFile, mkdir} from 'node:fs/promises';
import path from 'node:path';
import {packageFolder} from './packages.ts';

/** An operating system and a processor, as `process.platform` and `process.arch` name them. */
export interface Target {
  readonly platform: 'linux' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

export async function copyNativeAddons(folder: string, target: Target): Promise<void> {
  const processor = `${target.platform}-${target.arch}`;
  const sqlite = await packageFolder('better-sqlite3');
  await copyInto(folder, 'native/better_sqlite3.node', `${sqlite}/prebuilds/${processor}.node`);
  const vectors = await packageFolder(`sqlite-vec-${processor}`);
  const suffix = target.platform === 'darwin' ? 'dylib' : 'so';
  await copyInto(folder, 'native/vec0.so', `${vectors}/vec0.${suffix}`);
  // keytar looks for its addon at this place, seen from the chunk that it is bundled into.
  const keytar = `prebuilds/${processor}/keytar.node`;
  await copyInto(folder, keytar, path.join(await packageFolder('keytar'), keytar));
}

async function copyInto(folder: string, name: string, from: string): Promise<void> {
  const to = path.join(folder, name);
  await mkdir(path.dirname(to), {recursive: true});
  await copyFile(from, to);
}
