/** The native addons that one processor needs, copied beside the program. */
import {copyFile, mkdir, open} from 'node:fs/promises';
import path from 'node:path';
import {packageFolder} from './packages.ts';

/** An operating system and a processor, as `process.platform` and `process.arch` name them. */
export interface Target {
  readonly platform: 'linux' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

/** Bytes 4 (64 bits) and 18 (machine) of an ELF file. */
const elfMachines: Readonly<Record<Target['arch'], number>> = {x64: 0x3e, arm64: 0xb7};

export async function copyNativeAddons(folder: string, target: Target): Promise<void> {
  const processor = `${target.platform}-${target.arch}`;
  const sqlite = await packageFolder('better-sqlite3');
  const copy = (name: string, from: string) => copyInto(path.join(folder, name), from, target);
  await copy('native/better_sqlite3.node', `${sqlite}/prebuilds/${processor}.node`);
  const vectors = await packageFolder(`sqlite-vec-${processor}`);
  const suffix = target.platform === 'darwin' ? 'dylib' : 'so';
  await copy('native/vec0.so', `${vectors}/vec0.${suffix}`);
  // keytar looks for its addon at this place, seen from the chunk that it is bundled into.
  const keytar = `prebuilds/${processor}/keytar.node`;
  await copy(keytar, path.join(await packageFolder('keytar'), keytar));
}

async function copyInto(to: string, from: string, target: Target): Promise<void> {
  if (target.platform === 'linux') await checkProcessor(from, target);
  await mkdir(path.dirname(to), {recursive: true});
  await copyFile(from, to);
}

/** Packages have been published with another processor's addon in them. */
async function checkProcessor(file: string, {arch}: Target): Promise<void> {
  const handle = await open(file);
  try {
    const {buffer} = await handle.read(Buffer.alloc(20), 0, 20, 0);
    if (buffer[4] === 2 && buffer[18] === elfMachines[arch]) return;
    throw new Error(`${file} is not for ${arch}`);
  } finally {
    await handle.close();
  }
}
