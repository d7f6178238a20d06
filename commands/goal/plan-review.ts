/** Going through a proposed plan line by line on a terminal. */
import {MemuError} from '../../src/ground/errors.ts';
import type {Clock} from '../../src/ground/time.ts';
import type {Plan, PlanTask} from '../../src/planner/plans/plan.ts';
import {reviewHelp, reviewLine} from '../../src/planner/plans/plan-edit.ts';
import {letterOf} from '../../src/planner/plans/plan-lines.ts';
import type {Cli} from '../cli/cli.ts';
import {joined} from '../print/presentation.ts';

type Rewrite = (task: PlanTask, remark: string) => Promise<PlanTask>;

/** A plan as lines that fit a width, milestones with letters and tasks with numbers; parts are set in. */
export function planLines(plan: Plan, columns: number): string[] {
  const numbers = new Map(plan.tasks.map((task, index) => [task.key, index + 1]));
  const milestones = plan.milestones.map(({title, due}, index) =>
    joined(`  ${letterOf(index)}  *`, title, due === null ? '' : `by ${due}`),
  );
  const tasks = plan.tasks.map((task, index) => {
    const indent = task.parent === null ? '' : '  ';
    const waits = task.after.map(key => numbers.get(key)).join(', ');
    return joined(
      `${String(index + 1).padStart(3)}${indent}`,
      task.title,
      task.due === null ? '' : `${task.repeat ? 'from' : 'by'} ${task.due}`,
      repeatText(task),
      task.priority === null ? '' : `!${task.priority}`,
      task.energy === null ? '' : `^${task.energy}`,
      task.minutes === null ? '' : `${task.minutes} min`,
      waits === '' ? '' : `after ${waits}`,
    );
  });
  return [...milestones, ...tasks].flatMap(line => folded(line, columns));
}

/** `07:00`, or how often: `repeats FREQ=DAILY at 07:00` */
function repeatText({repeat, time}: PlanTask): string {
  if (!repeat) return time ?? '';
  const {hour, minute} = repeat.time ?? {};
  const at = hour === undefined ? '' : ` at ${pad(hour)}:${pad(minute ?? 0)}`;
  return `repeats ${repeat.rule}${at}${repeat.from === 'completion' ? ' after done' : ''}`;
}

const pad = (number: number): string => String(number).padStart(2, '0');

/** What does not fit goes on below the title, between words. */
function folded(line: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const at = rest.lastIndexOf(' ', columns);
    if (at <= indent.length) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

const indent = ' '.repeat(7);

/** The plan as the person leaves it, or undefined when they want none. */
export async function reviewPlan(
  cli: Cli,
  clock: Clock,
  proposed: Plan,
  rewrite: Rewrite,
): Promise<Plan | undefined> {
  let plan = proposed;
  show(cli, plan);
  for (;;) {
    const line = await cli.ask({text: 'Enter keeps it, q none, ? help >', flag: '--yes'});
    try {
      const review = reviewLine(plan, line, clock);
      if (review.does === 'accept') return plan;
      if (review.does === 'leave') return undefined;
      if (review.does === 'help') {
        for (const text of reviewHelp) cli.tell(text);
        continue;
      }
      plan = review.does === 'redo' ? await redone(cli, plan, review, rewrite) : review.plan;
      show(cli, plan);
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      cli.tell(error.hint === undefined ? error.message : `${error.message} (${error.hint})`);
    }
  }
}

async function redone(
  cli: Cli,
  plan: Plan,
  {task, remark}: {readonly task: PlanTask; readonly remark: string},
  rewrite: Rewrite,
): Promise<Plan> {
  cli.progress(`writing "${task.title}" anew`);
  try {
    const fresh = await rewrite(task, remark);
    return {...plan, tasks: plan.tasks.map(one => (one.key === task.key ? fresh : one))};
  } finally {
    cli.endProgress();
  }
}

function show(cli: Cli, plan: Plan): void {
  for (const line of planLines(plan, cli.columns)) cli.tell(line);
}
