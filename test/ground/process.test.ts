import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setImmediate as tick} from 'node:timers/promises';
import {afterAll, describe, expect, test} from 'vitest';
import {exitCodes} from '../../src/ground/errors.ts';
import {runInTerminal, runProgram, startProgram} from '../../src/ground/process.ts';
import {
  InterruptedError,
  ProgramFailedError,
  ProgramMissingError,
  TimedOutError,
  TooMuchOutputError,
} from '../../src/ground/program-errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'memu-process-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const node = (script: string, ...args: string[]) => ({
  program: process.execPath,
  args: ['--eval', script, '--', ...args],
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie that nobody reaps is dead too.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const untilDead = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await tick();
};

describe('run', () => {
  test('gives back what the program wrote, byte for byte, and takes its input', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 10, 195]);
    const {stdout, exitCode} = await runProgram({program: 'cat', input: bytes});
    expect(stdout).toEqual(bytes);
    expect(exitCode).toBe(0);
  });

  test('hands arguments over as they are, with no shell to read them', async () => {
    const args = ['$(id)', '`id`', '; id', '"', "'", '*', '', 'a b', '--', '-x'];
    const {stdout} = await runProgram(
      node('console.log(JSON.stringify(process.argv.slice(1)))', ...args),
    );
    expect(JSON.parse(stdout.toString())).toEqual(args);
  });

  test('gives a small fixed environment, whatever surrounds memu', async () => {
    process.env['GIT_DIR'] = '/elsewhere';
    process.env['EDITOR'] = 'vi';
    try {
      const {stdout} = await runProgram({
        ...node('console.log(JSON.stringify(process.env))'),
        env: {EXTRA: 'yes'},
      });
      const env = JSON.parse(stdout.toString());
      expect(env).toMatchObject({EXTRA: 'yes', LC_ALL: 'C.UTF-8', HOME: process.env['HOME']});
      for (const name of ['GIT_DIR', 'EDITOR', 'NODE_OPTIONS', 'VITEST'])
        expect(env).not.toHaveProperty(name);
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['EDITOR'];
    }
  });

  test('an exit code that was not expected is an error with the last words of the program', async () => {
    const failing = node('console.error("first\\nwhy it \\x1b[31mfailed"); process.exitCode = 3');
    const error = await runProgram(failing).catch(error => error);
    expect(error).toBeInstanceOf(ProgramFailedError);
    expect(error.programExit).toBe(3);
    expect(error.message).toContain('why it ␛[31mfailed');
    expect(error.stderr).toContain('first');
    expect((await runProgram({...failing, expect: [0, 3]})).exitCode).toBe(3);
  });

  test('keeps the end of a long stderr', async () => {
    const {stderr} = await runProgram(
      node('console.error("x".repeat(1e6)); console.error("the end")'),
    );
    expect(stderr.length).toBeLessThanOrEqual(16 * 1024);
    expect(stderr).toMatch(/the end\n$/);
  });

  test('a program that is not installed is named with its Debian package', async () => {
    const error = await runProgram({program: 'restic', env: {PATH: folder}}).catch(error => error);
    expect(error).toBeInstanceOf(ProgramMissingError);
    expect(error.exitCode).toBe(exitCodes.usage);
    expect(error.hint).toBe('sudo apt install restic');
  });

  test('a missing folder is not mistaken for a missing program', async () => {
    const error = await runProgram({program: 'cat', cwd: join(folder, 'gone')}).catch(
      error => error,
    );
    expect(error.code).toBe('folder_missing');
  });

  test('a program killed from outside says by what', async () => {
    const error = await runProgram(node('process.kill(process.pid, "SIGKILL")')).catch(
      error => error,
    );
    expect(error).toBeInstanceOf(ProgramFailedError);
    expect(error.programSignal).toBe('SIGKILL');
  });

  test('a program that closes its input early does no harm', async () => {
    const {exitCode} = await runProgram({program: 'true', input: Buffer.alloc(4 * 1024 * 1024)});
    expect(exitCode).toBe(0);
  });

  test('output without end is cut at the limit', async () => {
    await expect(runProgram({program: 'yes', maxBytes: 100_000})).rejects.toBeInstanceOf(
      TooMuchOutputError,
    );
  });
});

