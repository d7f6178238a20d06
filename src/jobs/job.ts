/** A long piece of work of memu: what it is, how it stands, and what happened in it, whoever runs it and where. */
import {createHash} from 'node:crypto';
import {canonical, type Json} from '../ground/json.ts';

/** What is to be done: the same request has the same id, so that asking twice starts once. */
export interface JobRequest {
  /** Which work it is: `photos.scan`, `backup.run`. */
  readonly op: string;
  readonly args: {readonly [name: string]: Json};
  /** Jobs of one queue run one after the other; without one a job runs at once. */
  readonly queue?: string | undefined;
}

const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'lost'] as const;

/** `lost`: its runner is gone and left no result; the next runner goes on behind the last finished item. */
export type JobState = (typeof jobStates)[number];

export interface JobStatus {
  readonly state: JobState;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** Finished items, of how many; null while nobody knows. */
  readonly done: number;
  readonly total: number | null;
  /** Items a second since this runner began; null before the second item. */
  readonly rate: number | null;
  readonly seconds_left: number | null;
  readonly warnings: number;
  /** Why it failed, as a sentence. */
  readonly error: string | null;
}

export interface Job extends JobRequest, JobStatus {
  readonly id: string;
  /** The number of its newest event; 0 before the first. */
  readonly seq: number;
}

/** What a runner writes down, in order; `seq` counts from 1 and has no holes. */
export type JobEvent = {readonly seq: number; readonly at: string} & JobEntry;

export type JobEntry =
  | {readonly t: 'started'; readonly resumed: boolean}
  | {readonly t: 'total'; readonly total: number}
  | {readonly t: 'item'; readonly key: string; readonly data?: Json}
  | {readonly t: 'warning'; readonly key?: string; readonly message: string}
  | {
      readonly t: 'ended';
      readonly state: JobState;
      readonly error?: string;
      readonly result?: Json;
    };

/** 32 hexadecimal digits of SHA-256 over what is to be done. */
export const jobId = ({op, args}: JobRequest): string =>
  createHash('sha256').update(canonical({op, args})).digest('hex').slice(0, 32);

export const isJobId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** No runner works on it, and none will unless it is started again. */
export const hasEnded = ({state}: Pick<JobStatus, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';
