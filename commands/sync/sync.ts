/** `memu sync …` */
import {resolve} from 'node:path';
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {UsageError} from '../../src/ground/errors.ts';
import type {Syncing} from '../../src/sync/open-sync.ts';
import type {SyncReport} from '../../src/sync/state/sync-deps.ts';
import type {Cli} from '../cli/cli.ts';
import {onCopy} from '../cli/dry-run.ts';
import {IdleWork} from '../cli/idle-work.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {wholeNumberOption} from '../cli/options.ts';
import {syncConflicts, syncResolve, syncShow} from './sync-conflicts.ts';
import {syncKey} from './sync-key.ts';
import {isDryRun, printReport, shown} from './sync-report.ts';
import {syncStatus} from './sync-status.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  syncCommand: {
    group: 'Leaving the device',
    order: 320,
    summary: 'Bring your devices to the same state: {commands}',
  },
};

interface RunOptions {
  readonly dryRun?: boolean;
  readonly cron?: boolean;
  readonly acceptDeletes?: number;
}

export const syncCommand = (cli: Cli): Command =>
  new Command('sync')
    .description('Bring this device and the others to the same state, through git')
    .option('--dry-run', 'say what would go out and come in, and change nothing')
    .option('--cron', 'say nothing when nothing happened')
    .option('--accept-deletes <n>', 'let up to this many held deletions happen', wholeNumberOption)
    .action(async (options: RunOptions) => {
      const syncing = await opened(cli);
      const {dryRun = false, cron = false, acceptDeletes = 0} = options;
      if (cron && acceptDeletes > 0)
        throw new UsageError('a timer may not accept deletions; leave --cron out');
      const run = () => shown(cli, more => syncing.run({...more, isDryRun: dryRun, acceptDeletes}));
      const quiet = new IdleWork(await cli.open());
      printReport(cli, await (dryRun ? run() : quiet.during(run)), cron);
    })
    .addCommand(syncInit(cli))
    .addCommand(syncClone(cli))
    .addCommand(syncStatus(cli))
    .addCommand(syncConflicts(cli))
    .addCommand(syncShow(cli))
    .addCommand(syncResolve(cli))
    .addCommand(syncKey(cli));

type SetUp = Parameters<Syncing['init']>[0];

interface InitOptions {
  readonly remote?: string;
  readonly join?: string;
  readonly mirror?: string;
  readonly encrypt?: boolean;
}

const syncInit = (cli: Cli): Command =>
  new Command('init')
    .description('Set up the vault, or another remote for it')
    .option('--remote <url>', 'ssh://user@host/path, user@host:path, https://… or a folder')
    .option('--join <vault>', 'leave this device’s vault for the one with this id')
    .option('--mirror <folder>', 'show the entries as Markdown files there, and take edits in')
    .option('--encrypt', 'seal every file, so that the remote holds no readable word')
    .action(async ({remote, join, mirror, encrypt = false}: InitOptions, command: Command) => {
      const syncing = await opened(cli);
      if (!remote && !mirror && syncing.isSetUp && syncing.state.read().remote)
        throw new UsageError('the vault is set up already; name the remote to set it anew');
      const wishes = {remote, join, mirror: mirror && resolve(mirror), isEncrypting: encrypt};
      printReport(cli, await setUp(cli, wishes, command), false);
    });

/** With `--dry-run` on a copy, so that neither a vault nor a key is made here, and nothing is sent. */
async function setUp(cli: Cli, wishes: SetUp, command: Command): Promise<SyncReport> {
  const memu = await cli.open();
  if (!isDryRun(command))
    return shown(cli, async more => (await memu.openSync()).init({...more, ...wishes}));
  const look = async (copy: Memu) => (await copy.openSync()).init({...wishes, isDryRun: true});
  return onCopy(memu, look, ['sync-keys.json']);
}

const syncClone = (cli: Cli): Command =>
  new Command('clone')
    .description('Bring the vault of another device here')
    .argument('<url>', 'where the vault is')
    .option('--mirror <folder>', 'show the entries as Markdown files there, and take edits in')
    .action(async (remote: string, {mirror}: InitOptions, command: Command) => {
      const syncing = await opened(cli);
      if (syncing.isSetUp) {
        throw new UsageError('this device has a vault already', {
          hint: `memu sync init --remote URL brings both together`,
        });
      }
      const wishes = {remote, mustExist: true, mirror: mirror && resolve(mirror)};
      printReport(cli, await setUp(cli, wishes, command), false);
      const {fingerprint} = syncing.state.read();
      if (fingerprint !== undefined) {
        cli.tell(`fingerprint of the vault: ${fingerprint}`);
        cli.tell(
          'compare it with what `memu sync key show` prints on the device that let this one in',
        );
      }
    });

/** Opens sync alone; its heavy parts are loaded when they run. */
const opened = async (cli: Cli): Promise<Syncing> => await (await cli.open()).openSync();
