/** Where secrets may be kept, and what can be done with them. */
import {exitCodes, MemuError, UsageError} from '../ground/errors.ts';

export interface SecretStore {
  /** As a person calls it: `the system keyring`, a file's path. */
  readonly place: string;
  find(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
  /** Names only, in order. */
  list(): Promise<readonly string[]>;
}

/** A secret is missing, wrong, or cannot be reached. */
export class SecretError extends MemuError {
  constructor(message: string, details?: {readonly hint?: string; readonly cause?: unknown}) {
    super('secret', exitCodes.secret, message, details);
  }
}

const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** @throws UsageError for what could not be the name of a secret */
export function checkSecretName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new UsageError(`"${name}" cannot be the name of a secret.`, {
    hint: 'Use lower-case letters, digits, ".", "-" or "_".',
  });
}

/** `backup.nas` is MEMU_SECRET_BACKUP_NAS. */
export const secretVariable = (name: string): string =>
  `MEMU_SECRET_${name.toUpperCase().replaceAll(/[.-]/g, '_')}`;
