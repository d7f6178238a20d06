/** `memu index`: brings the indexes up to date, words first, then meaning where a host makes vectors. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {exitCodes} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import type {Embedding} from '../src/recall/index/vector-index.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {onInterrupt} from './cli/interrupt.ts';
import type {DryRun} from './cli/options.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  indexCommand: {
    group: 'This machine',
    order: 310,
    summary: 'Bring the search index up to date',
  },
};

interface Options extends DryRun {
  readonly rebuild?: boolean;
  readonly vectors: boolean;
}

export const indexCommand = (cli: Cli): Command =>
  new Command('index')
    .description('Bring the search indexes up to date: words, then meaning')
    .option('--rebuild', 'read everything again; questions are answered meanwhile')
    .option('--no-vectors', 'words only; ask no host')
    .option('--dry-run', 'say how much is to be done; change nothing, ask no host')
    .action(async (options: Options) => {
      const memu = await cli.open();
      if (options.dryRun) return rehearse(cli, memu, options);
      const words = await indexWords(cli, memu, options);
      const meaning = options.vectors ? await indexMeaning(cli, memu) : undefined;
      if (meaning?.failure && (meaning.done > 0 || meaning.hasVectors)) {
        cli.setExitCode(exitCodes.partial);
      }
      if (cli.json) {
        const {done: vectors = 0, behind = 0} = meaning ?? {};
        return cli.printJson({...words, vectors, vectors_behind: behind});
      }
      cli.print(
        `${count(words.changes, 'change')} indexed in ${words.seconds.toFixed(1)} s; ${count(words.passages, 'passage')} can be found`,
      );
      if (meaning !== undefined) sayMeaning(cli, meaning);
    });

/** An index that is not there yet would be made by looking into it: everything is to be done then. */
async function rehearse(cli: Cli, memu: Memu, {rebuild, vectors}: Options): Promise<void> {
  const has = (file: string) => existsSync(join(memu.paths.data, file));
  const all = () => memu.entries.changes.countAfter(0);
  const isWhole = rebuild || !has('text.db');
  const changes = isWhole ? all() : (await memu.openRecall()).index.behind();
  const behind = vectors && has('vectors.db') ? (await memu.openMeaning()).index.behind() : null;
  if (cli.json) return cli.printJson({changes, vectors_behind: behind});
  cli.print(`${count(changes, 'change')} would be indexed`);
  if (behind !== null) cli.print(`${count(behind, 'text')} would be embedded`);
  cli.tell('nothing was changed, and no host was asked');
}

async function indexWords(cli: Cli, memu: Memu, {rebuild}: Options) {
  const {index} = await memu.openRecall();
  const clock = stopwatch();
  let changes = 0;
  const onBatch = (done: number, left: number) => {
    changes = done;
    cli.progress(`${count(left, 'change')} left, ${clock.rate(done, left)}`);
  };
  if (rebuild) index.rebuild(onBatch);
  else index.catchUp(Number.POSITIVE_INFINITY, onBatch);
  cli.endProgress();
  return {changes, passages: index.size(), seconds: clock.seconds()};
}

interface MeaningReport extends Embedding {
  readonly hasVectors: boolean;
  readonly seconds: number;
}

async function indexMeaning(cli: Cli, memu: Memu): Promise<MeaningReport> {
  const {index, embedder} = await memu.openMeaning();
  const interrupt = onInterrupt();
  const clock = stopwatch();
  try {
    index.catchUp();
    const result = await index.embed({
      embedder,
      signal: interrupt.signal,
      onProgress: ({done, left, model}) =>
        cli.progress(`${model}: ${count(left, 'text')} left, ${clock.rate(done, left)}`),
    });
    if (interrupt.signal.aborted) cli.setExitCode(exitCodes.interrupted);
    const hasVectors = index.spaces.answering() !== undefined;
    return {...result, hasVectors, seconds: clock.seconds()};
  } finally {
    interrupt.forget();
    cli.endProgress();
  }
}

function sayMeaning(cli: Cli, {done, behind, failure, hasVectors, seconds}: MeaningReport): void {
  if (hasVectors) cli.print(`${count(done, 'text')} embedded in ${seconds.toFixed(1)} s`);
  if (failure === undefined) return;
  cli.tell(
    hasVectors
      ? `vectors are behind by ${count(behind, 'text')}: ${failure.message}`
      : `search by meaning is off: ${failure.message}`,
  );
  if (failure.hint !== undefined) cli.tell(failure.hint);
}

function stopwatch() {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const rate = (done: number, left: number) => {
    const perSecond = done / seconds();
    return `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s, ${Math.ceil(left / perSecond)} s to go`;
  };
  return {seconds, rate};
}
