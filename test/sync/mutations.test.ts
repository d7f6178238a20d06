/** Whether the histories would notice: each of these faults, put into a copy of the sources, must fail. */
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runProgram} from '../../src/ground/process.ts';

const root = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'memu-mutations-'));

beforeAll(() => {
  for (const name of ['src', 'test', 'scripts', 'migrations', 'package.json'])
    cpSync(join(root, name), join(copy, name), {recursive: true});
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, {recursive: true, force: true}));

const soak = (histories: number) =>
  runProgram({
    program: process.execPath,
    args: [
      'scripts/soak-sync.ts',
      '--histories',
      String(histories),
      '--seed',
      '11',
      '--longest',
      '40',
    ],
    cwd: copy,
    timeoutMs: 240_000,
    expect: [0, 1],
  });

test('the copy without a fault passes', async () => {
  const {exitCode, stderr} = await soak(20);
  expect(exitCode, stderr).toBe(0);
}, 240_000);

test.each([
  [
    'without compare-and-set an edit made meanwhile is overwritten',
    'src/sync/records/vault-rows.ts',
    'if (this.#stampOf(record) !== expected) late.push(record.id);',
    'if (late.length < 0) late.push(record.id);',
    /lost|differ/,
  ],
  [
    'without the loser’s copy an edit vanishes',
    'src/sync/merge/merge.ts',
    'this.conflicts.push(',
    '[].push.call([] as unknown[],',
    /lost/,
  ],
  [
    'when absence is read as a delete, entries leave the vault',
    'src/sync/cycle/commit-builder.ts',
    "if (before === undefined || (type === 'record' && !isMarker))",
    "if (before !== undefined && type === 'record' && !isMarker)",
    /not in the vault|differ/,
  ],
  [
    'with an unstable order of keys devices never agree',
    'src/sync/records/codec.ts',
    'for (const name of known.keys()) {',
    'for (const name of [...known.keys()].sort(() => Math.random() - 0.5)) {',
    /differ|not in the vault|no rest/,
  ],
])(
  '%s',
  async (_, file, sound, faulty, complaint) => {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    expect(source.split(sound), 'the place of the fault').toHaveLength(2);
    writeFileSync(
      path,
      source.replace(sound, () => faulty),
    );
    try {
      const {exitCode, stderr} = await soak(600);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(complaint);
    } finally {
      writeFileSync(path, source);
    }
  },
  240_000,
);
