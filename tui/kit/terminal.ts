/** The terminal that a screen has taken over: giving it to another program for a while, and back. */

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/**
 * Before anything is loaded: what is typed meanwhile must neither echo nor be taken as a line, and a
 * paste comes marked as one. Ink, which asks for the same when it starts, undoes both at its end.
 */
export function takeKeyboard({stdin, stdout}: Terminal): void {
  stdin.setRawMode(true);
  stdout.write('\x1b[?2004h');
}

type Suspend = (run: () => Promise<void>) => Promise<void>;

/** A process that no shell watches is not stopped by SIGTSTP: after this it just goes on. */
const stopGraceMs = 200;

export class ScreenTerminal {
  #suspend: Suspend | undefined;

  /** Called by the screen once it is drawn. */
  attach(suspend: Suspend): void {
    this.#suspend = suspend;
  }

  /** Runs something with the terminal as it was before the screen; then the screen is drawn again. */
  async suspend(run: () => Promise<void>): Promise<void> {
    await (this.#suspend ? this.#suspend(run) : run());
  }

  /** Ctrl+Z: stops this process and its group, as the shell expects; `fg` brings the screen back. */
  stopProcess(): void {
    void this.suspend(
      () =>
        new Promise(resolve => {
          const timer = setTimeout(goOn, stopGraceMs);
          function goOn() {
            clearTimeout(timer);
            process.off('SIGCONT', goOn);
            resolve();
          }
          process.once('SIGCONT', goOn);
          process.kill(0, 'SIGTSTP');
        }),
    );
  }
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The size in cells. Some terminals (serial lines, new containers) do not know theirs: 80x24 then. */
export const terminalSize = (stdout: {
  readonly columns?: number;
  readonly rows?: number;
}): TerminalSize => ({columns: stdout.columns || 80, rows: stdout.rows || 24});
