/**
 * The end of the connection on the home server: reads requests line by line, answers each, streams events.
 * It knows no ssh and no files of its own: what it works with is handed in, and the same code serves a
 * single-box home.
 */
import {MemuError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';
import {linesOf} from '../ground/lines.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import {type Job, jobId} from '../jobs/job.ts';
import type {Jobs} from '../jobs/jobs.ts';
import {
  type Hello,
  longestMessageBytes,
  type MachineInfo,
  operations,
  protocolVersion,
  type Reply,
  requestMessage,
  type WorkerOperation,
} from './protocol.ts';

export interface WorkerDeps {
  readonly version: string;
  readonly clock: Clock;
  readonly jobs: Jobs;
  /** Kinds of jobs that this worker can run. */
  readonly jobKinds: readonly string[];
  /** Starts a runner that outlives this process. */
  startRunner(id: string): Promise<void>;
  readonly blobs: {has(sha256: string): boolean; remove(sha256: string): void};
  machineInfo(): Promise<MachineInfo>;
  freeBytes(): Promise<number>;
}

export interface WorkerIo {
  readonly input: AsyncIterable<Uint8Array | string>;
  /** Writes one line; rejects when nobody reads any more. */
  write(line: string): Promise<void>;
}

/** Serves until the input ends; a client that is gone ends it, and no job of its. */
export async function serveWorker(deps: WorkerDeps, io: WorkerIo): Promise<void> {
  const session = new Session(deps, io);
  await session.send(await hello(deps));
  for await (const line of linesOf(io.input, longestMessageBytes)) {
    if (line === '') continue;
    await session.receive(typeof line === 'string' ? line : undefined);
  }
  session.end();
}

async function hello({version, jobs, jobKinds, clock, freeBytes}: WorkerDeps): Promise<Hello> {
  return {
    t: 'hello',
    proto: protocolVersion,
    version,
    capabilities: [...Object.keys(operations), ...jobKinds.map(kind => `job:${kind}`)],
    jobs_running: jobs.list().filter(job => job.state === 'running').length,
    free_bytes: await freeBytes(),
    now: nowIso(clock),
  };
}

class Session {
  readonly #deps: WorkerDeps;
  readonly #io: WorkerIo;
  /** Requests that are being answered, by their number. */
  readonly #running = new Map<number, AbortController>();

  constructor(deps: WorkerDeps, io: WorkerIo) {
    this.#deps = deps;
    this.#io = io;
  }

  async send(message: Hello | Reply): Promise<void> {
    await this.#io.write(`${JSON.stringify(message)}\n`);
  }

  end(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** A request that streams is answered beside the others. */
  async receive(line: string | undefined): Promise<void> {
    const request = requestMessage.safeParse(parsed(line));
    if (!request.success) {
      await this.#fail(0, new MemuError('usage', 2, 'That is no request.'));
      return;
    }
    const {id, op, args} = request.data;
    if (this.#running.has(id)) {
      await this.#fail(id, new MemuError('usage', 2, `Request ${id} is being answered already.`));
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    const answering = this.#answer(id, op, args, controller.signal).finally(() =>
      this.#running.delete(id),
    );
    if (op !== 'job.follow') await answering;
  }

  async #answer(id: number, op: string, args: unknown, signal: AbortSignal): Promise<void> {
    try {
      const result = await this.#run(id, op, args, signal);
      await this.send({t: 'answer', id, result: result as never});
    } catch (error) {
      await this.#fail(id, error);
    }
  }

  async #fail(id: number, error: unknown): Promise<void> {
    const code = error instanceof MemuError ? error.code : 'bug';
    const message = error instanceof Error ? error.message : String(error);
    const retry = code === 'locked' || code === 'busy';
    // Nobody may be there to hear it.
    await this.send({t: 'error', id, code, message, retry}).catch(() => {});
  }

  async #run(id: number, op: string, args: unknown, signal: AbortSignal): Promise<Json> {
    const {jobs, blobs} = this.#deps;
    switch (op as WorkerOperation) {
      case 'ping':
        return {};
      case 'info':
        return (await this.#deps.machineInfo()) as unknown as Json;
      case 'job.start':
        return this.#start(checked('job.start', args));
      case 'job.list':
        return jobs.list() as unknown as Json;
      case 'job.status':
        return asJson(this.#job(checked('job.status', args).job));
      case 'job.follow':
        return this.#follow(id, checked('job.follow', args), signal);
      case 'job.cancel': {
        const {job} = checked('job.cancel', args);
        this.#job(job);
        jobs.folder(job).requestCancel();
        return {};
      }
      case 'job.forget':
        return {forgotten: jobs.forget(checked('job.forget', args).job)};
      case 'blob.has':
        return {has: checked('blob.has', args).sha256.filter(sha256 => blobs.has(sha256))};
      case 'blob.forget':
        for (const sha256 of checked('blob.forget', args).sha256) blobs.remove(sha256);
        return {};
      case 'stop':
        this.#running.get(checked('stop', args).request)?.abort();
        return {};
      default:
        throw new MemuError('unknown_op', 11, `This worker does not know "${op}".`);
    }
  }

  async #start(request: {
    op: string;
    args: {[name: string]: unknown};
    queue?: string | undefined;
  }): Promise<Json> {
    const {jobs, jobKinds, startRunner} = this.#deps;
    if (!jobKinds.includes(request.op)) {
      throw new MemuError('unknown_op', 11, `This worker has no job "${request.op}".`);
    }
    const work = {...request, args: request.args as {readonly [name: string]: Json}};
    const before = jobs.find(jobId(work));
    const isAtWork = before?.state === 'running' || before?.state === 'done';
    const folder = jobs.prepare(work);
    if (!isAtWork) await startRunner(folder.id);
    return {job: folder.id, existing: isAtWork};
  }

  async #follow(
    id: number,
    {job, from}: {readonly job: string; readonly from: number},
    signal: AbortSignal,
  ): Promise<Json> {
    this.#job(job);
    for await (const event of this.#deps.jobs.follow(job, from, signal)) {
      await this.send({t: 'event', id, event});
    }
    return asJson(this.#job(job));
  }

  #job(id: string): Job {
    const job = this.#deps.jobs.find(id);
    if (!job) throw new MemuError('not_found', 4, `There is no job ${id}.`);
    return job;
  }
}

const asJson = (job: Job): Json => ({...job}) as unknown as Json;

function checked<Op extends WorkerOperation>(op: Op, args: unknown) {
  const read = operations[op].safeParse(args);
  if (read.success) return read.data as ReturnType<(typeof operations)[Op]['parse']>;
  throw new MemuError('usage', 2, `"${op}" was asked for in a way that this worker does not know.`);
}

function parsed(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
