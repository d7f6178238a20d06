/** The commands of the program as Markdown: a table for the README, and a page with every option. */
import type {Argument, Command} from 'commander';
import {commandTable} from '../../commands/registry.ts';

/** One table for each group: how the command is typed, and what it does. */
export function commandTables(program: Command): string {
  return groups()
    .map(group => {
      const rows = commandsOf(program, group).map(
        command => `| \`${cell(usage(command))}\` | ${cell(command.description())} |`,
      );
      return [`### ${group}`, '', '| command | does |', '|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

/** Every command with its arguments and options. */
export function commandPage(program: Command): string {
  const parts = groups().map(group =>
    [`## ${group}`, ...commandsOf(program, group).map(commandPart)].join('\n\n'),
  );
  const options = optionList(program);
  return ['## Every command takes', options, ...parts].join('\n\n');
}

const shownEntries = commandTable.filter(entry => !entry.isHidden);

const groups = (): readonly string[] => [...new Set(shownEntries.map(entry => entry.group))];

function commandsOf(program: Command, group: string): readonly Command[] {
  const names = shownEntries.filter(entry => entry.group === group).map(entry => entry.name);
  return names.flatMap(name => callable(program.commands.find(found => found.name() === name)!));
}

/** The commands that do something themselves: a family is listed by its members. */
const callable = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(callable);

function commandPart(command: Command): string {
  const described = command.registeredArguments.filter(argument => argument.description);
  const lines = described.map(argument => `- \`${shown(argument)}\`: ${argument.description}`);
  return [`### \`${usage(command)}\``, command.description(), lines.join('\n'), optionList(command)]
    .filter(part => part !== '')
    .join('\n\n');
}

const optionList = (command: Command): string =>
  command.options
    .filter(option => !option.hidden)
    .map(option => `- \`${option.flags}\`: ${option.description}`)
    .join('\n');

function usage(command: Command): string {
  const path: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) path.unshift(at.name());
  return [...path, ...command.registeredArguments.map(shown)].join(' ');
}

function shown(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
