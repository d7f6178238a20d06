/** `memu week`: the coming days, each with what is due or planned. */
import {Command} from 'commander';
import {entryJson} from '../src/entries/entry.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import {dateOf, today} from '../src/ground/time.ts';
import {dateText} from '../src/language/format-moment.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {wholeNumberOption} from './cli/options.ts';
import {eventLine, momentOption, taskLine} from './entry/planning.ts';
import {lineFitter} from './print/line-fitter.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  weekCommand: {
    group: 'Keeping',
    order: 70,
    summary: 'The coming days with what is due, planned and in the calendar',
  },
};

interface WeekOptions {
  readonly from?: string;
  readonly days: number;
}

export const weekCommand = (cli: Cli): Command =>
  new Command('week')
    .description('The coming days with what is due, planned and in the calendar')
    .option('--from <date>', 'the first day; today otherwise')
    .option('--days <n>', 'how many days', wholeNumberOption, 7)
    .action(async ({from, days}: WeekOptions) => {
      const memu = await cli.open();
      const {clock} = memu;
      const first = await momentOption(cli, clock, 'from', from);
      const start = first ? dateOf(first, clock.zone) : today(clock);
      const count = Math.min(Math.max(days, 1), 366);
      const plan = memu.agenda.days(start, count);
      const events = memu.calendar.days(start, count);
      if (cli.json) {
        return cli.printJson(
          plan.map(({date, tasks}) => ({
            date,
            tasks: tasks.map(entryJson),
            events: events.get(date) ?? [],
          })),
        );
      }
      const fitted = await lineFitter(cli, 2);
      for (const {date, tasks} of plan) {
        cli.print(dateText(Temporal.PlainDate.from(date)));
        for (const event of events.get(date) ?? []) {
          cli.print(`  ${eventLine(event, clock.zone)}`);
        }
        for (const task of tasks) {
          const line = taskLine(task, memu.references.short(task.id), clock.zone);
          cli.print(`  ${fitted(line, nameOf(task))}`);
        }
      }
    });
