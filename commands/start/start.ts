/** What every start does, from files or from the single binary: answer at once, or load the program. */
import {writeFileSync} from 'node:fs';
import {version} from '../../src/ground/version.ts';
import type {ProcessIo} from '../cli/cli.ts';
import {OutputStream} from '../cli/output.ts';
import {guardConsole} from './guard-console.ts';

export interface Program {
  run(argv: readonly string[], surroundings: ProcessIo): Promise<number>;
}

/** Runs the words on the command line and leaves their exit code in `process.exitCode`. */
export async function start(load: () => Program | Promise<Program>): Promise<void> {
  // Whatever memu makes, from the database to an export, is its owner's alone from the first byte.
  process.umask(0o077);
  keepMemoryOutOfCores();
  const words = process.argv.slice(2);
  const [stdout, stderr] = [new OutputStream(1), new OutputStream(2)];
  guardConsole(stderr, words);
  if (isVersionAsked(words)) return stdout.write(`${version}\n`);
  const {run} = await load();
  process.exitCode = await run(words, {
    env: process.env,
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
  });
}

function isVersionAsked(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V');
}

/**
 * A core would hold keys and everything that is kept, in a file that others may collect. Linux lets a
 * process say which of its memory goes into one: none. Programs that it starts inherit that.
 */
function keepMemoryOutOfCores(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // No /proc, or one that lets nothing be written: then the limits of the system hold.
  }
}
