/**
 * Writes the parts of the documentation that the program knows better: `npm run docs`. They stand
 * between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. With `--check` nothing is written, and what
 * is stale is named.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {Cli} from '../commands/cli/cli.ts';
import {wholeProgram} from '../commands/program.ts';
import {chatKeys} from '../tui/chat/chat-keys.ts';
import {dashboardKeys} from '../tui/dashboard/dashboard-keys.ts';
import {keyTable} from '../tui/kit/bindings.ts';
import {draftKeys} from '../tui/kit/draft-keys.ts';
import {inRepository} from './build/repository.ts';
import {commandPage, commandTables} from './docs/commands.ts';

const isCheck = process.argv.includes('--check');
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

const stale = ['README.md', 'docs/commands.md', 'docs/keys.md'].filter(isStale);
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

function textOf(section: string): string {
  const write = sections[section];
  if (write === undefined) throw new Error(`nothing knows how to write the section ${section}`);
  return write();
}
