/** Ending in good order on a signal, and of that signal. */

/** Sent by whoever ends a program from outside: a shutdown, a closed terminal. */
export const endingSignals = ['SIGTERM', 'SIGHUP'] as const;

/** When all is done the process dies of the signal after all: whoever sent it sees that it did. */
export function exitBySignal(signal: NodeJS.Signals): void {
  process.once('exit', () => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
