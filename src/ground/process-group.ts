/** Process groups of programs that memu started: stopped as a whole, and never left behind. */
import type {MemuError} from './errors.ts';

/** A program and everything it started. */
export interface ProcessGroup {
  /** Why it was stopped; undefined as long as it runs by itself. */
  readonly reason: MemuError | undefined;
  /** SIGTERM, and SIGKILL after the grace; only the first reason counts. */
  stop(reason: MemuError): void;
  /** To be called when the program has ended. */
  ended(): void;
}

/**
 * Watches over the group that `pid` leads. `cut` is called with the SIGKILL: a grandchild that left the group may
 * still hold the pipes open.
 */
export function watchGroup(pid: number, graceMs: number, cut: () => void): ProcessGroup {
  let killTimer: NodeJS.Timeout | undefined;
  const group = {
    reason: undefined as MemuError | undefined,
    stop(reason: MemuError) {
      if (group.reason) return;
      group.reason = reason;
      signalGroup(pid, 'SIGTERM');
      killTimer = setTimeout(() => {
        signalGroup(pid, 'SIGKILL');
        cut();
      }, graceMs);
    },
    ended() {
      clearTimeout(killTimer);
      // What the program left behind in its group when it was stopped does not outlive it.
      if (group.reason) signalGroup(pid, 'SIGKILL');
      runningGroups.delete(pid);
      if (runningGroups.size === 0) ignoreSignals();
    },
  };
  if (runningGroups.size === 0) heedSignals();
  runningGroups.add(pid);
  return group;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

// Groups of their own do not hear the terminal's Ctrl+C, so they are told when memu ends.
const runningGroups = new Set<number>();
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const stopAll = (): void => {
  for (const pid of runningGroups) signalGroup(pid, 'SIGTERM');
};

function onEndingSignal(signal: NodeJS.Signals): void {
  stopAll();
  if (process.listenerCount(signal) > 1) return;
  ignoreSignals();
  process.kill(process.pid, signal);
}

function heedSignals(): void {
  process.on('exit', stopAll);
  for (const signal of endingSignals) process.on(signal, onEndingSignal);
}

function ignoreSignals(): void {
  process.off('exit', stopAll);
  for (const signal of endingSignals) process.off(signal, onEndingSignal);
}
