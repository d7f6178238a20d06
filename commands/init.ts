/** `memu init`: a first look around. Where things are kept, which models were found, what to do next. */
import {basename} from 'node:path';
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import type {Paths} from '../src/config/paths.ts';
import {countEntries} from '../src/entries/lookup.ts';
import {count} from '../src/ground/text.ts';
import type {HostReport} from '../src/models/choosing/hosts.ts';
import {hostText} from '../src/models/transport/host-text.ts';
import {SyncState} from '../src/sync/state/sync-state.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  initCommand: {
    group: 'This machine',
    order: 330,
    summary: 'A first look around: where things are kept, which models were found, what next',
  },
};

interface InitOptions extends DryRun {
  readonly host?: string;
}

interface NextStep {
  readonly command: string;
  readonly about: string;
}

export const initCommand = (cli: Cli): Command =>
  new Command('init')
    .description('Look around: where things are kept, which models were found, what to do next')
    .option('--host <address>', 'where models run: "http://192.168.1.20:11434", "ssh://pi"')
    .addOption(dryRunOption())
    .action(async ({host, dryRun}: InitOptions) => {
      const memu = await cli.open();
      const found = await hostsOf(cli, memu, host);
      if (found.isNew && !dryRun) await keepHosts(memu.paths, found.addresses);
      const entries = countEntries(memu.db);
      const next = nextSteps(cli, memu, {entries, hosts: found.reports});
      if (cli.json) return cli.printJson(document(memu, {entries, hosts: found.reports, next}));
      printPlaces(cli, memu, entries);
      for (const report of found.reports) cli.print(hostLine(report));
      cli.print('\nWhat to do next');
      const width = Math.max(...next.map(step => step.command.length));
      for (const {command, about} of next) cli.print(`  ${command.padEnd(width)}  ${about}`);
    });

interface Hosts {
  readonly addresses: readonly string[];
  readonly reports: readonly HostReport[];
  /** Named just now: not in the config yet. */
  readonly isNew: boolean;
}

/** The hosts of the config, or another one: named by an option, or by the person when none answers. */
async function hostsOf(cli: Cli, memu: Memu, named: string | undefined): Promise<Hosts> {
  if (named !== undefined) return asked(memu, [named]);
  const addresses = memu.config.get('llm.hosts');
  const reports = await reportsOf(memu, addresses);
  const usual = {addresses, reports, isNew: false};
  if (!cli.isInteractive || cli.json || reports.some(({failure}) => failure === undefined)) {
    return usual;
  }
  const answer = await cli.ask({
    text: 'No model answers. Where does one run? An address like ssh://pi, or Enter to go on without:',
    flag: '--host',
  });
  return answer.trim() === '' ? usual : asked(memu, [answer.trim()]);
}

const asked = async (memu: Memu, addresses: readonly string[]): Promise<Hosts> => ({
  addresses,
  reports: await reportsOf(memu, addresses),
  isNew: true,
});

async function reportsOf(memu: Memu, hosts: readonly string[]): Promise<readonly HostReport[]> {
  const models = await memu.openModels({hosts});
  try {
    return await models.reports();
  } finally {
    models.close();
  }
}

async function keepHosts({configFile}: Paths, addresses: readonly string[]): Promise<void> {
  const {setInConfig} = await import('../src/config/config-file.ts');
  await setInConfig(configFile, 'llm.hosts', addresses);
}

function printPlaces(cli: Cli, {paths, clock}: Memu, entries: number): void {
  if (paths.profile !== undefined) cli.print(`profile   ${paths.profile}`);
  const kept = entries === 0 ? 'nothing yet' : count(entries, 'entry', 'entries');
  cli.print(`kept in   ${paths.data} (${kept}; readable by you only)`);
  cli.print(`settings  ${paths.configFile}`);
  cli.print(`zone      ${clock.zone}`);
}

const modelsOf = ({models}: HostReport): readonly string[] => models.map(({name}) => name);

function hostLine(report: HostReport): string {
  const name = hostText(report.host.address.name);
  if (report.failure !== undefined) {
    return `models    ${name}: ${report.failure.reason}; without a model your notes answer`;
  }
  const names = modelsOf(report);
  const what = names.length === 0 ? 'answers, and has no model yet' : names.join(', ');
  return `models    ${name}: ${what}`;
}

interface Found {
  readonly entries: number;
  readonly hosts: readonly HostReport[];
}

/** What is worth doing now, the first things first; what is done already is left out. */
function nextSteps(cli: Cli, memu: Memu, {entries, hosts}: Found): readonly NextStep[] {
  const answering = hosts.filter(({failure}) => failure === undefined);
  const hasModel = answering.some(report => modelsOf(report).length > 0);
  const isSynced = new SyncState(memu.db).read().vault !== undefined;
  const shell = basename(cli.env.SHELL ?? '');
  const steps: readonly (NextStep | false)[] = [
    {command: 'memu add "call mum tomorrow 5pm #family"', about: 'keep something'},
    entries === 0 && {command: 'memu demo', about: 'look around in somebody else’s life first'},
    answering.length === 0 && {
      command: 'memu init --host ADDRESS',
      about: 'name the machine where Ollama runs (ollama.com)',
    },
    answering.length > 0 &&
      !hasModel && {command: 'memu models pull llama3.2:3b', about: 'fetch a small model'},
    {
      command: 'memu chat',
      about: hasModel ? 'talk about what you keep' : 'ask; your notes answer without a model too',
    },
    !isSynced && {command: 'memu sync init --remote URL', about: 'bring it to your other devices'},
    ['bash', 'zsh', 'fish'].includes(shell) && {
      command: `memu completion ${shell}`,
      about: 'let Tab complete commands, ids and tags',
    },
    {command: 'memu doctor', about: 'check everything'},
  ];
  return steps.filter(step => step !== false);
}

const document = (
  {paths, clock}: Memu,
  {entries, hosts, next}: Found & {readonly next: readonly NextStep[]},
) => ({
  profile: paths.profile ?? null,
  data: paths.data,
  config: paths.configFile,
  cache: paths.cache,
  state: paths.state,
  zone: clock.zone,
  entries,
  hosts: hosts.map(report => ({
    host: report.host.address.name,
    reachable: report.failure === undefined,
    reason: report.failure?.reason ?? null,
    models: modelsOf(report),
  })),
  next,
});
