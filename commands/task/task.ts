/** `memu task …` */
import {Command} from 'commander';
import {findTask, findTaskIds} from '../../src/actions/references.ts';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {type Task, type TaskInput, taskKind, taskStatuses} from '../../src/planner/tasks/task.ts';
import {taskOrders} from '../../src/planner/tasks/tasks.ts';
import {areasOf} from '../cli/areas.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {
  areaOption,
  bodyOption,
  type DryRun,
  dryRunOption,
  given,
  labelsAfter,
  referenceArgument,
  severalOption,
  tagOption,
  unareaOption,
  untagOption,
  wholeNumberOption,
} from '../cli/options.ts';
import {printWritten, removeCommand} from '../entry/entry-actions.ts';
import {historyCommand, restoreVersionCommand} from '../entry/history.ts';
import {goalIdOf, levelOption, momentOption, repeatOption, taskLine} from '../entry/planning.ts';
import {
  addListOptions,
  type ListOptions,
  listingFrom,
  nothingListed,
  printList,
} from '../print/listing.ts';
import {
  taskCancel,
  taskDone,
  taskReopen,
  taskSettle,
  taskSkip,
  taskSnooze,
  taskStart,
} from './task-moves.ts';
import {taskShow} from './task-show.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  taskCommand: {
    group: 'Keeping',
    order: 30,
    summary: 'Tasks: {commands}',
  },
};

export const taskCommand = (cli: Cli): Command =>
  new Command('task')
    .description('Keep what is to be done')
    .addCommand(taskAdd(cli))
    .addCommand(taskList(cli))
    .addCommand(taskShow(cli))
    .addCommand(taskEdit(cli))
    .addCommand(taskStart(cli))
    .addCommand(taskDone(cli))
    .addCommand(taskCancel(cli))
    .addCommand(taskSkip(cli))
    .addCommand(taskSnooze(cli))
    .addCommand(taskReopen(cli))
    .addCommand(taskSettle(cli, 'accept'))
    .addCommand(taskSettle(cli, 'reject'))
    .addCommand(removeCommand(cli, taskKind, findTask))
    .addCommand(historyCommand(cli, taskKind))
    .addCommand(restoreVersionCommand(cli, taskKind));

interface TaskOptions extends DryRun {
  readonly body?: string;
  readonly goal?: string;
  readonly parent?: string;
  readonly after?: readonly string[];
  readonly due?: string;
  readonly scheduled?: string;
  readonly every?: string;
  readonly except?: readonly string[];
  readonly priority?: number;
  readonly energy?: number;
  readonly minutes?: number;
  readonly tag?: readonly string[];
  readonly area?: readonly string[];
  readonly untag?: readonly string[];
  readonly unarea?: readonly string[];
}

const withTaskOptions = (command: Command): Command =>
  command
    .addOption(bodyOption())
    .option('--goal <ref>', 'the goal it serves')
    .option('--parent <ref>', 'the task it is a part of')
    .addOption(severalOption('--after <ref>', 'a task that must be done first'))
    .option('--due <date>', 'when it must be done: "fri 9am", +3d, 2027-04-18')
    .option('--scheduled <date>', 'not before this date')
    .option('--every <rule>', '"monday", "3 days after done", "0 9 * * 1-5", FREQ=…')
    .addOption(severalOption('--except <date>', 'a date that the repetition leaves out'))
    .option('--priority <1-5>', '5 is most urgent; or low, high, urgent …', levelOption)
    .option('--energy <1-5>', 'how much energy it takes', levelOption)
    .option('--minutes <n>', 'how long it takes', wholeNumberOption)
    .addOption(tagOption())
    .addOption(areaOption())
    .addOption(dryRunOption());

const taskAdd = (cli: Cli): Command =>
  withTaskOptions(new Command('add').description('Keep a task'))
    .argument('<title...>', 'what is to be done, or - for stdin')
    .action(async (words: readonly string[], options: TaskOptions) => {
      const title = (await cli.textOrStdin(words.join(' '))).trim();
      if (title === '') throw new UsageError('a task needs a title');
      const memu = await cli.open();
      const input = await taskInput(cli, memu, options);
      const entry = writeOrRehearse(memu, options.dryRun, () => memu.tasks.add({title, ...input}));
      printWritten(cli, memu, {entry, verb: 'added', isRehearsal: options.dryRun});
    });

