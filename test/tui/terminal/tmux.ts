/** A real terminal for tests: a program in tmux, keys in, the screen out. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, vi} from 'vitest';
import {bundle} from '../../../scripts/build/bundle.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** Bundles a fixture the way the program itself is bundled; returns the file to run. */
export async function bundleFixture(fixture: string, folder: string): Promise<string> {
  const name = fixture.replace(/\.tsx?$/, '');
  await bundle(folder, {[name]: join(fixtures, fixture)});
  return join(folder, `${name}.mjs`);
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'memu-tui-'));

export interface TmuxOptions {
  readonly program: string;
  /** Words after the program. */
  readonly words?: readonly string[];
  /** What the shell does first. */
  readonly before?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell in tmux that has started a program; it is the shell that one returns to afterwards. */
export class Tmux {
  readonly #folder = temporaryFolder();

  constructor({program, words = [], before = '', columns = 80, rows = 24, env = {}}: TmuxOptions) {
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, 'env PS1="shell> " sh');
    const variables = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    this.keys(`${[before, ...variables, process.execPath, program, ...words].join(' ')}`, 'Enter');
  }

  /** Sends keys by tmux's names (`Enter`, `C-c`, `Escape`); other words are typed. */
  keys(...keys: readonly string[]): void {
    for (const key of keys) this.#tmux('send-keys', key);
  }

  /** Pastes as a terminal does, in brackets when the program asked for them. */
  paste(text: string): void {
    this.#tmux('set-buffer', text);
    this.#tmux('paste-buffer', '-p', '-r');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  screen(): string {
    return this.#tmux('capture-pane', '-p').trimEnd();
  }

  /** Scrollback and screen together. */
  history(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-').trimEnd();
  }

  /** `#{cursor_x}`, `#{alternate_on}`, … */
  ask(format: string): string {
    return this.#tmux('display-message', '-p', format).trim();
  }

  /** The program is the only child of the shell. */
  programPid(): number {
    const shell = this.ask('#{pane_pid}');
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8');
    return Number(children.trim().split(' ')[0]);
  }

  /** Waits until the screen holds a text. */
  async sees(text: string | RegExp): Promise<string> {
    return vi.waitFor(
      () => {
        const screen = this.screen();
        if (typeof text === 'string') expect(screen).toContain(text);
        else expect(screen).toMatch(text);
        return screen;
      },
      {timeout: 20_000, interval: 40},
    );
  }

  close(): void {
    this.#tmux('kill-server');
    rmSync(this.#folder, {recursive: true, force: true});
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-S', join(this.#folder, 'socket'), ...args], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: this.#folder,
        LC_ALL: 'C.UTF-8',
        TERM: 'xterm-256color',
      },
    });
  }
}
