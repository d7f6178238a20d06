/** Small real programs beside a test: started with this Node, ended with the test. */
import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** What it printed so far. */
  out(): string;
  /** Resolves once it printed at least this many lines. */
  lines(count: number): Promise<void>;
  /** Resolves with its exit code, or the name of the signal that ended it. */
  ended(): Promise<number | string>;
}

/** Runs `test/fixtures/NAME` with these arguments. */
export function startFixture(name: string, ...args: readonly string[]): Child {
  const file = join(import.meta.dirname, '..', 'fixtures', name);
  const child = spawn(process.execPath, [file, ...args], {stdio: ['ignore', 'pipe', 'inherit']});
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  child.stdout!.setEncoding('utf8').on('data', text => {
    out += text;
  });
  const end = new Promise<number | string>(resolve => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  return {
    process: child,
    out: () => out,
    ended: () => end,
    lines: count =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (out.split('\n').length > count) resolve();
        };
        child.stdout!.on('data', look);
        void end.then(() =>
          reject(new Error(`${name} ended after ${out.split('\n').length - 1} lines`)),
        );
        look();
      }),
  };
}
