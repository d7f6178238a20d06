/** The one place that prints an error and picks the exit code. */
import {CommanderError} from 'commander';
import {exitCodes, MemuError} from '../../src/ground/errors.ts';
import type {Cli} from './cli.ts';
import {isUnwrittenOutput} from './output.ts';

export interface Report {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly exitCode: number;
}

/** Prints an error on stderr, as a sentence or as JSON; returns the exit code. */
export function reportError(error: unknown, cli: Cli): number {
  if (isHelpShown(error) && !cli.json) return exitCodes.usage;
  const report = reportOf(error);
  if (cli.json) {
    const {code, message, hint = null} = report;
    cli.tellJson({error: {code, message, hint}});
  } else {
    cli.tell(`memu: ${asSentence(report.message)}`);
    if (report.hint !== undefined) cli.tell(`  ${report.hint}`);
  }
  if (cli.options.debug && error instanceof Error) cli.tell(stackOf(error));
  return report.exitCode;
}

/** What a person is told of an error, whatever was thrown. */
export function reportOf(error: unknown): Report {
  if (error instanceof MemuError) return error;
  if (isHelpShown(error)) {
    const message = 'which of its commands is meant?';
    return {code: 'usage', message, hint: 'add --help to see them', exitCode: exitCodes.usage};
  }
  if (isUnwrittenOutput(error)) {
    const message = `${error.message}; what was kept is kept`;
    return {code: 'output', message, hint: undefined, exitCode: exitCodes.integrity};
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'bug',
    message: `this should not have happened: ${message}`,
    hint: 'run it again with --debug to see where; nothing half-done was kept',
    exitCode: exitCodes.bug,
  };
}

/** Commander has printed the help of a group that was called without one of its commands. */
const isHelpShown = (error: unknown): boolean =>
  error instanceof CommanderError && error.code === 'commander.help';

/** The stack of an error and of what caused it. */
export function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** `nothing is kept under "x"` → `Nothing is kept under "x".`; names, paths and settings stay as they are. */
function asSentence(message: string): string {
  const first = /^[a-z]+(?=[ ,])/.test(message) ? message[0]!.toUpperCase() : message[0];
  const end = /[.!?…:]$|\n/.test(message) ? '' : '.';
  return `${first ?? ''}${message.slice(1)}${end}`;
}
