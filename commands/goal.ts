/** `memu goal …` */
import {Command, Option} from 'commander';
import {entryJson} from '../src/entries/entry.ts';
import {UsageError} from '../src/errors.ts';
import type {Memu} from '../src/memu.ts';
import {
  type Goal,
  type GoalInput,
  type GoalStatus,
  goalKind,
  goalStatuses,
} from '../src/planner/goal.ts';
import type {GoalListing} from '../src/planner/goals.ts';
import {type ProgressPoint, sparkline} from '../src/planner/progress.ts';
import type {Cli} from './cli.ts';
import {
  addListOptions,
  dryRunOption,
  type ListOptions,
  printList,
  printWritten,
  removeCommand,
  several,
  writeOrRehearse,
} from './entry-actions.ts';
import {
  type DecomposeOptions,
  decomposeGoal,
  goalDecompose,
  withDecomposeOptions,
} from './goal-decompose.ts';
import {historyCommand, restoreVersionCommand} from './history.ts';
import {goalLine, milestoneOf, momentOption, plainDate, progressBar, taskLine} from './planning.ts';
import {entryPage, joined, nameOf} from './presentation.ts';

export const goalCommand = (cli: Cli): Command =>
  new Command('goal')
    .description('Keep what you want to reach')
    .addCommand(goalAdd(cli))
    .addCommand(goalList(cli))
    .addCommand(goalShow(cli))
    .addCommand(goalEdit(cli))
    .addCommand(goalDone(cli))
    .addCommand(goalArchive(cli))
    .addCommand(goalDecompose(cli))
    .addCommand(goalProgress(cli))
    .addCommand(removeCommand(cli, goalKind))
    .addCommand(historyCommand(cli, goalKind))
    .addCommand(restoreVersionCommand(cli, goalKind));

export interface GoalOptions {
  readonly why?: string;
  readonly by?: string;
  readonly area?: readonly string[];
  readonly metric?: readonly string[];
  readonly milestone?: readonly string[];
  readonly tag?: readonly string[];
  readonly body?: string;
  readonly draft?: boolean;
  readonly dryRun?: boolean;
}

const withGoalOptions = (command: Command): Command =>
  command
    .option('--why <vision>', 'why it matters')
    .option('--by <date>', 'when it should be reached: "april", "in 3 months", 2027-04-18')
    .option('--area <area>', 'a life area; may be repeated', several)
    .option('--metric <text>', 'how you will know; may be repeated', several)
    .option('--milestone <"title @date">', 'a step on the way; may be repeated', several)
    .option('--tag <tag>', 'a tag; may be repeated', several)
    .option('--body <text>', 'more words about it, or - for stdin')
    .addOption(dryRunOption());

const goalAdd = (cli: Cli): Command =>
  withDecomposeOptions(withGoalOptions(new Command('add').description('Keep a goal')))
    .argument('<title...>', 'what you want to reach, or - for stdin')
    .option('--draft', 'keep it as a draft')
    .option('--decompose', 'and break it into milestones and tasks')
    .action(async (words: readonly string[], options: GoalOptions & DecomposeOptions) => {
      const title = (await cli.textOrStdin(words.join(' '))).trim();
      if (title === '') throw new UsageError('a goal needs a title');
      const memu = await cli.open();
      const input = await goalInput(cli, memu, options);
      const status: GoalStatus = options.draft ? 'draft' : 'active';
      const goal = writeOrRehearse(memu, options.dryRun, () =>
        memu.goals.add({title, status, ...input}),
      );
      const wantsPlan = (options.decompose || options.plan !== undefined) && !options.dryRun;
      if (wantsPlan && cli.json) {
        memu.last.write(goal.id);
        cli.tell(goal.id);
      } else printGoal(cli, memu, goal, {verb: 'added', isRehearsal: options.dryRun});
      if (wantsPlan) await decomposeGoal(cli, memu, goal, options);
    });

