/** `memu index`: brings what is derived up to date, with progress. */
import {Command} from 'commander';
import {count} from '../src/text.ts';
import type {Cli} from './cli.ts';

export const indexCommand = (cli: Cli): Command =>
  new Command('index')
    .description('Bring the search index up to date')
    .option('--rebuild', 'forget the index and read everything again')
    .action(async ({rebuild}: {rebuild?: boolean}) => {
      const memu = await cli.open();
      const {index} = await memu.openRecall();
      const startedAt = performance.now();
      const seconds = () => (performance.now() - startedAt) / 1_000;
      if (rebuild) index.clear();
      let indexed = 0;
      index.catchUp(Number.POSITIVE_INFINITY, (done, left) => {
        indexed = done;
        const perSecond = done / seconds();
        const rate = `${Math.round(perSecond).toLocaleString('en-US')}/s`;
        cli.progress(`${count(left, 'change')} left, ${rate}, ${Math.ceil(left / perSecond)} s`);
      });
      cli.endProgress();
      const passages = index.size();
      if (cli.json) return cli.printJson({changes: indexed, passages, seconds: seconds()});
      cli.print(
        `${count(indexed, 'change')} indexed in ${seconds().toFixed(1)} s; ${count(passages, 'passage')} can be found`,
      );
    });
