/** What the commands of every noun do alike: show, trash, and print what was written. */
import {Command} from 'commander';
import {entryDocument, entryDocuments} from '../../src/actions/entry-documents.ts';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import type {EntryBase, Kind} from '../../src/entries/entry.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import type {Cli} from '../cli/cli.ts';
import {type DryRun, dryRunOption, referenceArgument, referencesArgument} from '../cli/options.ts';
import {entryPage} from '../print/presentation.ts';

export interface Written {
  readonly entry: EntryBase;
  /** `added`, `changed`, `in the trash`. */
  readonly verb: string;
  readonly isRehearsal?: boolean | undefined;
}

/** The id first: once it is on the screen, the entry is on the disk. */
export function printWritten(cli: Cli, memu: Memu, {entry, verb, isRehearsal}: Written): void {
  if (!isRehearsal) memu.last.write(entry.id);
  if (cli.json) return cli.printJson(entryDocument(memu, entry));
  cli.print(writtenLine(memu, entry, isRehearsal ? `would be ${verb}` : verb));
}

/** `3f9a  added: Buy milk` */
export const writtenLine = (memu: Memu, entry: EntryBase, verb: string): string =>
  `${memu.references.short(entry.id)}  ${verb}: ${nameOf(entry)}`;

/** What one command wrote: one entry as an object, several as an array, lines for a person. */
export function printAllWritten(
  cli: Cli,
  memu: Memu,
  entries: readonly EntryBase[],
  how: Omit<Written, 'entry'>,
): void {
  if (!cli.json || entries.length === 1) {
    for (const entry of entries) printWritten(cli, memu, {entry, ...how});
    return;
  }
  const last = entries.at(-1);
  if (last !== undefined && !how.isRehearsal) memu.last.write(last.id);
  cli.printJson(entryDocuments(memu, entries));
}

/** `show REF` for a kind. */
export function showCommand(cli: Cli, kind: Kind): Command {
  return new Command('show')
    .description(`Show a ${kind.name} with everything known of it`)
    .argument(...referenceArgument)
    .action(async (reference: string) => {
      const memu = await cli.open();
      const entry = memu.references.getOf(kind, reference);
      memu.last.write(entry.id);
      if (cli.json) cli.printJson(entryDocument(memu, entry));
      else cli.print(entryPage(entry, memu.clock.zone));
    });
}

/** `rm REF` for a kind: to the trash, from where it comes back. */
export function removeCommand(
  cli: Cli,
  kind: Kind,
  find: (memu: Memu, reference: string) => EntryBase = (memu, reference) =>
    memu.references.getOf(kind, reference),
): Command {
  return (
    new Command('rm')
      .description(`Move a ${kind.name} to the trash; undo brings it back`)
      .argument(...referencesArgument)
      .addOption(dryRunOption())
      // Scripts give it to whatever takes something away.
      .option('--yes', 'as elsewhere; nothing is asked here, because undo brings it back')
      .action(async (references: readonly string[], {dryRun}: DryRun) => {
        const memu = await cli.open();
        const found = references.map(reference => find(memu, reference));
        const removed = writeOrRehearse(memu, dryRun, () =>
          memu.operations.run(`${kind.name} rm`, () => found.map(({id}) => memu.entries.trash(id))),
        );
        printAllWritten(cli, memu, removed, {verb: 'moved to the trash', isRehearsal: dryRun});
      })
  );
}
