/** The table of all commands, written from their files, so that a new command is one file. */
import {globSync} from 'node:fs';
import type {Command} from 'commander';
import {Cli} from '../../commands/cli/cli.ts';
import type {CommandsInHelp, InHelp} from '../../commands/cli/in-help.ts';
import {inRepository} from './repository.ts';

interface Found extends InHelp {
  readonly file: string;
  readonly make: string;
  readonly command: Command;
}

/** The text of `commands/registry.ts`. */
export async function commandTableText(): Promise<string> {
  const cli = new Cli(process, {json: false, profile: undefined, input: false, debug: false});
  const files = globSync('**/*.ts', {cwd: inRepository('commands')}).sort();
  const found = await Promise.all(files.filter(isCommand).map(file => foundIn(file, cli)));
  const rows = found.flat().toSorted((a, b) => a.order - b.order);
  return `${header}${rows.map(rowText).join('')}];\n`;
}

// What starts a program would start one here.
const isCommand = (file: string): boolean =>
  !/^(main|program|registry)\.ts$|^(start|cli)\//.test(file);

async function foundIn(file: string, cli: Cli): Promise<readonly Found[]> {
  const module = (await import(inRepository(`commands/${file}`))) as {
    readonly inHelp?: CommandsInHelp;
    readonly [name: string]: unknown;
  };
  return Object.entries(module.inHelp ?? {}).map(([make, shown]) => {
    const maker = module[make];
    if (typeof maker !== 'function') throw new Error(`commands/${file} exports no ${make}`);
    return {...shown, file, make, command: maker(cli) as Command};
  });
}

function rowText({file, make, command, group, summary, isHidden}: Found): string {
  const names = command.commands.map(child => child.name()).join(', ');
  return [
    '  {',
    `    name: '${command.name()}',`,
    `    group: '${group}',`,
    summaryText(summary.replace('{commands}', names)),
    `    load: async () => (await import('./${file}')).${make},`,
    ...(isHidden ? ['    isHidden: true,'] : []),
    '  },\n',
  ].join('\n');
}

/** As the formatter would have it. */
function summaryText(summary: string): string {
  const line = `    summary: '${summary}',`;
  return line.length <= 100 ? line : `    summary:\n      '${summary}',`;
}

const header = `/**
 * Every command of memu by name: a line for the help, and how to load it. Nothing is loaded before it
 * runs. Written by \`npm run docs\` from what each command's file says of itself; do not edit it.
 */
import type {Command} from 'commander';
import type {Cli} from './cli/cli.ts';

export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly load: () => Promise<(cli: Cli) => Command>;
  /** Called by programs, not by people. */
  readonly isHidden?: boolean;
}

export const commandTable: readonly CommandEntry[] = [
`;
