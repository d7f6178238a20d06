/** Stopping a program with everything it started, for one reason; execa signals its process group. */
import type {MemuError} from './errors.ts';

/** As much of a running program as stopping it needs. */
export interface Stoppable {
  kill(signal: NodeJS.Signals): boolean;
  readonly stdin: {destroy(): void};
  readonly stdout: {destroy(): void};
  readonly stderr: {destroy(): void};
}

export interface ProgramStop {
  /** Why it was stopped; undefined as long as it runs by itself. */
  readonly reason: MemuError | undefined;
  /** SIGTERM, and SIGKILL after the grace; only the first reason counts. */
  stop(reason: MemuError): void;
  /** To be called when the program has ended. */
  ended(): void;
}

/** execa ends what is left in the group after `graceMs` (`forceKillAfterDelay`). */
export function programStop(child: Stoppable, graceMs: number): ProgramStop {
  let cutTimer: NodeJS.Timeout | undefined;
  const own = {
    reason: undefined as MemuError | undefined,
    stop(reason: MemuError) {
      if (own.reason) return;
      own.reason = reason;
      child.kill('SIGTERM');
      // A grandchild that left the group hears no signal and may still hold the pipes open.
      cutTimer = setTimeout(() => {
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      }, graceMs);
    },
    ended() {
      clearTimeout(cutTimer);
      // What the program left behind in its group when it was stopped does not outlive it.
      if (own.reason) child.kill('SIGKILL');
    },
  };
  return own;
}
