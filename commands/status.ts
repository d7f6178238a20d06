/** `memu status`: one line for a prompt, without asking anybody outside. */
import {Command} from 'commander';
import {SyncState} from '../src/sync/sync-state.ts';
import {nowIso} from '../src/time.ts';
import {headline} from '../tui/dashboard/text.ts';
import {agoText} from '../tui/kit/when.ts';
import type {Cli} from './cli.ts';
import {hostsAreAsked} from './dashboard-health.ts';
import {takeSnapshot} from './dashboard-snapshot.ts';
import {formatter} from './presentation.ts';

export const statusCommand = (cli: Cli): Command =>
  new Command('status')
    .description('How things stand, on one line; for prompts and status bars')
    .option('--format <text>', 'a line of your own: {overdue} {due_today} {inbox} {backup_age} …')
    .action(async ({format}: {readonly format?: string}) => {
      const memu = await cli.open();
      const snapshot = await takeSnapshot(memu, hostsAreAsked);
      const {last} = new SyncState(memu.db).read();
      const ageOf = (at: string | null | undefined) =>
        at ? agoText(at, nowIso(memu.clock)) : 'never';
      const status = {...snapshot.counts, sync_age: ageOf(last?.at), backup_age: ageOf(null)};
      const own = formatter(format, Object.keys(status));
      if (cli.json) return cli.printJson(status);
      cli.print(own?.(status) ?? headline(snapshot));
    });
