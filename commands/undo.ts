/** `memu undo` and `memu redo` */
import {Command} from 'commander';
import {entryDocuments} from '../src/actions/entry-documents.ts';
import {redoOperation, undoOperations} from '../src/actions/undo.ts';
import type {Memu} from '../src/app/memu.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import type {Undone} from '../src/entries/undo.ts';
import {exitCodes} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import {conflictDecisions} from '../src/sync/conflicts/conflict-resolutions.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  undoCommand: {
    group: 'Keeping',
    order: 240,
    summary: 'Take back the last commands',
  },
  redoCommand: {
    group: 'Keeping',
    order: 250,
    summary: 'Do again what undo took back',
  },
};

export const undoCommand = (cli: Cli): Command =>
  new Command('undo')
    .description('Take back the last commands, field by field; what changed since stays')
    .argument('[what]', 'how many (1), or an operation from memu log')
    .addOption(dryRunOption())
    .action(async (what: string | undefined, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const {undone, asked} = undoOperations(memu, {what, dryRun});
      const verb = dryRun ? 'would undo' : 'undid';
      report(cli, memu, {undone, verb, stands: `${dryRun ? 'would be' : 'is'} open again`});
      if (undone.length < asked) {
        cli.tell(`there was nothing more to undo: ${undone.length} of ${asked}`);
      }
    });

export const redoCommand = (cli: Cli): Command =>
  new Command('redo')
    .description('Do again what the last undo took back')
    .addOption(dryRunOption())
    .action(async ({dryRun}: DryRun) => {
      const memu = await cli.open();
      const {undone} = redoOperation(memu, {dryRun});
      const verb = dryRun ? 'would redo' : 'redid';
      report(cli, memu, {undone, verb, stands: `${dryRun ? 'would be' : 'is'} decided again`});
    });

interface Reported {
  readonly undone: readonly Undone[];
  readonly verb: string;
  /** How a conflict stands afterwards. */
  readonly stands: string;
}

function report(cli: Cli, memu: Memu, {undone, verb, stands}: Reported): void {
  const leftAlone = undone.flatMap(one => one.leftAlone);
  if (leftAlone.length > 0) cli.setExitCode(exitCodes.partial);
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
    cli.print(undoneLine(memu, verb, one));
    if (hasDecided(one)) cli.print(`its conflict ${stands}`);
    else if (one.operation.command === 'sync resolve')
      cli.tell(
        'another device decided that conflict too: memu sync conflicts lists what is open, and the entry can be edited',
      );
  }
  for (const {id, title, field} of leftAlone) {
    cli.tell(`left alone: ${field} of ${memu.references.short(id)} ${title} (it changed since)`);
  }
}

/** `undid task done: 3f9a Buy milk and 2 others` */
export const undoneLine = (memu: Memu, verb: string, one: Undone): string =>
  `${verb} ${one.operation.command}: ${what(memu, one)}`;

const hasDecided = ({beside}: Undone): boolean => (beside.get(conflictDecisions) ?? 0) > 0;

function what(memu: Memu, undone: Undone): string {
  const [first, ...others] = undone.entries;
  if (first === undefined)
    return hasDecided(undone) ? 'no field changed' : 'nothing was left to change';
  const name = `${memu.references.short(first.id)} ${nameOf(first)}`;
  return others.length === 0 ? name : `${name} and ${count(others.length, 'other')}`;
}
