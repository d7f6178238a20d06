/** Time that passes, for deadlines: the real one, or one that a test moves forward. */

export interface Timers {
  /** Milliseconds on a clock that only moves forward. */
  now(): number;
  /** Calls `run` once after `ms`; returns how to call it off. A timer never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

export const realTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, 0x7fffffff));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Waits, unless the signal ends it sooner; then it rejects with the signal's reason. */
export const waitFor = (timers: Timers, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = timers.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, {once: true});
  });
