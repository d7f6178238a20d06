/** How long to wait for a model, from what is known about it. Short limits would never let a small machine answer. */
import type {Speed} from '../choosing/speeds.ts';

export interface Timeouts {
  /** From sending the request to the first token. */
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
  readonly totalMs: number;
}

export interface Wait {
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly speed: Speed | undefined;
  readonly isThisMachine: boolean;
  /** The model is not in memory yet; a request that is given up would abort the loading. */
  readonly isLoading: boolean;
}

const minute = 60_000;

export function timeoutsFor(wait: Wait): Timeouts {
  const {promptTokens, replyTokens, speed, isThisMachine, isLoading} = wait;
  const reading = ((promptTokens * 1000) / (speed?.reading ?? 8)) * 3;
  const loading = isLoading ? Math.max(10 * minute, (speed?.loadMs ?? 0) * 3) : 0;
  const firstTokenMs = Math.max(2 * minute, minute + reading, loading + reading);
  const writing = ((replyTokens * 1000) / (speed?.writing ?? 2)) * 3;
  return {
    firstTokenMs,
    betweenTokensMs: isThisMachine ? minute : 3 * minute,
    totalMs: firstTokenMs + Math.max(5 * minute, writing),
  };
}
