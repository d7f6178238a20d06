/** `memu secret …`: keys and passwords, in the system's keyring or an encrypted file, never in the config. */
import {Command} from 'commander';
import {exitCodes, NotFoundError, UsageError} from '../src/ground/errors.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  secretCommand: {
    group: 'This machine',
    order: 130,
    summary: 'Keys and passwords: {commands}',
  },
};

export const secretCommand = (cli: Cli): Command =>
  new Command('secret')
    .description('Keys and passwords that memu needs; this cannot be undone')
    .addCommand(secretSet(cli))
    .addCommand(secretGet(cli))
    .addCommand(secretList(cli))
    .addCommand(secretRemove(cli));

const secretSet = (cli: Cli): Command =>
  new Command('set')
    .description(
      'Keep a secret; its value comes from stdin or is asked for, never from an argument',
    )
    .argument('<name>', 'such as anthropic or backup.nas')
    .addOption(dryRunOption())
    .action(async (name: string, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const value = await readValue(cli, name);
      if (value === '')
        throw new UsageError('an empty secret is none', {hint: `memu secret rm ${name}`});
      const before = dryRun ? await memu.secrets.find(name) : undefined;
      const place = dryRun ? 'nowhere' : await memu.secrets.set(name, value);
      if (dryRun && !cli.json) {
        return cli.print(`${name} would be ${before === undefined ? 'kept' : 'replaced'}`);
      }
      if (cli.json) cli.printJson({name, place});
      else cli.print(`${name} is kept in ${place}`);
    });

async function readValue(cli: Cli, name: string): Promise<string> {
  if (cli.surroundings.stdin.isTTY !== true) return (await cli.readStdin()).replace(/\r?\n$/, '');
  if (!cli.isInteractive) {
    throw new UsageError('nobody is there to type the secret', {
      hint: `memu secret set ${name} < FILE`,
    });
  }
  return askHidden(cli, `${name}: `);
}

/** Asks on the terminal without showing what is typed. */
async function askHidden(cli: Cli, question: string): Promise<string> {
  const {createInterface} = await import('node:readline/promises');
  const {Writable} = await import('node:stream');
  const silent = new Writable({write: (_chunk, _encoding, done) => done()});
  cli.tellPart(question);
  const reader = createInterface({input: process.stdin, output: silent, terminal: true});
  try {
    return await reader.question('');
  } finally {
    reader.close();
    cli.tellPart('\n');
  }
}

const secretGet = (cli: Cli): Command =>
  new Command('get')
    .description('Print a secret')
    .argument('<name>')
    .action(async (name: string) => {
      const memu = await cli.open();
      const value = await memu.secrets.get(name);
      if (cli.json) cli.printJson({name, value});
      else cli.printExact(`${value}\n`);
    });

const secretList = (cli: Cli): Command =>
  new Command('list')
    .description('Names of secrets and where they are; no values')
    .action(async () => {
      const memu = await cli.open();
      const all = await memu.secrets.list();
      if (cli.json) return cli.printJson(all);
      if (all.length === 0) cli.tellPerson('no secrets yet: memu secret set NAME keeps one');
      for (const {name, place} of all) cli.print(joined(name.padEnd(24), place));
    });

const secretRemove = (cli: Cli): Command =>
  new Command('rm')
    .description('Remove a secret for good')
    .argument('<name>')
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .action(async (name: string, {yes, dryRun}: DryRun & {readonly yes?: boolean}) => {
      const memu = await cli.open();
      const isThere = (await memu.secrets.list()).some(
        one => one.name === name && one.place !== 'environment',
      );
      if (!isThere)
        throw new NotFoundError(`there is no secret ${name}`, {hint: 'memu secret list'});
      if (dryRun) return cli.json ? cli.printJson({name}) : cli.print(`${name} would be removed`);
      if (!(await cli.confirm(`Remove ${name} for good? This cannot be undone.`, yes))) {
        cli.tell('nothing was removed');
        return cli.setExitCode(exitCodes.interrupted);
      }
      await memu.secrets.remove(name);
      if (cli.json) cli.printJson({name});
      else cli.print(`${name} is gone`);
    });
