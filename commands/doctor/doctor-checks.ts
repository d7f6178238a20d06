/** What the doctor looks at, each with the command that mends it. */
import {existsSync, readdirSync, statfsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Memu} from '../../src/app/memu.ts';
import {type Config, openConfig} from '../../src/config/config.ts';
import {unknownVariables} from '../../src/config/environment.ts';
import {findPaths, type Paths} from '../../src/config/paths.ts';
import {countEntries} from '../../src/entries/lookup.ts';
import {MemuError} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import {nowIso} from '../../src/ground/time.ts';
import {type HostAddress, parseHost} from '../../src/models/transport/host-address.ts';
import {keyPlaces} from '../../src/models/transport/host-keys.ts';
import type {SyncStatus} from '../../src/sync/state/sync-status.ts';
import {syncMends, syncWords} from '../../src/sync/state/sync-words.ts';
import type {Cli} from '../cli/cli.ts';

export type Level = 'ok' | 'warning' | 'failure';

export interface Check {
  readonly name: string;
  readonly status: Level;
  readonly message: string;
  /** What mends it. */
  readonly fix: string | null;
}

const ok = (name: string, message: string): Check => ({name, status: 'ok', message, fix: null});
const bad = (name: string, status: Level, message: string, fix: string | null): Check => ({
  name,
  status,
  message,
  fix,
});

/** A failure of the thing looked at is a finding, not an error of the doctor. */
async function look(name: string, examine: () => Promise<Check> | Check): Promise<Check> {
  try {
    return await examine();
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
    return bad(name, 'failure', error.message, error.hint ?? null);
  }
}

export async function checkKept(cli: Cli): Promise<Check[]> {
  const paths = findPaths(cli.env, cli.options.profile);
  const config = await look('config', async () =>
    checkConfig(await openConfig(paths.configFile, cli.env), paths),
  );
  const here = [
    await look('runtime', checkRuntime),
    config,
    ...unknownVariables(cli.env).map(words =>
      bad('environment', 'warning', words, 'memu config list'),
    ),
    await look('files', () => checkModes(paths)),
    await look('disk', () => checkDisk(paths)),
  ];
  // Without settings nothing else can be opened, and each would only say the same again.
  if (config.status === 'failure') return here;
  return [
    ...here,
    await look('database', () => checkDatabase(cli)),
    await look('attachments', () => checkAttachments(cli)),
    await look('search index', () => checkIndex(cli)),
    await look('sync', () => checkSync(cli)),
    ...(await checkHosts(cli)),
  ];
}

function checkRuntime(): Check {
  const {versions, platform, arch} = process;
  return ok('runtime', `Node ${versions.node} on ${platform} ${arch}`);
}

const checkConfig = (config: Config, {configFile}: Paths): Check =>
  existsSync(configFile)
    ? ok('config', `${configFile} is valid`)
    : ok('config', `no file, defaults hold (hosts: ${hostNames(config).join(', ')})`);

const hostNames = (config: Config): string[] =>
  config.get('llm.hosts').map(host => parseHost(host).name);

/** Files of memu that others may read. */
function checkModes({data, config, state}: Paths): Check {
  const open = [data, config, state].flatMap(folder => openToOthers(folder));
  if (open.length === 0) return ok('files', 'readable by you only');
  return bad(
    'files',
    'warning',
    `others may read ${open.join(', ')}`,
    `chmod -R go= ${open.join(' ')}`,
  );
}

function openToOthers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const paths = [folder, ...readdirSync(folder).map(name => join(folder, name))];
  return paths.filter(path => {
    const {mode, uid} = statSync(path);
    return uid === process.getuid?.() && (mode & 0o077) !== 0;
  });
}

const lowBytes = 500_000_000;

function checkDisk({data}: Paths): Check {
  if (!existsSync(data)) return ok('disk', 'nothing kept yet');
  const {bavail, bsize} = statfsSync(data);
  const free = bavail * bsize;
  const message = `${(free / 1e9).toFixed(1)} GB free`;
  return free > lowBytes ? ok('disk', message) : bad('disk', 'warning', message, 'free some space');
}

async function checkDatabase(cli: Cli): Promise<Check> {
  const memu = await cli.open();
  const problems = memu.db.problems();
  if (problems.length > 0) {
    return bad('database', 'failure', problems.slice(0, 3).join('; '), 'memu doctor --repair');
  }
  const entries = countEntries(memu.db);
  return ok('database', `sound, ${count(entries, 'entry', 'entries')}`);
}