describe('deadlines', () => {
  test('a program that takes too long is stopped together with what it started', async () => {
    const pidFile = join(folder, 'grandchild');
    const script = `
      const {spawn} = require('node:child_process');
      const child = spawn('sleep', ['600'], {stdio: 'inherit'});
      require('node:fs').writeFileSync(process.argv[1], String(child.pid));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`;
    const error = await runProgram({...node(script, pidFile), timeoutMs: 1500, graceMs: 100}).catch(
      e => e,
    );
    expect(error).toBeInstanceOf(TimedOutError);
    expect(error.exitCode).toBe(exitCodes.timedOut);
    await untilDead(Number(readFileSync(pidFile, 'utf8')));
  });

  test('a grandchild that left the group and holds the pipes does not hang memu', async () => {
    const pidFile = join(folder, 'runaway');
    const script = `
      const {spawn} = require('node:child_process');
      const child = spawn('sleep', ['600'], {stdio: 'inherit', detached: true});
      child.unref();
      require('node:fs').writeFileSync(process.argv[1], String(child.pid));`;
    const error = await runProgram({...node(script, pidFile), timeoutMs: 1000, graceMs: 100}).catch(
      e => e,
    );
    expect(error).toBeInstanceOf(TimedOutError);
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  });

  test('an abort stops it', async () => {
    const abort = new AbortController();
    const running = runProgram({program: 'sleep', args: ['600'], signal: abort.signal});
    setTimeout(() => abort.abort(), 50);
    await expect(running).rejects.toBeInstanceOf(InterruptedError);
    await expect(runProgram({program: 'true', signal: abort.signal})).rejects.toBeInstanceOf(
      InterruptedError,
    );
  });
});

describe('start', () => {
  test('streams both ways while the program runs', async () => {
    const running = await startProgram({program: 'cat'});
    const lines = running.stdout[Symbol.asyncIterator]();
    running.stdin.write('one\n');
    expect(String((await lines.next()).value)).toBe('one\n');
    running.stdin.write('two\n');
    expect(String((await lines.next()).value)).toBe('two\n');
    running.stdin.end();
    expect((await lines.next()).done).toBe(true);
    expect((await running.ended).exitCode).toBe(0);
  });

  test('stop ends it with the reason given', async () => {
    const running = await startProgram({program: 'sleep', args: ['600']});
    const reason = new TooMuchOutputError('sleep', 1);
    running.stop(reason);
    await expect(running.ended).rejects.toBe(reason);
    await untilDead(running.pid);
  });

  test('leaves no signal listeners behind', async () => {
    const before = process.listenerCount('SIGTERM');
    const running = await startProgram({program: 'cat'});
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    running.stdin.end();
    await text(running.stdout);
    await running.ended;
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  test('what runs ends with memu, even on a signal', async () => {
    const script = join(folder, 'parent.mjs');
    const door = new URL('../../src/ground/process.ts', import.meta.url).pathname;
    writeFileSync(
      script,
      `import {startProgram} from ${JSON.stringify(door)};
       const running = await startProgram({program: 'sleep', args: ['600']});
       console.log(running.pid);
       await running.ended;`,
    );
    const parent = await startProgram({program: process.execPath, args: [script]});
    const pid = Number(String((await parent.stdout[Symbol.asyncIterator]().next()).value));
    expect(isAlive(pid)).toBe(true);
    process.kill(parent.pid, 'SIGTERM');
    await expect(parent.ended).rejects.toMatchObject({programSignal: 'SIGTERM'});
    await untilDead(pid);
  });
});

describe('runInTerminal', () => {
  test('answers with the exit code and keeps the person’s environment', async () => {
    process.env['EDITOR'] = 'true';
    try {
      const program = node('process.exitCode = process.env.EDITOR === "true" ? 7 : 1');
      expect(await runInTerminal(program)).toBe(7);
    } finally {
      delete process.env['EDITOR'];
    }
    await expect(runInTerminal({program: 'no-such-editor'})).rejects.toThrow(/not installed/);
  });
});
