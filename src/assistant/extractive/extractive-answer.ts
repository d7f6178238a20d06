/** What a quoted answer is made from, and what it comes to. */
import type {Clock} from '../../ground/time.ts';
import type {RetrievedContext} from '../prompt/retrieved-context.ts';
import type {Intent} from '../reading/intent.ts';

export interface ExtractivePart {
  readonly text: string;
  /** Ids of what was quoted, in order. */
  readonly cited: readonly string[];
}

export interface QuoteRequest {
  readonly question: string;
  readonly intent: Intent;
  readonly material: RetrievedContext;
  readonly clock: Clock;
}
