/** `memu goal show REF` and `memu goal progress REF`: how far a goal has come, and by what. */
import {Command} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {entryJson} from '../../src/entries/entry.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {type Goal, goalKind} from '../../src/planner/goals/goal.ts';
import {type ProgressPoint, sparkline} from '../../src/planner/goals/progress.ts';
import {proposedMilestones} from '../../src/planner/plans/plan-apply.ts';
import type {Cli} from '../cli/cli.ts';
import {type DryRun, dryRunOption, referenceArgument, severalOption} from '../cli/options.ts';
import {progressBar, taskLine} from '../entry/planning.ts';
import {entryPage, joined} from '../print/presentation.ts';

/** A small chart of how far a goal has come. */
export const chartFrom = (history: readonly ProgressPoint[]): string =>
  sparkline(history.map(point => point.progress));

const chartOf = (memu: Memu, goal: Goal, points: number): string =>
  chartFrom(memu.goals.history(goal, points));

export const goalShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show a goal with its progress, milestones and tasks')
    .argument(...referenceArgument)
    .action(async (reference: string) => {
      const memu = await cli.open();
      const [goal] = memu.goals.view([memu.references.getOf(goalKind, reference)]);
      if (!goal) return;
      memu.last.write(goal.id);
      if (cli.json) return cli.printJson(entryJson(goal));
      const {progress, milestones, ...fields} = goal;
      const {proposed_milestones, ...metadata} = goal.metadata;
      cli.print(entryPage({...fields, metadata}, memu.clock.zone));
      cli.print(`\n${progressBar(progress, 20)}  ${chartOf(memu, goal, 24)}`);
      for (const line of milestoneLines(goal)) cli.print(line);
      const tasks = memu.tasks.list({goalId: goal.id, limit: 50});
      for (const task of tasks) {
        cli.print(taskLine(task, memu.references.short(task.id), memu.clock.zone));
      }
      printProposed(cli, memu, goal);
    });

/** What a plan proposes for a goal, and how to answer. */
function printProposed(cli: Cli, memu: Memu, goal: Goal): void {
  const milestones = proposedMilestones(goal);
  const tasks = memu.tasks.list({goalId: goal.id, limit: 50, states: ['proposed']});
  for (const {title, due} of milestones) {
    cli.print(joined('*', title, due === null ? '' : `by ${due.slice(0, 10)}`, '(proposed)'));
  }
  for (const task of tasks) {
    cli.print(taskLine(task, memu.references.short(task.id), memu.clock.zone));
  }
  if (milestones.length + tasks.length === 0) return;
  const decompose = `memu goal decompose ${memu.references.short(goal.id)}`;
  cli.tell(`Proposed: ${decompose} --accept keeps it, --reject drops it.`);
}

const milestoneLines = (goal: Goal): string[] =>
  goal.milestones.map(({title, due, done_at}, index) =>
    joined(
      `${index + 1}.`,
      done_at === null ? '[ ]' : '[x]',
      title,
      due === null ? '' : `by ${due.slice(0, 10)}`,
    ),
  );

interface ProgressOptions extends DryRun {
  readonly milestone?: readonly string[];
  readonly undone?: readonly string[];
}

export const goalProgress = (cli: Cli): Command =>
  new Command('progress')
    .description('How far a goal has come over time; marks milestones as reached')
    .argument(...referenceArgument)
    .addOption(severalOption('--milestone <n|title>', 'a milestone that is reached'))
    .addOption(severalOption('--undone <n|title>', 'a milestone that is not reached'))
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
