/**
 * Random histories of several devices for as long as you like; prints what happened and the seed.
 *
 *     npm run soak:sync -- [--histories 20000] [--seed 7] [--git] [--longest 60] [--hands 8]
 *
 * Of eight histories, `--hands` have mirrors that a person edits in. With `--git` the devices meet in real bare repositories instead of in memory.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import fc from 'fast-check';
import {anyHistory, play, tally} from '../test/sync/histories.ts';
import {gitWorld, memoryWorld} from '../test/sync/worlds.ts';

const {values} = parseArgs({
  options: {
    histories: {type: 'string', default: '20000'},
    seed: {type: 'string', default: String(Date.now() % 2 ** 31)},
    longest: {type: 'string', default: '60'},
    git: {type: 'boolean', default: false},
    hands: {type: 'string', default: '1'},
  },
});

const folder = mkdtempSync(path.join(tmpdir(), 'memu-soak-'));
let played = 0;

try {
  console.log(`seed ${values.seed}`);
  await fc.assert(
    fc.asyncProperty(anyHistory(Number(values.longest), 8, Number(values.hands)), async history => {
      const place = path.join(folder, String(played++));
      await play(history, values.git ? await gitWorld(place) : memoryWorld());
      rmSync(place, {recursive: true, force: true});
      if (played % 500 === 0) console.log(`${played} histories`);
    }),
    {numRuns: Number(values.histories), seed: Number(values.seed)},
  );
  console.log(JSON.stringify(tally, undefined, 2));
} finally {
  rmSync(folder, {recursive: true, force: true});
}
