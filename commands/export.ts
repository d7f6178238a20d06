/** `memu export` */
import {once} from 'node:events';
import {Command} from 'commander';
import {UsageError} from '../src/ground/errors.ts';
import {count} from '../src/ground/text.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {several} from './cli/options.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  exportCommand: {
    group: 'Keeping',
    order: 280,
    summary: 'Write everything out in an open format',
  },
};

interface ExportOptions {
  readonly jsonl?: boolean;
  readonly markdown?: string;
  readonly ics?: boolean;
  readonly kind?: readonly string[];
  readonly trash?: boolean;
}

export const exportCommand = (cli: Cli): Command =>
  new Command('export')
    .description('Write everything out in an open format; `memu import` takes it in again')
    .option('--jsonl', 'one JSON object a line, on stdout')
    .option('--markdown <dir>', 'one Markdown file an entry, with attachments, in a new folder')
    .option('--ics', 'tasks and milestones as a calendar, on stdout')
    .option('--kind <kind>', 'only this kind; may be repeated', several)
    .option('--trash', 'what lies in the trash too')
    .action(async ({jsonl, markdown, ics, kind, trash}: ExportOptions) => {
      if (ics) return exportCalendar(cli);
      if (markdown !== undefined) return exportMarkdown(cli, markdown, trash ?? false);
      if (!jsonl)
        throw new UsageError('in which format?', {hint: 'memu export --jsonl > kept.jsonl'});
      const memu = await cli.open();
      for (const name of kind ?? []) memu.entries.kind(name);
      const {exportLines} = await import('../src/exchange/jsonl.ts');
      const options = {...(kind !== undefined && {kinds: kind}), hasTrash: trash ?? false};
      const lines = exportLines(memu.entries, memu.conversations, options);
      await writeLines(cli, lines);
    });

async function exportMarkdown(cli: Cli, folder: string, hasTrash: boolean): Promise<void> {
  const memu = await cli.open();
  const {writeMarkdownFolder} = await import('../src/sync/mirror/markdown-folder.ts');
  const written = await writeMarkdownFolder(folder, await memu.openMarkdownFolder(), {
    hasTrash,
    onProgress: (done, all) => cli.progress(`${done} of ${count(all, 'entry', 'entries')} written`),
  });
  cli.endProgress();
  if (cli.json) return cli.printJson({entries: written, path: folder});
  cli.print(`${count(written, 'entry', 'entries')} written to ${folder}`);
}

async function exportCalendar(cli: Cli): Promise<void> {
  const memu = await cli.open();
  const [{icsLines, withoutStart}, {version}] = await Promise.all([
    import('../src/exchange/exporters/ics-out.ts'),
    import('../src/ground/version.ts'),
  ]);
  const tasks = memu.tasks.list({status: 'all', limit: 0, sort: '-created'});
  const goals = memu.goals.list({status: 'all', limit: 0, sort: '-created'});
  const planned = withoutStart(tasks).length;
  if (planned > 0) {
    const words = count(planned, 'task that repeats', 'tasks that repeat');
    cli.tell(
      `no place for when ${words} ${planned === 1 ? 'is' : 'are'} planned: a rule counts from one date`,
    );
  }
  await writeLines(cli, icsLines(tasks, goals, {product: `memu ${version}`, clock: memu.clock}));
}

const chunkLines = 200;

/** Waits for the reader, so that an export of any size takes little memory. */
async function writeLines(cli: Cli, lines: Iterable<string>): Promise<void> {
  let chunk: string[] = [];
  const flush = async (): Promise<void> => {
    const isTaken = cli.printExact(chunk.join(''));
    chunk = [];
    if (!isTaken) await once(cli.surroundings.stdout as NodeJS.WritableStream, 'drain');
  };
  for (const line of lines) {
    chunk.push(`${line}\n`);
    if (chunk.length >= chunkLines) await flush();
  }
  await flush();
}
