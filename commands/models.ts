/** `memu models`: which hosts there are, what they have, and how to get more. */
import {Command} from 'commander';
import {UsageError} from '../src/ground/errors.ts';
import {sameModel} from '../src/models/choosing/choose-model.ts';
import {freeBytesAt, sizeText, whileSpaceLasts} from '../src/models/choosing/disk-space.ts';
import type {HostReport} from '../src/models/choosing/hosts.ts';
import type {ModelInfo} from '../src/models/hosts/model-host.ts';
import {isPlace, type Models} from '../src/models/models.ts';
import {parseHost} from '../src/models/transport/host-address.ts';
import {NoHostError} from '../src/models/transport/model-error.ts';
import type {Cli} from './cli/cli.ts';
import {IdleWork} from './cli/idle-work.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {onInterrupt} from './cli/interrupt.ts';
import type {DryRun} from './cli/options.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  modelsCommand: {
    group: 'Talking',
    order: 120,
    summary: 'Hosts and their models: {commands}',
  },
};

export const modelsCommand = (cli: Cli): Command =>
  new Command('models')
    .description('Hosts and their models')
    .addCommand(modelsList(cli), {isDefault: true})
    .addCommand(modelsPull(cli));

const purposes = ['chat', 'structured', 'embed', 'vision'] as const;

const modelsList = (cli: Cli): Command =>
  new Command('list')
    .description('Every host with its models, and what each purpose would use')
    .action(async () => {
      const memu = await cli.open();
      const models = await memu.openModels();
      try {
        const reports = await models.reports();
        const chosen = await choices(models);
        if (cli.json) return cli.printJson({hosts: reports.map(hostJson), chosen});
        for (const report of reports) printHost(cli, report);
        for (const {purpose, model, host} of chosen) {
          cli.print(
            joined(purpose.padEnd(10), model ? `${model} on ${host}` : 'nothing that can do it'),
          );
        }
      } finally {
        models.close();
      }
    });

interface Chosen {
  readonly purpose: string;
  readonly model: string | null;
  readonly host: string | null;
  readonly window: number | null;
}

const choices = (models: Models): Promise<readonly Chosen[]> =>
  Promise.all(
    purposes.map(async purpose => {
      const found = await models.find({purpose});
      if (!isPlace(found)) return {purpose, model: null, host: null, window: null};
      return {
        purpose,
        model: found.model.name,
        host: found.host.address.name,
        window: found.window,
      };
    }),
  );

const hostJson = ({host, failure, version, models, loaded, tookMs}: HostReport) => ({
  host: host.address.name,
  reachable: failure === undefined,
  reason: failure?.reason ?? null,
  version: version ?? null,
  round_trip_ms: Math.round(tookMs),
  models: models.map(one => ({
    name: one.name,
    bytes: one.bytes ?? null,
    billions: one.billions ?? null,
    context: one.context ?? null,
    capabilities: one.capabilities,
    loaded: loaded.some(other => sameModel(other.name, one.name)),
  })),
});

function printHost(cli: Cli, {host, failure, version, models, loaded, tookMs}: HostReport): void {
  const state = failure ? failure.reason : `${version ?? ''}, ${Math.round(tookMs)} ms`;
  cli.print(joined(host.address.name, state));
  for (const model of models) {
    const isLoaded = loaded.some(one => sameModel(one.name, model.name));
    cli.print(`  ${modelLine(model, isLoaded)}`);
  }
}

const modelLine = (model: ModelInfo, isLoaded: boolean): string =>
  joined(
    model.name.padEnd(26),
    model.bytes === undefined ? '' : sizeText(model.bytes).padStart(7),
    model.capabilities.join(', '),
    isLoaded ? '(loaded)' : '',
    model.isElsewhere ? '(runs in a cloud)' : '',
  );

interface PullOptions extends DryRun {
  readonly host?: string;
  readonly yes?: boolean;
}

const modelsPull = (cli: Cli): Command =>
  new Command('pull')
    .description('Download a model to a host; what was downloaded before is not fetched again')
    .argument('<model>', 'such as qwen2.5:3b')
    .option('--host <address>', 'otherwise the first that answers')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'say which host would download it; hosts are asked what they have')
    .action(async (model: string, options: PullOptions) => {
      const memu = await cli.open();
      const models = await memu.openModels();
      const interrupt = onInterrupt();
      try {
        const report = await hostFor(models, options.host);
        const {name} = report.host.address;
        const hasIt = report.models.some(one => sameModel(one.name, model));
        const bytes = await knownSize(models, model);
        const room = (): number | undefined => freeBytesAt(report.host.address, cli.env);
        const size = sizeAndRoom(bytes, room());
        if (options.dryRun) {
          if (cli.json) {
            const free_bytes = room() ?? null;
            return cli.printJson({
              host: name,
              model,
              present: hasIt,
              bytes: bytes ?? null,
              free_bytes,
            });
          }
          const subject = hasIt ? `${name} has ${model} already; it` : model;
          const anew = hasIt ? ' anew if it has changed' : '';
          cli.print(`${subject} would be downloaded to ${name}${anew}${size}`);
          return cli.tell('nothing was downloaded');
        }
        if (hasIt) {
          cli.tell(`${name} has ${model} already; looking for a newer one`);
        } else if (
          cli.isInteractive &&
          !(await cli.confirm(`Download ${model} to ${name}${size}?`, options.yes))
        ) {
          return;
        }
        await new IdleWork(memu).during(async () => {
          const steps = models.pull(model, report.host, interrupt.signal);
          for await (const step of whileSpaceLasts(steps, room)) {
            cli.progress(progressText(step.status, step.completed, step.total));
          }
        });
        cli.endProgress();
        if (cli.json) cli.printJson({host: name, model});
        else cli.print(`${name} has ${model}`);
      } finally {
        interrupt.forget();
        models.close();
      }
    });

/** What the model takes where it lies already; a host that has it not tells its size only while it downloads. */
async function knownSize(models: Models, wanted: string): Promise<number | undefined> {
  const all = (await models.reports()).flatMap(report => report.models);
  return all.find(one => sameModel(one.name, wanted))?.bytes;
}

function sizeAndRoom(bytes: number | undefined, free: number | undefined): string {
  const parts = [
    bytes === undefined ? '' : `it takes ${sizeText(bytes)}`,
    free === undefined ? '' : `${sizeText(free)} are free there`,
  ].filter(part => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

async function hostFor(models: Models, written: string | undefined): Promise<HostReport> {
  const reports = await models.reports();
  if (written === undefined) {
    const ready = reports.find(report => !report.failure);
    if (ready) return ready;
    throw new NoHostError(reports.flatMap(one => one.failure ?? []));
  }
  const {name} = parseHost(written);
  const report = reports.find(one => one.host.address.name === name);
  if (!report)
    throw new UsageError(`${name} is none of your hosts`, {hint: 'memu config get llm.hosts'});
  if (report.failure) throw new NoHostError([report.failure]);
  return report;
}

const progressText = (status: string, completed = 0, total?: number): string =>
  total === undefined
    ? status
    : `${status}  ${sizeText(completed)} of ${sizeText(total)} (${Math.floor((completed / total) * 100)} %)`;
