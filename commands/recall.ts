/** `memu recall`: one question over everything kept, or thousands in one process. */
import {Command, Option} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {UsageError} from '../src/ground/errors.ts';
import {type Clock, dateOf} from '../src/ground/time.ts';
import type {Hit, RecallOptions} from '../src/recall/recall.ts';
import {areasOf} from './cli/areas.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {several, wholeNumberOption} from './cli/options.ts';
import {joined, showDate} from './print/presentation.ts';
import {answerBatch} from './recall-batch.ts';
import {courseLines, sumLine} from './recall-explained.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  recallCommand: {
    group: 'Keeping',
    order: 220,
    summary: 'Find what you kept: one question over everything',
  },
};

interface Options {
  readonly kind?: readonly string[];
  readonly tag?: readonly string[];
  readonly area?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly asOf?: string;
  readonly knownBy?: string;
  readonly limit: number;
  readonly batch?: boolean;
  readonly explain?: boolean;
}

export const recallCommand = (cli: Cli): Command =>
  new Command('recall')
    .description('Find what you kept: one question over everything')
    .argument('[query...]', 'words, a question, "an exact phrase" or begin*')
    .option(
      '--kind <kind>',
      'only this kind: note, goal, task, memory, turn …; repeatable',
      several,
    )
    .option('--tag <tag>', 'only with this tag; may be repeated', several)
    .option('--area <area>', 'only in this area of life; may be repeated', several)
    .option('--since <date>', 'kept on or after this date')
    .option('--until <date>', 'kept on or before this date')
    .option('--as-of <date>', 'what was true on this date, whenever it was kept')
    .option('--known-by <date>', 'what was kept by the end of this date')
    .option('--limit <n>', 'at most this many; 0 for all that match', wholeNumberOption, 10)
    .option('--explain', 'say what each score is the sum of, and what was left out')
    .addOption(
      new Option('--batch', 'answer {"id","query"} lines from stdin, one line each, in order'),
    )
    .allowUnknownOption()
    .action(async (words: readonly string[], options: Options) => {
      const query = queryFrom(words, options);
      const memu = await cli.open();
      const recall = await memu.openRecall();
      for (const kind of options.kind ?? []) if (kind !== 'turn') memu.entries.kind(kind);
      const asked = await recallOptions(options, memu);
      if (options.batch) return answerBatch(cli, recall, asked);
      const {hits, notes, explanation} = await recall.recall(query, asked);
      for (const note of notes) cli.tell(note);
      if (cli.json) return cli.printJson(explanation ? {hits, notes, explanation} : hits);
      const short = (id: string) => memu.references.short(id);
      for (const hit of hits) {
        cli.print(hitLine(hit, short(hit.id), memu.clock.zone));
        if (explanation) cli.print(sumLine(hit));
      }
      for (const line of explanation ? courseLines(explanation, short) : []) cli.print(line);
      if (hits.length === 0) cli.tell('nothing was found');
    });

// What is in quotes on the command line is a question even when it begins with a dash.
function queryFrom(words: readonly string[], options: Options): string {
  const option = words.find(word => /^--[a-z][\w-]*(=|$)/.test(word));
  if (option !== undefined) throw new UsageError(`recall has no option ${option}`);
  if (words.length === 0 && !options.batch) {
    throw new UsageError('what is to be recalled?', {hint: 'memu recall "boiler service"'});
  }
  return words.join(' ');
}

async function recallOptions(options: Options, memu: Memu): Promise<RecallOptions> {
  const {clock} = memu;
  const {kind, tag, area, since, until, asOf, knownBy, limit} = options;
  return {
    ...(kind && {kinds: kind}),
    ...(tag && {tags: tag.map(name => name.replace(/^#/, ''))}),
    ...(area && {areas: areasOf(memu, area)}),
    ...(since !== undefined && {since: (await edgeOf('--since', since, clock)).since}),
    ...(until !== undefined && {until: (await edgeOf('--until', until, clock)).until}),
    ...(asOf !== undefined && {asOf: (await edgeOf('--as-of', asOf, clock)).until - 1}),
    ...(knownBy !== undefined && {
      knownBy: (await edgeOf('--known-by', knownBy, clock)).until - 1,
    }),
    limit: limit === 0 ? mostHits : limit,
    ...(options.explain && {explain: true}),
  };
}

/** More than anybody reads. */
const mostHits = 1_000;

/** The first and the last moment of a date or a span as people say it: `2024`, `last May`, `fri`. */
async function edgeOf(
  flag: string,
  text: string,
  clock: Clock,
): Promise<{since: number; until: number}> {
  const {findSpan} = await import('../src/language/spans.ts');
  const span =
    findSpan(text, clock) ?? findSpan(`on ${text}`, clock) ?? findSpan(`in ${text}`, clock);
  if (span === undefined) {
    throw new UsageError(`"${text}" is no date that ${flag} understands`, {
      hint: 'for example 2024-05-03, "last May", yesterday',
    });
  }
  return {
    since: span.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(span.from),
    until: span.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(span.to),
  };
}

const hitLine = (hit: Hit, short: string, zone: string): string =>
  joined(
    short,
    showDate(hit.created_at, zone),
    hit.kind.padEnd(7),
    hit.title,
    hit.snippet,
    validText(hit, zone),
  );

/** `(true 2020-01-01 to 2023-06-30)`; empty for what is true without an end. */
function validText({valid_from: from, valid_to: to}: Hit, zone: string): string {
  if (from == null && to == null) return '';
  const [first, last] = [from, to].map(edge => (edge == null ? '' : dateOf(edge, zone)));
  if (last === '') return `(true since ${first})`;
  return first === '' ? `(true until ${last})` : `(true ${first} to ${last})`;
}
