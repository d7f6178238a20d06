/** `memu log`: what was done, newest first. */
import {Command, Option} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {type LoggedOperation, listOperations} from '../src/entries/operation-log.ts';
import {actors} from '../src/entries/operations.ts';
import {count, grouped} from '../src/ground/text.ts';
import {localText} from '../src/ground/time.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {printVersions} from './entry/history.ts';
import {limitOption} from './print/listing.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  logCommand: {
    group: 'Keeping',
    order: 260,
    summary: 'What was done, newest first',
  },
};

interface LogOptions {
  readonly entry?: string;
  readonly limit: number;
  readonly actor?: string;
  readonly egress?: boolean;
}

export const logCommand = (cli: Cli): Command =>
  new Command('log')
    .description('What was done, newest first; undo takes any of it back')
    .option('--entry <ref>', 'only what concerned this entry')
    .addOption(new Option('--actor <actor>', 'only what was done by').choices(actors))
    .option('--egress', 'what left this machine instead: to whom, how much, about which entries')
    .addOption(limitOption())
    .action(async (options: LogOptions) => {
      const memu = await cli.open();
      if (options.egress) return printEgress(cli, memu, options.limit);
      if (options.entry !== undefined) {
        return printVersions(cli, memu, memu.references.get(options.entry));
      }
      const operations = listOperations(memu.db, options);
      if (cli.json) return cli.printJson(operations.map(({seq, ...operation}) => operation));
      if (operations.length === 0) cli.tellPerson('nothing was done yet');
      for (const operation of operations) cli.print(operationLine(operation, memu.clock.zone));
    });

const operationLine = (operation: LoggedOperation, zone: string): string =>
  joined(
    operation.id.slice(0, 8),
    localText(operation.at, zone),
    operation.actor === 'person' ? '' : `(${operation.actor})`,
    operation.command,
    operation.entries === 1 ? operation.title : count(operation.entries, 'entry', 'entries'),
    operation.undone ? '(undone)' : '',
  );

/** Numbers and ids only: what was said is not recorded. */
async function printEgress(cli: Cli, memu: Memu, limit: number): Promise<void> {
  const {LocalRecords} = await import('../src/models/calls/local-records.ts');
  const all = new LocalRecords(memu.local).egress(limit === 0 ? -1 : limit);
  if (cli.json) return cli.printJson(all.map(one => ({...one, model: one.model ?? null})));
  if (all.length === 0) cli.tellPerson('nothing has left this machine');
  for (const one of all) {
    cli.print(
      joined(
        localText(one.at, memu.clock.zone),
        one.host,
        one.purpose.padEnd(10),
        one.model ?? '',
        `${grouped(one.bytes)} bytes`,
        one.entries.length > 0
          ? `entries ${one.entries.map(id => memu.references.short(id)).join(' ')}`
          : '',
      ),
    );
  }
}
