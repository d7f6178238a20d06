/** The built program, run the way a person does: a clean environment and a throwaway home. */
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly ms: number;
}

export interface Home {
  /** A folder of this run's own; everything below it goes with `remove`. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a line of shell in which `memu` is the binary. */
  run(line: string, stdin?: string, env?: Readonly<Record<string, string>>): Promise<Outcome>;
  remove(): void;
}

/** The binary for this machine, or what `MEMU_BINARY` names. */
function binaryPath(): string {
  const built = path.resolve(import.meta.dirname, `../../dist/memu-linux-${process.arch}`);
  const binary = process.env.MEMU_BINARY ?? built;
  if (!existsSync(binary)) throw new Error(`${binary} is missing: npm run build:binary`);
  return binary;
}

/** A home with nothing in it. */
export function makeHome(): Home {
  const folder = mkdtempSync(path.join(tmpdir(), 'memu-binary-'));
  for (const name of ['bin', 'home', 'work']) mkdirSync(path.join(folder, name));
  symlinkSync(binaryPath(), path.join(folder, 'bin/memu'));
  const env = {
    PATH: `${path.join(folder, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: path.join(folder, 'home'),
    MEMU_HOME: path.join(folder, 'memu'),
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    COLUMNS: '100',
  };
  return {
    folder,
    env,
    run: (line, stdin = '', more = {}) =>
      runShell(line, stdin, {...env, ...more}, path.join(folder, 'work')),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

function runShell(
  line: string,
  stdin: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Outcome> {
  const startedAt = performance.now();
  const {promise, resolve, reject} = Promise.withResolvers<Outcome>();
  const child = spawn('/bin/sh', ['-c', line], {env, cwd});
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  child.on('error', reject);
  child.on('close', exitCode =>
    resolve({stdout, stderr, exitCode, ms: performance.now() - startedAt}),
  );
  // A command that reads nothing may be gone before its input arrives.
  child.stdin.on('error', () => {}).end(stdin);
  return promise;
}
