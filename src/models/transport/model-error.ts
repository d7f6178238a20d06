/** Why a model did not answer, in kinds that callers can act on. */
import {type ExitCode, exitCodes, MemuError} from '../../ground/errors.ts';

export type ModelFailure =
  /** Nobody listens there, or the name leads nowhere. */
  | 'unreachable'
  /** The host does not have the model. */
  | 'no_model'
  /** The host is there, and has not loaded its model yet. */
  | 'loading'
  /** The host's queue is full. */
  | 'busy'
  | 'timeout'
  /** The caller stopped it. */
  | 'aborted'
  /** The answer broke off. */
  | 'incomplete'
  /** The answer is not what was asked for. */
  | 'bad_output'
  /** The prompt does not fit the window. */
  | 'too_long'
  /** The host ran out of memory. */
  | 'out_of_memory'
  /** The model cannot do that: pictures, tools, thinking. */
  | 'unsupported'
  /** The host or its model failed in another way. */
  | 'server'
  /** It would have gone to somebody else's machine. */
  | 'refused'
  /** The host wants a key, or another one. */
  | 'key';

const exitOf: Readonly<Record<ModelFailure, ExitCode>> = {
  unreachable: exitCodes.model,
  no_model: exitCodes.model,
  loading: exitCodes.model,
  busy: exitCodes.model,
  timeout: exitCodes.timedOut,
  aborted: exitCodes.interrupted,
  incomplete: exitCodes.model,
  bad_output: exitCodes.model,
  too_long: exitCodes.model,
  out_of_memory: exitCodes.model,
  unsupported: exitCodes.model,
  server: exitCodes.model,
  refused: exitCodes.refused,
  key: exitCodes.secret,
};

interface ModelErrorDetails {
  readonly host?: string;
  readonly model?: string;
  readonly hint?: string;
  readonly cause?: unknown;
  readonly overflow?: Overflow | undefined;
}

/** What a host says of a prompt that does not fit, in tokens. */
export interface Overflow {
  readonly promptTokens: number | undefined;
  readonly window: number | undefined;
}

export class ModelError extends MemuError {
  readonly failure: ModelFailure;
  readonly host: string | undefined;
  readonly model: string | undefined;
  /** Of a prompt that is too long. */
  readonly overflow: Overflow | undefined;

  constructor(failure: ModelFailure, message: string, details: ModelErrorDetails = {}) {
    super(`model_${failure}`, exitOf[failure], message, details);
    this.failure = failure;
    this.host = details.host;
    this.model = details.model;
    this.overflow = details.overflow;
  }
}

/** One host that could not be used, and why, for a person. */
export interface HostFailure {
  readonly host: string;
  readonly reason: string;
}

/** None of the hosts could answer. */
export class NoHostError extends ModelError {
  readonly failures: readonly HostFailure[];

  constructor(failures: readonly HostFailure[], hint = 'memu doctor') {
    const tried = failures.map(one => `${one.host} (${one.reason})`).join(', ');
    super(
      'unreachable',
      tried ? `No model answers. Tried ${tried}.` : 'No host of models is set.',
      {hint: tried ? hint : 'memu config set llm.hosts http://127.0.0.1:11434'},
    );
    this.failures = failures;
  }
}