/** Hashes of attached files whose bytes are not here, or not what they were. */
export async function brokenAttachments({db, attachments}: Memu): Promise<readonly string[]> {
  const rows = db.all<{sha256: string}>('SELECT DISTINCT sha256 FROM attachments');
  const broken: string[] = [];
  for (const {sha256} of rows) if (!(await attachments.isWhole(sha256))) broken.push(sha256);
  return broken;
}

async function checkAttachments(cli: Cli): Promise<Check> {
  const memu = await cli.open();
  const rows = memu.db.all<{sha256: string; name: string; id: string}>(
    'SELECT a.sha256, a.name, e.id FROM attachments a JOIN entries e ON e.seq = a.entry',
  );
  const broken = await brokenAttachments(memu);
  const odd = rows.filter(row => broken.includes(row.sha256));
  if (odd.length === 0) return ok('attachments', `${count(rows.length, 'file')} in place`);
  const names = odd.slice(0, 3).map(row => `${row.name} of ${row.id.slice(0, 8)}`);
  const message = `${count(odd.length, 'file')} missing or changed on this device: ${names.join(', ')}`;
  const isSynced = (await memu.openSync()).isSetUp;
  const fix = isSynced
    ? 'memu doctor --repair, then memu sync, which fetches what the vault has'
    : 'restore them from a backup or from another device';
  return bad('attachments', 'warning', message, fix);
}

async function checkIndex(cli: Cli): Promise<Check> {
  const recall = await (await cli.open()).openRecall();
  const behind = recall.index.behind();
  if (behind === 0) return ok('search index', 'up to date');
  const message = `${count(behind, 'change')} behind; recall catches up by itself`;
  if (behind < manyBehind) return ok('search index', message);
  return bad('search index', 'warning', `${count(behind, 'change')} behind`, 'memu index');
}

/** Which devices open the vault, so that one too many is seen. */
function sealedWords({facts: {devices = [], fingerprint}}: SyncStatus): string {
  if (fingerprint === undefined) return '';
  const names = devices.map(({recipient}) => recipient).join(', ');
  return `; sealed, fingerprint ${fingerprint}, opened by ${names}`;
}

/** `memu sync status` names all. */
const mostNamed = 5;

async function checkSync(cli: Cli): Promise<Check> {
  const memu = await cli.open();
  const standing = (await memu.openSync()).status();
  const {vault, last} = standing.facts;
  if (vault === undefined) return ok('sync', 'not set up');
  const mends = syncMends(standing);
  const odd = standing.unreadable.slice(0, mostNamed);
  const which = odd.map(({path, problem}) => `; ${path}: ${problem}`).join('');
  const message = `${syncWords(standing, nowIso(memu.clock))}${sealedWords(standing)}${which}`;
  if (mends === undefined) return ok('sync', message);
  return bad('sync', last?.error ? 'failure' : 'warning', message, mends);
}

const manyBehind = 5_000;

/** Hosts of models: one that answers is enough; without any, memu quotes instead of writing. */
async function checkHosts(cli: Cli): Promise<Check[]> {
  const models = await (await cli.open()).openModels();
  const reports = await models.reports();
  const hasAnswer = reports.some(report => report.failure === undefined);
  const checks = reports.map(({host, version, models: found, loaded, failure, tookMs}) => {
    const label = `host ${host.address.name}`;
    if (failure !== undefined) {
      return bad(
        label,
        'warning',
        hasAnswer ? `${failure.reason}; it is passed over, another one answers` : failure.reason,
        'memu config set llm.hosts …',
      );
    }
    const names = found.map(model => model.name);
    const server = host.address.protocol === 'ollama' ? `Ollama ${version}` : version;
    const inMemory = loaded.length > 0 ? `${loaded.map(one => one.name).join(', ')} loaded, ` : '';
    const what = `${server}, ${Math.round(tookMs)} ms, ${inMemory}${count(names.length, 'model')}`;
    if (names.length > 0) return ok(label, `${what}: ${names.slice(0, 6).join(', ')}`);
    return bad(label, 'warning', what, 'memu models pull qwen2.5:3b');
  });
  const keyed = reports.map(({host}) => host.address).filter(one => one.protocol !== 'ollama');
  return [...checks, ...(await Promise.all(keyed.map(address => checkKey(cli, address))))];
}

/** Which key goes to a host; never the key itself. */
function checkKey(cli: Cli, address: HostAddress): Promise<Check> {
  const label = `key of ${address.name}`;
  return look(label, async () => {
    const places = keyPlaces(address);
    const found = await (await cli.open()).findKey(places);
    if (found === undefined) return ok(label, `none; memu secret set ${places.secrets[0]}`);
    if (places.refusal !== undefined)
      return bad(label, 'warning', `${found.from} is not sent: ${places.refusal}`, null);
    return ok(label, `gets ${found.from}`);
  });
}
