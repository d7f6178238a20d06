/** `memu trash …` */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Command} from 'commander';
import {entryDocuments} from '../src/actions/entry-documents.ts';
import {writeOrRehearse} from '../src/actions/rehearse.ts';
import type {Memu} from '../src/app/memu.ts';
import type {EntryBase} from '../src/entries/entry.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import {listTrash} from '../src/entries/trash.ts';
import {exitCodes, UsageError} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import {toIso} from '../src/ground/time.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption, wholeNumberOption} from './cli/options.ts';
import {printAllWritten} from './entry/entry-actions.ts';
import {formatOption, limitOption, printList} from './print/listing.ts';
import {joined, showDate} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  trashCommand: {
    group: 'Keeping',
    order: 270,
    summary: 'The trash: {commands}',
  },
};

export const trashCommand = (cli: Cli): Command =>
  new Command('trash')
    .description('What was removed and can come back')
    .addCommand(trashList(cli))
    .addCommand(trashRestore(cli))
    .addCommand(trashPurge(cli));

const trashList = (cli: Cli): Command =>
  new Command('list')
    .description('List the trash, the last one first')
    .addOption(limitOption())
    .addOption(formatOption())
    .action(async ({limit, format}: {limit: number; format?: string}) => {
      const memu = await cli.open();
      const zone = memu.clock.zone;
      await printList(cli, memu, listTrash(memu.db, memu.entries, {limit}), {
        format,
        nothing: 'the trash is empty',
        line: entry =>
          joined(
            memu.references.short(entry.id),
            showDate(entry.deleted_at ?? entry.updated_at, zone),
            entry.kind.padEnd(12),
            nameOf(entry),
          ),
      });
    });

const trashRestore = (cli: Cli): Command =>
  new Command('restore')
    .description('Take entries out of the trash')
    .argument('<id...>', 'ids as trash list shows them')
    .addOption(dryRunOption())
    .action(async (references: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const found = references.map(reference => trashed(memu, reference));
      const restored = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('trash restore', () => found.map(({id}) => memu.entries.activate(id))),
      );
      printAllWritten(cli, memu, restored, {verb: 'restored', isRehearsal: dryRun});
    });

interface PurgeOptions extends DryRun {
  readonly all?: boolean;
  readonly olderThan?: number;
  readonly yes?: boolean;
}

const dayMs = 86_400_000;

const trashPurge = (cli: Cli): Command =>
  new Command('purge')
    .description('Remove trashed entries for good; this cannot be undone')
    .argument('[id...]', 'ids as trash list shows them')
    .option('--all', 'everything in the trash')
    .option(
      '--older-than <days>',
      'what was trashed at least this many days ago',
      wholeNumberOption,
    )
    .option('--yes', 'do not ask')
    .option('--dry-run', 'say what would go, and remove nothing')
    .action(async (references: readonly string[], options: PurgeOptions) => {
      const memu = await cli.open();
      const entries = wanted(memu, references, options);
      if (options.dryRun) return printDoomed(cli, memu, entries);
      const question = `Remove ${count(entries.length, 'entry', 'entries')} for good? Undo will not bring them back; git history and backups may still hold them.`;
      if (entries.length > 0 && !(await cli.confirm(question, options.yes))) {
        cli.tell('nothing was removed');
        return cli.setExitCode(exitCodes.interrupted);
      }
      const purged = (await memu.openPurge()).run(entries.map(entry => entry.id));
      if (purged.isPending) {
        cli.setExitCode(exitCodes.partial);
        cli.tell(
          'another memu still has old pages open; the rest is removed as soon as it has ended',
        );
      }
      if (purged.entries > 0 && existsSync(join(memu.paths.data, 'vault.git'))) {
        cli.tell(
          'the vault’s git history and backups still hold the words; other devices purge too',
        );
      }
      for (const {name, files} of purged.places) cli.tell(`also removed: ${name} (${files})`);
      for (const id of purged.mentions) {
        const short = memu.references.short(id);
        cli.tell(
          `a conversation still has words of it: memu conversation show ${short}, rm ${short}`,
        );
      }
      if (cli.json) {
        const {entries, turns, redacted, mentions, places, isPending: pending} = purged;
        return cli.printJson({entries, turns, redacted, mentions, places, pending});
      }
      if (purged.redacted > 0) {
        cli.print(
          `its words were taken out of ${count(purged.redacted, 'turn or title', 'turns and titles')} that quoted it`,
        );
      }
      cli.print(`${count(purged.entries, 'entry', 'entries')} removed for good`);
    });

function wanted(memu: Memu, references: readonly string[], options: PurgeOptions): EntryBase[] {
  if (references.length > 0) return references.map(reference => trashed(memu, reference));
  if (options.olderThan !== undefined) {
    const before = toIso(memu.clock.now() - options.olderThan * dayMs);
    return listTrash(memu.db, memu.entries, {before});
  }
  if (options.all) return listTrash(memu.db, memu.entries);
  throw new UsageError('what is to be purged?', {
    hint: 'name ids, or give --all or --older-than DAYS',
  });
}

function trashed(memu: Memu, reference: string): EntryBase {
  const entry = memu.references.get(reference);
  if (entry.state === 'trashed') return entry;
  throw new UsageError(`${nameOf(entry)} is not in the trash`, {
    hint: `memu ${entry.kind} rm ${memu.references.short(entry.id)}`,
  });
}

function printDoomed(cli: Cli, memu: Memu, entries: readonly EntryBase[]): void {
  if (cli.json) return cli.printJson(entryDocuments(memu, entries));
  for (const entry of entries) {
    cli.print(`${memu.references.short(entry.id)}  would be removed for good: ${nameOf(entry)}`);
  }
}
