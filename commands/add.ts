/** `memu add "…"`: quick capture of a line without a model; what was understood is said back. */
import {Command, Option} from 'commander';
import {
  type CaptureDialog,
  type Captured,
  capture,
  captureDocument,
} from '../src/actions/capture.ts';
import type {Memu} from '../src/app/memu.ts';
import {momentText} from '../src/language/format-moment.ts';
import {type CaptureKind, captureKinds} from '../src/language/grammar/phrases.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';
import {printWritten} from './entry/entry-actions.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  addCommand: {
    group: 'Keeping',
    order: 20,
    summary: 'Keep a line: date, tags, priority and kind are understood',
  },
};

interface AddOptions extends DryRun {
  readonly kind?: CaptureKind;
}

export const addCommand = (cli: Cli): Command =>
  new Command('add')
    .description('Keep a line: "call mum tomorrow 5pm #family !5", "note: …", "goal: …"')
    .argument('<text...>', 'the line, or - for stdin')
    .addOption(
      new Option('--kind <kind>', 'what it is, whatever it sounds like').choices(captureKinds),
    )
    .addOption(dryRunOption())
    .action(async (words: readonly string[], {kind, dryRun}: AddOptions) => {
      const line = await cli.textOrStdin(words.join(' '));
      const memu = await cli.open();
      const dialog = cli.isInteractive ? asking(cli) : undefined;
      const captured = await capture(memu, {line, kind, dryRun}, dialog);
      printCaptured(cli, memu, captured, dryRun);
    });

/** On a terminal, a person may say which reading of unclear words they meant. */
const asking = (cli: Cli): CaptureDialog => ({
  askDue: ({text, why}) =>
    cli.ask({
      text: `"${text}" ${why}. Due date, or Enter to leave it in the title:`,
      flag: '--no-input',
    }),
});

function printCaptured(
  cli: Cli,
  memu: Memu,
  captured: Captured,
  isRehearsal: boolean | undefined,
): void {
  const {entry, understood, unclear, first} = captured;
  if (cli.json) {
    if (!isRehearsal) memu.last.write(entry.id);
    return cli.printJson(captureDocument(memu, captured));
  }
  const verb = isRehearsal ? `added as a ${entry.kind}` : `${entry.kind} added`;
  printWritten(cli, memu, {entry, verb, isRehearsal});
  for (const {part, text, meaning} of understood) {
    cli.tell(meaning === text ? `${part}: ${meaning}` : `${part}: ${meaning}  ("${text}")`);
  }
  if (first !== null) cli.tell(`first: ${momentText(first, memu.clock.zone)}`);
  for (const {text, why, hint} of unclear) {
    cli.tell(`"${text}" ${why}; it was left in the title. ${hint}`.trimEnd());
  }
}
