/**
 * Writes the parts of the documentation that the program knows better: `npm run docs`, and the tables
 * that are made from folders. The parts stand
 * between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. With `--check` nothing is written, and what
 * is stale is named.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {Cli} from '../commands/cli/cli.ts';
import {chatKeys} from '../tui/chat/chat-keys.ts';
import {dashboardKeys} from '../tui/dashboard/dashboard-keys.ts';
import {keyTable} from '../tui/kit/bindings.ts';
import {draftKeys} from '../tui/kit/draft-keys.ts';
import {commandTableText} from './build/command-table.ts';
import {importTableText} from './build/import-table.ts';
import {inRepository} from './build/repository.ts';

const isCheck = process.argv.includes('--check');
// The formats first: each is a command too.
const stale = [
  ...(await written('src/exchange/importers/registry.ts', await importTableText())),
  ...(await written('commands/registry.ts', await commandTableText())),
];
// They read the table of commands, which was just written.
const [{wholeProgram}, {commandPage, commandTables}] = await Promise.all([
  import('../commands/program.ts'),
  import('./docs/commands.ts'),
]);
const program = await wholeProgram(
  new Cli(process, {json: false, profile: undefined, input: false, debug: false}),
);
const sections: Readonly<Record<string, () => string>> = {
  commands: () => commandTables(program),
  'all-commands': () => commandPage(program),
  'chat-keys': () => keyTable(chatKeys),
  'dashboard-keys': () => keyTable(dashboardKeys),
  'draft-keys': () => keyTable(draftKeys),
};

stale.push(...['README.md', 'docs/commands.md', 'docs/keys.md'].filter(isStale));
if (stale.length > 0 && isCheck) {
  process.stderr.write(`stale: ${stale.join(', ')}\nRun: npm run docs\n`);
  process.exitCode = 1;
}

function isStale(name: string): boolean {
  const file = inRepository(name);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(
    /(<!-- ([a-z-]+):begin -->\n)[\s\S]*?(<!-- \2:end -->)/g,
    (_whole, begin: string, section: string, end: string) =>
      `${begin}\n${textOf(section)}\n\n${end}`,
  );
  if (after !== before && !isCheck) writeFileSync(file, after);
  return after !== before;
}

/** Writes a generated file; names it when it was stale. */
async function written(name: string, text: string): Promise<readonly string[]> {
  const file = inRepository(name);
  if (readFileSync(file, 'utf8') === text) return [];
  if (!isCheck) writeFileSync(file, text);
  return [name];
}

function textOf(section: string): string {
  const write = sections[section];
  if (write === undefined) throw new Error(`nothing knows how to write the section ${section}`);
  return write();
}