/** The fields that options speak of; what was not given stays out. */
async function taskInput(
  cli: Cli,
  memu: Memu,
  options: TaskOptions,
  before?: Task,
): Promise<TaskInput> {
  const {clock} = memu;
  const due = await momentOption(cli, clock, 'due', options.due);
  const scheduled = await momentOption(cli, clock, 'from', options.scheduled);
  const except = [];
  for (const text of options.except ?? []) {
    const date = await momentOption(cli, clock, 'except', text);
    if (date) except.push(date.slice(0, 10));
  }
  const repeat = await repeatOption(cli, clock, options.every, {due, before: before?.due, except});
  const goal = goalIdOf(memu, options.goal);
  const parent = options.parent === 'none' ? null : options.parent;
  const {priority, energy, minutes, tag, untag, area, unarea, body, after} = options;
  return {
    ...given({
      due,
      scheduled,
      priority,
      energy,
      // A new rule brings its own exceptions along.
      except_dates:
        except.length > 0 && options.every === undefined
          ? [...(before?.except_dates ?? []), ...except]
          : undefined,
      goal_id: goal,
      parent_id: parent && (findTaskIds(memu, [parent])[0] ?? null),
      depends_on: after && [
        ...new Set([...(before?.depends_on ?? []), ...findTaskIds(memu, after)]),
      ],
      duration_minutes: minutes,
      tags: labelsAfter(before?.tags, {add: tag, take: untag}),
      areas: labelsAfter(before?.areas, {add: area && areasOf(memu, area), take: unarea}),
      body: body === undefined ? undefined : await cli.textOrStdin(body),
    }),
    ...repeat,
  };
}

interface TaskListOptions extends ListOptions {
  readonly goal?: string;
  readonly proposed?: boolean;
}

const taskList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List tasks, the soonest due first'), {
    orders: Object.keys(taskOrders),
    statuses: ['open', 'all', ...taskStatuses],
  })
    .option('--goal <ref>', 'only of this goal')
    .option('--proposed', 'those that wait for a yes')
    .action(async (options: TaskListOptions) => {
      const {status, goal, format, proposed} = options;
      const memu = await cli.open();
      const tasks = memu.tasks.list({
        ...listingFrom(memu, options),
        ...given({status, goalId: goalIdOf(memu, goal) ?? undefined}),
        ...(proposed && {states: ['proposed']}),
      });
      await printList(cli, memu, tasks, {
        format,
        kinds: [taskKind],
        nothing: nothingListed('task', 'open tasks', options),
        line: task => taskLine(task, memu.references.short(task.id), memu.clock.zone),
      });
    });

interface TaskEditOptions extends TaskOptions {
  readonly title?: string;
  readonly notAfter?: readonly string[];
}

const taskEdit = (cli: Cli): Command =>
  withTaskOptions(new Command('edit').description('Change a task; "none" takes a value away'))
    .argument(...referenceArgument)
    .option('--title <title>', 'a new title')
    .addOption(untagOption())
    .addOption(unareaOption())
    .addOption(severalOption('--not-after <ref>', 'a task that it does not wait for'))
    .action(async (reference: string, options: TaskEditOptions) => {
      const memu = await cli.open();
      const task = findTask(memu, reference);
      const input = {
        ...(await taskInput(cli, memu, options, task)),
        ...given({title: options.title, depends_on: stillWaiting(memu, task, options)}),
      };
      if (Object.keys(input).length === 0) {
        throw new UsageError('nothing to change was given', {hint: 'memu task edit --help'});
      }
      const entry = writeOrRehearse(memu, options.dryRun, () => memu.tasks.edit(task.id, input));
      printWritten(cli, memu, {entry, verb: 'changed', isRehearsal: options.dryRun});
    });

/** What the task waits for when it is freed from some; undefined when that was not asked. */
function stillWaiting(
  memu: Memu,
  task: Task,
  {notAfter, after = []}: TaskEditOptions,
): readonly string[] | undefined {
  const free = notAfter && new Set(findTaskIds(memu, notAfter));
  return free && [...task.depends_on, ...findTaskIds(memu, after)].filter(id => !free.has(id));
}