/** The fields that options speak of; lists add to what the goal has. */
async function goalInput(
  cli: Cli,
  memu: Memu,
  options: GoalOptions,
  before?: Goal,
): Promise<GoalInput> {
  const {why, by, area, metric, milestone, tag, body} = options;
  const target = await momentOption(cli, memu.clock, 'by', by);
  const milestones = [];
  for (const text of milestone ?? []) milestones.push(await milestoneOf(cli, memu.clock, text));
  return {
    ...(why !== undefined && {vision: why}),
    ...(target !== undefined && {
      target_date: target === null ? null : plainDate(target, memu.clock),
    }),
    ...(area !== undefined && {areas: [...(before?.areas ?? []), ...area]}),
    ...(metric !== undefined && {metrics: [...(before?.metrics ?? []), ...metric]}),
    ...(milestones.length > 0 && {milestones: [...(before?.milestones ?? []), ...milestones]}),
    ...(tag !== undefined && {tags: [...(before?.tags ?? []), ...tag]}),
    ...(body !== undefined && {body: await cli.textOrStdin(body)}),
  };
}

function printGoal(
  cli: Cli,
  memu: Memu,
  goal: Goal,
  how: {readonly verb: string; readonly isRehearsal: boolean | undefined},
): void {
  const [entry = goal] = how.isRehearsal ? [{...goal, progress: 0}] : memu.goals.view([goal]);
  printWritten(cli, memu, {entry, ...how});
}

const goalList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List goals with how far they have come'), [
    'target',
    'created',
    'updated',
    'title',
  ])
    .option('--area <area>', 'only of this life area; may be repeated', several)
    .addOption(new Option('--status <status>', 'which ones').choices(['all', ...goalStatuses]))
    .action(async ({limit, sort, tag, area, status, format}: ListOptions) => {
      const memu = await cli.open();
      const listing: GoalListing = {
        ...(limit !== undefined && {limit}),
        ...(sort !== undefined && {sort}),
        ...(tag !== undefined && {tags: tag}),
        ...(area !== undefined && {areas: area}),
        ...(status !== undefined && {status}),
      };
      const goals = memu.goals.list(listing);
      if (cli.json || format !== undefined) {
        return printList(cli, memu, memu.goals.view(goals), {format});
      }
      for (const {goal, history} of memu.goals.chart(goals, 12)) {
        cli.print(goalLine(goal, memu.references.short(goal.id), chartFrom(history)));
      }
    });

const chartFrom = (history: readonly ProgressPoint[]): string =>
  sparkline(history.map(point => point.progress));

const chartOf = (memu: Memu, goal: Goal, points: number): string =>
  chartFrom(memu.goals.history(goal, points));

const goalShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show a goal with its progress, milestones and tasks')
    .argument('<ref>', 'id, @last or exact title')
    .action(async (reference: string) => {
      const memu = await cli.open();
      const [goal] = memu.goals.view([memu.references.getOf(goalKind, reference)]);
      if (!goal) return;
      memu.last.write(goal.id);
      if (cli.json) return cli.printJson(entryJson(goal));
      const {progress, milestones, ...fields} = goal;
      cli.print(entryPage(fields, memu.clock.zone));
      cli.print(`\n${progressBar(progress, 20)}  ${chartOf(memu, goal, 24)}`);
      for (const line of milestoneLines(goal)) cli.print(line);
      const tasks = memu.tasks.list({goalId: goal.id, limit: 50});
      for (const task of tasks) {
        cli.print(taskLine(task, memu.references.short(task.id), memu.clock.zone));
      }
    });

const milestoneLines = (goal: Goal): string[] =>
  goal.milestones.map(({title, due, done_at}, index) =>
    joined(
      `${index + 1}.`,
      done_at === null ? '[ ]' : '[x]',
      title,
      due === null ? '' : `by ${due.slice(0, 10)}`,
    ),
  );

interface GoalEditOptions extends GoalOptions {
  readonly title?: string;
  readonly status?: GoalStatus;
  readonly untag?: readonly string[];
  readonly dropMilestone?: readonly string[];
  readonly dropMetric?: readonly string[];
}

