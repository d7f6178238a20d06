/** Keeps V8's compiled code between runs, in a folder that nobody else can write to. */
import {lstatSync, mkdirSync} from 'node:fs';
import module from 'node:module';
import {homedir} from 'node:os';
import path from 'node:path';

/** Where memu keeps what it can make again: under `MEMU_HOME`, otherwise the XDG cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.MEMU_HOME) return path.resolve(env.MEMU_HOME, 'cache');
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'memu');
}

/** Starts are faster with it and right without it, so a folder that cannot be had is no error. */
export function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  try {
    const folder = path.join(cacheFolder(env), 'compiled');
    mkdirSync(folder, {recursive: true, mode: 0o700});
    if (isOwnFolder(folder)) module.enableCompileCache(folder);
  } catch {
    // A read-only home, or none at all.
  }
}

/** Compiled code is executed as it lies there: a folder of somebody else's, or a link, is not used. */
function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
