/** `memu goal add … --decompose` and `memu goal decompose REF`: from a goal to a plan that a person agrees with. */
import {Command} from 'commander';
import {entryDocument, entryDocuments} from '../../src/actions/entry-documents.ts';
import {type Answer, decideProposals} from '../../src/actions/inbox.ts';
import type {Memu} from '../../src/app/memu.ts';
import type {PlanProposal} from '../../src/assistant/planning/decomposition.ts';
import type {
  PlanConstraints,
  PlanningContext,
  PlanningDeps,
} from '../../src/assistant/planning/plan-proposal.ts';
import {entryJson} from '../../src/entries/entry.ts';
import {exitCodes, MemuError, UsageError} from '../../src/ground/errors.ts';
import {readRegularFile} from '../../src/ground/regular-file.ts';
import {count} from '../../src/ground/text.ts';
import type {Clock} from '../../src/ground/time.ts';
import type {Models} from '../../src/models/models.ts';
import {type Goal, goalKind} from '../../src/planner/goals/goal.ts';
import type {Rejected} from '../../src/planner/plans/plan.ts';
import {keepPlan, timesOf} from '../../src/planner/plans/plan-apply.ts';
import type {Cli} from '../cli/cli.ts';
import {interruptible} from '../cli/interrupt.ts';
import {wholeNumberOption} from '../cli/options.ts';
import {levelOption, taskLine} from '../entry/planning.ts';
import {planLines, reviewPlan} from './plan-review.ts';

export interface DecomposeOptions {
  readonly decompose?: boolean;
  readonly plan?: string;
  readonly hoursPerWeek?: number;
  readonly mood?: string;
  readonly context?: string;
  readonly energy?: number;
  readonly minutes?: number;
  readonly yes?: boolean;
  readonly model?: string;
  readonly host?: string;
  readonly timeout?: number;
  readonly dryRun?: boolean;
}

export const withDecomposeOptions = (command: Command): Command =>
  command
    .option('--plan <file>', 'a plan as JSON from another program instead, or - for stdin')
    .option('--hours-per-week <n>', 'the time there is', wholeNumberOption)
    .option('--mood <text>', 'how you are; told to the model')
    .option('--context <text>', 'what else matters; told to the model')
    .option('--energy <1-5>', 'the energy you have; told to the model', levelOption)
    .option('--minutes <n>', 'how long you can sit at a time; told to the model', wholeNumberOption)
    .option('--yes', 'keep the plan without asking')
    .option('--model <name>', 'this model and no other')
    .option('--host <address>', 'this host and no other')
    .option('--timeout <seconds>', 'give up on a model after this long', wholeNumberOption);

export const goalDecompose = (cli: Cli): Command =>
  withDecomposeOptions(
    new Command('decompose').description('Break a goal into milestones and tasks'),
  )
    .argument('<ref>', 'id, @last or exact title')
    .option('--accept', 'say yes to the plan that was proposed')
    .option('--reject', 'say no to the plan that was proposed')
    .option('--dry-run', 'show the plan, and keep nothing')
    .action(
      async (
        reference: string,
        options: DecomposeOptions & {readonly accept?: boolean; readonly reject?: boolean},
      ) => {
        const memu = await cli.open();
        const goal = memu.references.getOf(goalKind, reference);
        if (options.accept || options.reject)
          return settle(cli, memu, goal, options.accept ? 'accept' : 'reject');
        await decomposeGoal(cli, memu, goal, options);
      },
    );

function settle(cli: Cli, memu: Memu, goal: Goal, answer: Answer): void {
  const command = `goal ${answer}`;
  const [decided] = decideProposals(memu, {answer, references: [goal.id], command});
  const {entry, tasks} = decided!;
  memu.last.write(goal.id);
  if (cli.json) {
    return cli.printJson({goal: entryDocument(memu, entry), tasks: entryDocuments(memu, tasks)});
  }
  cli.print(`${count(tasks.length, 'task')} ${answer}ed`);
}

/** The goal is kept and its id printed before this is called; nothing here can lose it. */
export async function decomposeGoal(
  cli: Cli,
  memu: Memu,
  goal: Goal,
  options: DecomposeOptions,
): Promise<void> {
  const parts: PlanningDeps = {
    goals: memu.goals,
    tasks: memu.tasks,
    agenda: memu.agenda,
    memories: memu.memories,
    clock: memu.clock,
    calendar: memu.calendar,
    recall: await memu.openRecall(),
  };
  const models = await memu.openModels();
  try {
    const {gatherPlanningContext} = await import('../../src/assistant/planning/plan-proposal.ts');
    const ground = await gatherPlanningContext(parts, goal, circumstances(options));
    const proposal = await propose(cli, {parts, models, ground, options});
    const agreed = await agree(cli, memu, {proposal, models, ground, options});
    await keep(cli, memu, {goal, proposal: agreed, options});
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
    withoutPlan(cli, memu, goal, error);
  } finally {
    models.close();
  }
}

const circumstances = (options: DecomposeOptions): PlanConstraints => {
  const {hoursPerWeek, mood, context, energy, minutes} = options;
  return {
    ...(hoursPerWeek !== undefined && {hoursPerWeek}),
    ...(mood !== undefined && {mood}),
    ...(context !== undefined && {context}),
    ...(energy !== undefined && {energy}),
    ...(minutes !== undefined && {minutes}),
  };
};

interface Proposing {
  readonly parts: PlanningDeps;
  readonly models: Models;
  readonly ground: PlanningContext;
  readonly options: DecomposeOptions;
}

