/** `memu today`: what is overdue, due and planned. */
import {Command} from 'commander';
import {entryJson, fieldNames} from '../src/entries/entry.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import {type Task, taskKind} from '../src/planner/tasks/task.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {wholeNumberOption} from './cli/options.ts';
import {eventLine, taskLine} from './entry/planning.ts';
import {lineFitter} from './print/line-fitter.ts';
import {formatOption} from './print/listing.ts';
import {formatter} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  todayCommand: {
    group: 'Keeping',
    order: 60,
    summary: 'What is overdue, due and planned today',
  },
};

interface TodayOptions {
  readonly limit: number;
  readonly format?: string;
}

export const todayCommand = (cli: Cli): Command =>
  new Command('today')
    .description('What is overdue, due and planned today')
    .option('--limit <n>', 'at most this many of each', wholeNumberOption, 50)
    .addOption(formatOption())
    .action(async ({limit, format}: TodayOptions) => {
      const memu = await cli.open();
      const own = formatter(format, fieldNames(taskKind));
      const {date, overdue, due, planned, total} = memu.agenda.today(limit);
      const events = memu.calendar.days(date, 1).get(date) ?? [];
      if (cli.json) {
        return cli.printJson({
          date,
          events,
          overdue: overdue.map(entryJson),
          due: due.map(entryJson),
          planned: planned.map(entryJson),
          total,
        });
      }
      const fitted = await lineFitter(cli, 2);
      const print = (heading: string, tasks: readonly Task[]): void => {
        if (tasks.length === 0) return;
        if (format === undefined) cli.print(heading);
        for (const task of tasks) {
          const line = taskLine(task, memu.references.short(task.id), memu.clock.zone);
          cli.print(own?.(entryJson(task)) ?? `  ${fitted(line, nameOf(task))}`);
        }
      };
      if (events.length > 0 && format === undefined) {
        cli.print('Calendar');
        for (const event of events) cli.print(`  ${eventLine(event, memu.clock.zone)}`);
      }
      print('Overdue', overdue);
      print('Due today', due);
      print('Planned', planned);
      const shown = overdue.length + due.length + planned.length;
      if (shown + events.length === 0) cli.tell('Nothing is due today.');
      if (total > shown) cli.tell(`${total - shown} more; memu today --limit ${total}`);
    });
