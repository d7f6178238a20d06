/** Ctrl+C while a model or a download is waited for. */

/** The first Ctrl+C ends what is waited for; a second one, while that takes too long, ends the program. */
export function onInterrupt(): {readonly signal: AbortSignal; forget(): void} {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  return {signal: stop.signal, forget: () => process.off('SIGINT', interrupt)};
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