const goalEdit = (cli: Cli): Command =>
  withGoalOptions(new Command('edit').description('Change a goal; lists are added to'))
    .argument('<ref>', 'id, @last or exact title')
    .option('--title <title>', 'a new title')
    .option('--untag <tag>', 'take a tag away; may be repeated', several)
    .option('--drop-milestone <title>', 'take a milestone away; may be repeated', several)
    .option('--drop-metric <text>', 'take a metric away; may be repeated', several)
    .addOption(new Option('--status <status>', 'another status').choices(goalStatuses))
    .action(async (reference: string, options: GoalEditOptions) => {
      const memu = await cli.open();
      const goal = memu.references.getOf(goalKind, reference);
      const added = await goalInput(cli, memu, options, goal);
      const input = {...added, ...dropped({...goal, ...added} as Goal, options)};
      const {title, status} = options;
      const changes: GoalInput = {
        ...input,
        ...(title !== undefined && {title}),
        ...(status !== undefined && {status}),
      };
      if (Object.keys(changes).length === 0) {
        throw new UsageError('nothing to change was given', {hint: 'memu goal edit --help'});
      }
      const changed = writeOrRehearse(memu, options.dryRun, () =>
        memu.goals.edit(goal.id, changes),
      );
      printGoal(cli, memu, changed, {verb: 'changed', isRehearsal: options.dryRun});
    });

function dropped(goal: Goal, {untag, dropMilestone, dropMetric}: GoalEditOptions): GoalInput {
  const has = (list: readonly string[], text: string): boolean =>
    list.some(one => one.replace(/^#/, '').toLowerCase() === text.toLowerCase());
  return {
    ...(untag && {tags: goal.tags.filter(tag => !has(untag, tag))}),
    ...(dropMilestone && {
      milestones: goal.milestones.filter(({title}) => !has(dropMilestone, title)),
    }),
    ...(dropMetric && {metrics: goal.metrics.filter(metric => !has(dropMetric, metric))}),
  };
}

const move = (
  cli: Cli,
  {
    name,
    text,
    verb,
  }: {readonly name: 'done' | 'archive'; readonly text: string; readonly verb: string},
): Command =>
  new Command(name)
    .description(text)
    .argument('<ref>', 'id, @last or exact title')
    .addOption(dryRunOption())
    .action(async (reference: string, {dryRun}: {readonly dryRun?: boolean}) => {
      const memu = await cli.open();
      const {id} = memu.references.getOf(goalKind, reference);
      const goal = writeOrRehearse(memu, dryRun, () =>
        name === 'done' ? memu.goals.complete(id) : memu.goals.archive(id),
      );
      printGoal(cli, memu, goal, {verb, isRehearsal: dryRun});
    });

const goalDone = (cli: Cli): Command =>
  move(cli, {name: 'done', text: 'Say that a goal is reached', verb: 'reached'});

const goalArchive = (cli: Cli): Command =>
  move(cli, {name: 'archive', text: 'Put a goal away', verb: 'archived'});

interface ProgressOptions {
  readonly milestone?: readonly string[];
  readonly undone?: readonly string[];
  readonly dryRun?: boolean;
}

const goalProgress = (cli: Cli): Command =>
  new Command('progress')
    .description('How far a goal has come over time; marks milestones as reached')
    .argument('<ref>', 'id, @last or exact title')
    .option('--milestone <n|title>', 'this milestone is reached; may be repeated', several)
    .option('--undone <n|title>', 'this milestone is not reached; may be repeated', several)
    .addOption(dryRunOption())
    .action(async (reference: string, {milestone, undone, dryRun}: ProgressOptions) => {
      const memu = await cli.open();
      const found = memu.references.getOf(goalKind, reference);
      const goal = writeOrRehearse(memu, dryRun, () => reached(memu, found, {milestone, undone}));
      memu.last.write(goal.id);
      const [view] = memu.goals.view([goal]);
      const history = memu.goals.history(goal);
      if (cli.json) return cli.printJson({...entryJson(view ?? goal), history});
      cli.print(nameOf(goal));
      cli.print(`${progressBar(view?.progress ?? 0, 20)}  ${chartOf(memu, goal, 40)}`);
      for (const line of milestoneLines(goal)) cli.print(line);
    });

function reached(
  memu: Memu,
  goal: Goal,
  {
    milestone = [],
    undone = [],
  }: {milestone?: readonly string[] | undefined; undone?: readonly string[] | undefined},
): Goal {
  return memu.operations.run('goal progress', () => {
    let changed = goal;
    for (const name of milestone) changed = memu.goals.reach(goal.id, name);
    for (const name of undone) changed = memu.goals.reach(goal.id, name, false);
    return changed;
  });
}
