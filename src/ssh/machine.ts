/** A machine as ssh is told of it: an alias of the person's ssh config, or `user@host[:port]`. */
import {UsageError} from '../ground/errors.ts';

export interface SshMachine {
  /** What ssh gets behind `--`. */
  readonly target: string;
  /** Undefined: as the ssh config says, otherwise 22. */
  readonly port: number | undefined;
}

// Nothing that ssh, a shell or a path could read as something else: git, git-annex and others had that
// hole (CVE-2017-12976, CVE-2017-1000117).
const machinePattern =
  /^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9._-]{0,63})@)?(?:(?<host>[A-Za-z0-9][A-Za-z0-9._-]{0,252})|\[(?<ip6>[0-9A-Fa-f:.]{2,45})\])(?::(?<port>\d{1,5}))?$/;

/** @throws UsageError for what could not be the name of a machine */
export function parseMachine(text: string): SshMachine {
  const found = machinePattern.exec(text)?.groups;
  const port = found?.['port'] === undefined ? undefined : Number(found['port']);
  if (!found || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new UsageError(`"${text}" is not a machine that ssh could be told of.`, {
      hint: 'write an alias of ~/.ssh/config, or user@host[:port]',
    });
  }
  const user = found['user'] === undefined ? '' : `${found['user']}@`;
  return {target: `${user}${found['host'] ?? found['ip6']}`, port};
}
