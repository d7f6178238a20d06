/** One piece of work at a time per host, first come first served; conversation goes before background work. */
import {ModelError} from '../transport/model-error.ts';

export type QueuePriority = 'now' | 'background';

/** Lanes by the name of their host; everything in one process that asks hosts shares them. */
export type HostQueues = Map<string, HostQueue>;

interface Waiting {
  readonly urgency: QueuePriority;
  readonly start: () => void;
}

/** A host with one generation slot would queue requests silently; here the wait is seen and can be left. */
export class HostQueue {
  #isBusy = false;
  #waiting: Waiting[] = [];

  get isFree(): boolean {
    return !this.#isBusy;
  }

  /** Resolves with the function that gives the lane back, to be called exactly once. */
  enter(urgency: QueuePriority, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(stopped(signal));
    if (!this.#isBusy) {
      this.#isBusy = true;
      return Promise.resolve(this.#leaving());
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        urgency,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#leaving());
        },
      };
      const leave = () => {
        this.#waiting = this.#waiting.filter(one => one !== waiting);
        reject(stopped(signal));
      };
      signal.addEventListener('abort', leave, {once: true});
      this.#waiting.push(waiting);
    });
  }

  #leaving(): () => void {
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      const next = this.#waiting.find(one => one.urgency === 'now') ?? this.#waiting[0];
      this.#waiting = this.#waiting.filter(one => one !== next);
      if (next) next.start();
      else this.#isBusy = false;
    };
  }
}

const stopped = (signal: AbortSignal): ModelError =>
  signal.reason instanceof ModelError ? signal.reason : new ModelError('aborted', 'Stopped.');
