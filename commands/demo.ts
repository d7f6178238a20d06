/** `memu demo`: a throwaway profile with a believable life in it. */
import {rmSync} from 'node:fs';
import {Command} from 'commander';
import {findPaths} from '../src/config/paths.ts';
import {countEntries} from '../src/entries/lookup.ts';
import {count} from '../src/ground/text.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  demoCommand: {
    group: 'This machine',
    order: 350,
    summary: 'Look around in a believable life, in a profile of its own',
  },
};

const profile = 'demo';

export const demoCommand = (cli: Cli): Command =>
  new Command('demo')
    .description('Look around in a believable life of two years, kept apart in the profile "demo"')
    .option('--fresh', 'begin it anew')
    .option('--remove', 'remove it again')
    .action(async ({fresh, remove}: {fresh?: boolean; remove?: boolean}) => {
      const paths = findPaths(cli.env, profile);
      if (fresh || remove) {
        for (const path of [paths.data, paths.state]) rmSync(path, {recursive: true, force: true});
      }
      if (remove) return cli.tell('the demo is gone');
      cli.setOptions({...cli.options, profile});
      const entries = await fill(cli);
      if (cli.json) return cli.printJson({profile, entries, path: paths.data});
      cli.tell(tour(entries));
      const {showDashboard} = await import('./dashboard/dashboard.ts');
      await showDashboard(cli);
    });

/** How many entries the demo has; made at the first call. */
async function fill(cli: Cli): Promise<number> {
  const memu = await cli.open();
  const kept = countEntries(memu.db);
  if (kept > 0) return kept;
  const {liveDemo} = await import('../src/exchange/demo/demo.ts');
  const {entries, conversations, operations, tasks, clock} = memu;
  return liveDemo({entries, conversations, operations, tasks, clock});
}

const tour = (
  entries: number,
): string => `This is Clara's life: ${count(entries, 'entry', 'entries')} over two years. Try:
  memu --profile demo recall "when was the boiler repaired?"
  memu --profile demo chat "when did I last see the dentist?"
  memu --profile demo next --minutes 30
  memu demo --remove
`;
