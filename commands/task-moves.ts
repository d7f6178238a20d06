/** `memu task start|done|cancel|skip|snooze|reopen`: a task moves on. */
import {Command} from 'commander';
import {entryJson} from '../src/entries/entry.ts';
import type {Memu} from '../src/memu.ts';
import type {Finished} from '../src/planner/finishing.ts';
import type {Task} from '../src/planner/task.ts';
import {localText} from '../src/time.ts';
import type {Cli} from './cli.ts';
import {printWritten, writeOrRehearse} from './entry-actions.ts';
import {dryRunOption} from './options.ts';
import {echo, momentOption, taskIdsOf} from './planning.ts';
import {nameOf} from './presentation.ts';

interface MoveOptions {
  readonly dryRun?: boolean;
}

const references = ['<ref...>', 'id, @last or exact title'] as const;

/** One task as an object, several as an array, as they were asked for. */
function printMoved(
  cli: Cli,
  memu: Memu,
  tasks: readonly Task[],
  {verb, isRehearsal}: {readonly verb: string; readonly isRehearsal: boolean | undefined},
): void {
  if (cli.json && tasks.length > 1) {
    if (!isRehearsal) memu.last.write(tasks.at(-1)?.id ?? '');
    return cli.printJson(tasks.map(entryJson));
  }
  for (const entry of tasks) printWritten(cli, memu, {entry, verb, isRehearsal});
}

export const taskStart = (cli: Cli): Command =>
  new Command('start')
    .description('Begin a task')
    .argument(...references)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: MoveOptions) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const started = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('task start', () => ids.map(id => memu.tasks.start(id))),
      );
      printMoved(cli, memu, started, {verb: 'begun', isRehearsal: dryRun});
    });

export const taskDone = (cli: Cli): Command =>
  new Command('done')
    .description('Finish a task; one that repeats gets its next occurrence')
    .argument(...references)
    .option('--at <date>', 'when it was done, if not now')
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun, at}: MoveOptions & {readonly at?: string}) => {
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
    .argument(...references)
    .option('--missed', 'leave out every occurrence that was missed')
    .addOption(dryRunOption())
    .action(
      async (
        refs: readonly string[],
        {dryRun, missed}: MoveOptions & {readonly missed?: boolean},
      ) => {
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
  printMoved(cli, memu, tasks, how);
  const next = finished.at(-1)?.next;
  if (next?.due) echo(cli, 'next', `${nameOf(next)}, due ${localText(next.due, memu.clock.zone)}`);
}

export const taskCancel = (cli: Cli): Command =>
  new Command('cancel')
    .description('End a task that will not be done; a series ends with it')
    .argument(...references)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: MoveOptions) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const cancelled = writeOrRehearse(memu, dryRun, () => memu.tasks.cancel(ids));
      printMoved(cli, memu, cancelled, {verb: 'cancelled', isRehearsal: dryRun});
    });

export const taskReopen = (cli: Cli): Command =>
  new Command('reopen')
    .description('Make a begun, finished or cancelled task pending again')
    .argument(...references)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: MoveOptions) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const reopened = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('task reopen', () => ids.map(id => memu.tasks.reopen(id))),
      );
      printMoved(cli, memu, reopened, {verb: 'pending again', isRehearsal: dryRun});
    });

export const taskSnooze = (cli: Cli): Command =>
  new Command('snooze')
    .description('Hide a task from today and next until a date')
    .argument('<ref>', 'id, @last or exact title')
    .argument('<date>', 'until when: "mon 9am", +2h; none wakes it')
    .addOption(dryRunOption())
    .action(async (reference: string, date: string, {dryRun}: MoveOptions) => {
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
    .argument(...references)
    .addOption(dryRunOption())
    .action(async (refs: readonly string[], {dryRun}: MoveOptions) => {
      const memu = await cli.open();
      const ids = taskIdsOf(memu, refs);
      const settled = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run(`task ${answer}`, () => ids.map(id => memu.tasks[answer](id))),
      );
      const verb = answer === 'accept' ? 'accepted' : 'rejected';
      printMoved(cli, memu, settled, {verb, isRehearsal: dryRun});
    });
