/**
 * The shape of the sources in numbers, as `docs/architecture.md` holds them. With `--check` it also fails
 * where a rule of the house is broken; `--write` brings the table in the document up to date.
 */
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {inRepository, repository} from './build/repository.ts';
import {allowedTwice, dataFiles, sqlToMove} from './shape/exceptions.ts';
import {measure, mostLines, type Shape, type Spread} from './shape/measure.ts';
import {readModule} from './shape/module.ts';

const document = inRepository('docs/architecture.md');
const begin = '<!-- shape:begin -->';
const end = '<!-- shape:end -->';

const files = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'src', 'commands', 'tui'],
  {
    cwd: repository,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(file => /\.tsx?$/.test(file));
const shape = measure(
  [...new Set(files)].map(file => readModule(repository, file)),
  dataFiles,
);

const table = tableOf(shape);
if (process.argv.includes('--write'))
  writeFileSync(document, withTable(readFileSync(document, 'utf8')));
else if (!process.argv.includes('--check')) console.log(table);
if (process.argv.includes('--check')) {
  const broken = brokenRules(shape);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
}

function tableOf({perFile, perFunction, parameters, ...rest}: Shape): string {
  const [folder, most] = rest.mostInFolder;
  const rows: readonly (readonly [string, string])[] = [
    ['files, lines', `${rest.files}, ${rest.lines}`],
    ['lines per file: median, p90, largest', spreadText(perFile)],
    [`files over ${mostLines} lines that are not data`, `${rest.longFiles.length}`],
    ['lines per function: median, p90, largest', spreadText(perFunction)],
    ['parameters: median, p90, most', spreadText(parameters)],
    ['circles of files, of folders', `${rest.fileCircles.length}, ${rest.folderCircles.length}`],
    ['most files in one folder', `${most} (\`${folder}\`)`],
    ['declared names of one word', percent(rest.oneWordNames)],
    ['exported names of one word', percent(rest.oneWordExports)],
    ['exported names defined twice', `${rest.definedTwice.size}, each with its reason`],
  ];
  return [
    '| measure | today |',
    '|---|---|',
    ...rows.map(([measure, value]) => `| ${measure} | ${value} |`),
  ].join('\n');
}

function spreadText({median, p90, max}: Spread): string {
  return `${median}, ${p90}, ${max}`;
}
function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function withTable(text: string): string {
  const [before, rest] = text.split(begin);
  if (rest === undefined) throw new Error(`docs/architecture.md has no ${begin}`);
  return `${before}${begin}\n${table}\n${end}${rest.split(end)[1]}`;
}

function brokenRules({longFiles, fileCircles, folderCircles, definedTwice, sqlOutside}: Shape) {
  const twice = [...definedTwice].filter(([name]) => !(name in allowedTwice));
  const noLongerTwice = Object.keys(allowedTwice).filter(name => !definedTwice.has(name));
  return [
    ...longFiles.map(file => `over ${mostLines} lines, and no table: ${file}`),
    ...fileCircles.map(circle => `circle of files: ${circle.join(', ')}`),
    ...folderCircles.map(circle => `circle of folders: ${circle.join(', ')}`),
    ...twice.map(
      ([name, places]) =>
        `${name} is defined in ${places.join(' and ')}; say it once, or why not in scripts/shape/exceptions.ts`,
    ),
    ...noLongerTwice.map(
      name => `${name} is defined once; take it from scripts/shape/exceptions.ts`,
    ),
    ...sqlOutside
      .filter(file => !sqlToMove.has(file))
      .map(file => `SQL outside the rooms that own tables: ${file}`),
    ...[...sqlToMove]
      .filter(file => !sqlOutside.includes(file))
      .map(file => `${file} has no SQL any more; take it from scripts/shape/exceptions.ts`),
  ];
}
