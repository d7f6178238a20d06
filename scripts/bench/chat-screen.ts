/**
 * How fast the chat is: from the start of the process to the prompt line, from Enter to the request,
 * from a token and a key to the screen; and what many long answers do to its memory.
 *
 *     node scripts/bench/chat-screen.ts [--answers 100] [--entries 100000] [--home FOLDER]
 *
 * The first two are the whole program, in a pseudo terminal, against a host on this machine that
 * answers at once; the others are the screen, with a script for a model and a terminal that takes
 * every byte. A folder given as home is filled once and used again. Needs `script` (Debian: bsdutils).
 */
import {execFile, spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs, promisify} from 'node:util';
import {bundle, bundleProgram} from '../build/bundle.ts';
import {copyNativeAddons, type Target} from '../build/native.ts';
import {type EnterTimes, measureEnter, type Way} from './chat-screen/enter.ts';
import type {ScreenMeasures} from './chat-screen/measure.ts';
import {fillHome} from './home.ts';
import {percentile} from './recall/speed.ts';

const {values} = parseArgs({
  options: {
    answers: {type: 'string', default: '100'},
    entries: {type: 'string', default: '100000'},
    home: {type: 'string'},
  },
});
const entries = Number(values.entries);
const folder = await mkdtemp(path.join(tmpdir(), 'memu-bench-'));
try {
  console.log(`node -e 0: ${calibration()}\n`);
  console.log('| what | measured | must |\n|---|---|---|');
  printRows(enterRows(await enter()));
  printRows(screenRows(await screen()));
} finally {
  await rm(folder, {recursive: true, force: true});
}

type Row = readonly [what: string, measured: string, must: string];

function printRows(rows: readonly Row[]): void {
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

/** What an empty program takes, of which its processor time tells how much others slow this machine down. */
function calibration(): string {
  const say = 'const {user, system} = process.cpuUsage(); console.log((user + system) / 1000)';
  const runs = Array.from({length: 15}, () => {
    const startedAt = performance.now();
    const {stdout} = spawnSync(process.execPath, ['-e', say], {encoding: 'utf8'});
    return {took: performance.now() - startedAt, processor: Number(stdout)};
  });
  const median = (times: readonly number[]) => percentile(times, 0.5).toFixed(0);
  const processor = median(runs.map(run => run.processor));
  return `${median(runs.map(run => run.took))} ms, of which ${processor} ms processor time`;
}

async function enter(): Promise<EnterTimes> {
  const bundled = path.join(folder, 'memu');
  await bundleProgram(bundled);
  await copyNativeAddons(bundled, process as Target);
  const program = [process.execPath, path.join(bundled, 'memu.mjs')] as const;
  const home = values.home ?? path.join(folder, 'home');
  if (!existsSync(path.join(home, 'data'))) {
    fillHome({folder: home, entries, program, env: process.env});
  }
  return measureEnter({program, home, sessions: 5, questions: 10});
}

async function screen(): Promise<ScreenMeasures> {
  await bundle(folder, {program: 'scripts/bench/chat-screen/program.ts'});
  const {stdout} = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(folder, 'program.mjs'), values.answers],
    {maxBuffer: 1e8, env: {...process.env, NO_COLOR: ''}},
  );
  return JSON.parse(stdout) as ScreenMeasures;
}

function enterRows({starts, first, later}: EnterTimes): readonly Row[] {
  const took = (ways: readonly Way[]) => spread(ways.map(way => way.took));
  const processor = (ways: readonly Way[]) => spread(ways.map(way => way.processor));
  const kept = entries.toLocaleString('en');
  return [
    [`start to prompt line, ${kept} entries`, spread(starts), '350 ms'],
    [`Enter to request, ${kept} entries, the first question`, took(first), '60 ms'],
    ['of which processor time', processor(first), ''],
    ['Enter to request, later questions', took(later), '60 ms'],
    ['of which processor time', processor(later), ''],
  ];
}

function screenRows(measures: ScreenMeasures): readonly Row[] {
  const {tokens, long, answers, heapGrowthMb} = measures;
  return [
    ['token to screen', spread(tokens), '50 ms at p95'],
    ['most frames in a second', String(measures.mostFramesASecond), '30'],
    ['token to screen, the first 1,000 of 10,000', spread(long.slice(0, 1000)), ''],
    ['token to screen, the last 1,000 of 10,000', spread(long.slice(-1000)), 'as the first'],
    ['key to screen while an answer streams', spread(measures.keysWhileStreaming), ''],
    ['key to screen in a draft of 5,000 pasted lines', spread(measures.keysInLongDraft), ''],
    [`heap grown by ${answers} answers of 10,000 tokens`, `${heapGrowthMb.toFixed(1)} MB`, '20 MB'],
    ['resident set after them', `${measures.residentMb.toFixed(0)} MB`, ''],
  ];
}

/** Median, 95th percentile and worst. */
function spread(times: readonly number[]): string {
  const at = (share: number) => percentile(times, share).toFixed(0);
  return `${at(0.5)} / ${at(0.95)} / ${at(1)} ms`;
}
