/** What a sync did, as it is told: progress while it runs, one line, remarks, the exit code. */
import type {Command} from 'commander';
import {exitCodes} from '../../src/ground/errors.ts';
import {count, grouped} from '../../src/ground/text.ts';
import type {SyncOptions, SyncReport} from '../../src/sync/state/sync-deps.ts';
import type {Cli} from '../cli/cli.ts';

/** `--dry-run` belongs to `sync`, which takes it wherever it stands. */
export const isDryRun = (command: Command): boolean =>
  command.optsWithGlobals<{readonly dryRun?: boolean}>().dryRun ?? false;

/** Runs a sync and shows how far it is on a terminal. */
export async function shown(
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
  put_right: report.putRight,
  was_put_right: report.wasPutRight,
  rewritten: report.isRewritten,
  pull_only: report.isPullOnly,
  dry_run: report.isDryRun,
});

export function printReport(cli: Cli, report: SyncReport, isCron: boolean): void {
  leaveWithFindings(cli, report, isCron);
  const isQuiet =
    report.out + report.in + report.conflicts === 0 && cli.exitCode === exitCodes.done;
  if (isCron && isQuiet) return;
  if (cli.json) return cli.printJson(reportJson(report));
  const [line = '', ...more] = reportLines(report);
  cli.print(line);
  for (const remark of more) cli.tell(remark);
}

/** What a sync did on one line, and what is remarkable about it. */
export const reportLines = (report: SyncReport): readonly string[] => [
  summary(report),
  ...remarks(report),
];

/** Deletions that wait come first, then decisions, then files that could not be read. */
function leaveWithFindings(cli: Cli, report: SyncReport, isCron: boolean): void {
  const conflicts = isCron ? report.conflicts : report.openConflicts;
  if (report.heldDeletes > 0) cli.setExitCode(exitCodes.refused);
  else if (conflicts > 0) cli.setExitCode(exitCodes.conflict);
  else if (report.unreadable.length > 0 || report.isPullOnly) cli.setExitCode(exitCodes.partial);
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
  if (report.putRight > 0)
    lines.push(
      `${count(report.putRight, 'entry', 'entries')} of a clock that was far ahead: their time was put right`,
    );
  if (report.wasPutRight > 0)
    lines.push(
      `another device put the time of ${count(report.wasPutRight, 'entry', 'entries')} of this one right: is the clock here ahead?`,
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
