/** The pinned Node that becomes the binary, without the symbols that nobody debugs it with. */
import {execFile} from 'node:child_process';
import path from 'node:path';
import {promisify} from 'node:util';
import type {Target} from './native.ts';
import {packageFolder} from './packages.ts';

const run = promisify(execFile);

// The strip of Debian's binutils knows its own processor only.
const strippers: Readonly<Record<Target['arch'], Readonly<Record<string, string>>>> = {
  x64: {x64: 'strip', arm64: 'aarch64-linux-gnu-strip'},
  arm64: {x64: 'x86_64-linux-gnu-strip', arm64: 'strip'},
};

/** A stripped copy of the target's Node in `work`. */
export async function runtime(work: string, target: Target): Promise<string> {
  const node = path.join(await packageFolder(`node-linux-${target.arch}`), 'bin/node');
  const stripped = path.join(work, 'node');
  const strip = strippers[process.arch as Target['arch']][target.arch]!;
  try {
    await run(strip, ['-o', stripped, node]);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
    throw new Error(
      `${strip} is missing; Debian has it in binutils or binutils-aarch64-linux-gnu`,
      {cause: error},
    );
  }
  return stripped;
}
