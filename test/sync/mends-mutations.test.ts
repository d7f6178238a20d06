/** Whether the tests of each mend would notice that it is gone: each is taken out of a copy of the sources. */
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runProgram} from '../../src/ground/process.ts';

const root = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'memu-mends-'));

beforeAll(() => {
  for (const name of ['src', 'test', 'scripts', 'migrations', 'package.json', 'vitest.config.ts'])
    cpSync(join(root, name), join(copy, name), {recursive: true});
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, {recursive: true, force: true}));

test.each([
  [
    'a conflict known by its values alone',
    'src/sync/records/conflict.ts',
    '      ...stamps,\n',
    '',
    'test/sync/repeated-conflicts.test.ts',
  ],
  [
    'unread files that count for nothing',
    'src/sync/mirror/missing.ts',
    ' || unread.length > 0',
    '',
    'test/sync/mirror-doubts.test.ts',
  ],
  [
    'swapped folders that are believed',
    'src/sync/mirror/missing.ts',
    'if (swapped.has(at',
    'if (swapped.size < 0 && swapped.has(at',
    'test/sync/mirror-doubts.test.ts',
  ],
  [
    'a push that is believed by its silence',
    'src/git/bare-repository.ts',
    'if (hasTaken(said, this.#branch) || (await this.#tipThere()) === tip) return true;',
    'if (said !== undefined) return true;',
    'test/git/push.test.ts',
  ],
  [
    'stamps of a wrong clock that stay',
    'src/ground/stamp.ts',
    'now >= earliestNow && stamp >',
    'now < 0 && stamp >',
    'test/sync/wrong-clock.test.ts',
  ],
  [
    'series that are repaired without a guard',
    'src/planner/tasks/series.ts',
    'if (!isOfTask || isOfDisk) throw error;',
    'throw error;',
    'test/sync/odd-rules.test.ts',
  ],
  [
    'a transaction that one entry breaks',
    'src/sync/cycle/apply-remote.ts',
    '      reasonToHold(error);\n      return keep(true);',
    '      throw error;',
    'test/sync/quarantine.test.ts',
  ],
])(
  '%s: noticed',
  async (_, file, sound, faulty, tests) => {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    expect(source.split(sound), 'the place of the mend').toHaveLength(2);
    writeFileSync(
      path,
      source.replace(sound, () => faulty),
    );
    try {
      const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', tests];
      const env = {NODE_ENV: 'test'};
      const options = {cwd: copy, timeoutMs: 200_000, expect: [0, 1], env};
      const {exitCode, stdout} = await runProgram({program: process.execPath, args, ...options});
      expect(exitCode, stdout.toString()).toBe(1);
      expect(stdout.toString()).toMatch(/Tests .*failed/);
    } finally {
      writeFileSync(path, source);
    }
  },
  240_000,
);
