/** `memu goal …` */
import {Command, Option} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {localText, type Moment} from '../../src/ground/time.ts';
import {
  type Goal,
  type GoalInput,
  type GoalStatus,
  goalKind,
  goalStatuses,
} from '../../src/planner/goals/goal.ts';
import {goalOrders} from '../../src/planner/goals/goals.ts';
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
} from '../cli/options.ts';
import {printWritten, removeCommand} from '../entry/entry-actions.ts';
import {historyCommand, restoreVersionCommand} from '../entry/history.ts';
import {echo, goalLine, milestoneOf, momentOption} from '../entry/planning.ts';
import {
  addListOptions,
  type ListOptions,
  listingFrom,
  nothingListed,
  printList,
} from '../print/listing.ts';
import {
  type DecomposeOptions,
  decomposeGoal,
  goalDecompose,
  withDecomposeOptions,
} from './goal-decompose.ts';
import {chartFrom, goalProgress, goalShow} from './goal-show.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  goalCommand: {
    group: 'Keeping',
    order: 40,
    summary: 'Goals: {commands}',
  },
};

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

export interface GoalOptions extends DryRun {
  readonly why?: string;
  readonly by?: string;
  readonly area?: readonly string[];
  readonly metric?: readonly string[];
  readonly milestone?: readonly string[];
  readonly tag?: readonly string[];
  readonly body?: string;
  readonly draft?: boolean;
  readonly untag?: readonly string[];
  readonly unarea?: readonly string[];
}

const withGoalOptions = (command: Command): Command =>
  command
    .option('--why <vision>', 'why it matters')
    .option('--by <date>', 'when it should be reached: "april", "in 3 months", 2027-04-18')
    .addOption(areaOption())
    .addOption(severalOption('--metric <text>', 'how you will know'))
    .addOption(severalOption('--milestone <"title @date">', 'a step on the way'))
    .addOption(tagOption())
    .addOption(bodyOption())
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
      } else printWritten(cli, memu, {entry: goal, verb: 'added', isRehearsal: options.dryRun});
      if (wantsPlan) await decomposeGoal(cli, memu, goal, options);
    });

/** A goal is reached on a day: an hour that was said is named as left out. */
function wholeDay(cli: Cli, moment: Moment, zone: string): string {
  const [date = moment, time] = localText(moment, zone).split(' ');
  if (time !== undefined) echo(cli, 'left out', `${time}, a goal is wanted by a day`);
  return date;
}

/** The fields that options speak of; lists add to what the goal has. */
async function goalInput(
  cli: Cli,
  memu: Memu,
  options: GoalOptions,
  before?: Goal,
): Promise<GoalInput> {
  const {why, by, area, unarea, metric, milestone, tag, untag, body} = options;
  const said = await momentOption(cli, memu.clock, 'by', by);
  const target = said && wholeDay(cli, said, memu.clock.zone);
  const milestones = [];
  for (const text of milestone ?? []) milestones.push(await milestoneOf(cli, memu.clock, text));
  return given({
    vision: why,
    target_date: target,
    areas: labelsAfter(before?.areas, {add: area && areasOf(memu, area), take: unarea}),
    metrics: metric && [...(before?.metrics ?? []), ...metric],
    milestones: milestones.length > 0 ? [...(before?.milestones ?? []), ...milestones] : undefined,
    tags: labelsAfter(before?.tags, {add: tag, take: untag}),
    body: body === undefined ? undefined : await cli.textOrStdin(body),
  });
}

const goalList = (cli: Cli): Command =>
  addListOptions(new Command('list').description('List goals with how far they have come'), {
    orders: Object.keys(goalOrders),
    statuses: ['all', ...goalStatuses],
  }).action(async (options: ListOptions) => {
    const memu = await cli.open();
    const {status, format} = options;
    const goals = memu.goals.list({...listingFrom(memu, options), ...given({status})});
    const hasCharts = !cli.json && format === undefined;
    const charted = hasCharts ? memu.goals.chart(goals, 12) : [];
    const charts = new Map(charted.map(chart => [chart.goal.id, chart]));
    await printList(cli, memu, goals, {
      format,
      kinds: [goalKind],
      nothing: nothingListed('goal', 'open goals', options),
      line: ({id}) => {
        const {goal, history} = charts.get(id)!;
        return goalLine(goal, memu.references.short(id), chartFrom(history));
      },
    });
  });

interface GoalEditOptions extends GoalOptions {
  readonly title?: string;
  readonly status?: GoalStatus;
  readonly dropMilestone?: readonly string[];
  readonly dropMetric?: readonly string[];
}

const goalEdit = (cli: Cli): Command =>
  withGoalOptions(new Command('edit').description('Change a goal; lists are added to'))
    .argument(...referenceArgument)
    .option('--title <title>', 'a new title')
    .addOption(untagOption())
    .addOption(unareaOption())
    .addOption(severalOption('--drop-milestone <title>', 'a milestone to take away'))
    .addOption(severalOption('--drop-metric <text>', 'a metric to take away'))
    .addOption(new Option('--status <status>', 'another status').choices(goalStatuses))
    .action(async (reference: string, options: GoalEditOptions) => {
      const memu = await cli.open();
      const goal = memu.references.getOf(goalKind, reference);
      const added = await goalInput(cli, memu, options, goal);
      const input = {...added, ...dropped({...goal, ...added} as Goal, options)};
      const {title, status} = options;
      const changes: GoalInput = {...input, ...given({title, status})};
      if (Object.keys(changes).length === 0) {
        throw new UsageError('nothing to change was given', {hint: 'memu goal edit --help'});
      }
      const changed = writeOrRehearse(memu, options.dryRun, () =>
        memu.goals.edit(goal.id, changes),
      );
      printWritten(cli, memu, {entry: changed, verb: 'changed', isRehearsal: options.dryRun});
    });

function dropped(goal: Goal, {dropMilestone, dropMetric}: GoalEditOptions): GoalInput {
  const has = (list: readonly string[], text: string): boolean =>
    list.some(one => one.toLowerCase() === text.toLowerCase());
  return given({
    milestones: dropMilestone && goal.milestones.filter(({title}) => !has(dropMilestone, title)),
    metrics: dropMetric && goal.metrics.filter(metric => !has(dropMetric, metric)),
  });
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
    .argument(...referenceArgument)
    .addOption(dryRunOption())
    .action(async (reference: string, {dryRun}: DryRun) => {
      const memu = await cli.open();
      const {id} = memu.references.getOf(goalKind, reference);
      const goal = writeOrRehearse(memu, dryRun, () =>
        name === 'done' ? memu.goals.complete(id) : memu.goals.archive(id),
      );
      printWritten(cli, memu, {entry: goal, verb, isRehearsal: dryRun});
    });

const goalDone = (cli: Cli): Command =>
  move(cli, {name: 'done', text: 'Say that a goal is reached', verb: 'reached'});

const goalArchive = (cli: Cli): Command =>
  move(cli, {name: 'archive', text: 'Put a goal away', verb: 'archived'});
