/** Words after a slash that the screen itself understands; the conversation understands the others. */
import type {SlashCommand} from './ports.ts';

/** The sliver of the chat that these commands use. */
export interface CommandTarget {
  leave(): void;
  showHelp(): void;
}

interface ScreenCommand extends SlashCommand {
  run(target: CommandTarget): void;
}

export const commandRows = (
  commands: readonly SlashCommand[],
): readonly (readonly [string, string])[] =>
  commands.map(({name, args, does}) => [`/${name}${args ? ` ${args}` : ''}`, does]);

export const screenCommands: readonly ScreenCommand[] = [
  {name: 'help', does: 'list commands and keys', run: target => target.showHelp()},
  {name: 'quit', does: 'leave', run: target => target.leave()},
];

export const findScreenCommand = (name: string): ScreenCommand | undefined =>
  screenCommands.find(command => command.name === name);
