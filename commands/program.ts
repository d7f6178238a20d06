/** From a command line to a command: loads the one that is named, runs it, and turns an error into words. */
import {Command, CommanderError} from 'commander';
import {exitCodes, UsageError} from '../src/ground/errors.ts';
import {version} from '../src/ground/version.ts';
import {Cli, type GlobalOptions, type ProcessIo} from './cli/cli.ts';
import {reportError} from './cli/error-report.ts';
import {type CommandEntry, commandTable} from './registry.ts';

/** Runs one command line (without node and script); resolves to the exit code. */
export async function run(
  argv: readonly string[],
  surroundings: ProcessIo = process,
): Promise<number> {
  const cli = new Cli(surroundings, optionsIn(argv));
  try {
    const program = await programFor(argv, cli);
    await program.parseAsync(argv, {from: 'user'});
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    return reportError(error instanceof Mistake ? await inWords(error) : error, cli);
  } finally {
    await cli.close();
  }
}

/** What commander could not read, and in which command. */
class Mistake extends Error {
  readonly error: CommanderError;
  readonly command: Command;

  constructor(error: CommanderError, command: Command) {
    super(error.message);
    this.error = error;
    this.command = command;
  }
}

async function inWords({error, command}: Mistake): Promise<UsageError> {
  const {commandLineError} = await import('./cli/command-line-error.ts');
  return commandLineError(error, command);
}

/** The whole program, every command loaded: for the reference in the README and for completion. */
export async function wholeProgram(cli: Cli): Promise<Command> {
  const program = bareProgram(cli);
  for (const entry of shownCommands()) program.addCommand((await entry.load())(cli));
  return program;
}

const shownCommands = (): readonly CommandEntry[] => commandTable.filter(entry => !entry.isHidden);

async function programFor(argv: readonly string[], cli: Cli): Promise<Command> {
  const program = bareProgram(cli);
  const named = commandTable.find(entry => entry.name === firstWord(argv));
  if (named !== undefined) {
    program.addCommand(dressed((await named.load())(cli), cli));
    return program;
  }
  const word = firstWord(argv);
  if (word !== undefined) throw await unknownCommand(word);
  for (const entry of shownCommands()) program.addCommand(placeholder(entry));
  program.action(async () => {
    const {showDashboard} = await import('./dashboard/dashboard.ts');
    await showDashboard(cli);
  });
  return program;
}

function bareProgram(cli: Cli): Command {
  const program = new Command('memu')
    .description('A private, offline-first personal assistant for the terminal')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .option('--json', 'print one JSON document')
    .option('--profile <name>', 'keep another person or environment apart')
    .option('--no-input', 'never ask; what is missing is an error')
    .option('--debug', 'show the stack of an unexpected error')
    .showSuggestionAfterError(false)
    .configureHelp({sortSubcommands: false, subcommandTerm: command => command.name()});
  return dressed(program, cli);
}

/** In the help, a command is its name and a line; it is loaded when it is called. */
const placeholder = (entry: CommandEntry): Command =>
  new Command(entry.name)
    .description(entry.summary)
    .helpGroup(`${entry.group}:`)
    .allowUnknownOption();

async function unknownCommand(word: string): Promise<UsageError> {
  const {didYouMean} = await import('../src/ground/did-you-mean.ts');
  const names = commandTable.map(entry => entry.name);
  const meant = didYouMean(word, names);
  return new UsageError(`there is no command "${word}"`, {
    hint:
      meant === undefined ? '`memu --help` lists all commands' : `did you mean \`memu ${meant}\`?`,
  });
}

/** Sends commander's own words where memu's go, and its errors to the one place that prints them. */
function dressed(command: Command, cli: Cli): Command {
  command
    .exitOverride(error => {
      // Help and versions leave this way too.
      const isNoMistake = error.exitCode === 0 || error.code === 'commander.help';
      throw isNoMistake ? error : new Mistake(error, command);
    })
    .configureOutput({
      writeOut: text => cli.printReady(text),
      // Help that was not asked for: a group of commands was called without one of them.
      writeErr: text => {
        if (!cli.json) cli.tellPart(text);
      },
      outputError: () => {},
      getOutHelpWidth: () => Math.min(cli.columns, 100),
      // Otherwise commander asks process.stdout, whose making costs a tenth of a start.
      getOutHasColors: () => cli.hasColour,
    })
    .helpCommand(false);
  for (const child of command.commands) dressed(child, cli);
  return command;
}

/** The first word that is no option: the command's name. */
function firstWord(argv: readonly string[]): string | undefined {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === '--profile') index++;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

/** Options that must be known before the command line is parsed: an error in it is printed by them. */
function optionsIn(argv: readonly string[]): GlobalOptions {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const profileAt = words.indexOf('--profile');
  const joined = words.find(word => word.startsWith('--profile='))?.slice('--profile='.length);
  return {
    json: words.includes('--json') || words.includes('--jsonl'),
    profile: joined ?? (profileAt < 0 ? undefined : words[profileAt + 1]),
    input: !words.includes('--no-input'),
    debug: words.includes('--debug'),
  };
}
