/** `memu story`: what was done in a time, told; each sentence rests on entries. */
import {writeFileSync} from 'node:fs';
import {Command, Option} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import type {Fact, StoryPeriod} from '../src/assistant/story/facts.ts';
import type {Aspect} from '../src/assistant/story/slides.ts';
import type {Story} from '../src/assistant/story/story.ts';
import type {VideoPart} from '../src/assistant/story/video.ts';
import {exitCodes, UsageError} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import {dateOf, today} from '../src/ground/time.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {wholeNumberOption} from './cli/options.ts';
import {momentOption} from './entry/planning.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  storyCommand: {
    group: 'Keeping',
    order: 180,
    summary: 'Tell what was done, every sentence resting on entries',
  },
};

interface StoryOptions {
  readonly week?: boolean;
  readonly month?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly verify?: boolean;
  readonly format: 'md' | 'html';
  readonly out?: string;
  readonly video?: string;
  readonly aspect: Aspect;
  readonly narrate?: string;
  readonly model?: string | false;
  readonly host?: string;
  readonly timeout?: number;
  readonly keep: boolean;
}

export const storyCommand = (cli: Cli): Command =>
  new Command('story')
    .description('Tell what was done, by goal and area; every sentence rests on entries')
    .option('--week', 'the last seven days; what is told when nothing is said')
    .option('--month', 'the last month')
    .option('--from <date>', 'the first day')
    .option('--to <date>', 'the last day; today otherwise')
    .option('--verify', 'fail when a sentence is not supported by entries')
    .addOption(
      new Option('--format <format>', 'how it is printed').choices(['md', 'html']).default('md'),
    )
    .option('--out <file>', 'write it into a file instead')
    .option('--video <folder>', 'make captioned slideshow videos there, with ffmpeg')
    .addOption(
      new Option('--aspect <ratio>', 'wide or upright').choices(['16:9', '9:16']).default('16:9'),
    )
    .option(
      '--narrate <command>',
      'a speech program (espeak-ng, piper --model X), or one that turns stdin into a WAV',
    )
    .option('--model <name>', 'this model and no other')
    .option('--no-model', 'only the facts, without a model')
    .option('--host <address>', 'this host and no other')
    .option('--timeout <seconds>', 'give up on a model after this long', wholeNumberOption)
    .option('--no-keep', 'keep no note of it')
    .action(async (options: StoryOptions) => {
      const memu = await cli.open();
      if (options.video !== undefined) {
        const {requirePrograms} = await import('../src/assistant/story/video.ts');
        await requirePrograms(options.narrate);
      }
      const period = await periodOf(cli, memu, options);
      const story = await tell(cli, memu, period, options);
      if (options.verify && story.cut.length > 0) {
        for (const {text} of story.cut) cli.tell(`not supported: ${text}`);
        cli.setExitCode(exitCodes.integrity);
        if (cli.json) cli.printJson(storyJson(story, null, []));
        return;
      }
      const note = options.keep && story.facts.length > 0 ? await keep(memu, story) : null;
      const videos = options.video === undefined ? [] : await film(cli, memu, story, options);
      await print(cli, story, {note, videos, options});
    });

async function periodOf(cli: Cli, memu: Memu, options: StoryOptions): Promise<StoryPeriod> {
  const {clock} = memu;
  const last = await momentOption(cli, clock, 'to', options.to);
  const first = await momentOption(cli, clock, 'from', options.from);
  const to = last ? dateOf(last, clock.zone) : today(clock);
  const step = options.month ? {months: 1} : {weeks: 1};
  const usual = Temporal.PlainDate.from(to).subtract(step).add({days: 1}).toString();
  const from = first ? dateOf(first, clock.zone) : usual;
  if (from <= to) return {from, to};
  throw new UsageError(`the story would end (${to}) before it begins (${from})`);
}

async function tell(
  cli: Cli,
  memu: Memu,
  period: StoryPeriod,
  options: StoryOptions,
): Promise<Story> {
  const {factsOf} = await import('../src/assistant/story/facts.ts');
  const facts = factsOf(memu, period);
  if (facts.length === 0) cli.tell('Nothing was done or kept in these days.');
  if (options.model === false || facts.length === 0) return digest(period, facts);
  const [{narrate}, {showProgress}, models] = await Promise.all([
    import('../src/assistant/story/narrate.ts'),
    import('./print/progress.ts'),
    memu.openModels(),
  ]);
  try {
    const {story, reason} = await narrate(models, period, facts, {
      model: options.model,
      host: options.host,
      timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1_000,
      onEvent: showProgress(cli),
    });
    cli.endProgress();
    if (reason !== null) cli.tell(`Only the facts, because ${reason}`);
    if (story.cut.length > 0)
      cli.tell(`${count(story.cut.length, 'sentence')} cut: no entry supports them`);
    return story;
  } finally {
    models.close();
  }
}

