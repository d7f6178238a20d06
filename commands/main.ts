#!/usr/bin/env node
/** The entry: answers `--version` by itself, everything else belongs to the program, loaded on demand. */
import {writeSync} from 'node:fs';
import {version} from '../src/version.ts';
import {keepCompiledCode} from './compile-cache.ts';

// Whatever memu makes, from the database to an export, is its owner's alone from the first byte.
process.umask(0o077);

const words = process.argv.slice(2);
process.exitCode = isVersionAsked(words) ? printVersion() : await runProgram(words);

function isVersionAsked(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V');
}

function printVersion(): number {
  // Not through process.stdout: making that stream costs more than everything else here.
  try {
    writeSync(1, `${version}\n`);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
  return 0;
}

async function runProgram(argv: readonly string[]): Promise<number> {
  endQuietlyWhenNobodyReads();
  keepCompiledCode(process.env);
  const {run} = await import('./program.ts');
  return run(argv);
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
