/** `memu undo` and `memu redo` */
import {Command} from 'commander';
import {entryDocuments} from '../src/actions/entry-documents.ts';
import {writeOrRehearse} from '../src/actions/rehearse.ts';
import type {Memu} from '../src/app/memu.ts';
import type {Operation, Undone} from '../src/entries/undo.ts';
import {exitCodes, NotFoundError, UsageError} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import type {Cli} from './cli/cli.ts';
import {dryRunOption} from './cli/options.ts';
import {nameOf} from './print/presentation.ts';

export const undoCommand = (cli: Cli): Command =>
  new Command('undo')
    .description('Take back the last commands, field by field; what changed since stays')
    .argument('[what]', 'how many (1), or an operation from memu log')
    .addOption(dryRunOption())
    .action(async (what: string | undefined, {dryRun}: {dryRun?: boolean}) => {
      const memu = await cli.open();
      const operations = wanted(memu, what);
      if (operations.length === 0) throw new NotFoundError('there is nothing to undo');
      const undone = writeOrRehearse(memu, dryRun, () =>
        memu.operations.together(() => operations.map(operation => memu.undo.revert(operation))),
      );
      const verb = dryRun ? 'would undo' : 'undid';
      report(cli, memu, {undone, verb, stands: `${dryRun ? 'would be' : 'is'} open again`});
      if (operations.length < askedFor(what)) {
        cli.tell(`there was nothing more to undo: ${operations.length} of ${askedFor(what)}`);
      }
    });

const isNumber = (what: string): boolean => /^\d{1,3}$/.test(what);

const askedFor = (what = '1'): number => (isNumber(what) ? Number(what) : 1);

export const redoCommand = (cli: Cli): Command =>
  new Command('redo')
    .description('Do again what the last undo took back')
    .addOption(dryRunOption())
    .action(async ({dryRun}: {dryRun?: boolean}) => {
      const memu = await cli.open();
      const [operation] = memu.undo.redoable(1);
      if (operation === undefined) throw new NotFoundError('there is nothing to redo');
      const done = writeOrRehearse(memu, dryRun, () => memu.undo.revert(operation, 'redo'));
      const redone = {...done, operation: memu.undo.undoneBy(operation) ?? operation};
      const verb = dryRun ? 'would redo' : 'redid';
      report(cli, memu, {
        undone: [redone],
        verb,
        stands: `${dryRun ? 'would be' : 'is'} decided again`,
      });
    });

function wanted(memu: Memu, what = '1'): Operation[] {
  if (/^-\d+$/.test(what)) throw new UsageError(`undo takes a count from 1, not ${what}`);
  if (isNumber(what)) {
    if (what === '0') throw new UsageError('undo 0 would undo nothing');
    return memu.undo.undoable(Number(what));
  }
  const operation = memu.undo.find(what);
  if (operation.undone_by === null) return [operation];
  throw new UsageError(`"${operation.command}" was undone already`, {hint: '`memu redo`'});
}

interface Reported {
  readonly undone: readonly Undone[];
  readonly verb: string;
  /** How a conflict stands afterwards. */
  readonly stands: string;
}

function report(cli: Cli, memu: Memu, {undone, verb, stands}: Reported): void {
  const leftAlone = undone.flatMap(one => one.leftAlone);
  if (leftAlone.length > 0) cli.leaveWith(exitCodes.partial);
  if (cli.json) {
    cli.printJson(
      undone.map(({operation, entries, leftAlone: left}) => ({
        operation: {id: operation.id, command: operation.command, at: operation.at},
        entries: entryDocuments(memu, entries),
        left_alone: left,
      })),
    );
    return;
  }
  for (const one of undone) {
    cli.print(`${verb} ${one.operation.command}: ${what(memu, one)}`);
    if (one.conflicts > 0) cli.print(`its conflict ${stands}`);
    else if (one.operation.command === 'sync resolve')
      cli.tell(
        'another device decided that conflict too: memu sync conflicts lists what is open, and the entry can be edited',
      );
  }
  for (const {id, title, field} of leftAlone) {
    cli.tell(`left alone: ${field} of ${memu.references.short(id)} ${title} (it changed since)`);
  }
}

function what(memu: Memu, {entries, conflicts}: Undone): string {
  const [first, ...others] = entries;
  if (first === undefined) return conflicts > 0 ? 'no field changed' : 'nothing was left to change';
  const name = `${memu.references.short(first.id)} ${nameOf(first)}`;
  return others.length === 0 ? name : `${name} and ${count(others.length, 'other')}`;
}
