/** `memu import taskwarrior|todo.txt|jrnl|llm|ics|obsidian|nb|zk|basic-memory PATH` */
import {readdirSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {versionsOf} from '../../src/entries/history.ts';
import type {Found} from '../../src/exchange/importers/item.ts';
import type {NeighbourReport} from '../../src/exchange/importers/take-in.ts';
import type {BadLine} from '../../src/exchange/memory-lines.ts';
import {exitCodes, NotFoundError, UsageError} from '../../src/ground/errors.ts';
import {readRegularFile, UnfitFileError} from '../../src/ground/regular-file.ts';
import {count, grouped} from '../../src/ground/text.ts';
import type {Clock} from '../../src/ground/time.ts';
import {type Cli, decodeUtf8} from '../cli/cli.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';
import {importOrRehearse} from '../cli/rehearsal.ts';

interface Neighbour {
  readonly name: string;
  readonly about: string;
  /** What PATH may be. */
  readonly takes: string;
  /** What the numbers in its report count. */
  readonly counts: 'lines' | 'items';
  /** What is found at a path, or in stdin for `-`. */
  readonly read: (path: string, cli: Cli, clock: Clock) => Promise<Iterable<Found>>;
}

const textAt = async (path: string, cli: Cli): Promise<string> =>
  path === '-' ? cli.readStdin() : decodeUtf8(bytesAt(path), path);

/** Most bytes of a file that is read whole; a diary of fifty years has thirty million. */
const longestFile = 64 * 1024 * 1024;

const bytesAt = (path: string): Uint8Array => {
  try {
    return readRegularFile(path, longestFile);
  } catch (cause) {
    throw unreadable(path, cause);
  }
};

function unreadable(path: string, cause: unknown): Error {
  if (isFolder(path)) return new UsageError(`${path} is a folder, and not a file`, {cause});
  if (cause instanceof UnfitFileError) {
    const hint = 'a pipe is given as -, and comes by stdin';
    return new UsageError(`${path} cannot be read: ${cause.message}`, {cause, hint});
  }
  const {code} = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new NotFoundError(`there is no file ${path}`, {cause});
  return new UsageError(`${path} cannot be read (${code})`, {cause});
}

/** The text of a file, or of all files of a kind in a folder, one after another. */
async function* textsAt(
  path: string,
  cli: Cli,
  type: RegExp,
  decode: (bytes: Uint8Array) => Uint8Array = bytes => bytes,
): AsyncGenerator<{readonly text: string; readonly path?: string}> {
  if (path === '-') return yield {text: await cli.readStdin()};
  if (!isFolder(path)) return yield {text: decodeUtf8(decode(bytesAt(path)), path)};
  const names = readdirSync(path, {recursive: true, withFileTypes: true})
    .filter(one => one.isFile())
    .map(one => relative(path, join(one.parentPath, one.name)))
    .sort();
  for (const name of names.filter(name => type.test(name) && !/(^|\/)\./.test(name))) {
    yield {text: decodeUtf8(decode(bytesAt(join(path, name))), name), path: name};
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;

const file = 'a file, or - for stdin';
/** Brackets of front matter in each other. */
const deepestYaml = 64;

const fileOrFolder = 'a file, a folder of them, or - for stdin';

const folder = (source: string, about: string): Neighbour => ({
  name: source,
  about,
  takes: 'a folder',
  counts: 'lines',
  read: async (path, _cli, clock) => {
    const [{readMarkdownFolder}, {maxFrontMatterBytes, nesting}, {parse}] = await Promise.all([
      import('../../src/exchange/importers/markdown-folder.ts'),
      import('../../src/ground/front-matter.ts'),
      import('yaml'),
    ]);
    // What YAML finds odd is named in the report, not on the terminal.
    const parseYaml = (text: string): unknown => {
      // Its parser ends the stack where brackets nest deeply, and takes minutes for what is long.
      if (text.length > maxFrontMatterBytes || nesting(text) > deepestYaml) throw new RangeError();
      return parse(text, {logLevel: 'error'});
    };
    return readMarkdownFolder(path, {source, clock, parseYaml});
  },
});

const neighbours: readonly Neighbour[] = [
  {
    name: 'taskwarrior',
    about: 'What `task export` prints',
    takes: file,
    counts: 'items',
    read: async (path, cli, clock) => {
      const {readTaskwarrior} = await import('../../src/exchange/importers/taskwarrior.ts');
      return readTaskwarrior(await textAt(path, cli), clock);
    },
  },
  {
    name: 'todo.txt',
    about: 'A todo.txt file',
    takes: file,
    counts: 'lines',
    read: async (path, cli, clock) => {
      const {readTodoTxt} = await import('../../src/exchange/importers/todo-txt.ts');
      return readTodoTxt(await textAt(path, cli), clock);
    },
  },
  {
    name: 'jrnl',
    about: 'A journal of jrnl, or what `jrnl --format json` prints',
    takes: fileOrFolder,
    counts: 'lines',
    read: async (path, cli, clock) => {
      const {readJournals} = await import('../../src/exchange/importers/jrnl.ts');
      return readJournals(await Array.fromAsync(textsAt(path, cli, /\.txt$/i)), clock);
    },
  },
  {
    name: 'llm',
    about: 'What `llm logs -n 0 --json` prints',
    takes: file,
    counts: 'items',
    read: async (path, cli) => {
      const {readLlmLog} = await import('../../src/exchange/importers/llm-log.ts');
      return readLlmLog(await textAt(path, cli));
    },
  },
  {
    name: 'ics',
    about: 'A calendar: events as context, to-dos as tasks',
    takes: fileOrFolder,
    counts: 'lines',
    read: async (path, cli, clock) => {
      const {readCalendars, wholeCharacters} = await import(
        '../../src/exchange/importers/ics-in.ts'
      );
      const files = textsAt(path, cli, /\.(?:ics|ical|ifb)$/i, wholeCharacters);
      return readCalendars(await Array.fromAsync(files), clock);
    },
  },
  folder('obsidian', 'A vault of Obsidian, with wikilinks, tags, dates and tasks'),
  folder('nb', 'A notebook folder of nb'),
  folder('zk', 'A notebook folder of zk'),
  folder('basic-memory', 'A folder of basic-memory; observations become facts'),
];

export const neighbourImports = (cli: Cli): readonly Command[] =>
  neighbours.map(neighbour =>
    new Command(neighbour.name)
      .description(neighbour.about)
      .argument('<path>', neighbour.takes)
      .addOption(dryRunOption())
      .action((path: string, {dryRun}: DryRun) =>
        importOrRehearse(cli, dryRun, memu => takeIn(cli, memu, neighbour, path)),
      ),
  );

async function takeIn(cli: Cli, memu: Memu, neighbour: Neighbour, path: string): Promise<void> {
  const {name, read} = neighbour;
  const {takeInFound} = await import('../../src/exchange/importers/take-in.ts');
  const found = await read(path, cli, memu.clock);
  const report = await takeInFound(found, {
    entries: memu.entries,
    conversations: memu.conversations,
    operations: memu.operations,
    versionsOf: entry => versionsOf(memu.db, entry),
    command: `import ${name}`,
    onProgress: items => cli.progress(`${count(items, 'item')} read`),
    rest: () => sleep(1),
  });
  cli.endProgress();
  const place = (bad: BadLine): string => placeOf(bad, neighbour, path);
  printReport(cli, report, {place, short: id => memu.references.short(id)});
}

/** `notes/Plan.md:12`, or `item 7`. */
function placeOf({line, path}: BadLine, {counts}: Neighbour, given: string): string {
  if (counts === 'items') return `item ${line}`;
  return `${path ?? (given === '-' ? 'stdin' : given)}:${line}`;
}

interface Words {
  readonly place: (bad: BadLine) => string;
  readonly short: (id: string) => string;
}

function printReport(cli: Cli, report: NeighbourReport, {place, short}: Words): void {
  const {bad, unmapped, known, updated, removed, kept} = report;
  if (bad.length > 0) cli.leaveWith(exitCodes.partial);
  for (const one of bad) {
    cli.tell(`${place(one)}: ${one.reason}; ${one.kept ? 'kept without it' : 'skipped'}`);
  }
  for (const [what, times] of Object.entries(unmapped)) {
    cli.tell(`no place for ${what} (${grouped(times)}×)`);
  }
  for (const {id, title, fields} of kept) {
    cli.tell(`left as you changed it: ${short(id)} ${title} (${fields.join(', ')})`);
  }
  if (cli.json) return cli.printJson(report);
  const parts = [
    count(report.tasks, 'task'),
    count(report.notes, 'note'),
    count(report.memories, 'memory', 'memories'),
    ...(report.turns > 0 ? [count(report.turns, 'turn')] : []),
  ];
  const changes = [
    `${parts.join(', ')} added`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(removed > 0 ? [`${count(removed, 'event')} removed`] : []),
    `${known} known already`,
    `${bad.filter(one => !one.kept).length} skipped`,
  ];
  cli.print(changes.join(', '));
}
