/** `memu review`: the week looked back on. */
import {Command} from 'commander';
import {entryDocuments} from '../src/actions/entry-documents.ts';
import {isOfKind} from '../src/entries/entry.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import {UsageError} from '../src/ground/errors.ts';
import {dateOf, today} from '../src/ground/time.ts';
import type {Task} from '../src/planner/tasks/task.ts';
import {taskKind} from '../src/planner/tasks/task.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {momentOption, taskLine} from './entry/planning.ts';
import {lineFitter} from './print/line-fitter.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  reviewCommand: {
    group: 'Keeping',
    order: 80,
    summary: 'What was done, what slipped, which goals stand still',
  },
};

interface ReviewOptions {
  readonly from?: string;
  readonly to?: string;
}

export const reviewCommand = (cli: Cli): Command =>
  new Command('review')
    .description('What was done, what slipped, which goals have no next task, what waits')
    .option('--from <date>', 'the first day; a week ago otherwise')
    .option('--to <date>', 'the last day; today otherwise')
    .action(async (options: ReviewOptions) => {
      const memu = await cli.open();
      const {clock} = memu;
      const first = await momentOption(cli, clock, 'from', options.from);
      const last = await momentOption(cli, clock, 'to', options.to);
      const to = last ? dateOf(last, clock.zone) : today(clock);
      const weekBefore = Temporal.PlainDate.from(to).subtract({days: 6}).toString();
      const from = first ? dateOf(first, clock.zone) : weekBefore;
      if (from > to) throw new UsageError(`${from} lies after ${to}`);
      const {reviewOf} = await import('../src/planner/agenda/review.ts');
      const review = reviewOf(memu, {from, to});
      const {done, slipped, stalled, inbox} = review;
      if (cli.json) {
        return cli.printJson({
          from,
          to,
          done: entryDocuments(memu, done),
          slipped: entryDocuments(memu, slipped),
          stalled: entryDocuments(memu, stalled),
          inbox: entryDocuments(memu, inbox),
        });
      }
      const short = (id: string) => memu.references.short(id);
      const fitted = await lineFitter(cli, 2);
      const line = (task: Task) => fitted(taskLine(task, short(task.id), clock.zone), nameOf(task));
      const part = (heading: string, lines: readonly string[]): void => {
        cli.print(`${heading} (${lines.length})`);
        for (const text of lines) cli.print(`  ${text}`);
      };
      cli.print(`${from} to ${to}`);
      part('Done', done.map(line));
      part('Slipped', slipped.map(line));
      part(
        'Goals without a next task',
        stalled.map(goal => joined(short(goal.id), nameOf(goal))),
      );
      part(
        'Inbox',
        inbox.map(entry =>
          isOfKind(taskKind, entry) ? line(entry) : joined(short(entry.id), nameOf(entry)),
        ),
      );
    });
