/** What counts as pushed: what the remote has, whatever the git that pushed says or does not say. */
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest';
import {BareRepository} from '../../src/git/bare-repository.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';

const pathBefore = process.env['PATH'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-push-'));
});
afterEach(() => {
  process.env['PATH'] = pathBefore;
  rmSync(folder, {recursive: true, force: true});
});

/** A git that does `instead` for every push, and everything else as ever. */
function gitThat(instead: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const real = `PATH=${JSON.stringify(pathBefore)} git`;
  const script = `#!/bin/sh\nfor word in "$@"; do if [ "$word" = push ] && [ -e "$0-is-odd" ]; then\n${instead.replaceAll('REAL', real)}\nfi; done\nexec env ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), script);
  chmodSync(join(bin, 'git'), 0o755);
  writeFileSync(join(bin, 'git-is-odd'), '');
  process.env['PATH'] = `${bin}${delimiter}${pathBefore}`;
}

async function ready() {
  const remote = join(folder, 'remote');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
  });
  const repository = await BareRepository.open({folder: join(folder, 'here'), remote});
  onTestFinished(() => repository.close());
  const files = [{path: 'a', bytes: Buffer.from('x')}];
  const tip = await repository.commit({parents: [], files, message: 'x', at: 1});
  const there = async () => {
    const args = ['--git-dir', remote, 'rev-parse', '--verify', '--quiet', 'main'];
    return String((await runProgram({program: 'git', args, expect: [0, 1, 128]})).stdout).trim();
  };
  return {repository, tip, there};
}

test.each([
  ['dies by a signal', 'kill -9 $$'],
  ['dies by a signal that asks politely', 'kill -15 $$'],
  ['fails without a word', 'exit 1'],
  ['fails and babbles on stdout', 'echo Everything up-to-date; exit 128'],
  ['says nothing and calls it success', 'exit 0'],
  ['babbles and calls it success', 'echo "Welcome!"; echo Done; exit 0'],
])('a push that %s has not arrived, and is said not to have', async (_, instead) => {
  gitThat(instead);
  const {repository, tip, there} = await ready();
  await expect(repository.push(tip)).rejects.toMatchObject({exitCode: exitCodes.unreachable});
  expect(await there()).toBe('');
  rmSync(join(folder, 'bin', 'git-is-odd'));
  expect(await repository.push(tip)).toBe(true);
  expect(await there()).toBe(tip);
});

test('a push that arrived and whose answer is lost among other words, or altogether, counts', async () => {
  gitThat('REAL "$@" >/dev/null 2>&1; echo "Welcome to this machine"; exit 0');
  const {repository, tip, there} = await ready();
  expect(await repository.push(tip)).toBe(true);
  expect(await there()).toBe(tip);
});

test('a remote that moved meanwhile is no success and no failure', async () => {
  const {repository, tip} = await ready();
  await repository.push(tip);
  const files = [{path: 'b', bytes: Buffer.from('y')}];
  const other = await repository.commit({parents: [], files, message: 'y', at: 2});
  expect(await repository.push(other)).toBe(false);
});
