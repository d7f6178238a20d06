/** What git and ssh say when something fails, as a sentence and an exit code. */
import {type ExitCode, exitCodes, MemuError} from '../ground/errors.ts';
import {ProgramFailedError, ProgramMissingError, TimedOutError} from '../ground/program-errors.ts';
import {safeLine, safeText} from '../ground/text.ts';

/** A remote or the vault's repository refused, was not reached, or is damaged. */
export class GitError extends MemuError {
  /** What git said, safe to show. */
  readonly said: string;

  constructor(code: string, exitCode: ExitCode, message: string, said: string, hint?: string) {
    super(code, exitCode, message, hint === undefined ? {} : {hint});
    this.said = said;
  }
}

interface Fault {
  readonly pattern: RegExp;
  readonly code: string;
  readonly exit: keyof typeof exitCodes;
  readonly sentence: string;
  readonly hint?: string | ((said: string) => string);
}

/** The machine that git names when it has no login: `… for 'https://host:port': terminal prompts disabled`. */
const loginHint = (said: string): string => {
  const host = /'https?:\/\/([^/:'@]+|\[[^\]]+\])/.exec(said)?.[1] ?? 'HOST';
  return `memu secret set git.${host} keeps a token for it (user:token, or the token alone)`;
};

/** Left by a git that was killed, or held by one that is at work. */
const lockLeft = /unable to create '[^']*\.lock': file exists/i;

const damaged = {
  code: 'damaged',
  exit: 'integrity',
  sentence: 'Objects of the vault’s repository are damaged.',
  hint: 'memu sync init --remote URL puts this device’s copy aside and makes it anew',
} as const;

