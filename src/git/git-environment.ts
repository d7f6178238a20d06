/** How git is started: nothing of the person's, the system's or the vault's configuration counts. */
import {join} from 'node:path';
import {baseEnvironment} from '../ground/process.ts';

// Never asks, never accepts an unknown host, notices a dead peer within 15 seconds.
const sshOptions = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'ConnectTimeout=10',
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'PermitLocalCommand=no',
] as const;

/** git hands this line to a shell, so every word is quoted. */
export const sshCommand = (moreOptions: readonly string[] = []): string =>
  ['ssh', ...[...sshOptions, ...moreOptions].flatMap(option => ['-o', option])]
    .map(word => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');

/** How memu logs in at an https remote: with what it keeps itself, or what the person's own helper knows. */
export interface HttpLogin {
  /** `user:token`, or a token alone. */
  readonly token?: string | undefined;
  /** A credential helper of git, by name or by its absolute path. */
  readonly helper?: string | undefined;
}

/**
 * Added to the environment of a git that speaks to a remote. Neither a command line nor a file ever
 * holds the token, and no other address gets it.
 */
export function loginEnvironment(url: string, {token, helper}: HttpLogin): Record<string, string> {
  const settings: (readonly [string, string])[] = [];
  if (token !== undefined) {
    const login = token.includes(':') ? token : `memu:${token}`;
    const {origin} = new URL(url);
    const header = `Authorization: Basic ${Buffer.from(login).toString('base64')}`;
    settings.push([`http.${origin}/.extraHeader`, header]);
  } else if (helper !== undefined) settings.push(['credential.helper', helper]);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(settings.length)};
}

/** The environment of every git that memu starts on its own bare repository. */
export function gitEnvironment(
  folder: string,
  sshOptions: readonly string[] = [],
): Record<string, string> {
  return {
    ...baseEnvironment(),
    GIT_DIR: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_ALLOW_PROTOCOL: 'ssh:https:http:file',
    GIT_SSH_COMMAND: sshCommand(sshOptions),
    GIT_SSH_VARIANT: 'ssh',
  };
}

/** The repository's own configuration, written anew at every opening so that nobody's edits count. */
export const gitConfig = (folder: string): string => `[core]
\trepositoryformatversion = 0
\tbare = true
\tfilemode = false
\thooksPath = ${JSON.stringify(join(folder, 'no-hooks'))}
\tattributesFile = /dev/null
\tfsmonitor = false
\tfsync = committed,reference
\tlogAllRefUpdates = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
[fastimport]
\tunpackLimit = 200
[fetch]
\tunpackLimit = 200
\trecurseSubmodules = false
[http]
\tlowSpeedLimit = 1
\tlowSpeedTime = 60
[transfer]
\tfsckObjects = true
[user]
\tname = memu
\temail = memu@localhost
`;
