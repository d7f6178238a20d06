/** `memu task …` */
import {Command, Option} from 'commander';
import {UsageError} from '../src/errors.ts';
import type {Memu} from '../src/memu.ts';
import {
  type Task,
  type TaskInput,
  type TaskStatus,
  taskKind,
  taskStatuses,
} from '../src/planner/task.ts';
import type {TaskListing} from '../src/planner/tasks.ts';
import type {Cli} from './cli.ts';
import {
  addListOptions,
  dryRunOption,
  type ListOptions,
  printList,
  printWritten,
  removeCommand,
  several,
  wholeNumberOption,
  writeOrRehearse,
} from './entry-actions.ts';
import {historyCommand, restoreVersionCommand} from './history.ts';
import {
  goalIdOf,
  levelOption,
  momentOption,
  repeatOption,
  taskIdsOf,
  taskLine,
  taskOf,
} from './planning.ts';
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
    .addCommand(removeCommand(cli, taskKind))
    .addCommand(historyCommand(cli, taskKind))
    .addCommand(restoreVersionCommand(cli, taskKind));

interface TaskOptions {
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
  readonly dryRun?: boolean;
}

const withTaskOptions = (command: Command): Command =>
  command
    .option('--body <text>', 'more words about it, or - for stdin')
    .option('--goal <ref>', 'the goal it serves')
    .option('--parent <ref>', 'the task it is a part of')
    .option('--after <ref>', 'a task that must be done first; may be repeated', several)
    .option('--due <date>', 'when it must be done: "fri 9am", +3d, 2027-04-18')
    .option('--scheduled <date>', 'not before this date')
    .option('--every <rule>', '"monday", "3 days after done", "0 9 * * 1-5", FREQ=…')
    .option('--except <date>', 'a date that the repetition leaves out; may be repeated', several)
    .option('--priority <1-5>', '5 is most urgent; low, medium, high', levelOption)
    .option('--energy <1-5>', 'how much energy it takes', levelOption)
    .option('--minutes <n>', 'how long it takes', wholeNumberOption)
    .option('--tag <tag>', 'a tag; may be repeated', several)
    .option('--area <area>', 'a life area; may be repeated', several)
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
  const anchor = due === undefined ? before?.due : due;
  const except = [];
  for (const text of options.except ?? []) {
    const date = await momentOption(cli, clock, 'except', text);
    if (date) except.push(date.slice(0, 10));
  }
  const repeat = await repeatOption(cli, clock, options.every, {due: anchor, except});
  const goal = goalIdOf(memu, options.goal);
  const parent = options.parent === 'none' ? null : options.parent;
  const {priority, energy, minutes, tag, area, body, after} = options;
  return {
    ...(due !== undefined && {due}),
    ...(scheduled !== undefined && {scheduled}),
    ...repeat,
    ...(except.length > 0 &&
      options.every === undefined && {
        except_dates: [...(before?.except_dates ?? []), ...except],
      }),
    ...(goal !== undefined && {goal_id: goal}),
    ...(parent !== undefined && {
      parent_id: parent === null ? null : (taskIdsOf(memu, [parent])[0] ?? null),
    }),
    ...(after !== undefined && {
      depends_on: [...new Set([...(before?.depends_on ?? []), ...taskIdsOf(memu, after)])],
    }),
    ...(priority !== undefined && {priority}),
    ...(energy !== undefined && {energy}),
    ...(minutes !== undefined && {duration_minutes: minutes}),
    ...(tag !== undefined && {tags: [...(before?.tags ?? []), ...tag]}),
    ...(area !== undefined && {areas: [...(before?.areas ?? []), ...area]}),
    ...(body !== undefined && {body: await cli.textOrStdin(body)}),
  };
}

interface TaskListOptions extends ListOptions {
  readonly goal?: string;
  readonly proposed?: boolean;
}

const taskList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List tasks, the soonest due first'), [
    'due',
    'priority',
    'done',
    'created',
    'updated',
    'title',
  ])
    .option('--area <area>', 'only of this life area; may be repeated', several)
    .addOption(
      new Option('--status <status>', 'which ones').choices(['open', 'all', ...taskStatuses]),
    )
    .option('--goal <ref>', 'only of this goal')
    .option('--proposed', 'those that wait for a yes')
    .action(async (options: TaskListOptions) => {
      const {limit, sort, tag, area, status, goal, format, proposed} = options;
      const memu = await cli.open();
      const goalId = goalIdOf(memu, goal);
      const listing: TaskListing = {
        ...(limit !== undefined && {limit}),
        ...(sort !== undefined && {sort}),
        ...(tag !== undefined && {tags: tag}),
        ...(area !== undefined && {areas: area}),
        ...(status !== undefined && {status}),
        ...(goalId != null && {goalId}),
        ...(proposed && {states: ['proposed']}),
      };
      printTasks(cli, memu, memu.tasks.list(listing), format);
    });

export function printTasks(
  cli: Cli,
  memu: Memu,
  tasks: readonly Task[],
  format?: string | undefined,
): void {
  const line = (task: Task) => taskLine(task, memu.references.short(task.id), memu.clock.zone);
  printList(cli, memu, tasks, {format, line});
}

interface TaskEditOptions extends TaskOptions {
  readonly title?: string;
  readonly untag?: readonly string[];
  readonly unarea?: readonly string[];
  readonly notAfter?: readonly string[];
  readonly status?: TaskStatus;
}

const taskEdit = (cli: Cli): Command =>
  withTaskOptions(new Command('edit').description('Change a task; "none" takes a value away'))
    .argument('<ref>', 'id, @last or exact title')
    .option('--title <title>', 'a new title')
    .option('--untag <tag>', 'take a tag away; may be repeated', several)
    .option('--unarea <area>', 'take a life area away; may be repeated', several)
    .option('--not-after <ref>', 'it does not wait for this task; may be repeated', several)
    .action(async (reference: string, options: TaskEditOptions) => {
      const memu = await cli.open();
      const task = taskOf(memu, reference);
      const input = {
        ...(await taskInput(cli, memu, options, task)),
        ...without(memu, task, options),
      };
      if (options.title !== undefined) input.title = options.title;
      if (Object.keys(input).length === 0) {
        throw new UsageError('nothing to change was given', {hint: 'memu task edit --help'});
      }
      const entry = writeOrRehearse(memu, options.dryRun, () => memu.tasks.edit(task.id, input));
      printWritten(cli, memu, {entry, verb: 'changed', isRehearsal: options.dryRun});
    });

function without(
  memu: Memu,
  task: Task,
  {tag = [], untag, area = [], unarea, notAfter, after = []}: TaskEditOptions,
): {-readonly [Key in keyof TaskInput]: TaskInput[Key]} {
  const gone = (labels: readonly string[]) =>
    new Set(labels.map(label => label.replace(/^#/, '').toLowerCase()));
  const tags = untag && gone(untag);
  const areas = unarea && gone(unarea);
  const free = notAfter && new Set(taskIdsOf(memu, notAfter));
  return {
    ...(tags && {tags: [...task.tags, ...tag].filter(one => !tags.has(one))}),
    ...(areas && {areas: [...task.areas, ...area].filter(one => !areas.has(one))}),
    ...(free && {
      depends_on: [...task.depends_on, ...taskIdsOf(memu, after)].filter(id => !free.has(id)),
    }),
  };
}
