/** How memu calls ssh: never asking, never waiting for ever, and as the person's own ssh config says. */
import {UsageError} from '../ground/errors.ts';

export interface SshOptions {
  /** Another config file than the person's own. */
  readonly configFile?: string;
}

/** An alias of the ssh config, or `user@host`. It can never be read as an option. */
const aliasPattern = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,254}$/;

/** @throws UsageError for what could not be the name of a machine */
export function checkAlias(alias: string): string {
  if (aliasPattern.test(alias)) return alias;
  throw new UsageError(`"${alias}" is not a name that ssh knows a machine by.`, {
    hint: 'Use an alias of ~/.ssh/config, or user@host',
  });
}

/** Options for every call. Host keys are checked as the person's config says; nobody is asked. */
export const sshArguments = ({configFile}: SshOptions = {}): readonly string[] => [
  ...(configFile === undefined ? [] : ['-F', configFile]),
  ...[
    'BatchMode=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
  ].flatMap(option => ['-o', option]),
];
