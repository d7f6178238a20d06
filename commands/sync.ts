/** `memu sync …` */
import {resolve} from 'node:path';
import {Command} from 'commander';
import {exitCodes, NotFoundError, UsageError} from '../src/errors.ts';
import type {Memu} from '../src/memu.ts';
import type {Conflict, ConflictSide} from '../src/sync/conflicts.ts';
import type {Syncing} from '../src/sync/open-sync.ts';
import type {SyncOptions, SyncReport} from '../src/sync/sync-parts.ts';
import {count, excerpt, grouped} from '../src/text.ts';
import type {Cli} from './cli.ts';
import {wholeNumberOption} from './options.ts';
import {joined, showDate} from './presentation.ts';
import {QuietWork} from './quiet-work.ts';

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
      const quiet = new QuietWork(await cli.open());
      printReport(cli, await (dryRun ? run() : quiet.during(run)), cron);
    })
    .addCommand(syncInit(cli))
    .addCommand(syncClone(cli))
    .addCommand(syncStatus(cli))
    .addCommand(syncConflicts(cli))
    .addCommand(syncShow(cli))
    .addCommand(syncResolve(cli))
    .addCommand(syncKey(cli));

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
    .action(async ({remote, join, mirror, encrypt = false}: InitOptions) => {
      const syncing = await opened(cli);
      if (!remote && !mirror && syncing.isSetUp && syncing.state.read().remote)
        throw new UsageError('the vault is set up already; name the remote to set it anew');
      const report = await shown(cli, more =>
        syncing.init({
          ...more,
          remote,
          join,
          mirror: mirror && resolve(mirror),
          isEncrypting: encrypt,
        }),
      );
      printReport(cli, report, false);
    });

const syncClone = (cli: Cli): Command =>
  new Command('clone')
    .description('Bring the vault of another device here')
    .argument('<url>', 'where the vault is')
    .option('--mirror <folder>', 'show the entries as Markdown files there, and take edits in')
    .action(async (remote: string, {mirror}: InitOptions) => {
      const syncing = await opened(cli);
      if (syncing.isSetUp) {
        throw new UsageError('this device has a vault already', {
          hint: `memu sync init --remote URL brings both together`,
        });
      }
      const report = await shown(cli, more =>
        syncing.init({...more, remote, mustExist: true, mirror: mirror && resolve(mirror)}),
      );
      printReport(cli, report, false);
    });

/** Opens sync alone; its heavy parts are loaded when they run. */
const opened = async (cli: Cli): Promise<Syncing> => await (await cli.open()).openSync();

async function shown(
  cli: Cli,
  work: (options: Pick<SyncOptions, 'onProgress'>) => Promise<SyncReport>,
): Promise<SyncReport> {
  let last = 0;
  const onProgress = (words: string, done: number, total?: number): void => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    const share = total === undefined ? '' : ` of ${grouped(total)}`;
    cli.progress(`${words} ${grouped(done)}${share}`);
  };
  try {
    return await work({onProgress});
  } finally {
    cli.endProgress();
  }
}

const reportJson = (report: SyncReport) => ({
  out: report.out,
  in: report.in,
  conflicts: report.conflicts,
  open_conflicts: report.openConflicts,
  returned: report.returned,
  held_deletes: report.heldDeletes,
  unreadable: report.unreadable,
  rewritten: report.isRewritten,
  pull_only: report.isPullOnly,
  dry_run: report.isDryRun,
});

function printReport(cli: Cli, report: SyncReport, isCron: boolean): void {
  leaveWithFindings(cli, report, isCron);
  const isQuiet =
    report.out + report.in + report.conflicts === 0 && cli.exitCode === exitCodes.done;
  if (isCron && isQuiet) return;
  if (cli.json) return cli.printJson(reportJson(report));
  cli.print(summary(report));
  for (const line of remarks(report)) cli.tell(line);
}

