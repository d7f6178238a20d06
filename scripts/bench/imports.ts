/**
 * What an import of many tasks costs, from each neighbour that has tasks.
 *
 *     node scripts/bench/imports.ts [--tasks 50000] [--from taskwarrior,todo.txt,obsidian]
 *
 * The program runs from the sources, in a home of its own. Processor time is that of the process
 * and is what travels best from a busy machine to a quiet one; `known` is the same import again.
 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {inRepository} from '../build/repository.ts';

const {values} = parseArgs({
  options: {
    tasks: {type: 'string', default: '50000'},
    from: {type: 'string', default: 'taskwarrior,todo.txt,obsidian'},
  },
});
const tasks = Number(values.tasks);
const limitSeconds = 20;
const things = ['boiler', 'garden', 'report', 'dentist'];
const numbers = Array.from({length: tasks}, (_, n) => n);
const dayOf = (n: number): string =>
  new Date(Date.UTC(2024, 0, 1) + n * 900_000).toISOString().slice(0, 10);

/** Writes a file or folder below a place, and returns its path. */
const sources: Readonly<Record<string, (place: string) => string>> = {
  taskwarrior: place =>
    written(path.join(place, 'tasks.json'), JSON.stringify(numbers.map(taskOf))),
  'todo.txt': place => written(path.join(place, 'todo.txt'), numbers.map(lineOf).join('\n')),
  obsidian(place) {
    const folder = path.join(place, 'vault');
    mkdirSync(folder);
    for (let start = 0; start < tasks; start += 50) {
      const lines = numbers
        .slice(start, start + 50)
        .map(n => `- [ ] ${titleOf(n)} #home 📅 ${dayOf(n)}`);
      written(path.join(folder, `Page ${start / 50}.md`), lines.join('\n'));
    }
    return folder;
  },
};

const titleOf = (n: number): string => `Task ${n} about the ${things[n % 4]} and more words`;
const lineOf = (n: number): string =>
  `(${'ABC'[n % 3]}) ${dayOf(n)} ${titleOf(n)} +home @t${n % 50} due:${dayOf(n + 1000)}`;

function taskOf(n: number): object {
  const at = `${dayOf(n).replaceAll('-', '')}T${String(n % 24).padStart(2, '0')}1730Z`;
  return {
    ...{id: n + 1, description: titleOf(n), entry: at, modified: at, urgency: 1.5},
    ...(n % 3 === 0 ? {status: 'completed', end: at} : {status: 'pending'}),
    ...(n % 2 === 0 ? {} : {due: at}),
    ...{tags: ['home', `t${n % 50}`], project: `p${n % 20}.sub`, priority: 'HML'[n % 3]},
    uuid: `${(n + 0x10000000).toString(16)}-0000-4000-8000-000000000000`,
  };
}

function written(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}

for (const from of values.from.split(',')) {
  const home = mkdtempSync(path.join(tmpdir(), 'memu-imports-'));
  try {
    const write = sources[from];
    if (write === undefined) throw new Error(`no tasks can be written for ${from}`);
    const source = write(home);
    for (const what of ['new', 'known']) report(`${from}, ${what}`, home, [from, source]);
  } finally {
    rmSync(home, {recursive: true, force: true});
  }
}

function report(what: string, home: string, words: readonly string[]): void {
  const startedAt = performance.now();
  const program = inRepository('commands/main.ts');
  const {status, stderr} = spawnSync(
    '/usr/bin/time',
    ['-f', 'cost %U %S %M', process.execPath, program, 'import', ...words],
    {env: {...process.env, MEMU_HOME: path.join(home, 'home'), CI: 'true'}, encoding: 'utf8'},
  );
  if (status !== 0) throw new Error(`import ${what}: ${status}\n${stderr}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const [user = 0, system = 0, kilobytes = 0] = (/cost (.*)/.exec(stderr)?.[1] ?? '')
    .split(' ')
    .map(Number);
  const cells = [
    what.padEnd(20),
    `${seconds.toFixed(1)} s`,
    `${(user + system).toFixed(1)} s of processor`,
    `${(kilobytes / 1024).toFixed(0)} MB`,
  ];
  process.stdout.write(
    `${cells.join('  ')}${seconds > limitSeconds ? `  OVER ${limitSeconds} s` : ''}\n`,
  );
}
