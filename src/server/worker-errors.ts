/** What can go wrong between the two ends, as sentences with the way on. */
import {exitCodes, MemuError} from '../ground/errors.ts';
import {safeLine} from '../ground/text.ts';

/** The other end did not say what a worker says. */
export class WorkerAnswerError extends MemuError {
  constructor(server: string, what: string, hint?: string) {
    super('worker_answer', exitCodes.unreachable, `${server} ${what}.`, {
      hint: hint ?? `memu server check ${server}`,
    });
  }
}

/** The two ends speak different versions of the protocol. */
export class WorkerVersionError extends MemuError {
  constructor(server: string, theirs: string, isNewer: boolean) {
    const said = `memu ${safeLine(theirs)} on ${server} speaks ${isNewer ? 'a newer' : 'an older'} protocol than this one`;
    super('worker_version', exitCodes.refused, `${said}.`, {
      hint: isNewer ? 'update memu on this machine' : `memu server setup ${server}`,
    });
  }
}

/** The worker refused or failed one request; the connection stays. */
export class WorkerRefusedError extends MemuError {
  readonly retry: boolean;

  constructor(
    server: string,
    error: {readonly code: string; readonly message: string; readonly retry: boolean},
  ) {
    const exit = exitByCode[error.code] ?? exitCodes.bug;
    super(error.code, exit, `${server}: ${safeLine(error.message)}`);
    this.retry = error.retry;
  }
}

const exitByCode: Readonly<Record<string, (typeof exitCodes)[keyof typeof exitCodes]>> = {
  not_found: exitCodes.notFound,
  unknown_op: exitCodes.refused,
  usage: exitCodes.usage,
  refused: exitCodes.refused,
  locked: exitCodes.locked,
  disk_full: exitCodes.integrity,
  integrity: exitCodes.integrity,
};
