/** Shell lines in a namespace of their own: disks and networks as a test needs them, made without being root. */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';

const entry = join(import.meta.dirname, '..', '..', 'commands', 'main.ts');

export interface NamespaceOptions {
  /** With a network of its own too, in which nothing is up. */
  readonly hasOwnNetwork?: boolean;
}

/**
 * Runs shell lines where mounting concerns nobody else, and returns what they print. `memu WORDS` runs
 * this checkout, both its streams on stdout, followed by a line `=CODE`. A line that fails is an error.
 */
export function inNamespace(
  lines: readonly string[],
  {hasOwnNetwork = false}: NamespaceOptions = {},
): string {
  const memu = `memu() { ${process.execPath} ${entry} "$@" 2>&1 && echo =0 || echo "=$?"; }`;
  const kinds = ['--map-root-user', '--mount', ...(hasOwnNetwork ? ['--net'] : [])];
  const {stdout, stderr, status} = spawnSync(
    'unshare',
    [...kinds, 'sh', '-ec', [memu, ...lines].join('\n')],
    {encoding: 'utf8'},
  );
  if (status !== 0) throw new Error(`${status}: ${stderr}${stdout}`);
  return stdout;
}
