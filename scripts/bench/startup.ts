/**
 * What a start costs, as a ratio to `node -e 0` with the same Node, with many entries kept.
 *
 *     node scripts/bench/startup.ts [--entries 100000] [--runs 40] [--home FOLDER]
 *
 * Each command runs alternately with the empty program, so that a busy moment of the machine hits
 * both; medians are compared. Peak memory is the resident set as the kernel counted it. Needs the
 * binary (`npm run build:binary`) and GNU time (Debian package `time`).
 */
import {spawnSync} from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {inRepository} from '../build/repository.ts';
import {fillHome} from './home.ts';

const {values} = parseArgs({
  options: {
    entries: {type: 'string', default: '100000'},
    runs: {type: 'string', default: '40'},
    home: {type: 'string'},
  },
});
const entries = Number(values.entries);
const runs = Number(values.runs);
const binary = inRepository(`dist/memu-linux-${process.arch}`);
const checkout = inRepository('scripts/memu');

interface Measure {
  readonly words: readonly string[];
  /** The largest ratio that is allowed, and the largest peak in megabytes. */
  readonly limit: number;
  readonly limitMb?: number;
}

const measures: readonly Measure[] = [
  {words: ['--version'], limit: 1.6},
  {words: ['--help'], limit: 1.6},
  {words: ['task', 'add', 'x'], limit: 2.5, limitMb: 120},
  {words: ['task', 'list'], limit: 4},
  {words: ['recall', 'workbench'], limit: 4},
  {words: ['recall', 'what did I say about the workbench?'], limit: 4},
  {words: ['today'], limit: 3},
  {words: ['next'], limit: 3},
  {words: ['next', '--energy', '2', '--minutes', '30'], limit: 3},
];

const home = values.home ?? mkdtempSync(path.join(tmpdir(), 'memu-startup-'));
const env = {...process.env, MEMU_HOME: home, CI: 'true', NODE_OPTIONS: ''};
try {
  if (values.home === undefined) fill();
  calibrate();
  for (const program of [binary, checkout]) {
    process.stdout.write(
      `\n${path.relative(inRepository(), program)}, ${entries.toLocaleString('en')} entries\n`,
    );
    for (const measure of measures) report(program, measure, program === binary);
  }
} finally {
  if (values.home === undefined) rmSync(home, {recursive: true, force: true});
}

function fill(): void {
  const {importSeconds, indexSeconds} = fillHome({folder: home, entries, program: [binary], env});
  process.stdout.write(`import of ${entries} entries: ${importSeconds.toFixed(1)} s\n`);
  process.stdout.write(`index of ${entries} entries: ${indexSeconds.toFixed(1)} s\n`);
}

function calibrate(): void {
  const empty = Array.from({length: runs}, () => timeOf(process.execPath, ['-e', '0']));
  process.stdout.write(
    `node -e 0: ${median(empty).toFixed(1)} ms; one fsync: ${fsyncMs().toFixed(1)} ms\n`,
  );
}

function fsyncMs(): number {
  const file = path.join(home, 'fsync');
  const times = Array.from({length: 20}, () => {
    writeFileSync(file, 'x'.repeat(4096));
    const handle = openSync(file, 'r+');
    writeSync(handle, 'y');
    const startedAt = performance.now();
    fsyncSync(handle);
    const ms = performance.now() - startedAt;
    closeSync(handle);
    return ms;
  });
  rmSync(file);
  return median(times);
}

/** The limits are the binary's; from a checkout a shell looks first whether the build is fresh. */
function report(program: string, {words, limit, limitMb}: Measure, isLimited: boolean): void {
  const empty: number[] = [];
  const full: number[] = [];
  timeOf(program, words);
  for (let run = 0; run < runs; run++) {
    empty.push(timeOf(process.execPath, ['-e', '0']));
    full.push(timeOf(program, words));
  }
  const ratio = median(full) / median(empty);
  const mb = peakMb(program, words);
  const isOver = ratio > limit || (limitMb !== undefined && mb > limitMb);
  const limits = `   limit ${limit}${limitMb === undefined ? '' : `, ${limitMb} MB`}${isOver ? '  OVER' : ''}`;
  const cells = [
    words.join(' ').padEnd(18),
    `${ratio.toFixed(2)} x`,
    `${median(full).toFixed(1).padStart(6)} ms`,
    `${mb.toFixed(0).padStart(4)} MB`,
  ];
  process.stdout.write(`  ${cells.join('  ')}${isLimited ? limits : ''}\n`);
}

/** Milliseconds of one run; a run that fails is no measurement. */
function timeOf(program: string, words: readonly string[]): number {
  const startedAt = performance.now();
  const {status} = spawnSync(program, words, {env, stdio: 'ignore'});
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}`);
  return ms;
}

function peakMb(program: string, words: readonly string[]): number {
  const {stderr} = spawnSync('/usr/bin/time', ['-f', 'peak %M', program, ...words], {
    env,
    encoding: 'utf8',
  });
  const kilobytes = /peak (\d+)/.exec(stderr ?? '')?.[1];
  if (kilobytes === undefined) throw new Error('GNU time is missing: apt-get install time');
  return Number(kilobytes) / 1024;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
