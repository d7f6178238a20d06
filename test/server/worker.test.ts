/** The two ends of the worker's connection, face to face: what each asks and answers, and what hostile ends get. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import type {JobEvent} from '../../src/jobs/job.ts';
import {Jobs} from '../../src/jobs/jobs.ts';
import {runJob} from '../../src/jobs/run-job.ts';
import {BlobStore} from '../../src/server/blob-store.ts';
import {machineInfo} from '../../src/server/machine-info.ts';
import {serveWorker, type WorkerDeps} from '../../src/server/worker.ts';
import {WorkerClient} from '../../src/server/worker-client.ts';

const clock = fixedClock('2026-12-01T08:00:00.000Z', 'UTC');
let root: string;
let jobs: Jobs;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memu-worker-'));
  jobs = new Jobs({folder: join(root, 'jobs'), clock});
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

function deps(changes: Partial<WorkerDeps> = {}): WorkerDeps {
  return {
    version: '1.2.3',
    clock,
    jobs,
    jobKinds: ['count'],
    blobs: new BlobStore(join(root, 'blobs')),
    machineInfo: () => machineInfo({version: '1.2.3', clock, paths: [root]}),
    freeBytes: async () => 1000,
    startRunner: async id => {
      void runJob(
        jobs.folder(id),
        async (job, {item}) => {
          for (let n = 0; n < Number(job.args['to']); n += 1) item(String(n));
          return undefined;
        },
        {clock},
      );
    },
    ...changes,
  };
}

/** A worker at the other end of two pipes. */
function worker(changes: Partial<WorkerDeps> = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const ended = serveWorker(deps(changes), {
    input,
    write: async line => void output.write(line),
  }).finally(() => output.end());
  return {stdin: input, stdout: output, ended, stop: () => input.destroy()};
}

/** An end that says just these lines. */
function liar(...lines: readonly string[]) {
  const stdout = new PassThrough();
  stdout.end(lines.join('\n'));
  return {stdin: new PassThrough(), stdout, ended: Promise.resolve(), stop: () => {}};
}

const hello = {
  t: 'hello',
  proto: 1,
  version: '9',
  capabilities: [],
  jobs_running: 0,
  free_bytes: 1,
  now: '2026-12-01T08:00:00.000Z',
};

describe('a worker', () => {
  test('says hello first, and answers', async () => {
    const client = await WorkerClient.connect('home', worker());
    expect(client.hello).toMatchObject({proto: 1, version: '1.2.3', free_bytes: 1000});
    expect(client.hello.capabilities).toContain('job:count');
    expect(await client.request('ping')).toEqual({});
    expect(await client.request('info')).toMatchObject({arch: process.arch, version: '1.2.3'});
    await client.close();
  });

  test('starts a job once however often it is asked for, and streams what happens in it', async () => {
    const client = await WorkerClient.connect('home', worker());
    const start = () => client.request('job.start', {op: 'count', args: {to: 3}});
    const {job} = (await start()) as {job: string};
    const events: JobEvent[] = [];
    const ended = await client.request(
      'job.follow',
      {job, from: 0},
      {onEvent: event => events.push(event)},
    );
    expect(ended).toMatchObject({state: 'done', done: 3});
    expect(events.map(event => event.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await start()).toEqual({job, existing: true});
    expect(await client.request('job.list')).toMatchObject([{id: job, op: 'count'}]);
    await client.close();
  });

  test('answers others while one follows, and stops following when told', async () => {
    const client = await WorkerClient.connect('home', worker({startRunner: async () => {}}));
    const {job} = (await client.request('job.start', {op: 'count', args: {to: 1}})) as {
      job: string;
    };
    const lock = jobs.folder(job).lock();
    const controller = new AbortController();
    const following = client.request('job.follow', {job, from: 0}, {signal: controller.signal});
    expect(await client.request('ping')).toEqual({});
    controller.abort();
    expect(await following).toMatchObject({state: 'queued'});
    lock.release();
    await client.close();
  });

  test.each([
    ['what it does not know', 'nonsense', {}, 'unknown_op'],
    ['a job of another kind', 'job.start', {op: 'rm', args: {}}, 'unknown_op'],
    ['an id that is none', 'job.status', {job: '../../etc'}, 'usage'],
    ['a job that is not there', 'job.status', {job: 'a'.repeat(32)}, 'not_found'],
    ['a hash that is none', 'blob.has', {sha256: ['../x']}, 'usage'],
  ])('refuses %s, and goes on', async (_, op, args, code) => {
    const client = await WorkerClient.connect('home', worker());
    await expect(client.request(op as never, args)).rejects.toMatchObject({code});
    expect(await client.request('ping')).toEqual({});
    await client.close();
  });

  test.each(['no json', '[]', '{"id":-1,"op":"ping"}', '{"id":1}', `"${'x'.repeat(2_000_000)}"`])(
    'answers a line that is no request, and goes on: %.20s',
    async line => {
      const streams = worker();
      const read = streams.stdout[Symbol.asyncIterator]();
      await read.next();
      streams.stdin.write(`${line}\n`);
      expect(JSON.parse(String((await read.next()).value))).toMatchObject({t: 'error', id: 0});
      streams.stdin.write('{"id":7,"op":"ping","newer":true}\n');
      expect(JSON.parse(String((await read.next()).value))).toEqual({
        t: 'answer',
        id: 7,
        result: {},
      });
      streams.stdin.end();
      await streams.ended;
    },
  );
});

describe('a client', () => {
  const fails = (streams: ReturnType<typeof liar>) => WorkerClient.connect('home', streams);

  test('reads past what a login shell prints', async () => {
    const client = await WorkerClient.connect(
      'home',
      liar('Welcome!', '{"t":"motd"}', JSON.stringify(hello)),
    );
    expect(client.noiseBytes).toBe(22);
  });

  test.each([
    ['nothing', [], 'did not start a worker'],
    ['noise without an end', ['x'.repeat(70_000)], 'prints so much'],
    ['a line without an end', ['x'.repeat(2_000_000)], 'prints so much'],
    ['a newer protocol', [JSON.stringify({...hello, proto: 2})], 'speaks a newer protocol'],
    ['an older protocol', [JSON.stringify({...hello, proto: 0})], 'speaks an older protocol'],
  ])('ends with a sentence at %s', async (_, lines, sentence) => {
    await expect(fails(liar(...lines))).rejects.toThrow(sentence);
  });

  test.each([
    ['garbage', 'garbage'],
    ['another request’s answer', '{"t":"answer","id":99,"result":{}}'],
    ['an event nobody asked for', '{"t":"event","id":99,"event":{"seq":1,"at":"","t":"item"}}'],
    ['an answer of another shape', '{"t":"answer","id":1}'],
    ['the end', ''],
  ])('ends a request with a sentence at %s', async (_, line) => {
    const streams = liar(JSON.stringify(hello), line);
    const client = await WorkerClient.connect('home', streams);
    await expect(client.request('ping')).rejects.toMatchObject({exitCode: 7});
  });

  test('takes nothing that steers a terminal out of an error', async () => {
    const stdout = new PassThrough();
    const client = WorkerClient.connect('home', {...liar(), stdout});
    stdout.write(`${JSON.stringify(hello)}\n`);
    const asking = (await client).request('ping');
    const message = '\u001b]52;c;AAAA\u0007gone\u202e';
    stdout.end(`${JSON.stringify({t: 'error', id: 1, code: 'x', message, retry: false})}\n`);
    await expect(asking).rejects.toThrow(/^home: [^\u001b\u0007\u202e]*$/);
  });
});
