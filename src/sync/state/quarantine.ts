/** Whether one file may be put aside for what went wrong with it, or everything has to stop. */
import {exitCodes, MemuError} from '../../ground/errors.ts';
import {safeLine} from '../../ground/text.ts';

/** Of the disk, of another program or of the person: no file of the vault is to blame. */
const generalExits: ReadonlySet<number> = new Set([
  exitCodes.unreachable,
  exitCodes.locked,
  exitCodes.secret,
  exitCodes.integrity,
  exitCodes.timedOut,
  exitCodes.interrupted,
]);

/**
 * In words that follow a file's name, why its entry is not taken. A value that memu.db refuses, or one
 * that nobody foresaw, belongs to one entry: it waits, and all others go on.
 *
 * @throws the error itself where it is no single entry's
 */
export function reasonToHold(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error instanceof MemuError) {
    if (generalExits.has(error.exitCode) || error.code === 'restart_needed') throw error;
    return safeLine(error.message);
  }
  const code = 'code' in error ? String(error.code) : '';
  const isOfValues = /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(code);
  if (code !== '' && !isOfValues && !code.startsWith('ERR_')) throw error;
  return `memu cannot keep it (${safeLine(error.message).slice(0, 200)})`;
}
