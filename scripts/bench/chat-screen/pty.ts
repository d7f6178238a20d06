/** A program in a pseudo terminal, made by `script` (Debian: bsdutils). */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';

/** Longer than anything that is measured; a benchmark that waits longer has failed. */
const patienceMs = 60_000;

export class PtyProgram {
  readonly startedAt = performance.now();
  readonly #child: ChildProcess;
  #written = '';
  #listeners = new Set<() => void>();

  constructor(words: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn('script', ['-qec', words.join(' '), '/dev/null'], {
      env: {...env, TERM: 'xterm-256color', CI: '', NODE_OPTIONS: ''},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout!.on('data', chunk => {
      this.#written += String(chunk);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Types keys; returns the moment in milliseconds of `performance.now()`. */
  type(keys: string): number {
    this.#child.stdin!.write(keys);
    return performance.now();
  }

  /** Waits until the program has written a text since the last call; returns the moment. */
  async sees(text: string): Promise<number> {
    const found = () => this.#written.includes(text);
    if (!found()) await this.#until(found, text);
    this.#written = '';
    return performance.now();
  }

  /** Milliseconds that the processor has worked for the program, all its threads. */
  processorMs(): number {
    const tasks = `/proc/${leafOf(this.#child.pid!)}/task`;
    const nanoseconds = readdirSync(tasks).map(task =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  }

  async ended(): Promise<void> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }

  #until(isTrue: () => boolean, text: string): Promise<void> {
    const {promise, resolve, reject} = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#child.kill();
      reject(new Error(`"${text}" was never seen, but: ${JSON.stringify(this.#written)}`));
    }, patienceMs);
    const look = () => {
      if (isTrue()) resolve();
    };
    this.#listeners.add(look);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#listeners.delete(look);
    });
  }
}

/** The program is the last in the line of `script`, perhaps a shell, and itself. */
function leafOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return child ? leafOf(Number(child)) : pid;
}
