/** `memu` alone, and `memu dash`: today, goals, what waits, what changed, how memu is doing. */
import {Command} from 'commander';
import {dashboardText} from '../../tui/dashboard/text.ts';
import {createTheme} from '../../tui/kit/theme.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  dashboardCommand: {
    group: 'Keeping',
    order: 10,
    summary: 'Everything at a glance; memu alone shows it too',
  },
};

export const dashboardCommand = (cli: Cli): Command =>
  new Command('dash')
    .description('Today, goals, what waits for you, what changed, how memu is doing')
    .action(async () => showDashboard(cli));

/** A screen on a terminal, text in a pipe, one document with `--json`. */
export async function showDashboard(cli: Cli): Promise<void> {
  const memu = await cli.open();
  const isScreen = cli.isInteractive && !cli.json && cli.env.TERM !== 'dumb';
  if (isScreen && !cli.env.MEMU_SCREEN_READER) {
    const [{openDashboard}, {dashboardPorts}, {IdleWork}] = await Promise.all([
      import('../../tui/dashboard/open-dashboard.ts'),
      import('./dashboard-ports.ts'),
      import('../cli/idle-work.ts'),
    ]);
    const {stdin, stdout} = process;
    const ports = dashboardPorts(cli, memu);
    const quiet = new IdleWork(memu);
    return quiet.during(() =>
      openDashboard({
        ports: {...ports, chat: () => quiet.except(ports.chat)},
        terminal: {stdin, stdout},
        env: cli.env,
      }),
    );
  }
  const {takeSnapshot} = await import('../../src/actions/overview.ts');
  const {hostHealth} = await import('../../src/actions/overview-health.ts');
  const snapshot = await takeSnapshot(memu, await hostHealth(memu));
  if (cli.json) return cli.printJson(snapshot);
  const theme = createTheme(cli.env, cli.hasColour);
  // Drawn lines are safe already, and colours must reach the terminal.
  cli.printReady(`${dashboardText(snapshot, {width: Math.min(cli.columns, 120), theme})}\n`);
}
