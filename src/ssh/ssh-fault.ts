/** What ssh says when it cannot get somewhere, as a sentence with the usual reason and a next step. */
import {exitCodes, MemuError} from '../ground/errors.ts';
import {ProgramFailedError, ProgramMissingError, TimedOutError} from '../ground/program-errors.ts';
import {safeLine} from '../ground/text.ts';

/** ssh could not reach or enter a machine. */
export class SshError extends MemuError {
  readonly alias: string;

  constructor(alias: string, message: string, hint: string, cause?: unknown) {
    super('ssh_failed', exitCodes.unreachable, message, {hint, cause});
    this.alias = alias;
  }
}

/** ssh ends with this code when it failed itself; every other code is that of the program it ran. */
const transportFailed = 255;

/** A program there was started and failed. */
class RemoteFailedError extends MemuError {
  /** Its exit code; undefined when a signal ended it. */
  readonly remoteExit: number | undefined;

  constructor(alias: string, failure: ProgramFailedError) {
    const said = failure.stderr.split('\n').find(line => line.trim() !== '') ?? '';
    const what =
      said === '' ? `a program failed there (exit ${failure.programExit})` : safeLine(said);
    super('remote_failed', exitCodes.unreachable, `${alias}: ${what}`, {cause: failure});
    this.remoteExit = failure.programExit;
  }
}

/** The error for a failed call of a program through ssh; other failures come back as they are. */
export function remoteFault(alias: string, error: unknown): unknown {
  const isRemote = error instanceof ProgramFailedError && error.programExit !== transportFailed;
  return isRemote ? new RemoteFailedError(alias, error) : sshFault(alias, error);
}

interface Fault {
  readonly pattern: RegExp;
  readonly what: string;
  readonly hint: (alias: string) => string;
}

const faults: readonly Fault[] = [
  {
    pattern: /could not resolve hostname|name or service not known/i,
    what: 'there is no machine of that name',
    hint: () => 'add it to ~/.ssh/config, or write user@host',
  },
  {
    pattern: /permission denied/i,
    what: 'it does not accept your key',
    hint: alias => `ssh-copy-id ${alias}, or start ssh-agent`,
  },
  {
    pattern: /host key verification failed|remote host identification has changed/i,
    what: 'its host key is unknown or has changed',
    hint: alias => `compare the fingerprint, then connect once with ssh ${alias}`,
  },
  {
    pattern: /connection refused|timed out|no route to host|network is unreachable/i,
    what: 'it does not answer',
    hint: alias => `is it on? Try ssh ${alias}`,
  },
  {
    pattern: /administratively prohibited|forwarding/i,
    what: 'it does not permit forwarding',
    hint: () => 'set AllowTcpForwarding yes in its sshd_config',
  },
];

/** The error for a failed call of ssh; other failures come back as they are. */
export function sshFault(alias: string, error: unknown): unknown {
  if (error instanceof ProgramMissingError) return error;
  if (error instanceof TimedOutError) {
    return new SshError(alias, `ssh to ${alias} took too long.`, `ssh ${alias}`, error);
  }
  if (!(error instanceof ProgramFailedError)) return error;
  const known = faults.find(fault => fault.pattern.test(error.stderr));
  const said = safeLine(error.stderr.trimEnd().split('\n').at(-1) ?? '');
  const what = known?.what ?? (said || 'it failed without a word');
  return new SshError(
    alias,
    `${alias} cannot be reached through ssh: ${what}.`,
    known?.hint(alias) ?? `ssh ${alias}`,
    error,
  );
}
