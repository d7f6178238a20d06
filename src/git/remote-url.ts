/** Addresses and branch names of remotes, held to what cannot be read as an option or a command. */
import {UsageError} from '../ground/errors.ts';
import {safeLine} from '../ground/text.ts';

type Transport = 'ssh' | 'https' | 'http' | 'file';

export interface RemoteUrl {
  readonly transport: Transport;
  /** As git takes it. */
  readonly url: string;
  /** Of http and https: the machine that a login is for. */
  readonly host?: string;
}

const user = '[A-Za-z0-9_][A-Za-z0-9._-]{0,63}';
const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\])';
const path = '[A-Za-z0-9._~/+@%,=-]{1,1000}';

const sshUrl = new RegExp(`^ssh://(?:${user}@)?${host}(?::\\d{1,5})?/${path}$`);
// The second character of a path may not make it an option for the program at the other end.
const scpLike = new RegExp(`^(?:${user}@)?${host}:(?!-|~-|:)${path}$`);
const httpsUrl = new RegExp(`^https://(${host})(?::\\d{1,5})?/${path}$`);
// In the clear only where nothing leaves the machine, such as through a tunnel.
const loopbackUrl = new RegExp(
  `^http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(?::\\d{1,5})?/${path}$`,
);
const localPath = /^\/(?!\/)[^\p{Cc}\p{Cf}]{1,1000}$/u;

/**
 * A remote's address: `ssh://user@host:port/path`, `user@host:path`, `https://host/path`, an absolute
 * path on this machine, or `http://` to this machine. Anything else is refused, passwords in it too.
 */
export function parseRemoteUrl(text: string): RemoteUrl {
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(text))
    throw new UsageError(
      'A remote’s address must not hold a password: it would be kept in clear.',
      {
        hint: 'use git@host:path and an SSH key, or `memu secret set git.HOST` for https',
      },
    );
  if (sshUrl.test(text) && !text.includes('/-')) return {transport: 'ssh', url: text};
  for (const [transport, pattern] of [
    ['https', httpsUrl],
    ['http', loopbackUrl],
  ] as const) {
    const host = pattern.exec(text)?.[1]?.toLowerCase();
    if (host !== undefined) return {transport, url: text, host};
  }
  if (text.startsWith('file:///')) return parseRemoteUrl(text.slice('file://'.length));
  if (localPath.test(text)) return {transport: 'file', url: text};
  if (!text.includes('://') && scpLike.test(text)) return {transport: 'ssh', url: text};
  throw new UsageError(`This is no address that memu syncs with: ${safeLine(text).slice(0, 200)}`, {
    hint: 'ssh://user@host/path, user@host:path, https://host/path, or an absolute path',
  });
}

/** A branch of the remote; throws UsageError for what git could read as something else. */
export function parseBranch(name: string): string {
  const isSafe =
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(name) &&
    !/\.\.|\/\/|\/\.|\/-|@\{|\.lock(\/|$)|[./]$/.test(name);
  if (isSafe) return name;
  throw new UsageError(`${safeLine(name).slice(0, 100)} is no branch name that memu uses.`);
}
