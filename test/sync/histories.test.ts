import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {fc} from '../support/random.ts';
import {handEdits} from './hands.ts';
import {anyHistory, play, tally} from './histories.ts';
import {gitWorld, memoryWorld} from './worlds.ts';

beforeEach(() => {
  for (const name of Object.keys(tally)) delete tally[name];
});
afterEach(() => {
  console.log(`histories: ${JSON.stringify(tally)}`);
});

test('devices that edit, delete, repeat, undo, decide and die at any step come to rest alike, and lose nothing', async () => {
  const histories = 2000;
  await fc.assert(
    fc.asyncProperty(anyHistory(), history => play(history, memoryWorld())),
    {numRuns: histories},
  );
  expect(tally.histories).toBeGreaterThanOrEqual(histories);
  const happened = ['conflicts', 'returned', 'recur', 'purge', 'say', 'rewind', 'meddled'];
  happened.push('repair', 'century', 'rate', 'foreign');
  happened.push(...handEdits.map(how => `by hand: ${how}`));
  for (const name of [...happened, 'killed at merged', 'killed at pushed'])
    expect(tally[name], name).toBeGreaterThan(0);
}, 1_800_000);

test('so they do over real git', async () => {
  // git waits for the disk at every commit; a folder in memory is the same to it, and faster.
  const memory = '/dev/shm';
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'memu-histories-'));
  try {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory(7, 3), async history => {
        const place = join(folder, String(number++));
        await play(history, await gitWorld(place));
        rmSync(place, {recursive: true, force: true});
      }),
      {numRuns: 200, endOnFailure: true},
    );
    expect(tally.histories).toBe(200);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}, 1_800_000);
