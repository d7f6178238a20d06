/** The one door to other programs: no shell, a small fixed environment, deadlines, limits. */
import {once} from 'node:events';
import {closeSync, existsSync, openSync} from 'node:fs';
import {homedir} from 'node:os';
import type {Readable, Writable} from 'node:stream';
import {exitCodes, MemuError} from './errors.ts';
import {programStop} from './process-group.ts';
import {
  InterruptedError,
  ProgramFailedError,
  ProgramMissingError,
  TimedOutError,
  TooMuchOutputError,
} from './program-errors.ts';
import {safeLine, safeText} from './text.ts';

export interface ProgramCall {
  /** A name looked up in PATH, or a full path. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to the fixed environment of `baseEnvironment`. */
  readonly env?: Readonly<Record<string, string>>;
  /** After this the whole process group is stopped and `TimedOutError` thrown; 30 s unless told. */
  readonly timeoutMs?: number;
  /** Stops the process group; the promise rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
  /** How long the group has between SIGTERM and SIGKILL; 2 s unless told. */
  readonly graceMs?: number;
  /** Exit codes that are an answer and not a failure; 0 alone unless told. */
  readonly expect?: readonly number[];
}

export interface RunOptions extends ProgramCall {
  readonly input?: string | Uint8Array;
  /** Most bytes of standard output that are kept (16 MiB unless told); more stops the program. */
  readonly maxBytes?: number;
}

export interface Ended {
  readonly exitCode: number;
  /** The last 16 KiB of what the program said on stderr, safe to show. */
  readonly stderr: string;
}

export interface ProgramOutput extends Ended {
  readonly stdout: Buffer;
}

/** A program that is running. Its output must be read to the end, or `stop` called. */
export interface Running {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the program and its streams have ended; rejects as `run` does. */
  readonly ended: Promise<Ended>;
  /** SIGTERM to the process group, SIGKILL after the grace; `ended` then rejects with `reason`. */
  stop(reason?: MemuError): void;
}

const stderrKept = 16 * 1024;

// What a program needs to find itself, its agent and its keyring, and nothing that changes what it
// does: no GIT_*, EDITOR, PAGER, LD_*, NODE_OPTIONS.
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
];

/** What every program gets: found from cron as from a shell, speaking English without colour. */
export function baseEnvironment(): Record<string, string> {
  const env: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: homedir(),
  };
  for (const name of inherited) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  return {...env, LC_ALL: 'C.UTF-8'};
}

/** Runs a program to its end. Rejects with one of the errors of `program-errors.ts`; never hangs. */
export async function runProgram(options: RunOptions): Promise<ProgramOutput> {
  const running = await startProgram(options);
  running.stdin.end(options.input);
  const [ended, stdout] = await Promise.all([running.ended, collect(running, options)]);
  return {...ended, stdout};
}

async function collect(running: Running, options: RunOptions): Promise<Buffer> {
  const maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else running.stop(new TooMuchOutputError(options.program, maxBytes));
    }
  } catch {
    // The stream was cut because the program was stopped; `ended` tells why.
  }
  return Buffer.concat(chunks);
}

/**
 * Starts a program and hands over its streams. It leads a process group of its own, so that what
 * it starts ends with it, and it has no terminal to ask for a password on.
 */
export async function startProgram(options: ProgramCall): Promise<Running> {
  if (options.signal?.aborted) throw new InterruptedError(options.program);
  const {execa} = await import('execa');
  const child = execa(options.program, options.args ?? [], {
    ...(options.cwd !== undefined && {cwd: options.cwd}),
    env: {...baseEnvironment(), ...options.env},
    extendEnv: false,
    stdio: ['pipe', 'pipe', 'pipe'],
    buffer: false,
    encoding: 'buffer',
    reject: false,
    killDescendants: true,
    forceKillAfterDelay: options.graceMs ?? 2000,
  });
  // A program that does not read its input, or ends before it has, says so by its exit code.
  child.stdin.on('error', () => {});
  if (child.pid === undefined) throw notStarted(options, await child);

  const stderr = keepTail(child.stderr, stderrKept);
  const group = programStop(child, options.graceMs ?? 2000);
  const release = stopWhen(options, group.stop);
  const settled = child.then(result => {
    release();
    group.ended();
    if (group.reason) throw group.reason;
    const {exitCode, signal} = result;
    if (exitCode === undefined || !(options.expect ?? [0]).includes(exitCode))
      throw new ProgramFailedError(options.program, exitCode, signal, stderr());
    return {exitCode, stderr: stderr()};
  });
  // Whoever reads the streams first learns of the failure there; it is not unhandled.
  settled.catch(() => {});
  const stop = (reason: MemuError = new InterruptedError(options.program)) => group.stop(reason);
  return {pid: child.pid, stdin: child.stdin, stdout: child.stdout, ended: settled, stop};
}

function notStarted(
  options: ProgramCall,
  result: {readonly code?: string; readonly cause?: unknown},
) {
  if (options.cwd !== undefined && !existsSync(options.cwd))
    return new MemuError(
      'folder_missing',
      exitCodes.notFound,
      `${safeLine(options.program)} was not started: ${safeLine(options.cwd)} does not exist.`,
    );
  if (result.code === 'ENOENT') return new ProgramMissingError(options.program, result.cause);
  const why = result.code ?? 'unknown reason';
  return new MemuError(
    'program_not_started',
    exitCodes.refused,
    `${safeLine(options.program)} could not be started (${why}).`,
    {cause: result.cause},
  );
}

function keepTail(stream: Readable, bytes: number): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-bytes);
  });
  stream.on('error', () => {});
  return () => safeText(kept.toString('utf8'));
}

function stopWhen(options: ProgramCall, stop: (reason: MemuError) => void): () => void {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timer = setTimeout(() => stop(new TimedOutError(options.program, timeoutMs)), timeoutMs);
  const onAbort = () => stop(new InterruptedError(options.program));
  options.signal?.addEventListener('abort', onAbort, {once: true});
  return () => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  };
}

/** An environment without what opens memu's secrets or is one. */
const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^MEMU_SECRET|^(?:OPENAI|ANTHROPIC|OLLAMA)_API_KEY$/.test(name),
    ),
  );

export interface DetachedProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A file that what it prints is added to. */
  readonly outputFile: string;
}

/**
 * Starts a program that outlives this process, in a session of its own and with no streams of ours: Node's own
 * call, since execa waits for what it starts.
 */
export async function startDetached(options: DetachedProgram): Promise<void> {
  const {spawn} = await import('node:child_process');
  const output = openSync(options.outputFile, 'a', 0o600);
  try {
    const child = spawn(options.program, options.args, {
      env: {...baseEnvironment(), ...options.env},
      stdio: ['ignore', output, output],
      detached: true,
    });
    await once(child, 'spawn');
    child.unref();
  } catch (error) {
    throw notStarted(options, {code: (error as NodeJS.ErrnoException).code ?? '', cause: error});
  } finally {
    closeSync(output);
  }
}

/**
 * Runs a program that the person works in, such as their editor: it gets the terminal and their
 * environment but for memu's secrets, no deadline, and its exit code is the answer.
 */
export async function runInTerminal(
  options: Pick<ProgramCall, 'program' | 'args' | 'cwd' | 'env'>,
): Promise<number> {
  const {execa} = await import('execa');
  const result = await execa(options.program, options.args ?? [], {
    ...(options.cwd !== undefined && {cwd: options.cwd}),
    env: {...withoutSecrets(process.env), ...options.env},
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
  });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined)
    throw new ProgramFailedError(options.program, undefined, result.signal, '');
  throw notStarted(options, result);
}
