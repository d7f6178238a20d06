/** Running a job: one runner at a time, finished items are not done again, a request to stop is heard. */
import {type FSWatcher, watch} from 'node:fs';
import {exitCodes, MemuError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import {EventReader, EventWriter} from './event-log.ts';
import type {Job, JobEntry} from './job.ts';
import type {JobFolder} from './job-folder.ts';

/** What work tells of itself, and what it must heed. */
interface JobProgress {
  /** Aborted when the job is to stop; what is finished by then stays finished. */
  readonly signal: AbortSignal;
  /** Whether an earlier runner has finished this item. */
  isDone(key: string): boolean;
  /** To be called when the item's effect is kept: after a crash the item is done again, never left out. */
  item(key: string, data?: Json): void;
  total(count: number): void;
  /** One item that could not be done is named, and the others go on. */
  warn(message: string, key?: string): void;
}

export type JobWork = (job: Job, progress: JobProgress) => Promise<Json | undefined>;

export interface RunJobOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** The job was to stop. */
class JobCancelledError extends MemuError {
  constructor() {
    super('job_cancelled', exitCodes.interrupted, 'The job was cancelled; what is finished stays.');
  }
}

/**
 * Runs the work of a job to its end and returns how it stands then; a failure of the work is in there and
 * is not thrown.
 *
 * @throws LockedError while another runner works on it
 */
export async function runJob(
  folder: JobFolder,
  work: JobWork,
  {clock, signal}: RunJobOptions,
): Promise<Job> {
  const job = folder.read();
  if (!job) throw new MemuError('no_job', exitCodes.notFound, `There is no job ${folder.id}.`);
  const lock = folder.lock();
  const log = openLog(folder, clock);
  const stop = stopRequests(folder, signal);
  try {
    log.write({t: 'started', resumed: log.done.size > 0});
    log.write(await resultOf(job, work, progressTo(log, stop.signal)));
    return {...job, ...folder.read()};
  } finally {
    stop.end();
    log.close();
    folder.noteSummary();
    lock.release();
  }
}

async function resultOf(job: Job, work: JobWork, progress: JobProgress): Promise<JobEntry> {
  try {
    progress.signal.throwIfAborted();
    const result = await work(job, progress);
    return {t: 'ended', state: 'done', ...(result !== undefined && {result})};
  } catch (error) {
    if (progress.signal.aborted) return {t: 'ended', state: 'cancelled'};
    const message = error instanceof Error ? error.message : String(error);
    return {t: 'ended', state: 'failed', error: message};
  }
}

interface OpenLog {
  readonly done: Set<string>;
  write(entry: JobEntry): void;
  close(): void;
}

function openLog(folder: JobFolder, clock: Clock): OpenLog {
  const events = new EventReader(folder.eventsPath).read();
  const writer = new EventWriter(folder.eventsPath, events.at(-1)?.seq ?? 0);
  return {
    done: new Set(events.flatMap(event => (event.t === 'item' ? [event.key] : []))),
    write: entry => void writer.append(nowIso(clock), entry),
    close: () => writer.close(),
  };
}

const progressTo = (log: OpenLog, signal: AbortSignal): JobProgress => ({
  signal,
  isDone: key => log.done.has(key),
  item: (key, data) => {
    if (log.done.has(key)) return;
    log.done.add(key);
    log.write({t: 'item', key, ...(data !== undefined && {data})});
  },
  total: total => log.write({t: 'total', total}),
  warn: (message, key) => log.write({t: 'warning', ...(key !== undefined && {key}), message}),
});

/** A signal of this process, or a file that somebody else puts into the folder. */
function stopRequests(folder: JobFolder, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const stop = () => controller.abort(new JobCancelledError());
  const look = () => {
    if (folder.isCancelRequested()) stop();
  };
  outer?.addEventListener('abort', stop, {once: true});
  if (outer?.aborted) stop();
  let watcher: FSWatcher | undefined;
  // Where a file system does not tell of changes, a look every two seconds does.
  const timer = setInterval(look, 2000).unref();
  try {
    watcher = watch(folder.path, look).on('error', () => {});
  } catch {
    // The timer looks.
  }
  look();
  return {
    signal: controller.signal,
    end: () => {
      watcher?.close();
      clearInterval(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}
