/** `memu task start|done|cancel|skip|snooze|reopen`: a task moves on. */
import {Command} from 'commander';
import type {Memu} from '../src/memu.ts';
import type {Finished} from '../src/planner/finishing.ts';
import {localText} from '../src/time.ts';
import type {Cli} from './cli.ts';
import {printAllWritten, printWritten, writeOrRehearse} from './entry-actions.ts';
import {type DryRun, dryRunOption, referenceArgument, referencesArgument} from './options.ts';
import {echo, momentOption, taskIdsOf} from './planning.ts';
import {nameOf} from './presentation.ts';

export const taskStart = (cli: Cli): Command =>
  new Command('start')
    .description('Begin a task')
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const started = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('task start', () => ids.map(id => memu.tasks.start(id))),
      );
      printAllWritten(cli, memu, started, {verb: 'begun', isRehearsal: dryRun});
    });

export const taskDone = (cli: Cli): Command =>
  new Command('done')
    .description('Finish a task; one that repeats gets its next occurrence')
    .argument(...referencesArgument)
    .option('--at <date>', 'when it was done, if not now')
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun, at}: DryRun & {readonly at?: string}) => {
      const memu = await cli.open();
      const moment = await momentOption(cli, memu.clock, 'done', at);
      const instant = moment?.includes('T') ? moment : moment && `${moment}T12:00:00.000Z`;
      const plan = await memu.tasks.planFinish(taskIdsOf(memu, refs));
      const finished = writeOrRehearse(memu, dryRun, () => plan.complete(instant ?? undefined));
      printFinished(cli, memu, finished, {verb: 'done', isRehearsal: dryRun});
    });

export const taskSkip = (cli: Cli): Command =>
  new Command('skip')
    .description('Leave out this occurrence of a task that repeats')
    .argument(...referencesArgument)
    .option('--missed', 'leave out every occurrence that was missed')
    .addOption(dryRunOption())
    .action(
      async (refs: readonly string[], {dryRun, missed}: DryRun & {readonly missed?: boolean}) => {
        const memu = await cli.open();
        const plan = await memu.tasks.planFinish(taskIdsOf(memu, refs));
        const skipped = writeOrRehearse(memu, dryRun, () =>
          missed ? plan.skipMissed() : plan.skip(),
        );
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
  const next = finished.at(-1)?.next;
  if (next?.due) echo(cli, 'next', `${nameOf(next)}, due ${localText(next.due, memu.clock.zone)}`);
}

export const taskCancel = (cli: Cli): Command =>
  new Command('cancel')
    .description('End a task that will not be done; a series ends with it')
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const cancelled = writeOrRehearse(memu, dryRun, () => memu.tasks.cancel(ids));
      printAllWritten(cli, memu, cancelled, {verb: 'cancelled', isRehearsal: dryRun});
    });

export const taskReopen = (cli: Cli): Command =>
  new Command('reopen')
    .description('Make a begun, finished or cancelled task pending again')
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const reopened = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('task reopen', () => ids.map(id => memu.tasks.reopen(id))),
      );
      printAllWritten(cli, memu, reopened, {verb: 'pending again', isRehearsal: dryRun});
    });

export const taskSnooze = (cli: Cli): Command =>
  new Command('snooze')
    .description('Hide a task from today and next until a date')
    .argument(...referenceArgument)
    .argument('<date>', 'until when: "mon 9am", +2h; none wakes it')
    .addOption(dryRunOption())
    .action(async (reference: string, date: string, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const [id = ''] = taskIdsOf(memu, [reference]);
      const until = await momentOption(cli, memu.clock, 'until', date);
      const entry = writeOrRehearse(memu, dryRun, () => memu.tasks.snooze(id, until ?? null));
      printWritten(cli, memu, {entry, verb: 'snoozed', isRehearsal: dryRun});
    });

/** Says yes or no to tasks that were proposed. */
export const taskSettle = (cli: Cli, answer: 'accept' | 'reject'): Command =>
  new Command(answer)
    .description(answer === 'accept' ? 'Say yes to a proposed task' : 'Say no to a proposed task')
    .argument(...referencesArgument)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const settled = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run(`task ${answer}`, () => ids.map(id => memu.tasks[answer](id))),
      );
      const verb = answer === 'accept' ? 'accepted' : 'rejected';
      printAllWritten(cli, memu, settled, {verb, isRehearsal: dryRun});
    });
