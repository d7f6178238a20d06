/** Words after a slash that the screen itself understands; the conversation understands the others. */
import {didYouMean} from '../../src/ground/did-you-mean.ts';
import {safeText} from '../../src/ground/text.ts';
import type {SlashWord} from './ports.ts';

/** The sliver of the chat that these commands use. */
interface CommandTarget {
  leave(): void;
  showHelp(): void;
}

interface ScreenCommand extends SlashWord {
  run(target: CommandTarget): void;
}

export const commandRows = (
  commands: readonly SlashWord[],
): readonly (readonly [string, string])[] =>
  commands.map(({name, args, does}) => [`/${name}${args ? ` ${args}` : ''}`, does]);

export const screenCommands: readonly ScreenCommand[] = [
  {name: 'help', does: 'list commands and keys', run: target => target.showHelp()},
  {name: 'quit', does: 'leave', run: target => target.leave()},
];

/** What a sent line asks for. */
export type SlashLine =
  /** Words, or a command of the conversation. */
  | {readonly kind: 'conversation'}
  /** A command that needs no turn of its own. */
  | {readonly kind: 'aside'}
  | {readonly kind: 'screen'; readonly command: ScreenCommand}
  | {readonly kind: 'unknown'; readonly message: string; readonly hint: string};

/** @param commands all that there are */
export function readSlashLine(text: string, commands: readonly SlashWord[]): SlashLine {
  const [, word, words = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  if (word === undefined) return {kind: 'conversation'};
  const ofScreen = screenCommands.find(({name}) => name === word);
  if (ofScreen) return {kind: 'screen', command: ofScreen};
  const command = commands.find(({name}) => name === word);
  if (command) return {kind: command.takesTurn?.(words.trim()) ? 'conversation' : 'aside'};
  const names = commands.map(({name}) => name);
  const guess = names.find(name => name.startsWith(word)) ?? didYouMean(word, names);
  return {
    kind: 'unknown',
    message: `There is no /${safeText(word)}.`,
    hint: guess ? `Did you mean /${guess}?` : '/help lists what there is.',
  };
}