// In the order in which they must be looked for: the reason before its consequences.
const faults: readonly Fault[] = [
  {
    pattern:
      /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|host key is known/i,
    code: 'host_key',
    exit: 'unreachable',
    sentence: 'The remote’s host key is unknown or has changed; nothing was sent.',
    hint: 'compare its fingerprint with the server’s, then connect once with ssh',
  },
  {
    pattern: /no space left|disk quota exceeded|file too large/i,
    code: 'disk_full',
    exit: 'integrity',
    sentence: 'There is no space left for the vault, here or at the remote.',
    hint: 'free some space and sync again; nothing was lost',
  },
  {
    pattern: lockLeft,
    code: 'remote_locked',
    exit: 'locked',
    sentence: 'A lock lies in the repository at the remote, and does not go away.',
    hint: 'if no other git is at work there, one was killed: remove the file, and sync again',
  },
  {
    pattern:
      /read-only file system|unable to (create|write)|couldn't write|failed to write|insufficient permission|permission denied(?! \()/i,
    code: 'read_only',
    exit: 'integrity',
    sentence: 'The vault cannot be written, here or at the remote.',
    hint: 'check the rights of its folder',
  },
  {
    pattern:
      /could not read (username|password)|terminal prompts disabled|authentication failed for|invalid username or|requested url returned error: 40[13]/i,
    code: 'authentication',
    exit: 'secret',
    sentence: 'The remote wants a login that it knows, and memu types no passwords.',
    hint: loginHint,
  },
  {
    pattern: /permission denied \(|too many authentication failures|authentication failed/i,
    code: 'authentication',
    exit: 'secret',
    sentence: 'The remote did not accept this device’s key, and memu types no passwords.',
    hint: 'add your SSH key to the server or to ssh-agent, then try `ssh` to it',
  },
  {
    pattern: /pre-receive hook declined|hook declined|update hook|protected branch/i,
    code: 'rejected',
    exit: 'refused',
    sentence: 'The remote refused what was pushed.',
  },
  {
    pattern: /transport '.*' not allowed|not allowed by protocol|dubious ownership/i,
    code: 'transport',
    exit: 'refused',
    sentence: 'git does not allow this address.',
  },
  {
    pattern:
      /does not appear to be a git repository|repository .*not found|no such file or directory|not a git repository/i,
    code: 'remote_missing',
    exit: 'unreachable',
    sentence: 'There is no repository at the remote’s address.',
    hint: 'make one there with `git init --bare`, or check `memu sync status`',
  },
  {
    pattern: /(remote: .*|upload-pack: )bad object refs\//i,
    code: 'remote_damaged',
    exit: 'integrity',
    sentence: 'The repository at the remote holds a file among its branches that is none.',
    hint: said =>
      `a program that copies files may have left it: remove ${/bad object (refs\/.+?)\s*$/im.exec(said)?.[1]} there, and keep such programs away from it`,
  },
  {
    pattern:
      /corruption on the remote side|upload-pack: not our ref|remote: (fatal|error): .*(corrupt|bad object|unable to (read|parse))/i,
    code: 'remote_damaged',
    exit: 'integrity',
    sentence: 'The repository at the remote is damaged.',
    hint: 'put an empty one in its place, and fill it from a device that has everything: memu sync init --remote URL',
  },
  {
    pattern:
      /(error in (packed )?object|fsck error).*\b(has[A-Z]\w+|fullPathname|nullSha1|badTree|tree(NotSorted))|has(Dotdot|Dotgit|Dot)\b/i,
    code: 'remote_damaged',
    exit: 'integrity',
    sentence: 'The remote holds a commit with names that git refuses; nothing of it was taken.',
    hint: 'somebody made it by hand: take the branch there back to the commit before, or put an empty repository in its place and fill it: memu sync init --remote URL',
  },
  {
    pattern:
      /fsck error|does not match index|corrupt|bad object|inflate|sha1 mismatch|unable to read|missing (blob|tree|commit)|not a valid object|bad (tree|pack(?! header))|could not parse/i,
    ...damaged,
  },
  {
    pattern:
      /could not resolve|connection (refused|timed out|reset|closed)|network is unreachable|no route to host|operation timed out|timed out|kex_exchange|broken pipe|the remote end hung up|early eof|unexpected disconnect|bad pack header|failed to connect|timeout, server/i,
    code: 'unreachable',
    exit: 'unreachable',
    sentence: 'The remote cannot be reached.',
    hint: 'nothing was lost; the next sync sends what waits',
  },
  {
    pattern: /protocol error|bad line length|unexpected line|invalid server response/i,
    code: 'protocol',
    exit: 'unreachable',
    sentence: 'What answers at the remote’s address does not speak as git does.',
    hint: 'a login there may print words of its own: `ssh HOST true` must print nothing',
  },
  {
    // git says so of a connection that was cut, too, which is why that is looked for before.
    pattern: /invalid index-pack|index-pack failed|unpack-objects (failed|error)/i,
    ...damaged,
  },
];

/** The error for the person; bugs and errors that tell enough already pass unchanged. */
export function explainGit(error: unknown, doing: string, waitedMs: number): unknown {
  if (error instanceof ProgramMissingError || error instanceof TimedOutError) return error;
  if (error instanceof GitError || !(error instanceof Error)) return error;
  if (/spawn git ENOENT/.test(error.message)) return new ProgramMissingError('git', error);
  if (/block timeout reached/.test(error.message))
    return new TimedOutError(`git ${doing}`, waitedMs);
  const isProgram = error instanceof ProgramFailedError;
  if (!isProgram && !isGitFailure(error)) return error;
  const said = safeText(withoutProgress(isProgram ? error.stderr : error.message)).trim();
  // Whatever it is that a check of everything finds, it is damage.
  const fault =
    doing === 'fsck'
      ? {...damaged, pattern: undefined}
      : faults.find(({pattern}) => pattern.test(said));
  if (fault) {
    const sentence = `${fault.sentence} ${lastWords(said, fault.pattern)}`.trim();
    const hint = typeof fault.hint === 'function' ? fault.hint(said) : fault.hint;
    return new GitError(fault.code, exitCodes[fault.exit], sentence, said, hint);
  }
  const isRemote = remoteVerbs.has(doing);
  const [code, exit] = isRemote
    ? (['unreachable', 'unreachable'] as const)
    : (['git_failed', 'integrity'] as const);
  const hint = isRemote
    ? 'nothing was lost; the next sync sends what waits'
    : 'free space, rights and `git --version` are what it needs';
  return new GitError(
    code,
    exitCodes[exit],
    `git ${doing} failed. ${lastWords(said)}`.trim(),
    said,
    hint,
  );
}

const remoteVerbs: ReadonlySet<string> = new Set(['fetch', 'push', 'ls-remote']);

/** How far git was is written over and over on one line, and explains nothing. */
const withoutProgress = (said: string): string =>
  said
    .replaceAll('\0', '')
    .split(/[\r\n]+/)
    .filter(line => !progress.test(line))
    .join('\n');

const progress =
  /^(remote: )?(Enumerating|Counting|Compressing|Receiving|Resolving|Unpacking|Writing|Total|Delta)\b.*(objects|deltas|delta)\b/;

const isGitFailure = (error: Error): boolean => 'task' in error || error.name === 'GitError';

/**
 * The line that tells most: the one by which the fault was known, or the first that git marks as fatal
 * or an error. A host key that was shown is named with it.
 */
function lastWords(said: string, pattern = /fatal|error|denied|refused|remote:/i): string {
  const lines = said.split('\n').map(safeLine).filter(Boolean);
  const line =
    lines.find(each => pattern.test(each)) ??
    lines.find(each => /fatal|error|denied|refused|remote:/i.test(each)) ??
    lines[0] ??
    '';
  const [fingerprint] = /SHA256:[A-Za-z0-9+/]{43}/.exec(said) ?? [];
  const words = [line.slice(0, 200), fingerprint].filter(Boolean).join(' ');
  return words === '' ? '' : `(${words})`;
}