/** Deletions that wait come first, then decisions, then files that could not be read. */
function leaveWithFindings(cli: Cli, report: SyncReport, isCron: boolean): void {
  const conflicts = isCron ? report.conflicts : report.openConflicts;
  if (report.heldDeletes > 0) cli.leaveWith(exitCodes.refused);
  else if (conflicts > 0) cli.leaveWith(exitCodes.conflict);
  else if (report.unreadable.length > 0 || report.isPullOnly) cli.leaveWith(exitCodes.partial);
}

function summary(report: SyncReport): string {
  const what = report.isDryRun ? 'sync would bring' : 'sync:';
  const conflicts = report.isDryRun ? report.conflicts : report.openConflicts;
  const waiting = conflicts === 0 ? '' : `, ${count(conflicts, 'conflict')} - memu sync conflicts`;
  return `${what} ${report.out} out, ${report.in} in${waiting}`;
}

function remarks(report: SyncReport): string[] {
  const lines: string[] = [];
  if (report.heldDeletes > 0) {
    const deletions = count(report.heldDeletes, 'deletion');
    lines.push(
      `${deletions} at once are held back: memu sync --accept-deletes ${report.heldDeletes}`,
    );
  }
  if (report.returned.length > 0)
    lines.push(
      `${count(report.returned.length, 'entry', 'entries')} deleted on one device and edited on another: kept`,
    );
  if (report.isRewritten)
    lines.push('the remote’s history was replaced; what it had lost was put back');
  if (report.isPullOnly)
    lines.push(
      'the vault is written by a newer memu: nothing was sent; update memu on this device',
    );
  for (const {path, problem} of report.unreadable) lines.push(`left as it is: ${path}: ${problem}`);
  return lines;
}

const syncStatus = (cli: Cli): Command =>
  new Command('status')
    .description('Where sync stands, without reaching for the remote')
    .action(async () => {
      const memu = await cli.open();
      const {facts, waiting, conflicts, heldDeletes, unreadable} = (await memu.openSync()).status();
      const {vault = null, remote = null, mirror = null, last} = facts;
      if (cli.json) {
        return cli.printJson({
          vault,
          remote,
          mirror,
          last_sync: last?.at ?? null,
          last_try: last?.tried ?? null,
          last_error: last?.error ?? null,
          waiting,
          conflicts,
          held_deletes: heldDeletes,
          unreadable,
        });
      }
      if (vault === null) return cli.print('sync is not set up - memu sync init --remote URL');
      const zone = memu.clock.zone;
      cli.print(`remote     ${remote ?? 'none'}`);
      if (mirror !== null) cli.print(`mirror     ${mirror}`);
      cli.print(`last sync  ${last?.at ? showDate(last.at, zone) : 'never'}`);
      if (last?.error) cli.print(`last try   ${showDate(last.tried, zone)}, failed: ${last.error}`);
      cli.print(`to go out  ${waiting}`);
      if (conflicts > 0) cli.print(`conflicts  ${conflicts} - memu sync conflicts`);
      if (heldDeletes > 0)
        cli.print(
          `held back  ${count(heldDeletes, 'deletion')} - memu sync --accept-deletes ${heldDeletes}`,
        );
      for (const {path, problem} of unreadable) cli.print(`unreadable ${path}: ${problem}`);
    });

const syncConflicts = (cli: Cli): Command =>
  new Command('conflicts')
    .description('What two devices said differently, and waits for a decision')
    .action(async () => {
      const memu = await cli.open();
      const conflicts = (await memu.openSync()).conflicts.list();
      if (cli.json) return cli.printJson(conflicts.map(conflictJson));
      for (const each of conflicts) cli.print(conflictLine(memu, each));
      if (conflicts.length === 0) cli.tell('no conflicts');
    });

const conflictLine = (memu: Memu, conflict: Conflict): string =>
  joined(
    memu.references.short(conflict.entry),
    conflict.kind,
    conflict.field,
    excerpt(conflict.title, 40),
    conflict.sides.map(({value}) => excerpt(textOf(value), 30)).join(' | '),
  );

