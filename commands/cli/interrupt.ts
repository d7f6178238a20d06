/** Ctrl+C, and signals that end the program, while a model or a download is waited for. */

import {exitCodes} from '../../src/ground/errors.ts';
import {endingSignals, exitBySignal} from '../../src/ground/signals.ts';

/**
 * The first Ctrl+C ends what is waited for, so that the part that came is kept; a second one, while that
 * takes too long, ends the program. SIGTERM and SIGHUP do the same, and the program dies of them at its end.
 */
export function onInterrupt(): {readonly signal: AbortSignal; forget(): void} {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    stop.abort();
  };
  const end = (signal: NodeJS.Signals) => {
    if (!stop.signal.aborted) exitBySignal(signal);
    interrupt();
  };
  process.on('SIGINT', interrupt);
  for (const name of endingSignals) process.on(name, end);
  const forget = () => {
    process.off('SIGINT', interrupt);
    for (const name of endingSignals) process.off(name, end);
  };
  return {signal: stop.signal, forget};
}

/** Work that Ctrl+C ends. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const {signal, forget} = onInterrupt();
  try {
    return await work(signal);
  } finally {
    forget();
  }
}
