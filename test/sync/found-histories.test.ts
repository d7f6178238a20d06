/** Histories that once went wrong. */
import {expect, test} from 'vitest';
import {type History, play, tally} from './histories.ts';
import {memoryWorld} from './worlds.ts';

test('an undo that makes an entry what it was first is no old version that a remote put back', async () => {
  const sync = (device: number, more: object = {}) =>
    ({do: 'sync', device, killAt: undefined, isMeddledWith: false, ...more}) as const;
  const history: History = {
    devices: 3,
    names: ['b', 'd', 'a', 'c'],
    mirrors: 0,
    shared: [0, 0],
    steps: [
      {do: 'make', device: 0, kind: 0},
      {do: 'edit', device: 2, entry: 0, field: 0},
      sync(2, {killAt: 'pushed'}),
      {do: 'foreign', which: 0},
      sync(0, {isMeddledWith: true}),
      {do: 'decide', device: 1, pick: 0},
      sync(0),
      {do: 'undo', device: 0},
    ],
  };
  const before = tally['histories'] ?? 0;
  await play(history, memoryWorld());
  expect(tally['histories']).toBe(before + 1);
});
