/** `memu memory …` */
import {Command, Option} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {
  type Memory,
  type MemoryInput,
  memoryKind,
  memoryTypes,
  toldByPerson,
} from '../../src/memories/memory.ts';
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
import {decideCommand, inboxList} from '../inbox/inbox.ts';
import {
  addListOptions,
  type ListOptions,
  nothingListed,
  printList,
  stateListingFrom,
} from '../print/listing.ts';
import {joined, showDate, showTags} from '../print/presentation.ts';
import {extractCommand} from './memory-extract.ts';
import {memoryImport} from './memory-import.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  memoryCommand: {
    group: 'Keeping',
    order: 210,
    summary: 'Memories: {commands}',
  },
};

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
    .addCommand(inboxList(cli, 'inbox'))
    .addCommand(decideCommand(cli, 'accept', 'accept'))
    .addCommand(decideCommand(cli, 'reject', 'reject'))
    .addCommand(extractCommand(cli));

interface MemoryOptions extends DryRun {
  readonly type?: (typeof memoryTypes)[number];
  readonly source?: string;
  readonly tag?: readonly string[];
}

const typeOption = (): Option => new Option('--type <type>', 'what it is').choices(memoryTypes);

const memoryAdd = (cli: Cli): Command =>
  new Command('add')
    .description('Keep a memory, as told by you')
    .argument('<text...>', 'the words, or - for stdin')
    .addOption(typeOption())
    .option('--source <text>', 'where you have it from')
    .addOption(tagOption())
    .addOption(dryRunOption())
    .action(async (words: readonly string[], {type, source, tag, dryRun}: MemoryOptions) => {
      const body = await cli.textOrStdin(words.join(' '));
      const memu = await cli.open();
      const entry = writeOrRehearse(memu, dryRun, () =>
        memu.memories.add({
          body,
          ...given({type, tags: tag}),
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
    .action(async (options: MemoryListOptions) => {
      const memu = await cli.open();
      const {type, format} = options;
      const memories = memu.memories.list({...stateListingFrom(memu, options), ...given({type})});
      const zone = memu.clock.zone;
      await printList(cli, memu, memories, {
        format,
        kinds: [memoryKind],
        nothing: nothingListed('memory', 'memories', options),
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
  readonly untag?: readonly string[];
  readonly validFrom?: string;
  readonly validTo?: string;
}

const memoryEdit = (cli: Cli): Command =>
  new Command('edit')
    .description('Change a memory; without options its text opens in the editor')
    .argument(...referenceArgument)
    .option('--body <text>', 'new words, or - for stdin')
    .addOption(typeOption())
    .addOption(tagOption())
    .addOption(untagOption())
    .option('--valid-from <date>', 'true since; none takes it away')
    .option('--valid-to <date>', 'true until; none takes it away')
    .addOption(dryRunOption())
    .action(async (reference: string, options: MemoryEditOptions) => {
      const memu = await cli.open();
      const memory = memu.references.getOf(memoryKind, reference);
      const changes = await memoryChanges(cli, memu, memory, options);
      const {dryRun} = options;
      const entry = writeOrRehearse(memu, dryRun, () => memu.memories.edit(memory.id, changes));
      printWritten(cli, memu, {entry, verb: 'changed', isRehearsal: dryRun});
    });

async function memoryChanges(
  cli: Cli,
  memu: Memu,
  memory: Memory,
  {dryRun, ...options}: MemoryEditOptions,
): Promise<MemoryInput> {
  if (Object.keys(options).length === 0) {
    return {
      body: (await editText(cli, memory.body, 'memory.md', 'memu memory edit --help')).trimEnd(),
    };
  }
  const {momentOption} = await import('../entry/planning.ts');
  const {body, type, tag, untag, validFrom, validTo} = options;
  return given({
    body: body === undefined ? undefined : await cli.textOrStdin(body),
    type,
    tags: labelsAfter(memory.tags, {add: tag, take: untag}),
    valid_from: await momentOption(cli, memu.clock, 'true since', validFrom),
    valid_to: await momentOption(cli, memu.clock, 'true until', validTo),
  });
}
