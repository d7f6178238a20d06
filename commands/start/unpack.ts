/**
 * Unpacks the single binary's files into a cache folder named by their content. Two starts at once,
 * a killed start and a damaged cache all end with a whole folder, because it is renamed into place.
 */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sea from 'node:sea';
import {exitCodes, MemuError} from '../../src/ground/errors.ts';
import {isOwnFolder} from './compile-cache.ts';

/** What the build put into the binary: a hash over everything, and each file with its bytes. */
export interface PackedFiles {
  readonly hash: string;
  readonly files: Readonly<Record<string, number>>;
}

declare const packedFiles: PackedFiles;

const keptVersions = 3;
const leftoverAgeMs = 3_600_000;

/** The program's files cannot be put where they could be run. */
export class UnpackError extends MemuError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('not_unpacked', exitCodes.refused, message, {hint, cause});
  }
}

/** The folder with the unpacked program, made when it is missing or damaged. @throws UnpackError */
export function unpackedProgram(env: NodeJS.ProcessEnv): string {
  const cache = cacheFolder(env);
  try {
    return unpackInto(cache);
  } catch (error) {
    if (error instanceof UnpackError) throw error;
    return unpackElsewhere(cache, error);
  }
}

/** Under `MEMU_HOME`, otherwise in the XDG cache folder. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.MEMU_HOME) return path.resolve(env.MEMU_HOME, 'cache');
  const base = env.XDG_CACHE_HOME;
  return path.join(
    base && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'),
    'memu',
  );
}

/** A read-only or full home must not keep anybody from reading what they keep. */
function unpackElsewhere(cache: string, cause: unknown): string {
  const elsewhere = path.join(os.tmpdir(), `memu-${process.getuid?.() ?? os.userInfo().username}`);
  try {
    return unpackInto(elsewhere);
  } catch (error) {
    if (error instanceof UnpackError) throw error;
    throw new UnpackError(
      `the program cannot be unpacked, neither in ${cache} nor in ${elsewhere}: ${reason(cause)}`,
      'Free some space there, or name a writable folder: XDG_CACHE_HOME=/some/folder memu …',
      cause,
    );
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function unpackInto(cache: string): string {
  const folder = path.join(cache, packedFiles.hash);
  if (!isComplete(folder)) {
    mkdirSync(cache, {recursive: true, mode: 0o700});
    refuseForeign(cache);
    putInPlace(writeAll(cache), folder, cache);
  }
  refuseForeign(cache);
  refuseForeign(folder);
  return folder;
}

function isComplete(folder: string): boolean {
  try {
    return Object.entries(packedFiles.files).every(
      ([name, bytes]) => statSync(path.join(folder, name)).size === bytes,
    );
  } catch {
    return false;
  }
}

/** Files from this folder are executed, so nobody else may be able to put any there. */
function refuseForeign(folder: string): void {
  if (isOwnFolder(folder)) return;
  const isLink = lstatSync(folder).isSymbolicLink();
  throw new UnpackError(
    `${folder} ${isLink ? 'is a link' : 'can be written by somebody else'}, so nothing is run from there`,
    'Remove it, or name a folder of your own: XDG_CACHE_HOME=/some/folder memu …',
  );
}

function writeAll(cache: string): string {
  const fresh = mkdtempSync(path.join(cache, 'new-'));
  try {
    for (const name of Object.keys(packedFiles.files)) {
      const file = path.join(fresh, name);
      mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
      writeFileSync(file, new Uint8Array(sea.getRawAsset(name)), {flag: 'wx', mode: 0o600});
    }
  } catch (error) {
    rmSync(fresh, {recursive: true, force: true});
    throw error;
  }
  return fresh;
}

function putInPlace(fresh: string, folder: string, cache: string): void {
  for (;;) {
    try {
      renameSync(fresh, folder);
      return removeOldVersions(cache);
    } catch (error) {
      if (isComplete(folder)) return rmSync(fresh, {recursive: true, force: true});
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
      setAside(folder, cache);
    }
  }
}

/** A damaged folder, or whatever else took the place. */
function setAside(folder: string, cache: string): void {
  const aside = path.join(mkdtempSync(path.join(cache, 'old-')), 'damaged');
  try {
    renameSync(folder, aside);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  rmSync(path.dirname(aside), {recursive: true, force: true});
}

/** Older versions may still be running, so the last ones stay; what killed starts left behind goes. */
function removeOldVersions(cache: string): void {
  const found = readdirSync(cache)
    .filter(name => name !== packedFiles.hash)
    .map(name => ({name, madeAt: statSync(path.join(cache, name)).mtimeMs}))
    .sort((a, b) => b.madeAt - a.madeAt);
  const versions = found.filter(({name}) => /^[0-9a-f]{16}$/.test(name)).slice(keptVersions);
  const leftovers = found.filter(
    ({name, madeAt}) => /^(new|old)-/.test(name) && madeAt < Date.now() - leftoverAgeMs,
  );
  for (const {name} of [...versions, ...leftovers]) {
    rmSync(path.join(cache, name), {recursive: true, force: true});
  }
}

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));
