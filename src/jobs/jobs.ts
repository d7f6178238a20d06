/** All jobs of one place: started once however often they are asked for, found, followed, cancelled, forgotten. */
import {readdirSync, rmSync, watch} from 'node:fs';
import {join} from 'node:path';
import {makePrivateFolder} from '../ground/private-file.ts';
import type {Clock} from '../ground/time.ts';
import {EventReader} from './event-log.ts';
import {hasEnded, isJobId, type Job, type JobEvent, type JobRequest, jobId} from './job.ts';
import {JobFolder} from './job-folder.ts';
import {JobTally} from './job-tally.ts';

export interface JobsOptions {
  readonly folder: string;
  readonly clock: Clock;
}

export class Jobs {
  readonly #options: JobsOptions;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** The job's folder, made when it is asked for the first time; one that failed or was cancelled may run again. */
  prepare(request: JobRequest): JobFolder {
    const folder = this.folder(jobId(request));
    const job = folder.read();
    if (job && job.state !== 'failed' && job.state !== 'cancelled') return folder;
    makePrivateFolder(folder.path);
    rmSync(join(folder.path, 'cancel'), {force: true});
    if (!job) folder.create(request, this.#options.clock.now());
    return folder;
  }

  folder(id: string): JobFolder {
    return new JobFolder(join(this.#options.folder, id), id);
  }

  /** The job with this id, or with an id that begins so when there is one alone. */
  find(reference: string): Job | undefined {
    if (isJobId(reference)) return this.folder(reference).read();
    const fitting = this.#ids().filter(id => id.startsWith(reference));
    return fitting.length === 1 ? this.folder(fitting[0]!).read() : undefined;
  }

  /** Newest first. A folder that cannot be read is left out. */
  list(): readonly Job[] {
    return this.#ids()
      .flatMap(id => this.folder(id).read() ?? [])
      .sort((a, b) => b.created_at.localeCompare(a.created_at) || a.id.localeCompare(b.id));
  }

  /** Removes what is known of a job that has ended; false while a runner works on it. */
  forget(id: string): boolean {
    const folder = this.folder(id);
    if (folder.hasRunner()) return false;
    rmSync(folder.path, {recursive: true, force: true});
    return true;
  }

  /**
   * The events behind `since`, and then each as it comes, until the job has ended, nobody works on it any
   * more, or `signal` is aborted.
   * Whoever slept asks again from the number of the last event they saw.
   */
  async *follow(id: string, since: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
    const folder = this.folder(id);
    const reader = new EventReader(folder.eventsPath);
    const tally = new JobTally();
    let hadRunner = true;
    while (!signal.aborted) {
      const change = nextChange(folder.path, signal);
      try {
        const hasRunner = folder.hasRunner();
        for (const event of reader.read()) {
          tally.add(event);
          if (event.seq > since) yield event;
        }
        if (hasEnded(tally.summary())) return;
        // Asked twice: a runner takes its lock a moment before its first event.
        if (!hasRunner && !hadRunner) return;
        hadRunner = hasRunner;
        await change.promise;
      } finally {
        change.off();
      }
    }
  }

  #ids(): readonly string[] {
    try {
      return readdirSync(this.#options.folder).filter(isJobId);
    } catch {
      return [];
    }
  }
}

/** Resolves at the next change in a folder, after two seconds at the latest, or when the signal is aborted. */
function nextChange(
  path: string,
  signal: AbortSignal,
): {readonly promise: Promise<void>; off(): void} {
  const {promise, resolve} = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 2000);
  const watcher = watchFolder(path, resolve);
  signal.addEventListener('abort', () => resolve(), {once: true});
  const off = () => {
    clearTimeout(timer);
    watcher?.close();
    resolve();
  };
  return {promise, off};
}

function watchFolder(path: string, changed: () => void) {
  try {
    return watch(path, changed).on('error', () => {});
  } catch {
    return undefined;
  }
}
