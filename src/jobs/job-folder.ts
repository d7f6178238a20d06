/** One job as files: what it is, what happened, whether it is to stop, and a lock that its runner's death frees. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {writePrivateFile} from '../ground/private-file.ts';
import {toIso} from '../ground/time.ts';
import {isProcessLockHeld, type ProcessLock, takeProcessLock} from '../storage/process-lock.ts';
import {EventReader} from './event-log.ts';
import type {Job, JobRequest} from './job.ts';
import {type JobSummary, JobTally} from './job-tally.ts';

/** What was counted, and how long the log was then: a log that has grown is counted anew. */
interface NotedSummary {
  readonly bytes: number;
  readonly summary: JobSummary;
}

interface JobFile extends JobRequest {
  readonly created_at: string;
}

export class JobFolder {
  readonly path: string;
  readonly id: string;

  constructor(path: string, id: string) {
    this.path = path;
    this.id = id;
  }

  get eventsPath(): string {
    return join(this.path, 'events.ndjson');
  }

  create({op, args, queue}: JobRequest, now: number): void {
    const job: JobFile = {op, args, ...(queue !== undefined && {queue}), created_at: toIso(now)};
    writePrivateFile(join(this.path, 'job.json'), `${JSON.stringify(job)}\n`);
  }

  /** Undefined when there is no job here, or none that can be read. */
  read(): Job | undefined {
    const file = readJson<JobFile>(join(this.path, 'job.json'));
    if (typeof file?.op !== 'string') return undefined;
    // Asked before the events: a runner that ends meanwhile has written its last event by then.
    const hasRunner = this.hasRunner();
    const summary = this.#summary();
    const isLost = summary.state === 'running' && !hasRunner;
    return {...file, id: this.id, ...summary, state: isLost ? 'lost' : summary.state};
  }

  /** Written down when a runner ends, so that a long log need not be read again to be listed. */
  noteSummary(): void {
    const noted: NotedSummary = {bytes: this.#logBytes(), summary: this.#count()};
    writePrivateFile(join(this.path, 'summary.json'), `${JSON.stringify(noted)}\n`);
  }

  #summary(): JobSummary {
    const noted = readJson<NotedSummary>(join(this.path, 'summary.json'));
    return noted !== undefined && noted.bytes === this.#logBytes() ? noted.summary : this.#count();
  }

  #count(): JobSummary {
    const tally = new JobTally();
    for (const event of new EventReader(this.eventsPath).read()) tally.add(event);
    return tally.summary();
  }

  #logBytes(): number {
    return statSync(this.eventsPath, {throwIfNoEntry: false})?.size ?? 0;
  }

  /** @throws LockedError while another runner works on it */
  lock(): ProcessLock {
    return takeProcessLock(this.#lockPath, `job ${this.id}`);
  }

  hasRunner(): boolean {
    return isProcessLockHeld(this.#lockPath);
  }

  /** Asks the runner to stop; one that begins later does not begin. */
  requestCancel(): void {
    writePrivateFile(join(this.path, 'cancel'), '');
  }

  isCancelRequested(): boolean {
    return existsSync(join(this.path, 'cancel'));
  }

  get #lockPath(): string {
    return join(this.path, 'runner.lock');
  }
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
