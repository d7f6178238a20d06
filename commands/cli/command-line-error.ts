/** What is wrong with a command line, in memu's words instead of commander's: what, and what mends it. */
import type {Command, CommanderError} from 'commander';
import {didYouMean} from '../../src/ground/did-you-mean.ts';
import {UsageError} from '../../src/ground/errors.ts';

/** `memu note list` */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** The error of a command, as a sentence and a hint that fit this command. */
export function commandLineError(error: CommanderError, command: Command): UsageError {
  const {message, hint} = said(error, command) ?? {
    message: error.message.replace(/^error: /, ''),
    hint: helpOf(command),
  };
  return new UsageError(message, {hint, cause: error});
}

interface Said {
  readonly message: string;
  readonly hint: string;
}

type Saying = (command: Command, parts: readonly string[]) => Said;

const helpOf = (command: Command): string => `${pathOf(command)} --help`;

/** By commander's code: its sentence taken apart, and what memu says instead. */
const sayings: {readonly [code: string]: readonly [RegExp, Saying]} = {
  'commander.unknownOption': [/unknown option '(.*?)'/s, unknownOption],
  'commander.unknownCommand': [/unknown command '(.*?)'/s, unknownCommand],
  'commander.missingArgument': [/argument '(.*?)'/, missingArgument],
  'commander.optionMissingArgument': [/option '(.*)' argument/, missingValue],
  'commander.invalidArgument': [
    /^error: (?:option '(?<flags>.*?)' argument|command-argument value) '(?<value>.*)' is invalid(?: for argument '(?<name>.*?)')?\. (?<why>.*)$/s,
    invalidValue,
  ],
  'commander.excessArguments': [/Expected (\d+) .*? got (\d+)/s, tooManyWords],
};

function said(error: CommanderError, command: Command): Said | undefined {
  const [pattern, say] = sayings[error.code] ?? [];
  const found = pattern?.exec(error.message);
  return found && say ? say(command, found.slice(1)) : undefined;
}

function unknownOption(command: Command, [option = '']: readonly string[]): Said {
  const known = command.options.flatMap(({long}) => long ?? []);
  const meant = didYouMean(option, known);
  return {
    message: `\`${pathOf(command)}\` has no option ${option}`,
    hint: meant === undefined ? helpOf(command) : `did you mean ${meant}?`,
  };
}

function unknownCommand(command: Command, [word = '']: readonly string[]): Said {
  const names = command.commands.map(child => child.name());
  const meant = didYouMean(word, names);
  return {
    message: `there is no command \`${pathOf(command)} ${word}\``,
    hint:
      meant === undefined
        ? `one of ${names.join(', ')}`
        : `did you mean \`${pathOf(command)} ${meant}\`?`,
  };
}

function missingArgument(command: Command, [name = '']: readonly string[]): Said {
  return {
    message: `${name.toUpperCase()} is missing`,
    hint: `${pathOf(command)} ${command.usage()}`,
  };
}

function missingValue(_command: Command, [flags = '']: readonly string[]): Said {
  return {message: `${flags.replace(/ .*/, '')} needs a value`, hint: flags};
}

/** A value that an option or an argument does not take; of a list of words, the one that was meant. */
function invalidValue(
  command: Command,
  [flags, value = '', name = '', why = '']: readonly string[],
): Said {
  const what = flags?.replace(/ .*/, '') ?? name.toUpperCase();
  const choices = choicesOf(command, flags, name);
  if (choices === undefined) {
    return {message: `${what} cannot be "${value}": ${lowered(why)}`, hint: helpOf(command)};
  }
  const meant = didYouMean(value, choices);
  const all = `one of ${choices.join(', ')}`;
  return {
    message: `${what} cannot be "${value}"`,
    hint: meant === undefined ? all : `did you mean ${meant}? It is ${all}`,
  };
}

const choicesOf = (
  command: Command,
  flags: string | undefined,
  name: string,
): readonly string[] | undefined =>
  flags === undefined
    ? command.registeredArguments.find(argument => argument.name() === name)?.argChoices
    : command.options.find(option => option.flags === flags)?.argChoices;

const lowered = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '');

function tooManyWords(command: Command, [expected = '', got = '']: readonly string[]): Said {
  const arguments_ = expected === '1' ? 'one argument' : `${expected} arguments`;
  return {
    message: `\`${pathOf(command)}\` takes ${expected === '0' ? 'no argument' : arguments_}, not ${got}`,
    hint: expected === '0' ? helpOf(command) : 'put words that belong together in quotes',
  };
}
