import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

const line =
  '{"id":"11111111-1111-4111-8111-111111111111","kind":"note","title":"taken in","body":"b"}';

/** Writes, parted by `|`; `FILE` is a file, `OUT` an export; what comes on stdin. */
const writes: readonly (readonly [words: string, stdin?: string])[] = [
  ['add|call mum tomorrow'],
  ['note|add|milk'],
  ['note|edit|bread|--append|more'],
  ['note|daily|slept well'],
  ['note|rm|bread'],
  ['note|restore|bread|1'],
  ['memory|add|Anna likes tea'],
  ['memory|import|-', '{"text":"hello","session":"s"}\n{"text":"hello"}'],
  ['goal|add|run'],
  ['task|add|mow'],
  ['attach|bread|FILE'],
  ['import|jsonl|-', line],
  ['import|markdown|OUT'],
  ['import|todo.txt|-', '(A) Call mum'],
  ['trash|restore|eggs-id'],
  ['trash|purge|--all'],
  ['undo'],
  ['profile|set|tone|short'],
  ['config|set|recall.limit|5'],
  ['config|unset|recall.limit'],
  ['secret|set|nas', 's3cret'],
  ['secret|rm|pi'],
];

test('every write takes --dry-run, says what it would do, and leaves everything as it was', async () => {
  const home = newHome({MEMU_SECRETS_STORE: 'file'});
  const [file, out] = [join(home.path, 'file.txt'), join(home.path, 'out')];
  writeFileSync(file, 'hello');
  await home.memu('config', 'set', 'recall.limit', '7');
  await home.pipe('s3cret', 'secret', 'set', 'pi');
  const {id} = await home.json<{id: string}>('note', 'add', 'eggs');
  await home.memu('export', '--markdown', out);
  await home.memu('note', 'rm', 'eggs');
  await home.memu('note', 'add', 'bread');
  const state = async (): Promise<unknown> => [
    await home.memu('export', '--jsonl', '--trash'),
    await home.memu('log', '--json'),
    await home.memu('config', 'list', '--changed'),
    await home.memu('secret', 'list'),
    readdirSync(join(home.path, 'data'), {recursive: true}),
    readdirSync(join(home.path, 'cache')),
  ];
  // The first one makes the folder in which copies are tried.
  await home.pipe('', 'memory', 'import', '-', '--dry-run');
  const before = await state();
  const known: Readonly<Record<string, string>> = {FILE: file, OUT: out, 'eggs-id': id};
  for (const [words, stdin = ''] of writes) {
    const typed = words.split('|').map(word => known[word] ?? word);
    const {code, out: said, err} = await home.pipe(stdin, ...typed, '--dry-run');
    expect([words, code, said !== '']).toEqual([words, 0, true]);
    expect([words, `${said}${err}`]).toEqual([words, expect.stringMatching(/would|rehearsal/)]);
  }
  expect(await state()).toEqual(before);
});

test('a rehearsed import counts what would be new and what is known', async () => {
  const home = newHome();
  await home.pipe('{"text":"hello"}', 'memory', 'import', '-');
  const lines = '{"text":"hello"}\n{"text":"bye"}\nno json';
  const {code, out} = await home.pipe(lines, 'memory', 'import', '-', '--dry-run', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({memories: 1, known: 1, bad_count: 1});
});
