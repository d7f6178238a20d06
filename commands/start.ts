/** What every start does, from files or from the single binary: answer at once, or load the program. */
import {writeSync} from 'node:fs';
import {version} from '../src/version.ts';

export interface Program {
  run(argv: readonly string[]): Promise<number>;
}

/** Runs the words on the command line and leaves their exit code in `process.exitCode`. */
export async function start(load: () => Program | Promise<Program>): Promise<void> {
  // Whatever memu makes, from the database to an export, is its owner's alone from the first byte.
  process.umask(0o077);
  const words = process.argv.slice(2);
  if (isVersionAsked(words)) return printVersion();
  endQuietlyWhenNobodyReads();
  const {run} = await load();
  process.exitCode = await run(words);
}

function isVersionAsked(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V');
}

function printVersion(): void {
  try {
    // Not through process.stdout: making that stream costs more than everything else here.
    writeSync(1, `${version}\n`);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

/** `memu task list | head -1` is no error: what is written after the reader left is dropped. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', error => {
    if (!isClosedPipe(error)) throw error;
    process.exit();
  });
  process.stderr.on('error', error => {
    if (!isClosedPipe(error)) throw error;
  });
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
