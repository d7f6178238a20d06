/** `history` and `restore` for a kind: what an entry was, and back to it. */
import {Command} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {type EntryBase, entryJson, type Kind} from '../../src/entries/entry.ts';
import {versionsOf} from '../../src/entries/history.ts';
import {NotFoundError} from '../../src/ground/errors.ts';
import {localText} from '../../src/ground/time.ts';
import type {Cli} from '../cli/cli.ts';
import {type DryRun, dryRunOption, referenceArgument, wholeNumberOption} from '../cli/options.ts';
import {joined} from '../print/presentation.ts';
import {printWritten} from './entry-actions.ts';

export const historyCommand = (cli: Cli, kind: Kind): Command =>
  new Command('history')
    .description(`The versions of a ${kind.name}, newest first`)
    .argument(...referenceArgument)
    .action(async (reference: string) => {
      const memu = await cli.open();
      printVersions(cli, memu, memu.references.getOf(kind, reference));
    });

/** The versions of an entry, as they were: newest first. */
export function printVersions(cli: Cli, memu: Memu, entry: EntryBase): void {
  const versions = versionsOf(memu.db, entry);
  if (cli.json) {
    return cli.printJson(
      versions.map(({number, at, command, actor, changed, entry: state}) => ({
        ...{version: number, at, command, actor, changed},
        entry: entryJson(state),
      })),
    );
  }
  for (const {number, at, command, changed} of versions) {
    const what = changed.length === 0 ? 'made' : changed.join(', ');
    cli.print(joined(String(number), localText(at, memu.clock.zone), command, what));
  }
}

/** Fields that a restored version brings back; what identifies the entry stays. */
const notRestored = new Set([
  ...['seq', 'id', 'kind', 'state', 'stamp', 'device', 'extra', 'deleted_at', 'updated_at'],
  ...['created_at', 'turns'],
]);

export const restoreVersionCommand = (cli: Cli, kind: Kind): Command =>
  new Command('restore')
    .description(`Make a ${kind.name} what it was in an earlier version`)
    .argument(...referenceArgument)
    .argument(
      '[version]',
      'number from history; the one before the last when absent',
      wholeNumberOption,
    )
    .addOption(dryRunOption())
    .action(async (reference: string, number: number | undefined, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const entry = memu.references.getOf(kind, reference);
      const versions = versionsOf(memu.db, entry);
      const wanted = number ?? versions.length - 1;
      const version = versions.find(one => one.number === wanted);
      if (version === undefined) {
        throw new NotFoundError(`there is no version ${wanted}`, {
          hint: `memu ${kind.name} history ${memu.references.short(entry.id)}`,
        });
      }
      const restored = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run(`${kind.name} restore`, () =>
          memu.entries.setFields(entry.id, contentOf(version.entry)),
        ),
      );
      printWritten(cli, memu, {
        entry: restored,
        verb: `restored to version ${wanted}`,
        isRehearsal: dryRun,
      });
    });

const contentOf = (entry: EntryBase): {[name: string]: unknown} =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !notRestored.has(name)));
