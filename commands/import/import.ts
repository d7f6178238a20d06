/** `memu import FROM PATH` */
import {setTimeout as sleep} from 'node:timers/promises';
import {Command, Option} from 'commander';
import {versionsOf} from '../../src/entries/history.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import {importOrDryRun} from '../cli/dry-run.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {bringIndexUpToDate} from '../cli/indexing.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';
import {neighbourImports} from './import-neighbours.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  importCommand: {
    group: 'Keeping',
    order: 300,
    summary: 'Take in what was kept elsewhere',
  },
};

export const importCommand = (cli: Cli): Command => {
  const command = new Command('import')
    .description('Take in what was kept elsewhere; twice adds nothing')
    .addCommand(importJsonl(cli))
    .addCommand(importMarkdown(cli));
  for (const neighbour of neighbourImports(cli)) command.addCommand(neighbour);
  return command;
};

interface ImportOptions extends DryRun {
  readonly withProfile?: boolean;
}

const profileOption = (): Option =>
  new Option('--with-profile', 'also what tells models who you are; for an export of your own');

const importJsonl = (cli: Cli): Command =>
  new Command('jsonl')
    .description('An export of memu: one JSON object a line')
    .argument('<path>', 'a file, or - for stdin')
    .addOption(profileOption())
    .addOption(dryRunOption())
    .action((path: string, {dryRun, withProfile}: ImportOptions) =>
      importOrDryRun(cli, dryRun, async memu => {
        const {importLines} = await import('../../src/exchange/jsonl.ts');
        const {bytesFrom, linesOf} = await import('../../src/ground/lines.ts');
        const report = await importLines(
          linesOf(path === '-' ? cli.stdinBytes() : bytesFrom(path)),
          {
            entries: memu.entries,
            conversations: memu.conversations,
            operations: memu.operations,
            versionsOf: entry => versionsOf(memu.db, entry),
            hasProfile: withProfile,
            hasBytes: sha256 => memu.attachments.has(sha256),
            onProgress: lines => cli.progress(`${count(lines, 'line')} read`),
            rest: () => sleep(5),
          },
        );
        cli.endProgress();
        for (const {line, reason} of report.bad) cli.tell(`line ${line} was skipped: ${reason}`);
        if (report.bad.length > 0) cli.setExitCode(exitCodes.partial);
        if (report.missing.length > 0) {
          cli.setExitCode(exitCodes.partial);
          const files = count(report.missing.length, 'attachment');
          cli.tell(
            `the bytes of ${files} are not here, an export as lines holds none: copy the folder attachments/ of the other device into ${memu.paths.data}, or use memu export --markdown`,
          );
        }
        const index_behind = dryRun ? 0 : await bringIndexUpToDate(cli, memu);
        if (cli.json) return cli.printJson({...report, index_behind});
        cli.print(
          `${count(report.entries, 'entry', 'entries')} and ${count(report.turns, 'turn')} ${verbFor(dryRun)}, ${report.known} known already, ${report.bad.length} skipped`,
        );
      }),
    );

const verbFor = (isRehearsal: boolean | undefined): string =>
  isRehearsal ? 'would be added' : 'added';

const importMarkdown = (cli: Cli): Command =>
  new Command('markdown')
    .description('An export of memu as a folder of Markdown files')
    .argument('<dir>', 'the folder')
    .addOption(profileOption())
    .addOption(dryRunOption())
    .action((folder: string, {dryRun, withProfile}: ImportOptions) =>
      importOrDryRun(cli, dryRun, async memu => {
        const {importMarkdownFolder} = await import('../../src/sync/mirror/markdown-folder.ts');
        const parts = await memu.openMarkdownFolder();
        const report = await importMarkdownFolder(folder, parts, {
          entries: memu.entries,
          versionsOf: entry => versionsOf(memu.db, entry),
          hasProfile: withProfile,
        });
        for (const {file, reason} of report.skipped) cli.tell(`${file} was skipped: ${reason}`);
        if (report.skipped.length > 0) cli.setExitCode(exitCodes.partial);
        const index_behind = dryRun ? 0 : await bringIndexUpToDate(cli, memu);
        if (cli.json) return cli.printJson({...report, index_behind});
        cli.print(
          `${count(report.entries, 'entry', 'entries')} and ${count(report.attachments, 'attachment')} ${verbFor(dryRun)}, ${report.known} known already, ${report.skipped.length} skipped`,
        );
      }),
    );
