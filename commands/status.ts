/** `memu status`: one line for a prompt, without asking anybody outside. */
import {Command} from 'commander';
import {takeSnapshot} from '../src/actions/overview.ts';
import {hostsAreAsked} from '../src/actions/overview-health.ts';
import {nowIso} from '../src/ground/time.ts';
import {syncStatusOf} from '../src/sync/state/sync-status.ts';
import {syncWords} from '../src/sync/state/sync-words.ts';
import {headline} from '../tui/dashboard/text.ts';
import {agoText} from '../tui/kit/relative-dates.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {formatter} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  statusCommand: {
    group: 'Keeping',
    order: 100,
    summary: 'How things stand on one line, for prompts',
  },
};

export const statusCommand = (cli: Cli): Command =>
  new Command('status')
    .description('How things stand, on one line; for prompts and status bars')
    .option('--format <text>', 'a line of your own: {overdue} {due_today} {inbox} {backup_age} …')
    .action(async ({format}: {readonly format?: string}) => {
      const memu = await cli.open();
      const snapshot = await takeSnapshot(memu, hostsAreAsked);
      const now = nowIso(memu.clock);
      const sync = syncStatusOf(memu.db, memu.entries.changes);
      const {vault, last} = sync.facts;
      const ageOf = (at: string | null | undefined) => (at ? agoText(at, now) : 'never');
      const status = {
        ...snapshot.counts,
        conflicts: sync.conflicts,
        sync_age: ageOf(last?.at),
        sync_ahead: vault === undefined ? 0 : sync.ahead,
        sync_behind: sync.behind,
        sync_error: last?.error ?? null,
        backup_age: ageOf(null),
      };
      const own = formatter(format, Object.keys(status));
      if (cli.json) return cli.printJson(status);
      const told = vault === undefined ? '' : `; ${syncWords(sync, now)}`;
      cli.print(own?.(status) ?? `${headline(snapshot)}${told}`);
    });
