/** What became of each call to a model, for `memu stats`. Numbers only, never text. */

export interface ModelCall {
  /** UTC ISO-8601. */
  readonly at: string;
  readonly host: string;
  readonly model: string;
  readonly purpose: string;
  /** `ok`, `cached`, or the kind of failure. */
  readonly outcome: string;
  readonly promptTokens: number | undefined;
  readonly answerTokens: number | undefined;
  readonly firstTokenMs: number | undefined;
  readonly totalMs: number;
}

export interface CallRecord {
  add(call: ModelCall): void;
}

export const noCallRecord: CallRecord = {add: () => undefined};
