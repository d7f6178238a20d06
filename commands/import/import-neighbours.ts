/** `memu import FORMAT PATH`, for every format of other tools. */
import {Command} from 'commander';
import {importFormat} from '../../src/actions/import-format.ts';
import type {Memu} from '../../src/app/memu.ts';
import type {ImporterReport} from '../../src/exchange/importers/import-items.ts';
import {type ImportEntry, importFormats} from '../../src/exchange/importers/registry.ts';
import type {BadLine} from '../../src/exchange/memory-lines.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {count, grouped} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import {importOrDryRun} from '../cli/dry-run.ts';
import {bringIndexUpToDate} from '../cli/indexing.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';
import {importSource} from './import-source.ts';

const paths: Readonly<Record<ImportEntry['takes'], string>> = {
  'a file': 'a file, or - for stdin',
  'a file or a folder': 'a file, a folder of them, or - for stdin',
  'a folder': 'a folder',
};

export const neighbourImports = (cli: Cli): readonly Command[] =>
  importFormats.map(format =>
    new Command(format.name)
      .description(format.about)
      .argument('<path>', paths[format.takes])
      .addOption(dryRunOption())
      .action((path: string, {dryRun}: DryRun) =>
        importOrDryRun(cli, dryRun, memu => takeIn(cli, memu, {format, path, dryRun})),
      ),
  );

interface TakeIn extends DryRun {
  readonly format: ImportEntry;
  readonly path: string;
}

async function takeIn(cli: Cli, memu: Memu, {format, path, dryRun}: TakeIn): Promise<void> {
  const onProgress = (items: number) => cli.progress(`${count(items, 'item')} read`);
  const input = {format: format.name, source: importSource(cli, path)};
  const report = await importFormat(memu, input, {onProgress});
  cli.endProgress();
  const place = (bad: BadLine): string => placeOf(bad, format, path);
  const behind = dryRun ? 0 : await bringIndexUpToDate(cli, memu);
  printReport(cli, report, {place, behind, short: id => memu.references.short(id)});
}

/** `notes/Plan.md:12`, or `item 7`. */
function placeOf({line, path}: BadLine, {counts}: ImportEntry, given: string): string {
  if (counts === 'items') return `item ${line}`;
  return `${path ?? (given === '-' ? 'stdin' : given)}:${line}`;
}

interface Words {
  readonly place: (bad: BadLine) => string;
  readonly short: (id: string) => string;
  /** How many changes the index lags. */
  readonly behind: number;
}

function printReport(cli: Cli, report: ImporterReport, {place, short, behind}: Words): void {
  const {bad, unmapped, known, updated, removed, kept} = report;
  if (bad.length > 0) cli.setExitCode(exitCodes.partial);
  for (const one of bad) {
    cli.tell(`${place(one)}: ${one.reason}; ${one.kept ? 'kept without it' : 'skipped'}`);
  }
  for (const [what, times] of Object.entries(unmapped)) {
    cli.tell(`no place for ${what} (${grouped(times)}×)`);
  }
  for (const {id, title, fields} of kept) {
    cli.tell(`left as you changed it: ${short(id)} ${title} (${fields.join(', ')})`);
  }
  if (cli.json) return cli.printJson({...report, index_behind: behind});
  const parts = [
    count(report.tasks, 'task'),
    count(report.notes, 'note'),
    count(report.memories, 'memory', 'memories'),
    ...(report.turns > 0 ? [count(report.turns, 'turn')] : []),
  ];
  const changes = [
    `${parts.join(', ')} added`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(removed > 0 ? [`${count(removed, 'event')} removed`] : []),
    `${known} known already`,
    `${bad.filter(one => !one.kept).length} skipped`,
  ];
  cli.print(changes.join(', '));
}
