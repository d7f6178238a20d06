/** `memu memory import` */
import {setTimeout as sleep} from 'node:timers/promises';
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {versionsOf} from '../../src/entries/history.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import {importOrDryRun} from '../cli/dry-run.ts';
import {bringIndexUpToDate} from '../cli/indexing.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';

export const memoryImport = (cli: Cli): Command =>
  new Command('import')
    .description('Take in memories and conversations, one JSON object a line')
    .argument('<file>', 'a JSONL file, or - for stdin')
    .addOption(dryRunOption())
    .action((file: string, {dryRun}: DryRun) =>
      importOrDryRun(cli, dryRun, memu => takeIn(cli, memu, {file, isRehearsal: dryRun})),
    );

interface TakeIn {
  readonly file: string;
  readonly isRehearsal: boolean | undefined;
}

async function takeIn(cli: Cli, memu: Memu, {file, isRehearsal}: TakeIn): Promise<void> {
  const {MemoryLines} = await import('../../src/exchange/memory-lines.ts');
  const {bytesFrom, linesOf} = await import('../../src/ground/lines.ts');
  const importing = new MemoryLines({
    entries: memu.entries,
    conversations: memu.conversations,
    operations: memu.operations,
    versionsOf: entry => versionsOf(memu.db, entry),
    onProgress: lines => cli.progress(`${count(lines, 'line')} read`),
    // A pause as long as a writer's turn: others get in between two batches.
    rest: () => sleep(5),
  });
  const source = file === '-' ? cli.stdinBytes() : bytesFrom(file);
  const report = await importing.import(linesOf(source));
  cli.endProgress();
  for (const {line, reason} of report.bad) cli.tell(`line ${line} was skipped: ${reason}`);
  const unnamed = importing.badCount - report.bad.length;
  if (unnamed > 0) cli.tell(`and ${count(unnamed, 'more line')} that were skipped`);
  if (importing.badCount > 0) cli.setExitCode(exitCodes.partial);
  const index_behind = isRehearsal ? 0 : await bringIndexUpToDate(cli, memu);
  if (cli.json) return cli.printJson({...report, bad_count: importing.badCount, index_behind});
  cli.print(
    [
      `${count(report.memories, 'memory', 'memories')} ${isRehearsal ? 'would be added' : 'added'}`,
      ...(report.conversations + report.turns > 0
        ? [`${count(report.turns, 'turn')} in ${count(report.conversations, 'new conversation')}`]
        : []),
      ...(report.known > 0 ? [`${count(report.known, 'line')} known already`] : []),
      ...(importing.badCount > 0 ? [`${count(importing.badCount, 'bad line')} skipped`] : []),
    ].join(', '),
  );
}
