/** Long pieces of work: started once, gone on with after a kill, followed from anywhere, cancelled, forgotten. */
import {type ChildProcess, spawn} from 'node:child_process';
import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {type JobEvent, jobId} from '../../src/jobs/job.ts';
import type {JobFolder} from '../../src/jobs/job-folder.ts';
import {Jobs} from '../../src/jobs/jobs.ts';
import {type JobWork, runJob} from '../../src/jobs/run-job.ts';

const clock = fixedClock('2026-12-01T08:00:00.000Z', 'UTC');
const request = {op: 'count', args: {to: 5}};
let root: string;
let jobs: Jobs;
const children: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memu-jobs-'));
  jobs = new Jobs({folder: join(root, 'jobs'), clock});
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(root, {recursive: true, force: true});
});

const run = (folder: JobFolder, work: JobWork, signal?: AbortSignal) =>
  runJob(folder, work, {clock, signal});

const effects = () => join(root, 'effects');
const done = (): readonly string[] =>
  existsSync(effects()) ? readFileSync(effects(), 'utf8').trimEnd().split('\n') : [];

/** A runner of its own process; each line it prints is handed over. */
function runner(folder: JobFolder, count: number, pauseMs: number) {
  const program = join(import.meta.dirname, 'fixtures/counting-job.ts');
  const args = [program, folder.path, effects(), String(count), String(pauseMs)];
  const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
  children.push(child);
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  return {child, ended, next: async () => (await lines.next()).value as string | undefined};
}

describe('a job', () => {
  test('has the same id for the same work, in whatever order it is written', () => {
    expect(jobId({op: 'x', args: {a: 1, b: 2}})).toBe(jobId({op: 'x', args: {b: 2, a: 1}}));
    expect(jobId({op: 'x', args: {a: 1}})).not.toBe(jobId({op: 'x', args: {a: 2}}));
  });

  test('tells how far it is, and what became of it', async () => {
    const folder = jobs.prepare(request);
    expect(jobs.list()).toMatchObject([{op: 'count', state: 'queued', done: 0, total: null}]);
    const seen: (number | null)[] = [];
    const job = await run(folder, async (_, {item, total, warn}) => {
      total(3);
      for (const key of ['a', 'b', 'c']) {
        item(key);
        seen.push(jobs.find(folder.id)!.done);
      }
      warn('b was empty', 'b');
      return {found: 3};
    });
    expect(seen).toEqual([1, 2, 3]);
    expect(job).toMatchObject({state: 'done', done: 3, total: 3, warnings: 1, error: null});
    expect(jobs.find(folder.id.slice(0, 6))).toEqual(job);
  });

  test('that fails says why and may be run again, without what is finished', async () => {
    const folder = jobs.prepare(request);
    const first = await run(folder, async (_, {item}) => {
      item('a');
      throw new Error('the disk is full');
    });
    expect(first).toMatchObject({state: 'failed', error: 'the disk is full', done: 1});
    const again = await run(jobs.prepare(request), async (_, {isDone, item}) => {
      expect([isDone('a'), isDone('b')]).toEqual([true, false]);
      item('b');
      return undefined;
    });
    expect(again).toMatchObject({state: 'done', error: null, done: 2});
  });

  test('that is done is not begun again by asking', async () => {
    const folder = jobs.prepare(request);
    await run(folder, async () => undefined);
    expect(jobs.prepare(request).read()).toMatchObject({state: 'done'});
  });

  test('is forgotten only when nobody works on it', async () => {
    const folder = jobs.prepare(request);
    await run(folder, async () => {
      expect(jobs.forget(folder.id)).toBe(false);
      return undefined;
    });
    expect(jobs.forget(folder.id)).toBe(true);
    expect(jobs.list()).toEqual([]);
  });
});

describe('a runner', () => {
  test('works alone', async () => {
    const folder = jobs.prepare(request);
    await run(folder, async () => {
      await expect(run(folder, async () => undefined)).rejects.toMatchObject({code: 'locked'});
      return undefined;
    });
  });

  test('that was killed is noticed, and the next does nothing twice and leaves nothing out', async () => {
    const folder = jobs.prepare(request);
    const first = runner(folder, 6, 60_000);
    expect(await first.next()).toBe('0');
    expect(jobs.find(folder.id)?.state).toBe('running');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(jobs.find(folder.id)).toMatchObject({state: 'lost', done: 1});
    // The line that it was writing when it was killed.
    appendFileSync(folder.eventsPath, '{"seq":4,"t":"item","key":"torn');
    const second = runner(folder, 6, 0);
    await second.ended;
    expect(done()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(jobs.find(folder.id)).toMatchObject({state: 'done', done: 6, total: 6});
  });

  test('hears that it is to stop, also from another process', async () => {
    const folder = jobs.prepare(request);
    const one = runner(folder, 6, 60_000);
    await one.next();
    folder.requestCancel();
    await one.ended;
    expect(jobs.find(folder.id)).toMatchObject({state: 'cancelled', done: 1});
    const again = runner(jobs.prepare(request), 6, 0);
    await again.ended;
    expect(done()).toHaveLength(6);
  });

  test('does not begin what was cancelled before', async () => {
    const folder = jobs.prepare(request);
    folder.requestCancel();
    let ran = false;
    const job = await run(folder, async () => {
      ran = true;
      return undefined;
    });
    expect([ran, job.state]).toEqual([false, 'cancelled']);
  });
});

describe('following', () => {
  const numbers = (events: readonly JobEvent[]) => events.map(event => event.seq);

  test('gives every event once, from the one after the last that was seen', async () => {
    const folder = jobs.prepare(request);
    await run(folder, async (_, {item}) => {
      for (const key of ['a', 'b', 'c']) item(key);
      return undefined;
    });
    const all = await Array.fromAsync(jobs.follow(folder.id, 0, new AbortController().signal));
    expect(numbers(all)).toEqual([1, 2, 3, 4, 5]);
    const rest = await Array.fromAsync(jobs.follow(folder.id, 3, new AbortController().signal));
    expect(numbers(rest)).toEqual([4, 5]);
  });

  test('goes on while another process works, and two may follow one job', async () => {
    const folder = jobs.prepare(request);
    const one = runner(folder, 5, 1);
    await one.next();
    const signal = new AbortController().signal;
    const [a, b] = await Promise.all([
      Array.fromAsync(jobs.follow(folder.id, 0, signal)),
      Array.fromAsync(jobs.follow(folder.id, 2, signal)),
    ]);
    expect(a.at(-1)).toMatchObject({t: 'ended', state: 'done'});
    expect(numbers(a)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(numbers(b)).toEqual([3, 4, 5, 6, 7, 8]);
  });

  test('ends when the runner is gone', async () => {
    const folder = jobs.prepare(request);
    const one = runner(folder, 5, 60_000);
    await one.next();
    const following = Array.fromAsync(jobs.follow(folder.id, 0, new AbortController().signal));
    one.child.kill('SIGKILL');
    expect((await following).at(-1)).toMatchObject({t: 'item', key: '0'});
    expect(jobs.find(folder.id)?.state).toBe('lost');
  });
});
