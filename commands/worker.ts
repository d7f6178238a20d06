/** `memu worker serve|gate|put|get|run`: this machine's end of another machine's connection. For programs. */
import {join} from 'node:path';
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {NotFoundError, RefusedError, UsageError} from '../src/ground/errors.ts';
import {ownProgram} from '../src/ground/own-program.ts';
import {version} from '../src/ground/version.ts';
import type {Jobs} from '../src/jobs/jobs.ts';
import type {BlobStore} from '../src/server/blob-store.ts';
import type {WorkerVerb} from '../src/server/gate.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  workerCommand: {
    group: 'Leaving the device',
    order: 315,
    summary: 'This machine’s end of a connection from another: {commands}',
    isHidden: true,
  },
};

export const workerCommand = (cli: Cli): Command =>
  new Command('worker')
    .description('This machine’s end of a connection from another: serve, gate, put, get, run')
    .addCommand(
      new Command('serve')
        .description('Answer requests on stdin, one JSON object a line')
        .action(() => perform(cli, {verb: 'serve'})),
    )
    .addCommand(
      new Command('gate')
        .description(
          'Let a restricted key do what SSH_ORIGINAL_COMMAND asks, if it is one of these verbs',
        )
        .action(async () => {
          const {passGate} = await import('../src/server/gate.ts');
          await perform(cli, passGate(cli.env.SSH_ORIGINAL_COMMAND));
        }),
    )
    .addCommand(
      new Command('put')
        .description('Take bytes from stdin, going on where an earlier try broke off')
        .argument('<sha256>', 'what the bytes are')
        .argument('<size>', 'how many there are')
        .action((sha256: string, size: string) => performWords(cli, `put ${sha256} ${size}`)),
    )
    .addCommand(
      new Command('get')
        .description('Write bytes to stdout')
        .argument('<sha256>', 'which bytes')
        .argument('[offset]', 'where to begin', '0')
        .action((sha256: string, offset: string) => performWords(cli, `get ${sha256} ${offset}`)),
    )
    .addCommand(
      new Command('run')
        .description('Do the work of a job that is waiting')
        .argument('<job>', 'its id')
        .action((job: string) => runWaiting(cli, job)),
    );

async function performWords(cli: Cli, words: string): Promise<void> {
  const {parseVerb} = await import('../src/server/gate.ts');
  const verb = parseVerb(words);
  if (!verb)
    throw new UsageError('A hash has 64 hexadecimal digits, a size or an offset is a number.');
  await perform(cli, verb);
}

async function perform(cli: Cli, verb: WorkerVerb): Promise<void> {
  const memu = await cli.open();
  if (verb.verb === 'serve') return serve(cli, memu);
  const blobs = await openBlobs(memu);
  if (verb.verb === 'get') return get(cli, blobs, verb);
  // The other end sends what is missing, from here on.
  cli.printJsonLine({t: 'put', have: blobs.received(verb.sha256)});
  await blobs.receive(verb.sha256, verb.size, cli.stdinBytes());
  cli.printJsonLine({t: 'stored'});
}

async function get(
  cli: Cli,
  blobs: BlobStore,
  {sha256, offset}: {readonly sha256: string; readonly offset: number},
): Promise<void> {
  if (cli.surroundings.stdout.isTTY) throw new RefusedError('Bytes are not written to a terminal.');
  for await (const part of blobs.read(sha256, offset)) {
    cli.printBytes(part);
  }
}

async function serve(cli: Cli, memu: Memu): Promise<void> {
  const [{serveWorker}, {freeBytesOf, machineInfo}, {startRunner}, {workerJobs}] =
    await Promise.all([
      import('../src/server/worker.ts'),
      import('../src/server/machine-info.ts'),
      import('../src/server/worker-runner.ts'),
      import('../src/app/worker-jobs.ts'),
    ]);
  const [jobs, blobs] = [await openJobs(memu), await openBlobs(memu)];
  const {clock, paths} = memu;
  await serveWorker(
    {
      version,
      clock,
      jobs,
      blobs,
      jobKinds: Object.keys(workerJobs),
      startRunner: id =>
        startRunner(jobs.folder(id), {program: ownProgram(), env: homeVariables(cli)}),
      machineInfo: () => machineInfo({version, clock, paths: [paths.data]}),
      freeBytes: () => freeBytesOf(paths.data),
    },
    {input: cli.stdinBytes(), write: async line => void cli.printExact(line)},
  );
}

async function runWaiting(cli: Cli, reference: string): Promise<void> {
  const memu = await cli.open();
  const jobs = await openJobs(memu);
  const job = jobs.find(reference);
  if (!job) throw new NotFoundError(`there is no job ${reference}`);
  const {workerJobs} = await import('../src/app/worker-jobs.ts');
  const work = workerJobs[job.op];
  if (!work) throw new RefusedError(`this memu has no job "${job.op}"`);
  const {runJob} = await import('../src/jobs/run-job.ts');
  const ended = await runJob(jobs.folder(job.id), work(memu), {clock: memu.clock});
  cli.printJson(ended);
}

async function openJobs(memu: Memu): Promise<Jobs> {
  const {Jobs} = await import('../src/jobs/jobs.ts');
  return new Jobs({folder: join(memu.paths.state, 'jobs'), clock: memu.clock});
}

async function openBlobs(memu: Memu): Promise<BlobStore> {
  const {BlobStore} = await import('../src/server/blob-store.ts');
  return new BlobStore(join(memu.paths.data, 'blobs'));
}

/** By these a runner finds the home of this process. */
const homeVariables = ({env, options}: Cli): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['MEMU_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME']
      .map(name => [name, env[name]] as const)
      .concat([['MEMU_PROFILE', options.profile ?? env.MEMU_PROFILE]])
      .filter((pair): pair is readonly [string, string] => Boolean(pair[1])),
  );
