/** A connection that is cut in the middle, that is slow but alive, and one that is dead. */
import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {BareRepository} from '../../src/git/bare-repository.ts';
import type {NewFile} from '../../src/git/repository.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {type Sshd, startSshd} from '../support/sshd.ts';
import {type LinkOptions, openLink} from './link.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.close());

/** What cannot be packed smaller: so many files of a kilobyte. */
const filesOf = (count: number): readonly NewFile[] =>
  Array.from({length: count}, (_, i) => ({path: `notes/${i}.md`, bytes: randomBytes(1024)}));

const few = 400;
const whole = few * 1024;

/** Two repositories with one remote, the first one with a commit that is not pushed yet. */
async function parted(count = few) {
  const folder = mkdtempSync(join(tmpdir(), 'memu-link-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const remote = join(folder, 'remote');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
  });
  const open = async (name: string, link?: LinkOptions, remoteTimeoutMs = 60_000) => {
    const port = link === undefined ? sshd.port : await openLink(sshd.port, link);
    const repository = await BareRepository.open({
      folder: join(folder, name),
      remote: `${sshd.url.replace(/\d+$/, String(port))}${remote}`,
      sshOptions: [...sshd.clientOptions, `HostKeyAlias=[127.0.0.1]:${sshd.port}`],
      remoteTimeoutMs,
    });
    onTestFinished(() => repository.close());
    return repository;
  };
  const a = await open('a');
  const tip = await a.commit({parents: [], files: filesOf(count), message: 'sync', at: 1});
  return {open, a, tip};
}

const unreachable = {code: 'unreachable', exitCode: exitCodes.unreachable};

test('cut while fetching, it says so, and the next fetch brings everything', async () => {
  const {open, a, tip} = await parted();
  await a.push(tip);
  for (const bytes of [6000, whole / 2]) {
    const cut = await open('b', {cutAfter: {from: 'server', bytes}});
    await expect(cut.fetch(), `after ${bytes}`).rejects.toMatchObject(unreachable);
    expect(await cut.has(tip)).toBe(false);
  }
  const b = await open('b');
  expect(await b.fetch()).toBe(tip);
  expect(await Array.fromAsync(b.diff(undefined, tip))).toHaveLength(few);
});

test('cut while pushing, it says so, and the next push brings everything', async () => {
  const {open, a, tip} = await parted();
  for (const bytes of [6000, whole / 2]) {
    const cut = await open('a', {cutAfter: {from: 'client', bytes}});
    await expect(cut.push(tip), `after ${bytes}`).rejects.toMatchObject(unreachable);
    expect(await a.fetch()).toBeUndefined();
  }
  expect(await a.push(tip)).toBe(true);
  expect(await a.fetch()).toBe(tip);
});

test('slow but alive, it is waited for, however long the whole takes', async () => {
  const limit = 2000;
  const slow = {bytesPerBeat: 20_000};
  const [out, back] = await Promise.all([parted(1200), parted(1200)]);
  await back.a.push(back.tip);
  const [sender, taker] = [await out.open('a', slow, limit), await back.open('b', slow, limit)];
  const took = async <Result>(work: Promise<Result>): Promise<Result> => {
    const began = performance.now();
    const result = await work;
    // Otherwise nothing was proven.
    expect(performance.now() - began).toBeGreaterThan(limit);
    return result;
  };
  expect(await Promise.all([took(sender.push(out.tip)), took(taker.fetch())])).toEqual([
    true,
    back.tip,
  ]);
});
