/** `memu stats`: what models were used for, how fast they were, and what failed. */

import {Command} from 'commander';
import {count, grouped} from '../src/ground/text.ts';
import {toIso} from '../src/ground/time.ts';
import {LocalRecords, type ModelUse} from '../src/models/calls/local-records.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {wholeNumberOption} from './cli/options.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  statsCommand: {
    group: 'Talking',
    order: 140,
    summary: 'What models were used for, how fast they were, what failed',
  },
};

const day = 86_400_000;

export const statsCommand = (cli: Cli): Command =>
  new Command('stats')
    .description('Calls, tokens, times and failures per model and purpose, on this machine')
    .option('--days <n>', 'of the last so many days; 0 for all', wholeNumberOption, 30)
    .action(async ({days}: {days: number}) => {
      const memu = await cli.open();
      const since = days === 0 ? '' : toIso(memu.clock.now() - days * day);
      const uses = new LocalRecords(memu.local).uses(since);
      if (cli.json) return cli.printJson(uses);
      if (uses.length === 0) return cli.tell('no model was asked in this time');
      for (const use of uses) cli.print(statsLine(use));
    });

const statsLine = (use: ModelUse): string =>
  joined(
    use.model.padEnd(22),
    use.purpose.padEnd(10),
    count(use.calls, 'call'),
    use.failed > 0 ? `${use.failed} failed` : '',
    use.cached > 0 ? `${use.cached} from the cache` : '',
    `${grouped(use.prompt_tokens)} tokens read`,
    `${grouped(use.answer_tokens)} written`,
    use.first_token_ms === null ? '' : `first word after ${seconds(use.first_token_ms)}`,
    use.writing_speed === null ? '' : `${use.writing_speed.toFixed(1)} tokens/s`,
    use.host,
  );

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
