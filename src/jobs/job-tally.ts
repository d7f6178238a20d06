/** How a job stands after its events: the log is the only record, so nothing can disagree with it. */
import type {JobEvent, JobState, JobStatus} from './job.ts';

export type JobSummary = Omit<JobStatus, 'created_at'> & {readonly seq: number};

/** The rate is that of the last hundred items: the beginning tells little of what is left. */
const itemsForRate = 100;

export class JobTally {
  readonly #keys = new Set<string>();
  /** When the last items of this runner were finished, in milliseconds. */
  #recent: number[] = [];
  #state: JobState = 'queued';
  #seq = 0;
  #startedAt: string | null = null;
  #endedAt: string | null = null;
  #total: number | null = null;
  #warnings = 0;
  #error: string | null = null;

  add(event: JobEvent): void {
    this.#seq = event.seq;
    switch (event.t) {
      case 'started':
        this.#state = 'running';
        [this.#startedAt, this.#endedAt, this.#error] = [event.at, null, null];
        this.#recent = [];
        break;
      case 'total':
        this.#total = event.total;
        break;
      case 'item':
        this.#keys.add(event.key);
        this.#recent.push(Date.parse(event.at));
        if (this.#recent.length > itemsForRate) this.#recent.shift();
        break;
      case 'warning':
        this.#warnings += 1;
        break;
      case 'ended':
        [this.#state, this.#endedAt, this.#error] = [event.state, event.at, event.error ?? null];
        break;
      default:
      // A newer memu tells more.
    }
  }

  summary(): JobSummary {
    const done = this.#keys.size;
    const rate = this.#rate();
    const left =
      rate === null || this.#total === null ? null : Math.max(0, this.#total - done) / rate;
    return {
      state: this.#state,
      seq: this.#seq,
      started_at: this.#startedAt,
      ended_at: this.#endedAt,
      done,
      total: this.#total,
      rate,
      seconds_left: left === null || this.#state !== 'running' ? null : Math.ceil(left),
      warnings: this.#warnings,
      error: this.#error,
    };
  }

  #rate(): number | null {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (first === undefined || last === undefined || last <= first) return null;
    return ((this.#recent.length - 1) * 1000) / (last - first);
  }
}
