/** Where memu keeps its files: under MEMU_HOME when it is set, otherwise in the XDG folders. */
import {userInfo} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';
import {UsageError} from '../ground/errors.ts';

export interface Paths {
  /** The person's or environment's name, when not the usual one. */
  readonly profile: string | undefined;
  /** What a person writes by hand: config.toml. */
  readonly config: string;
  readonly configFile: string;
  /** What must not be lost: memu.db, attachments, the vault. */
  readonly data: string;
  /** What may be deleted at any time. */
  readonly cache: string;
  /** What is this machine's own: logs, locks, histories, sockets' whereabouts. */
  readonly state: string;
  /** Where keys lie that must not be in the tree which they open; undefined when `state` is such a place. */
  readonly keys: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const profilePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/**
 * The folders of a profile; none of them is made here.
 *
 * @throws UsageError when the profile's name could not be a folder's name.
 */
export function findPaths(env: Environment, profile = env.MEMU_PROFILE || undefined): Paths {
  const name = profile;
  // An empty name comes from a script whose variable is not set: it must not mean everybody's own.
  if (name !== undefined && !profilePattern.test(name)) {
    throw new UsageError(`"${name}" cannot be a profile's name.`, {
      hint: 'Use up to 32 letters, digits, "-" or "_".',
    });
  }
  const below = name ? ['profiles', name] : [];
  const roots = env.MEMU_HOME ? homeRoots(resolve(env.MEMU_HOME)) : xdgRoots(env);
  const config = join(roots.config, ...below);
  return {
    profile: name,
    config,
    configFile: join(config, 'config.toml'),
    data: join(roots.data, ...below),
    cache: join(roots.cache, ...below),
    state: join(roots.state, ...below),
    // Whoever copies MEMU_HOME must not have copied the key with it.
    keys: env.MEMU_HOME ? join(xdgRoots(env).state, 'keys') : undefined,
  };
}

interface Roots {
  readonly config: string;
  readonly data: string;
  readonly cache: string;
  readonly state: string;
}

/** An empty or relative HOME, as cron and containers set it, would keep a life in whatever folder one stands. */
function homeOf({HOME}: Environment): string {
  if (HOME !== undefined && isAbsolute(HOME)) return HOME;
  try {
    const {homedir} = userInfo();
    if (isAbsolute(homedir)) return homedir;
  } catch {
    // A container's user may stand in no list of users.
  }
  throw new UsageError('It is not known where your files lie: HOME is empty or relative.', {
    hint: 'set HOME, or MEMU_HOME to a folder for memu',
  });
}

const homeRoots = (home: string): Roots => ({
  config: home,
  data: join(home, 'data'),
  cache: join(home, 'cache'),
  state: join(home, 'state'),
});

function xdgRoots(env: Environment): Roots {
  const home = homeOf(env);
  // The XDG specification: a relative path in these variables is to be ignored.
  const folder = (value: string | undefined, usual: string): string =>
    join(value && isAbsolute(value) ? value : join(home, usual), 'memu');
  return {
    config: folder(env.XDG_CONFIG_HOME, '.config'),
    data: folder(env.XDG_DATA_HOME, '.local/share'),
    cache: folder(env.XDG_CACHE_HOME, '.cache'),
    state: folder(env.XDG_STATE_HOME, '.local/state'),
  };
}
