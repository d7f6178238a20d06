/** `memu memory …` */
import {Command, Option} from 'commander';
import {memoryKind, memoryTypes, toldByPerson} from '../src/memories/memory.ts';
import type {Cli} from './cli.ts';
import {
  addListOptions,
  dryRunOption,
  type ListOptions,
  printList,
  printWritten,
  removeCommand,
  several,
  showCommand,
  writeOrRehearse,
} from './entry-actions.ts';
import {historyCommand, restoreVersionCommand} from './history.ts';
import {memoryImport} from './memory-import.ts';
import {acceptCommand, extractCommand, inboxCommand, rejectCommand} from './memory-inbox.ts';
import {joined, nameOf, showDate, showTags} from './presentation.ts';

export const memoryCommand = (cli: Cli): Command =>
  new Command('memory')
    .description('Keep what is worth knowing about your life')
    .addCommand(memoryAdd(cli))
    .addCommand(memoryList(cli))
    .addCommand(showCommand(cli, memoryKind))
    .addCommand(memoryEdit(cli))
    .addCommand(removeCommand(cli, memoryKind))
    .addCommand(historyCommand(cli, memoryKind))
    .addCommand(restoreVersionCommand(cli, memoryKind))
    .addCommand(memoryImport(cli))
    .addCommand(inboxCommand(cli))
    .addCommand(acceptCommand(cli))
    .addCommand(rejectCommand(cli))
    .addCommand(extractCommand(cli));

interface MemoryOptions {
  readonly type?: (typeof memoryTypes)[number];
  readonly source?: string;
  readonly tag?: readonly string[];
  readonly dryRun?: boolean;
}

const typeOption = (): Option => new Option('--type <type>', 'what it is').choices(memoryTypes);

const memoryAdd = (cli: Cli): Command =>
  new Command('add')
    .description('Keep a memory, as told by you')
    .argument('<text...>', 'the words, or - for stdin')
    .addOption(typeOption())
    .option('--source <text>', 'where you have it from')
    .option('--tag <tag>', 'a tag; may be repeated', several)
    .addOption(dryRunOption())
    .action(async (words: readonly string[], {type, source, tag, dryRun}: MemoryOptions) => {
      const body = await cli.textOrStdin(words.join(' '));
      const memu = await cli.open();
      const entry = writeOrRehearse(memu, dryRun, () =>
        memu.memories.add({
          body,
          ...(type !== undefined && {type}),
          ...(tag !== undefined && {tags: tag}),
          source: {...toldByPerson, quote: source ?? null},
        }),
      );
      printWritten(cli, memu, {entry, verb: 'added', isRehearsal: dryRun});
    });

interface MemoryListOptions extends ListOptions {
  readonly type?: string;
}

const memoryList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List memories, newest first'))
    .addOption(typeOption())
    .action(async ({limit, sort, tag, type, format}: MemoryListOptions) => {
      const memu = await cli.open();
      const memories = memu.memories.list({
        ...(limit !== undefined && {limit}),
        ...(sort !== undefined && {sort}),
        ...(tag !== undefined && {tags: tag}),
        ...(type !== undefined && {type}),
      });
      const zone = memu.clock.zone;
      printList(cli, memu, memories, {
        format,
        line: memory =>
          joined(
            memu.references.short(memory.id),
            showDate(memory.created_at, zone),
            memory.type.padEnd(11),
            nameOf(memory),
            showTags(memory.tags),
          ),
      });
    });

interface MemoryEditOptions extends MemoryOptions {
  readonly body?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
}

const memoryEdit = (cli: Cli): Command =>
  new Command('edit')
    .description('Change a memory; its earlier words stay in its history')
    .argument('<ref>', 'id or @last')
    .option('--body <text>', 'new words, or - for stdin')
    .addOption(typeOption())
    .option('--tag <tag>', 'the tags it has from now on; may be repeated', several)
    .option('--valid-from <date>', 'true since')
    .option('--valid-to <date>', 'true until')
    .addOption(dryRunOption())
    .action(async (reference: string, options: MemoryEditOptions) => {
      const {body, type, tag, validFrom, validTo, dryRun} = options;
      const words = body === undefined ? undefined : await cli.textOrStdin(body);
      const memu = await cli.open();
      const {id} = memu.references.getOf(memoryKind, reference);
      const entry = writeOrRehearse(memu, dryRun, () =>
        memu.memories.edit(id, {
          ...(words !== undefined && {body: words}),
          ...(type !== undefined && {type}),
          ...(tag !== undefined && {tags: tag}),
          ...(validFrom !== undefined && {valid_from: validFrom}),
          ...(validTo !== undefined && {valid_to: validTo}),
        }),
      );
      printWritten(cli, memu, {entry, verb: 'changed', isRehearsal: dryRun});
    });
