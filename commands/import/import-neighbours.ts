/** `memu import taskwarrior|todo.txt|jrnl|llm|ics|obsidian|nb|zk|basic-memory PATH` */
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {versionsOf} from '../../src/entries/history.ts';
import type {Found} from '../../src/exchange/importers/item.ts';
import type {NeighbourReport} from '../../src/exchange/importers/take-in.ts';
import {exitCodes, NotFoundError, UsageError} from '../../src/ground/errors.ts';
import {count, grouped} from '../../src/ground/text.ts';
import type {Clock} from '../../src/ground/time.ts';
import {type Cli, decodeUtf8} from '../cli/cli.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';
import {importOrRehearse} from '../cli/rehearsal.ts';

interface Neighbour {
  readonly name: string;
  readonly about: string;
  /** What is found at a path, or in stdin for `-`. */
  readonly read: (path: string, cli: Cli, clock: Clock) => Promise<Iterable<Found>>;
}

const textAt = async (path: string, cli: Cli): Promise<string> => {
  if (path === '-') return cli.readStdin();
  try {
    return decodeUtf8(readFileSync(path), path);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const {code} = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new NotFoundError(`there is no file ${path}`, {cause});
    throw new UsageError(`${path} cannot be read (${code})`, {cause});
  }
};

const folder = (source: string, about: string): Neighbour => ({
  name: source,
  about,
  read: async (path, _cli, clock) => {
    const [{readMarkdownFolder}, {parse}] = await Promise.all([
      import('../../src/exchange/importers/markdown-folder.ts'),
      import('yaml'),
    ]);
    return readMarkdownFolder(path, {
      source,
      clock,
      parseYaml: text => parse(text, {logLevel: 'error'}),
    });
  },
});

const neighbours: readonly Neighbour[] = [
  {
    name: 'taskwarrior',
    about: 'What `task export` prints',
    read: async (path, cli, clock) => {
      const {readTaskwarrior} = await import('../../src/exchange/importers/taskwarrior.ts');
      return readTaskwarrior(await textAt(path, cli), clock);
    },
  },
  {
    name: 'todo.txt',
    about: 'A todo.txt file',
    read: async (path, cli, clock) => {
      const {readTodoTxt} = await import('../../src/exchange/importers/todo-txt.ts');
      return readTodoTxt(await textAt(path, cli), clock);
    },
  },
  {
    name: 'jrnl',
    about: 'A journal of jrnl, or what `jrnl --format json` prints',
    read: async (path, cli, clock) => {
      const {readJrnl} = await import('../../src/exchange/importers/jrnl.ts');
      return readJrnl(await textAt(path, cli), clock);
    },
  },
  {
    name: 'llm',
    about: 'What `llm logs -n 0 --json` prints',
    read: async (path, cli) => {
      const {readLlmLog} = await import('../../src/exchange/importers/llm-log.ts');
      return readLlmLog(await textAt(path, cli));
    },
  },
  {
    name: 'ics',
    about: 'A calendar: events as context, to-dos as tasks',
    read: async (path, cli, clock) => {
      const {readIcs} = await import('../../src/exchange/importers/ics-in.ts');
      return readIcs(await textAt(path, cli), clock);
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
      .argument('<path>', 'a file or folder, or - for stdin')
      .addOption(dryRunOption())
      .action((path: string, {dryRun}: DryRun) =>
        importOrRehearse(cli, dryRun, memu => takeIn(cli, memu, neighbour, path)),
      ),
  );

async function takeIn(cli: Cli, memu: Memu, {name, read}: Neighbour, path: string): Promise<void> {
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
  printReport(cli, report, id => memu.references.short(id));
}

function printReport(cli: Cli, report: NeighbourReport, short: (id: string) => string): void {
  const {bad, unmapped, known, updated, removed, kept} = report;
  if (bad.length > 0) cli.leaveWith(exitCodes.partial);
  for (const {line, reason} of bad) cli.tell(`item ${line} was skipped: ${reason}`);
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
    `${bad.length} skipped`,
  ];
  cli.print(changes.join(', '));
}
