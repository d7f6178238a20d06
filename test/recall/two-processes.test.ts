import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {recalling} from '../support/recalling.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-recall-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

/** Starts a program of this folder and tells which line it printed last. */
function start(name: string) {
  const path = join(import.meta.dirname, 'programs', name);
  const child = spawn(process.execPath, [path, folder], {stdio: ['ignore', 'pipe', 'inherit']});
  const lines = createInterface({input: child.stdout});
  return {child, line: async () => ((await once(lines, 'line')) as [string])[0]};
}

test('a writer of memu.db never waits for a process that indexes all the time', async () => {
  const {memory, db, text, found} = recalling(join(folder, 'memu.db'), join(folder, 'text.db'));
  db.write(() => {
    for (let at = 0; at < 500; at++) memory(`Fact number ${at} about the harbour and its boats.`);
  });
  const {child, line} = start('index-on-and-on.ts');
  try {
    await line();
    const waits: number[] = [];
    for (let at = 0; at < 200; at++) {
      const before = performance.now();
      memory(`Written meanwhile, number ${at}.`);
      waits.push(performance.now() - before);
      if (at % 100 === 0) await line();
    }
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)]).toBeLessThan(50);
    expect(Math.max(...waits)).toBeLessThan(500);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(await found('meanwhile number 199')).toContain('Written meanwhile, number 199.');
  expect(text.problems()).toEqual([]);
  for (const one of [db, text]) one.close();
});
