/** `--timeout`: one limit for everything that a command does, from its first line to the last card. */
import {ModelError} from '../../src/models/transport/model-error.ts';

export interface TimeLimit {
  /** Ends what is waited for. */
  readonly signal: AbortSignal;
  forget(): void;
}

/** @param seconds undefined: no limit */
export function startTimeLimit(seconds: number | undefined): TimeLimit {
  const stop = new AbortController();
  if (seconds === undefined) return {signal: stop.signal, forget: () => undefined};
  const late = new ModelError('timeout', `There was no answer within ${seconds} s.`, {
    hint: 'a longer --timeout, or a smaller model with --model',
  });
  const timer = setTimeout(() => stop.abort(late), seconds * 1000);
  return {signal: stop.signal, forget: () => clearTimeout(timer)};
}
