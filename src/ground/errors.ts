/** What a person may be told when something cannot be done, and the exit code that says it to scripts. */

/** Exit codes are a contract with scripts; see the table in the README. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  partial: 3,
  notFound: 4,
  conflict: 5,
  model: 6,
  unreachable: 7,
  locked: 8,
  secret: 9,
  integrity: 10,
  refused: 11,
  timedOut: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface ErrorDetails {
  /** A command or a next step the person can type. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * An expected failure. `message` is a sentence for the person; `code` is the stable word that
 * `--json` prints; anything that is not a MemuError is a bug and keeps its stack.
 */
export class MemuError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(code: string, exitCode: ExitCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.hint = details.hint;
  }
}

/** The words of a command cannot be used as they are; nothing was changed. */
export class UsageError extends MemuError {
  constructor(message: string, details?: ErrorDetails) {
    super('usage', exitCodes.usage, message, details);
  }
}

/** A reference leads nowhere. */
export class NotFoundError extends MemuError {
  constructor(message: string, details?: ErrorDetails) {
    super('not_found', exitCodes.notFound, message, details);
  }
}

/** Stored bytes are not what they must be. */
export class IntegrityError extends MemuError {
  constructor(message: string, details?: ErrorDetails) {
    super('integrity', exitCodes.integrity, message, details);
  }
}

/** A rule of the program or of the person's config forbids it. */
export class RefusedError extends MemuError {
  constructor(message: string, details?: ErrorDetails) {
    super('refused', exitCodes.refused, message, details);
  }
}
