/** `memu sync conflicts|show|resolve`: what two devices said differently. */
import {Command} from 'commander';
import {findConflicts, resolveConflict} from '../../src/actions/conflicts.ts';
import type {Memu} from '../../src/app/memu.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {excerpt} from '../../src/ground/text.ts';
import {localText} from '../../src/ground/time.ts';
import type {Conflict, ConflictSide} from '../../src/sync/conflicts/conflicts.ts';
import type {Cli} from '../cli/cli.ts';
import {joined} from '../print/presentation.ts';
import {isDryRun} from './sync-report.ts';

export const syncConflicts = (cli: Cli): Command =>
  new Command('conflicts')
    .description('What two devices said differently, and waits for a decision')
    .action(async () => {
      const memu = await cli.open();
      const syncing = await memu.openSync();
      const conflicts = syncing.conflicts.list();
      const {unreadable} = syncing.status();
      if (cli.json) cli.printJson(conflicts.map(conflictJson));
      else for (const each of conflicts) cli.print(conflictLine(memu, each));
      for (const {path, problem} of unreadable) cli.tell(`left as it is: ${path}: ${problem}`);
      if (conflicts.length + unreadable.length === 0) cli.tell('no conflicts');
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

export const syncShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show both sides of a conflict whole')
    .argument('<ref>', 'the entry, or the conflict’s id')
    .action(async (reference: string) => {
      const memu = await cli.open();
      const conflicts = await findConflicts(memu, reference);
      if (cli.json) return cli.printJson(conflicts.map(conflictJson));
      for (const line of conflicts.flatMap(one => conflictLines(one, memu.clock.zone))) {
        cli.print(line);
      }
    });

/** Both sides of a conflict whole. */
export const conflictLines = ({field, title, sides}: Conflict, zone: string): readonly string[] => [
  `${title} · ${field}`,
  ...sides.flatMap(({value, device, at, isMine, isCurrent}) => {
    const who = isMine ? 'mine' : 'theirs';
    const when = at === null ? '' : localText(at, zone);
    return [
      `--- ${joined(who, `device ${device}`, when, isCurrent ? 'shown now' : '')}`,
      textOf(value),
    ];
  }),
];

interface ResolveOptions {
  readonly field?: string;
  readonly take: string;
}

// Whoever types one of these means a side, and would not find the word itself in a title again.
const nearWords = /^(my|me|ours?|yours?|their|them|others?|both|local|remote|base|newer|older)$/i;

export const syncResolve = (cli: Cli): Command =>
  new Command('resolve')
    .description('Decide a conflict')
    .argument('<ref>', 'the entry, or the conflict’s id')
    .option('--field <name>', 'which field, when several wait')
    .requiredOption('--take <which>', 'mine, theirs, or a text of your own; - reads stdin')
    .action(async (reference: string, {field, take}: ResolveOptions, command: Command) => {
      if (nearWords.test(take)) {
        throw new UsageError(`${take} is neither mine nor theirs`, {
          hint: '`memu sync show` says which is which; --take - reads any text from stdin',
        });
      }
      const dryRun = isDryRun(command);
      const memu = await cli.open();
      const text = await cli.textOrStdin(take);
      const resolved = await resolveConflict(memu, {reference, field, take: text, dryRun});
      const {conflict, entry} = resolved;
      if (cli.json) return cli.printJson({...conflictJson(conflict), resolved: !dryRun});
      const verb = dryRun ? 'would be resolved' : 'resolved';
      cli.print(joined(`${verb}:`, entry?.title ?? conflict.title, conflict.field));
    });
