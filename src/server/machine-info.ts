/** What this machine has: processor, memory, disks, and the programs that memu can make use of. */
import {existsSync} from 'node:fs';
import {statfs} from 'node:fs/promises';
import os from 'node:os';
import {dirname} from 'node:path';
import {runProgram} from '../ground/process.ts';
import {ProgramFailedError, ProgramMissingError} from '../ground/program-errors.ts';
import {safeLine} from '../ground/text.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import type {MachineInfo} from './protocol.ts';

/** Programs by name, with the words that make each tell its version. */
const known: Readonly<Record<string, readonly string[]>> = {
  exiftool: ['-ver'],
  ffmpeg: ['-version'],
  hailortcli: ['--version'],
  'heif-convert': ['--version'],
  ollama: ['--version'],
  pg_dump: ['--version'],
  rclone: ['version'],
  restic: ['version'],
  syncthing: ['--version'],
  tesseract: ['--version'],
};

export interface MachineInfoOptions {
  readonly version: string;
  readonly clock: Clock;
  /** Folders whose disks are told of, the first for what memu keeps itself. */
  readonly paths: readonly string[];
}

export async function machineInfo({
  version,
  clock,
  paths,
}: MachineInfoOptions): Promise<MachineInfo> {
  const [cpu] = os.cpus();
  const found = await Promise.all(
    Object.entries(known).map(
      async ([name, words]) => [name, await versionOf(name, words)] as const,
    ),
  );
  return {
    version,
    platform: process.platform,
    arch: process.arch,
    cpus: os.cpus().length,
    cpu_model: safeLine(cpu?.model ?? ''),
    memory_bytes: os.totalmem(),
    free_memory_bytes: os.freemem(),
    disks: await Promise.all(paths.map(diskOf)),
    programs: Object.fromEntries(found),
    now: nowIso(clock),
  };
}

export const freeBytesOf = async (path: string): Promise<number> => (await diskOf(path)).free_bytes;

async function diskOf(path: string) {
  const {bavail, blocks, bsize} = await statfs(nearestFolder(path));
  return {path, free_bytes: bavail * bsize, size_bytes: blocks * bsize};
}

/** A folder that is not made yet will lie on the disk of the nearest one above it that is. */
function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

/** The first line that a program says of its version; null when it is not there. */
async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const {stdout} = await runProgram({program, args, timeoutMs: 5000, maxBytes: 64 * 1024});
    return safeLine(stdout.toString('utf8').split('\n')[0] ?? '');
  } catch (error) {
    if (error instanceof ProgramMissingError) return null;
    return error instanceof ProgramFailedError ? 'there, but it does not run' : null;
  }
}
