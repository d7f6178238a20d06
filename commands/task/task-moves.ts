/** `memu task start|done|cancel|skip|snooze|reopen`: a task moves on. */
import {Command} from 'commander';
import {type Answer, decideProposals} from '../../src/actions/inbox.ts';
import {moveTasks} from '../../src/actions/move-tasks.ts';
import {findTaskIds} from '../../src/actions/references.ts';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {localText, today} from '../../src/ground/time.ts';
import type {Finished} from '../../src/planner/tasks/finishing.ts';
import type {Task} from '../../src/planner/tasks/task.ts';
import type {Cli} from '../cli/cli.ts';
import {type DryRun, dryRunOption, referenceArgument, referencesArgument} from '../cli/options.ts';
import {printAllWritten, printWritten} from '../entry/entry-actions.ts';
import {echo, momentOption} from '../entry/planning.ts';

interface Move {
  readonly move: 'start' | 'cancel' | 'reopen';
  readonly about: string;
  readonly verb: string;
}

/** A move that takes tasks and nothing else. */
const moveCommand = (cli: Cli, {move, about, verb}: Move): Command =>
  new Command(move)
    .description(about)
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (references: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const moved = await moveTasks(memu, {move, references, dryRun});
      const tasks = moved.map(({task}) => task);
      printAllWritten(cli, memu, tasks, {verb, isRehearsal: dryRun});
      if (move === 'cancel' && !dryRun) sayEnds(cli, tasks);
    });

export const taskStart = (cli: Cli): Command =>
  moveCommand(cli, {move: 'start', about: 'Begin a task', verb: 'begun'});

export const taskDone = (cli: Cli): Command =>
  new Command('done')
    .description('Finish a task; one that repeats gets its next occurrence')
    .argument(...referencesArgument)
    .option('--at <date>', 'when it was done, if not now')
    .addOption(dryRunOption())
    .action(async (references: readonly string[], options: DryRun & {readonly at?: string}) => {
      const {dryRun} = options;
      const memu = await cli.open();
      const at = (await momentOption(cli, memu.clock, 'done', options.at)) ?? undefined;
      const finished = await moveTasks(memu, {move: 'done', references, at, dryRun});
      printFinished(cli, memu, finished, {verb: 'done', isRehearsal: dryRun});
    });

export const taskSkip = (cli: Cli): Command =>
  new Command('skip')
    .description('Leave out this occurrence of a task that repeats')
    .argument(...referencesArgument)
    .option('--missed', 'leave out every occurrence that was missed')
    .addOption(dryRunOption())
    .action(
      async (
        references: readonly string[],
        {dryRun, missed}: DryRun & {readonly missed?: boolean},
      ) => {
        const memu = await cli.open();
        const skipped = await moveTasks(memu, {move: 'skip', references, missed, dryRun});
        printFinished(cli, memu, skipped, {verb: 'skipped', isRehearsal: dryRun});
      },
    );

function printFinished(
  cli: Cli,
  memu: Memu,
  finished: readonly Finished[],
  how: {readonly verb: string; readonly isRehearsal: boolean | undefined},
): void {
  const tasks = finished.map(one => one.task);
  printAllWritten(cli, memu, tasks, how);
  const last = finished.at(-1);
  if (last?.next) sayNext(cli, memu, last.next);
  else if (last && last.task.recurrence !== null) echo(cli, 'next', 'none, that was the last one');
}

function sayNext(cli: Cli, memu: Memu, next: Task): void {
  const {zone} = memu.clock;
  if (next.due === null) return;
  echo(cli, 'next', `${nameOf(next)}, due ${localText(next.due, zone)}`);
  const isMissed = (next.occurrence ?? '').slice(0, 10) < today(memu.clock);
  if (isMissed && !cli.json) {
    const short = memu.references.short(next.id);
    cli.tell(`That has passed; memu task skip ${short} --missed goes on to what comes.`);
  }
}

/** The end of a series is easily overlooked. */
function sayEnds(cli: Cli, tasks: readonly Task[]): void {
  if (cli.json || tasks.every(({recurrence}) => recurrence === null)) return;
  cli.tell('Its series ends with it; memu undo brings it back.');
}

export const taskCancel = (cli: Cli): Command =>
  moveCommand(cli, {
    move: 'cancel',
    about: 'End a task that will not be done; a series ends with it',
    verb: 'cancelled',
  });

export const taskReopen = (cli: Cli): Command =>
  moveCommand(cli, {
    move: 'reopen',
    about: 'Make a begun, finished or cancelled task pending again',
    verb: 'pending again',
  });

export const taskSnooze = (cli: Cli): Command =>
  new Command('snooze')
    .description('Hide a task from today and next until a date')
    .argument(...referenceArgument)
    .argument('<date>', 'until when: "mon 9am", +2h; none wakes it')
    .addOption(dryRunOption())
    .action(async (reference: string, date: string, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const [id = ''] = findTaskIds(memu, [reference]);
      const until = await momentOption(cli, memu.clock, 'until', date);
      const entry = writeOrRehearse(memu, dryRun, () => memu.tasks.snooze(id, until ?? null));
      printWritten(cli, memu, {entry, verb: 'snoozed', isRehearsal: dryRun});
    });

/** Says yes or no to tasks that were proposed. */
export const taskSettle = (cli: Cli, answer: Answer): Command =>
  new Command(answer)
    .description(answer === 'accept' ? 'Say yes to a proposed task' : 'Say no to a proposed task')
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const references = findTaskIds(memu, refs);
      const command = `task ${answer}`;
      const decided = decideProposals(memu, {answer, references, dryRun, command, again: true});
      const verb = answer === 'accept' ? 'accepted' : 'rejected';
      printAllWritten(
        cli,
        memu,
        decided.map(({entry}) => entry),
        {verb, isRehearsal: dryRun},
      );
    });
