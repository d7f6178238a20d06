/** Merging three texts by lines, with `git merge-file`: fast on repetitive text where libraries are not. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runProgram} from '../ground/process.ts';
import {ProgramFailedError, TimedOutError} from '../ground/program-errors.ts';

export interface ThreeTexts {
  readonly base: string;
  readonly newer: string;
  readonly older: string;
}

const largestBytes = 8 * 1024 * 1024;

/** The merged text, or undefined when both sides changed the same lines, or it takes over 2 s. */
export async function mergeText({base, newer, older}: ThreeTexts): Promise<string | undefined> {
  if ([base, newer, older].some(text => Buffer.byteLength(text) > largestBytes)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'memu-merge-'));
  try {
    for (const [name, text] of Object.entries({base, newer, older}))
      writeFileSync(join(folder, name), text, {mode: 0o600});
    const {exitCode, stdout} = await runProgram({
      program: 'git',
      args: ['merge-file', '-p', '--diff3', '--quiet', 'newer', 'base', 'older'],
      cwd: folder,
      // No repository around the folder may have a say.
      env: {
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CEILING_DIRECTORIES: folder,
        GIT_DIR: '/dev/null',
      },
      timeoutMs: 2000,
      maxBytes: 3 * largestBytes,
      // The number of conflicts, or 255 for texts that look binary.
      expect: Array.from({length: 256}, (_, index) => index),
    });
    return exitCode === 0 ? stdout.toString('utf8') : undefined;
  } catch (error) {
    if (error instanceof TimedOutError || error instanceof ProgramFailedError) return undefined;
    throw error;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
