/** `memu next`: what to do now, and why. */
import {Command} from 'commander';
import {entryJson, fieldNames} from '../src/entries/entry.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import type {Fit} from '../src/planner/agenda/next-tasks.ts';
import {taskKind} from '../src/planner/tasks/task.ts';
import {areasOf} from './cli/areas.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {given, wholeNumberOption} from './cli/options.ts';
import {levelOption, taskLine} from './entry/planning.ts';
import {lineFitter} from './print/line-fitter.ts';
import {formatOption} from './print/listing.ts';
import {formatter} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  nextCommand: {
    group: 'Keeping',
    order: 90,
    summary: 'What fits now, and why',
  },
};

interface NextOptions extends Fit {
  readonly format?: string;
}

export const nextCommand = (cli: Cli): Command =>
  new Command('next')
    .description('What fits now, each with its reasons')
    .option('--energy <1-5>', 'the energy you have', levelOption)
    .option('--minutes <n>', 'the time you have', wholeNumberOption)
    .option('--area <area>', 'only of this life area')
    .option('--limit <n>', 'at most this many', wholeNumberOption, 5)
    .addOption(formatOption())
    .action(async ({format, area, ...fit}: NextOptions) => {
      const memu = await cli.open();
      const own = formatter(format, fieldNames(taskKind));
      const ranked = memu.agenda.next({...fit, ...given({area: area && areasOf(memu, [area])[0]})});
      if (cli.json) {
        const documents = ranked.map(({task, score, reasons}) => ({
          ...entryJson(task),
          score,
          why: reasons.map(reason => reason.why),
        }));
        return cli.printJson(documents);
      }
      const fitted = await lineFitter(cli);
      for (const {task, reasons} of ranked) {
        if (own) {
          cli.print(own(entryJson(task)));
          continue;
        }
        const line = taskLine(task, memu.references.short(task.id), memu.clock.zone);
        cli.print(fitted(line, nameOf(task)));
        const said = reasons.filter(reason => reason.points > 0).slice(0, 3);
        if (said.length > 0) cli.print(`      ${said.map(reason => reason.why).join(', ')}`);
      }
      if (ranked.length === 0) cli.tell('Nothing that fits is open.');
    });