async function digest(period: StoryPeriod, facts: readonly Fact[]): Promise<Story> {
  const {digestOf} = await import('../src/assistant/story/digest.ts');
  return digestOf(period, facts);
}

/** A story is a note like any other and can be found again. */
async function keep(memu: Memu, story: Story): Promise<string> {
  const [{storyMarkdown}, {storyNotebook}] = await Promise.all([
    import('../src/assistant/story/pages.ts'),
    import('../src/assistant/story/facts.ts'),
  ]);
  const cited = story.chapters.flatMap(({sentences}) => sentences.flatMap(({sources}) => sources));
  const numbers = new Set(cited);
  const told = {
    title: story.title,
    body: storyMarkdown(story),
    tags: ['story'],
    notebook: storyNotebook,
    links: [...new Set(story.facts.filter(one => numbers.has(one.number)).map(one => one.id))],
    metadata: {story: {...story.period, source: story.source, model: story.model}},
  };
  // Told again, the same days are one note; what it said before is in its history.
  const before = memu.notes
    .list({notebook: storyNotebook, limit: 0})
    .find(note => note.title === story.title);
  const note = memu.operations.run('story', () =>
    before ? memu.notes.edit(before.id, told) : memu.notes.add(told),
  );
  memu.last.write(note.id);
  const hooks = await memu.openHooks(() => {});
  await hooks.emit('story.generated', storyJson(story, note.id, []));
  return note.id;
}

async function film(
  cli: Cli,
  memu: Memu,
  story: Story,
  {video = '.', aspect, narrate}: StoryOptions,
): Promise<readonly VideoPart[]> {
  const {makeVideos} = await import('../src/assistant/story/video.ts');
  const videos = await makeVideos(story, {
    folder: video,
    aspect,
    ...(narrate !== undefined && {narrate}),
    pathOf: sha256 => (memu.attachments.has(sha256) ? memu.attachments.path(sha256) : undefined),
    onProgress: (done, all) => cli.progress(`part ${done} of ${all}`),
    onUnreadable: picture =>
      cli.tell(`${nameOf(memu, story, picture)} could not be read as a picture and was left out`),
  });
  cli.endProgress();
  return videos;
}

/** The name under which a picture was attached to something that the story tells. */
function nameOf(memu: Memu, {facts}: Story, picture: string): string {
  const attached = facts
    .filter(({pictures}) => pictures.length > 0)
    .flatMap(({id}) => memu.entries.find(id)?.attachments ?? []);
  const found = attached.find(
    ({sha256}) => memu.attachments.has(sha256) && memu.attachments.path(sha256) === picture,
  );
  return found?.name ?? 'a picture';
}

interface Printing {
  readonly note: string | null;
  readonly videos: readonly VideoPart[];
  readonly options: StoryOptions;
}

async function print(cli: Cli, story: Story, {note, videos, options}: Printing): Promise<void> {
  const {storyHtml, storyMarkdown} = await import('../src/assistant/story/pages.ts');
  const text = options.format === 'html' ? storyHtml(story) : storyMarkdown(story);
  if (options.out !== undefined) writeFileSync(options.out, text, {mode: 0o600});
  if (cli.json) return cli.printJson(storyJson(story, note, videos));
  if (options.out === undefined) cli.print(text.trimEnd());
  for (const {video, seconds} of videos) cli.tell(`${video}  ${seconds} s`);
}

const storyJson = (story: Story, note: string | null, videos: readonly VideoPart[]) => {
  const ids = new Map(story.facts.map(fact => [fact.number, fact.id]));
  return {
    ...story.period,
    title: story.title,
    source: story.source,
    model: story.model,
    note,
    chapters: story.chapters.map(({heading, sentences}) => ({
      heading,
      sentences: sentences.map(({text, sources}) => ({
        text,
        entries: sources.flatMap(number => ids.get(number) ?? []),
      })),
    })),
    cut: story.cut.map(({text}) => text),
    videos,
  };
};
