/** What the commands of every noun do alike: show, trash, list, and print what was written. */
import {Command, InvalidArgumentError, Option} from 'commander';
import {type EntryBase, entryJson, type Kind} from '../src/entries/entry.ts';
import {sharedOrders} from '../src/entries/listing.ts';
import type {Memu} from '../src/memu.ts';
import type {Cli} from './cli.ts';
import {entryLine, entryPage, fillFormat, nameOf} from './presentation.ts';

/** Collects an option that may be given several times. */
export const several = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  value,
];

/** A whole number from an option. @throws what commander reports as a usage error */
export function wholeNumberOption(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new InvalidArgumentError('It must be a whole number.');
}

export interface ListOptions {
  readonly limit?: number;
  readonly sort?: string;
  readonly tag?: readonly string[];
  readonly area?: readonly string[];
  readonly status?: string;
  readonly format?: string;
}

/** Options that every `list` takes. */
export function addListOptions(
  command: Command,
  orders: readonly string[] = Object.keys(sharedOrders),
): Command {
  return command
    .option('--limit <n>', 'at most this many; 0 for all', wholeNumberOption, 50)
    .option('--sort <order>', `one of ${orders.join(', ')}; -order turns it around`)
    .option('--tag <tag>', 'only with this tag; may be repeated', several)
    .option('--format <text>', 'a line of your own, with {id}, {title} and other fields');
}

/** `--dry-run` for commands that write. */
export const dryRunOption = (): Option =>
  new Option('--dry-run', 'say what would be kept, and keep nothing');

/** Runs a write, or rehearses it with `--dry-run`. */
export function writeOrRehearse<Result>(
  memu: Memu,
  isRehearsal: boolean | undefined,
  write: () => Result,
): Result {
  return isRehearsal ? memu.db.rehearse(write) : write();
}

export interface Written {
  readonly entry: EntryBase;
  /** `added`, `changed`, `in the trash`. */
  readonly verb: string;
  readonly isRehearsal?: boolean | undefined;
}

/** The id first: once it is on the screen, the entry is on the disk. */
export function printWritten(cli: Cli, memu: Memu, {entry, verb, isRehearsal}: Written): void {
  if (!isRehearsal) memu.last.write(entry.id);
  if (cli.json) return cli.printJson(entryJson(entry));
  const said = isRehearsal ? `would be ${verb}` : verb;
  cli.print(`${memu.references.short(entry.id)}  ${said}: ${nameOf(entry)}`);
}

/** Several entries written by one command: still one JSON document. */
export function printAllWritten(cli: Cli, memu: Memu, written: readonly Written[]): void {
  const [only, ...others] = written;
  if (only === undefined) return;
  if (others.length === 0 || !cli.json) {
    for (const one of written) printWritten(cli, memu, one);
    return;
  }
  cli.printJson(written.map(({entry}) => entryJson(entry)));
}

/** A list as JSON, as the person's own lines, or as memu's. */
export function printList<Entry extends EntryBase>(
  cli: Cli,
  memu: Memu,
  entries: readonly Entry[],
  options: {readonly format?: string | undefined; readonly line?: (entry: Entry) => string},
): void {
  if (cli.json) return cli.printJson(entries.map(entryJson));
  const {format} = options;
  const zone = memu.clock.zone;
  const line =
    options.line ?? ((entry: Entry) => entryLine(entry, memu.references.short(entry.id), zone));
  for (const entry of entries) {
    cli.print(format === undefined ? line(entry) : fillFormat(format, entryJson(entry)));
  }
}

/** `show REF` for a kind. */
export function showCommand(cli: Cli, kind: Kind): Command {
  return new Command('show')
    .description(`Show a ${kind.name} with everything known of it`)
    .argument('<ref>', 'id, @last or exact title')
    .action(async (reference: string) => {
      const memu = await cli.open();
      const entry = memu.references.getOf(kind, reference);
      memu.last.write(entry.id);
      if (cli.json) cli.printJson(entryJson(entry));
      else cli.print(entryPage(entry, memu.clock.zone));
    });
}

/** `rm REF` for a kind: to the trash, from where it comes back. */
export function removeCommand(cli: Cli, kind: Kind): Command {
  return new Command('rm')
    .description(`Move a ${kind.name} to the trash; undo brings it back`)
    .argument('<ref...>', 'id, @last or exact title')
    .addOption(dryRunOption())
    .action(async (references: readonly string[], {dryRun}: {dryRun?: boolean}) => {
      const memu = await cli.open();
      const found = references.map(reference => memu.references.getOf(kind, reference));
      const removed = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run(`${kind.name} rm`, () => found.map(({id}) => memu.entries.trash(id))),
      );
      const verb = 'moved to the trash';
      printAllWritten(
        cli,
        memu,
        removed.map(entry => ({entry, verb, isRehearsal: dryRun})),
      );
    });
}
