/** `memu add "…"`: quick capture of a line without a model; what was understood is said back. */
import {Command, Option} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import type {EntryBase} from '../src/entries/entry.ts';
import {UsageError} from '../src/ground/errors.ts';
import type {Capture} from '../src/language/capture/capture.ts';
import {momentText} from '../src/language/echo.ts';
import {capturedTask, captureLine} from '../src/planner/tasks/captured.ts';
import type {Cli} from './cli/cli.ts';
import {dryRunOption} from './cli/options.ts';
import {printWritten, writeOrRehearse} from './entry/entry-actions.ts';
import {plainDate} from './entry/planning.ts';
import {oneJson} from './print/entry-json.ts';

interface AddOptions {
  readonly kind?: Capture['kind'];
  readonly dryRun?: boolean;
}

export const addCommand = (cli: Cli): Command =>
  new Command('add')
    .description('Keep a line: "call mum tomorrow 5pm #family !5", "note: …", "goal: …"')
    .argument('<text...>', 'the line, or - for stdin')
    .addOption(
      new Option('--kind <kind>', 'what it is, whatever it sounds like').choices([
        'task',
        'note',
        'memory',
        'goal',
      ]),
    )
    .addOption(dryRunOption())
    .action(async (words: readonly string[], {kind, dryRun}: AddOptions) => {
      const line = await cli.textOrStdin(words.join(' '));
      if (line.trim() === '') {
        throw new UsageError('there is nothing to keep', {
          hint: 'memu add "call mum tomorrow 5pm"',
        });
      }
      const memu = await cli.open();
      const capture = await settled(cli, memu, captured(line.trim(), kind, memu));
      if (capture.title === '') {
        throw new UsageError('a title is missing: every word was taken for something else', {
          hint: 'put words that belong together in quotes',
        });
      }
      const keep = await keeping(memu, capture);
      const entry = writeOrRehearse(memu, dryRun, keep);
      printCapture(cli, memu, {capture, entry, isRehearsal: dryRun});
    });

function captured(line: string, kind: Capture['kind'] | undefined, memu: Memu): Capture {
  const capture = captureLine(line, memu);
  if (kind === undefined || capture.kind === kind) return capture;
  return captureLine(`${kind}: ${line}`, memu);
}

/** On a terminal, a person may say which reading of unclear words they meant. */
async function settled(cli: Cli, memu: Memu, capture: Capture): Promise<Capture> {
  const [doubt] = capture.unclear;
  if (!doubt || !cli.isInteractive || capture.due !== undefined) return capture;
  const answer = await cli.ask({
    text: `"${doubt.text}" ${doubt.why}. Due date, or Enter to leave it in the title:`,
    flag: '--no-input',
  });
  if (answer.trim() === '') return capture;
  const {parseDate} = await import('../src/language/dates.ts');
  const {moment, echo} = await parseDate(answer, memu.clock);
  const title = capture.title.replace(doubt.text, ' ').replace(/\s+/g, ' ').trim();
  return {
    ...capture,
    title: title || capture.title,
    due: moment,
    understood: [...capture.understood, {part: 'due', text: answer, meaning: echo}],
    unclear: capture.unclear.slice(1),
  };
}

/** How a capture is kept, with everything that needs waiting for done beforehand. */
async function keeping(memu: Memu, capture: Capture): Promise<() => EntryBase> {
  const {kind, title, body, tags} = capture;
  if (kind === 'note') {
    const text = body === '' ? title : `${title}\n\n${body}`;
    return () => memu.notes.add({body: text, tags});
  }
  if (kind === 'memory') {
    const type = memoryTypeOf(capture);
    return () => memu.memories.add({body: [title, body].join('\n').trim(), tags, ...type});
  }
  if (kind === 'goal')
    return () => memu.goals.add({title, body, tags, ...goalFields(memu, capture)});
  const fields = await capturedTask(capture, memu);
  return () => memu.tasks.add(fields);
}

const memoryTypeOf = ({memoryType}: Capture) =>
  memoryType === 'preference' || memoryType === 'routine' || memoryType === 'fact'
    ? {type: memoryType as 'preference' | 'routine' | 'fact'}
    : {};

const goalFields = (memu: Memu, {due, areas}: Capture) => ({
  areas,
  ...(due !== undefined && {target_date: plainDate(due, memu.clock)}),
});

interface Captured {
  readonly capture: Capture;
  readonly entry: EntryBase;
  readonly isRehearsal: boolean | undefined;
}

function printCapture(cli: Cli, memu: Memu, {capture, entry, isRehearsal}: Captured): void {
  if (cli.json) {
    if (!isRehearsal) memu.last.write(entry.id);
    const {understood, unclear} = capture;
    return cli.printJson({...oneJson(memu, entry), understood, unclear});
  }
  printWritten(cli, memu, {
    entry,
    verb: isRehearsal ? `added as a ${entry.kind}` : `${entry.kind} added`,
    isRehearsal,
  });
  for (const {part, text, meaning} of capture.understood) {
    cli.tell(meaning === text ? `${part}: ${meaning}` : `${part}: ${meaning}  ("${text}")`);
  }
  const {due} = entry as EntryBase & {readonly due?: string | null};
  if (capture.repeat && due) cli.tell(`first: ${momentText(due, memu.clock.zone)}`);
  for (const {text, why, hint} of capture.unclear) {
    cli.tell(`"${text}" ${why}; it was left in the title. ${hint}`.trimEnd());
  }
}
