/** A stream of parts with deadlines: until the first, between two, and for all together. */
import {ModelError} from '../transport/model-error.ts';
import type {Timers} from '../transport/timers.ts';
import type {Timeouts} from './timeouts.ts';

interface Watch {
  readonly timers: Timers;
  readonly patience: Timeouts;
  readonly host: string;
  readonly model: string;
  /** Asked at each deadline: a host that is still at work is waited for. */
  readonly isWorking: () => Promise<boolean>;
  /** Ends the call when a deadline passes. */
  readonly stop: (reason: ModelError) => void;
}

/** Passes the parts on; calls `stop` when the model is silent for longer than it may be. */
export async function* withTimeouts<Part extends {readonly type: string}>(
  parts: AsyncIterable<Part>,
  watch: Watch,
): AsyncGenerator<Part> {
  const {patience, host, model} = watch;
  const silent = (after: string, ms: number): ModelError =>
    new ModelError('timeout', `${model} on ${host} said nothing for ${duration(ms)} ${after}.`, {
      host,
      model,
      hint: 'memu doctor',
    });
  const {firstTokenMs, betweenTokensMs, totalMs} = patience;
  const late = new ModelError(
    'timeout',
    `${model} on ${host} did not finish in ${duration(totalMs)}.`,
    {host, model},
  );
  const unbegun = silent('after it was asked', firstTokenMs);
  const stuck = silent('in the middle of the answer', betweenTokensMs);
  let cancel = deadline(watch, firstTokenMs, unbegun);
  const cancelTotal = deadline(watch, totalMs, late);
  try {
    for await (const part of parts) {
      cancel();
      yield part;
      // A host that tells how far it has read still has the next stretch to read.
      cancel =
        part.type === 'progress'
          ? deadline(watch, firstTokenMs, unbegun)
          : deadline(watch, betweenTokensMs, stuck);
    }
  } finally {
    cancel();
    cancelTotal();
  }
}

/** Stops the call when the time has passed, unless the host says that it is at work. @returns what ends the wait */
function deadline({timers, isWorking, stop}: Watch, ms: number, reason: ModelError): () => void {
  let isOver = false;
  let cancel = timers.after(ms, pass);
  async function pass(): Promise<void> {
    const works = await isWorking();
    if (isOver) return;
    if (works) cancel = timers.after(ms, pass);
    else stop(reason);
  }
  return () => {
    isOver = true;
    cancel();
  };
}

const duration = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} minutes`;
