/** A stream of parts with deadlines: until the first, between two, and for all together. */
import {ModelError} from '../transport/model-error.ts';
import type {Timers} from '../transport/timers.ts';
import type {Patience} from './patience.ts';

interface Watch {
  readonly timers: Timers;
  readonly patience: Patience;
  readonly host: string;
  readonly model: string;
  /** Ends the call when a deadline passes. */
  readonly stop: (reason: ModelError) => void;
}

/** Passes the parts on; calls `stop` when the model is silent for longer than it may be. */
export async function* watched<Part>(
  parts: AsyncIterable<Part>,
  {timers, patience, host, model, stop}: Watch,
): AsyncGenerator<Part> {
  const giveUp = (after: string, ms: number) => () =>
    stop(
      new ModelError('timeout', `${model} on ${host} said nothing for ${duration(ms)} ${after}.`, {
        host,
        model,
        hint: 'memu doctor',
      }),
    );
  let cancel = timers.after(
    patience.firstTokenMs,
    giveUp('after it was asked', patience.firstTokenMs),
  );
  const cancelTotal = timers.after(patience.totalMs, () =>
    stop(
      new ModelError(
        'timeout',
        `${model} on ${host} did not finish in ${duration(patience.totalMs)}.`,
        {
          host,
          model,
        },
      ),
    ),
  );
  try {
    for await (const part of parts) {
      cancel();
      yield part;
      cancel = timers.after(
        patience.betweenTokensMs,
        giveUp('in the middle of the answer', patience.betweenTokensMs),
      );
    }
  } finally {
    cancel();
    cancelTotal();
  }
}

const duration = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} minutes`;
