/** How many files an addition touches: the worked examples of CONTRIBUTING.md, applied to the sources and run. */
import {execFileSync} from 'node:child_process';
import {cpSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newFolder} from '../support/folder.ts';

const top = join(import.meta.dirname, '../..');
const example = (name: string): string => join(top, 'test/fixtures/additions', `${name}.patch`);

const filesOf = (name: string): number =>
  readFileSync(example(name), 'utf8').match(/^diff --git /gm)?.length ?? 0;

/** The sources with an example applied, and a way to run them in a home. */
function sourcesWith(name: string) {
  const folder = newFolder();
  for (const part of ['src', 'commands', 'tui', 'migrations', 'package.json'])
    cpSync(join(top, part), join(folder, part), {recursive: true});
  symlinkSync(join(top, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('git', ['apply', example(name)], {cwd: folder});
  return (home: string, ...words: readonly string[]): string =>
    execFileSync(process.execPath, ['commands/main.ts', ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: {...process.env, MEMU_HOME: join(folder, home), MEMU_TIME_ZONE: 'UTC'},
    });
}

test('a kind of entry is five files: kept, listed, found, exported, synced and undone', () => {
  expect(filesOf('entry-kind')).toBe(5);
  const memu = sourcesWith('entry-kind');
  memu('a', 'recipe', 'add', 'Onion soup', '--method', 'Caramelise slowly', '--servings', '4');
  expect(memu('a', 'recipe', 'list')).toContain('Onion soup');
  expect(memu('a', 'recall', 'caramelise')).toContain('Onion soup');
  expect(memu('a', 'export', '--jsonl')).toContain('"kind":"recipe"');
  expect(memu('a', 'schema', 'recipe', 'show')).toContain('"servings"');
  const remote = newFolder();
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  memu('a', 'sync', 'init', '--remote', remote);
  memu('b', 'sync', 'clone', remote);
  const there = JSON.parse(memu('b', 'recipe', 'show', 'Onion soup', '--json')) as object;
  expect(there).toMatchObject({kind: 'recipe', servings: 4, method: 'Caramelise slowly'});
  memu('a', 'undo');
  expect(memu('a', 'recipe', 'list')).not.toContain('Onion soup');
}, 60_000);

test('a field is two files: kept, exported and described', () => {
  expect(filesOf('field')).toBe(2);
  const memu = sourcesWith('field');
  memu('a', 'note', 'add', 'Boiler');
  const line = JSON.parse(memu('a', 'export', '--jsonl')) as object;
  expect(line).toMatchObject({title: 'Boiler', mood: null});
  expect(memu('a', 'schema', 'note', 'show')).toContain('"mood"');
}, 60_000);