const textOf = (value: ConflictSide['value']): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const conflictJson = ({sides, ...conflict}: Conflict) => ({
  ...conflict,
  sides: sides.map(({isMine, isCurrent, ...side}) => ({...side, mine: isMine, current: isCurrent})),
});

/** By the conflict's own id, or by any reference to the entry. */
async function conflictsAbout(memu: Memu, reference: string): Promise<readonly Conflict[]> {
  const {conflicts} = await memu.openSync();
  try {
    return conflicts.about(reference);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return conflicts.about(memu.references.get(reference).id);
  }
}

const syncShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show both sides of a conflict whole')
    .argument('<ref>', 'the entry, or the conflict’s id')
    .action(async (reference: string) => {
      const memu = await cli.open();
      const conflicts = await conflictsAbout(memu, reference);
      if (cli.json) return cli.printJson(conflicts.map(conflictJson));
      for (const {field, title, sides} of conflicts) {
        cli.print(`${title} · ${field}`);
        for (const {value, device, at, isMine, isCurrent} of sides) {
          const who = isMine ? 'mine' : 'theirs';
          const when = at === null ? '' : showDate(at, memu.clock.zone);
          cli.print(`--- ${joined(who, `device ${device}`, when, isCurrent ? 'shown now' : '')}`);
          cli.print(textOf(value));
        }
      }
    });

interface ResolveOptions {
  readonly field?: string;
  readonly take: string;
}

const syncResolve = (cli: Cli): Command =>
  new Command('resolve')
    .description('Decide a conflict')
    .argument('<ref>', 'the entry, or the conflict’s id')
    .option('--field <name>', 'which field, when several wait')
    .requiredOption('--take <which>', 'mine, theirs, or a text of your own; - reads stdin')
    .action(async (reference: string, {field, take}: ResolveOptions, command: Command) => {
      // `--dry-run` belongs to `sync`, which takes it wherever it stands.
      const {dryRun} = command.optsWithGlobals<RunOptions>();
      const memu = await cli.open();
      const all = await conflictsAbout(memu, reference);
      const about = all.filter(each => !field || each.field === field);
      const [conflict, ...others] = about;
      if (conflict === undefined) throw new NotFoundError(`no conflict about the field ${field}`);
      if (others.length > 0) {
        throw new UsageError('several fields wait for a decision', {
          hint: about.map(each => `--field ${each.field}`).join(', '),
        });
      }
      const text = await cli.textOrStdin(take);
      const {conflicts} = await memu.openSync();
      const decide = () => conflicts.resolve(conflict, text);
      const entry = dryRun ? memu.db.rehearse(decide) : decide();
      if (cli.json) return cli.printJson({...conflictJson(conflict), resolved: !dryRun});
      const verb = dryRun ? 'would be resolved' : 'resolved';
      cli.print(joined(`${verb}:`, entry?.title ?? conflict.title, conflict.field));
    });

const syncKey = (cli: Cli): Command =>
  new Command('key')
    .description('Which devices may open an encrypted vault')
    .addCommand(
      new Command('show').description('Print this device’s public key').action(async () => {
        const recipient = await (await opened(cli)).keys.recipient();
        if (cli.json) cli.printJson({recipient});
        else cli.print(recipient);
      }),
    )
    .addCommand(
      new Command('add')
        .description('Let the device with this public key open the vault')
        .argument('<key>', 'as `memu sync key show` prints it there: age1…')
        .action(async (recipient: string) => {
          const syncing = await opened(cli);
          printReport(cli, await shown(cli, () => syncing.addKey(recipient)), false);
        }),
    )
    .addCommand(
      new Command('remove')
        .description('Seal the vault anew, so that a device opens nothing that comes from now on')
        .argument('<key>', 'the public key of the device that leaves: age1…')
        .action(async (recipient: string) => {
          const syncing = await opened(cli);
          printReport(cli, await shown(cli, () => syncing.removeKey(recipient)), false);
          cli.tell('what that device could read before, it can still read in the history');
        }),
    );
