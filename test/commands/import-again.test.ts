import {mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

const id = (n: number): string => `3f9a0000-0000-4000-8000-00000000000${n}`;
const entries = [
  {id: id(1), kind: 'note', title: 'Boiler', body: 'Page 3.'},
  {id: id(2), kind: 'conversation', title: 'Talk'},
  {
    ...{id: id(3), kind: 'turn', conversation: id(2)},
    ...{role: 'user', text: 'Boiler?', at: '2026-01-01T00:00:00.000Z'},
  },
];
const memories = [{text: 'The boiler hums.'}, {text: 'Boiler, again.', session: 's1'}];
const textOf = (lines: readonly object[]): string =>
  lines.map(line => JSON.stringify(line)).join('\n');

const idsIn = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as {id: string}).id)
    .sort();

test.each([
  ['import', 'jsonl', 'note', textOf(entries)],
  ['memory', 'import', 'memory', textOf(memories)],
])(
  '%s %s again brings back what an undo took away, and nothing else',
  async (...[command, how, kind, text]) => {
    const home = newHome();
    const take = () => home.pipe(text, command, how, '-');
    const kept = async () => idsIn((await home.memu('export', '--jsonl')).out);
    expect((await take()).code).toBe(0);
    const all = await kept();
    await home.memu('undo');
    expect(await kept()).toEqual([]);
    expect((await take()).code).toBe(0);
    expect(await kept()).toEqual(all);
    const [{id: one}] = (await home.json(kind, 'list')) as [{id: string}];
    await home.memu(kind, 'rm', one);
    await take();
    expect(await kept()).toEqual(all.filter(other => other !== one));
  },
);

test('a folder of Markdown taken in again brings back what an undo took away', async () => {
  const from = newHome();
  await from.memu('note', 'add', 'Boiler manual');
  const folder = mkdtempSync(join(from.path, 'out-'));
  rmSync(folder, {recursive: true});
  expect((await from.memu('export', '--markdown', folder)).code).toBe(0);
  const home = newHome();
  for (const undoes of [true, false]) {
    expect((await home.memu('import', 'markdown', folder)).out).toContain('1 entry');
    if (undoes) await home.memu('undo');
  }
  expect(await home.json('note', 'list')).toHaveLength(1);
});
