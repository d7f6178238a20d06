/** `memu note …` */
import {Command} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {InputOf} from '../../src/entries/entry.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {noteKind} from '../../src/notes/note.ts';
import {noteOrders} from '../../src/notes/notes.ts';
import type {Cli} from '../cli/cli.ts';
import {editText} from '../cli/editor.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {
  type DryRun,
  dryRunOption,
  given,
  labelsAfter,
  referenceArgument,
  tagOption,
  untagOption,
} from '../cli/options.ts';
import {printWritten, removeCommand, showCommand} from '../entry/entry-actions.ts';
import {historyCommand, restoreVersionCommand} from '../entry/history.ts';
import {
  addListOptions,
  formatOption,
  type ListOptions,
  nothingListed,
  printList,
  stateListingFrom,
} from '../print/listing.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  noteCommand: {
    group: 'Keeping',
    order: 200,
    summary: 'Notes: {commands}',
  },
};

export const noteCommand = (cli: Cli): Command =>
  new Command('note')
    .description('Keep and find notes')
    .addCommand(noteAdd(cli))
    .addCommand(noteList(cli))
    .addCommand(showCommand(cli, noteKind))
    .addCommand(noteEdit(cli))
    .addCommand(removeCommand(cli, noteKind))
    .addCommand(historyCommand(cli, noteKind))
    .addCommand(restoreVersionCommand(cli, noteKind))
    .addCommand(noteDaily(cli))
    .addCommand(noteBacklinks(cli));

interface NoteOptions extends DryRun {
  readonly title?: string;
  readonly tag?: readonly string[];
  readonly notebook?: string;
  readonly pin?: boolean;
}

const noteAdd = (cli: Cli): Command =>
  new Command('add')
    .description('Write a note; without TEXT the editor opens')
    .argument('[text...]', 'the note, or - for stdin')
    .option('--title <title>', 'a title; otherwise the first line')
    .addOption(tagOption())
    .option('--notebook <name>', 'the notebook it belongs to')
    .option('--pin', 'keep it at the top of the list')
    .addOption(dryRunOption())
    .action(async (words: readonly string[], options: NoteOptions) => {
      const body = await bodyFrom(cli, words, options);
      const memu = await cli.open();
      const {title, tag, notebook, pin, dryRun} = options;
      const entry = writeOrRehearse(memu, dryRun, () =>
        memu.notes.add({body, ...given({title, tags: tag, notebook, pinned: pin})}),
      );
      printWritten(cli, memu, {entry, verb: 'added', isRehearsal: dryRun});
    });

async function bodyFrom(cli: Cli, words: readonly string[], options: NoteOptions): Promise<string> {
  if (words.length > 0) return cli.textOrStdin(words.join(' '));
  if (options.title !== undefined) return '';
  if (cli.isInteractive) return editText(cli, '', 'note.md');
  throw new UsageError('a note needs some words', {hint: 'memu note add "…", or - for stdin'});
}

interface NoteListOptions extends ListOptions {
  readonly notebook?: string;
}

const noteList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List notes, pinned ones first'), {
    orders: noteOrders,
  })
    .option('--notebook <name>', 'only of this notebook')
    .action(async (options: NoteListOptions) => {
      const memu = await cli.open();
      const {notebook, format} = options;
      const notes = memu.notes.list({...stateListingFrom(memu, options), ...given({notebook})});
      const nothing = nothingListed('note', 'notes', options);
      await printList(cli, memu, notes, {format, kinds: [noteKind], nothing});
    });

interface NoteEditOptions extends NoteOptions {
  readonly body?: string;
  readonly append?: string;
  readonly untag?: readonly string[];
}

const noteEdit = (cli: Cli): Command =>
  new Command('edit')
    .description('Change a note; without options its text opens in the editor')
    .argument(...referenceArgument)
    .option('--title <title>', 'a new title')
    .option('--body <text>', 'new words, or - for stdin')
    .option('--append <text>', 'a line to add, or - for stdin')
    .addOption(tagOption())
    .addOption(untagOption())
    .option('--notebook <name>', 'move it to a notebook; none takes it out')
    .option('--pin', 'keep it at the top of the list')
    .option('--no-pin', 'let it sink')
    .addOption(dryRunOption())
    .action(async (reference: string, options: NoteEditOptions) => {
      const memu = await cli.open();
      const note = memu.references.getOf(noteKind, reference);
      const input = await noteChanges(cli, note, options);
      const entry = writeOrRehearse(memu, options.dryRun, () => memu.notes.edit(note.id, input));
      printWritten(cli, memu, {entry, verb: 'changed', isRehearsal: options.dryRun});
    });

async function noteChanges(
  cli: Cli,
  note: {readonly body: string; readonly tags: readonly string[]},
  options: NoteEditOptions,
): Promise<InputOf<typeof noteKind>> {
  const {dryRun, ...changes} = options;
  if (Object.keys(changes).length === 0)
    return {body: await editText(cli, note.body, 'note.md', 'memu note edit --help')};
  const {title, body, append, tag, untag, notebook, pin} = changes;
  const words = body === undefined ? note.body : await cli.textOrStdin(body);
  const added = append === undefined ? '' : await cli.textOrStdin(append);
  const gap = added === '' || words === '' || words.endsWith('\n') ? '' : '\n';
  return {
    body: `${words}${gap}${added}`,
    ...given({
      title,
      tags: labelsAfter(note.tags, {add: tag, take: untag}),
      notebook: notebook === 'none' ? null : notebook,
      pinned: pin,
    }),
  };
}

const noteDaily = (cli: Cli): Command =>
  new Command('daily')
    .description("Open the day's note, or add a line to it")
    .argument('[text...]', 'a line to add, or - for stdin')
    .addOption(dryRunOption())
    .action(async (words: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const line = words.length > 0 ? await cli.textOrStdin(words.join(' ')) : undefined;
      const note = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('note daily', () => {
          const daily = memu.notes.daily();
          return line === undefined ? daily : memu.notes.append(daily.id, line.replace(/\n$/, ''));
        }),
      );
      if (line !== undefined || dryRun || !cli.isInteractive) {
        return printWritten(cli, memu, {entry: note, verb: 'kept', isRehearsal: dryRun});
      }
      const body = await editText(cli, note.body, `${note.title}.md`);
      const entry = memu.notes.edit(note.id, {body});
      printWritten(cli, memu, {entry, verb: 'kept'});
    });

const noteBacklinks = (cli: Cli): Command =>
  new Command('backlinks')
    .description('What links to an entry, by id or by [[title]]')
    .argument(...referenceArgument)
    .addOption(formatOption())
    .action(async (reference: string, {format}: {format?: string}) => {
      const memu = await cli.open();
      const entry = memu.references.get(reference);
      const nothing = `nothing links to ${nameOf(entry)}`;
      await printList(cli, memu, memu.backlinks.to(entry), {format, nothing});
    });
