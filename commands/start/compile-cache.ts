/** Keeps V8's compiled code between runs, in a folder that nobody else can write to. */
import {lstatSync, mkdirSync} from 'node:fs';
import module from 'node:module';

/**
 * Compiled code lies beside the program and goes when that version goes. Starts are faster with it
 * and right without it, so a folder that cannot be had is no error.
 */
export function keepCompiledCode(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    if (isOwnFolder(folder)) module.enableCompileCache(folder);
  } catch {
    // Installed for everybody, or on a read-only disk.
  }
}

/** Whether only the person that runs memu can put files there: it is going to execute them. */
export function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
