/** What CONTRIBUTING promises: its examples, each put where it says, are all that has to be written. */
import {cpSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {inRepository} from '../../scripts/build/repository.ts';
import {runProgram} from '../../src/ground/process.ts';
import {newFolder} from '../support/folder.ts';

/** The examples of CONTRIBUTING, by the file that they are. */
function examples(): readonly (readonly [file: string, text: string])[] {
  const page = readFileSync(inRepository('CONTRIBUTING.md'), 'utf8');
  return [...page.matchAll(/\*\*, `([^`]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g)].map(
    ([, file = '', text = '']) => [file, text],
  );
}

/** The program's sources in a folder of their own. */
function copyOfSources(): string {
  const folder = newFolder();
  const names = ['commands', 'src', 'tui', 'scripts', 'migrations', 'docs'];
  const files = ['package.json', 'README.md', 'tsconfig.json'];
  for (const name of [...names, ...files]) {
    cpSync(inRepository(name), join(folder, name), {recursive: true});
  }
  symlinkSync(inRepository('node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('a command and an import format are one file each', async () => {
  const folder = copyOfSources();
  expect(examples().map(([file]) => file)).toEqual([
    'commands/hello.ts',
    'src/exchange/importers/lines.ts',
  ]);
  for (const [file, text] of examples()) writeFileSync(join(folder, file), text);
  const node = async (...args: readonly string[]): Promise<string> => {
    const {stdout} = await runProgram({
      program: process.execPath,
      args,
      cwd: folder,
      env: {MEMU_HOME: join(folder, 'home')},
    });
    return stdout.toString();
  };
  await node('scripts/docs.ts');
  writeFileSync(join(folder, 'list.txt'), 'call mum\nbuy milk');
  expect(await node('commands/main.ts', 'hello')).toBe('hello\n');
  expect(await node('commands/main.ts', '--help')).toContain('Say hello');
  const imported = await node('commands/main.ts', 'import', 'lines', 'list.txt');
  expect(imported).toContain('2 tasks');
  const again = await node('commands/main.ts', 'import', 'lines', 'list.txt');
  expect(again).toContain('2 known already');
}, 60_000);