async function propose(
  cli: Cli,
  {parts, models, ground, options}: Proposing,
): Promise<PlanProposal> {
  const {checkPlan, proposePlan} = await import('../../src/assistant/planning/plan-proposal.ts');
  if (options.plan !== undefined) {
    const given = await planFrom(cli, options.plan, parts.clock);
    const checked = await checkPlan(parts, given, ground);
    return {source: 'model', model: null, ...checked, reason: null};
  }
  const {showProgress} = await import('../print/progress.ts');
  const proposal = await interruptible(signal =>
    proposePlan(parts, models, ground, {
      model: options.model,
      host: options.host,
      timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1_000,
      signal,
      onEvent: showProgress(cli),
    }),
  );
  cli.endProgress();
  if (proposal.reason !== null) cli.tell(`A template plan, because ${proposal.reason}`);
  return proposal;
}

/** @throws UsageError for a file that is missing or is no JSON */
async function planFrom(cli: Cli, file: string, clock: Clock) {
  const {readPlan} = await import('../../src/planner/plans/plan.ts');
  const text = file === '-' ? await cli.readStdin() : readText(file);
  try {
    return readPlan(JSON.parse(text), clock);
  } catch (cause) {
    throw new UsageError(`the plan in ${file === '-' ? 'stdin' : file} is not JSON`, {cause});
  }
}

const longestPlan = 4 * 1024 * 1024;

function readText(file: string): string {
  try {
    return readRegularFile(file, longestPlan).toString('utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read`, {cause});
  }
}

type Agreeing = Omit<Proposing, 'parts'> & {readonly proposal: PlanProposal};

/** On a terminal the person goes through the plan; elsewhere it stays as it is. @throws MemuError for q */
async function agree(
  cli: Cli,
  memu: Memu,
  {proposal, models, ground, options}: Agreeing,
): Promise<PlanProposal> {
  if (!cli.isInteractive || options.yes || proposal.plan.tasks.length === 0) return proposal;
  const {rewriteTask} = await import('../../src/assistant/planning/decomposition.ts');
  const {context, limits} = ground;
  const plan = await reviewPlan(cli, memu.clock, proposal.plan, (task, remark) =>
    interruptible(signal => rewriteTask(models, {task, remark, context, limits}, {signal})),
  );
  if (plan !== undefined) return {...proposal, plan};
  throw new MemuError('declined', exitCodes.partial, 'you kept none of it');
}

async function keep(
  cli: Cli,
  memu: Memu,
  {
    goal,
    proposal,
    options,
  }: {readonly goal: Goal; readonly proposal: PlanProposal; readonly options: DecomposeOptions},
): Promise<void> {
  const isEmpty = proposal.plan.tasks.length === 0 && proposal.plan.milestones.length === 0;
  if (isEmpty || (proposal.plan.tasks.length === 0 && proposal.rejected.length > 0)) {
    const nothing = new UsageError('no task of the plan was left');
    return withoutPlan(cli, memu, goal, nothing, proposal.rejected);
  }
  const state = cli.isInteractive || options.yes ? 'active' : 'proposed';
  const {plan} = proposal;
  if (options.dryRun) {
    if (cli.json)
      return cli.printJson({goal: entryJson(goal), plan: proposalJson(proposal, plan.tasks)});
    for (const line of planLines(plan, cli.columns)) cli.print(line);
    return;
  }
  const times = await timesOf(plan, memu.clock);
  const kept = keepPlan(memu, goal.id, {plan, state, times});
  memu.last.write(goal.id);
  const [view = kept.goal] = memu.goals.view([kept.goal]);
  if (cli.json) {
    const tasks = kept.tasks.map(entryJson);
    return cli.printJson({goal: entryJson(view), plan: proposalJson(proposal, tasks)});
  }
  if (proposal.source === 'template') cli.print('Template plan');
  for (const {title, due} of plan.milestones) cli.print(`*  ${title}${due ? `  by ${due}` : ''}`);
  for (const task of kept.tasks) {
    cli.print(taskLine(task, memu.references.short(task.id), memu.clock.zone));
  }
  for (const {title, why} of proposal.rejected) cli.tell(`left out: "${title}" ${why}`);
  if (state === 'proposed') {
    cli.tell(`Proposed; memu goal decompose ${memu.references.short(goal.id)} --accept keeps it.`);
  }
}

const proposalJson = (proposal: PlanProposal, tasks: readonly unknown[]) => ({
  source: proposal.source,
  model: proposal.model,
  milestones: proposal.plan.milestones.map(one => ({...one, done_at: null})),
  tasks,
  rejected: proposal.rejected,
  reason: proposal.reason,
});

/** The goal is there, the plan is not: exit 3 with the reason, or 130 after Ctrl+C. */
function withoutPlan(
  cli: Cli,
  memu: Memu,
  goal: Goal,
  error: MemuError,
  rejected: readonly Rejected[] = [],
): void {
  cli.endProgress();
  for (const {title, why} of rejected) cli.tell(`left out: "${title}" ${why}`);
  const isInterrupted = error.exitCode === exitCodes.interrupted;
  cli.setExitCode(isInterrupted ? exitCodes.interrupted : exitCodes.partial);
  const [view = goal] = memu.goals.view([goal]);
  if (cli.json) {
    cli.printJson({
      goal: entryJson(view),
      plan: {
        source: null,
        model: null,
        milestones: [],
        tasks: [],
        rejected,
        reason: error.message,
      },
    });
  }
  cli.tell(`The goal is kept, without a plan: ${error.message}`);
  const again = `memu goal decompose ${memu.references.short(goal.id)} asks for one again`;
  cli.tell(error.hint ?? again);
}
