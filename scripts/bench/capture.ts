/**
 * What reading a captured line costs, the first time in a process and afterwards.
 *
 *     node scripts/bench/capture.ts [--runs 25]
 *
 * Each `memu add` is a process of its own and pays the first time: expressions are compiled, and
 * nothing has been made fast yet. Every figure is processor time of the main thread, the median of
 * fresh processes from the sources; `node -e 0` beside it says how fast the machine is.
 */
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';

const processorTime =
  'const {user, system} = process.threadCpuUsage(); console.log((user + system) / 1000)';

const {values} = parseArgs({
  options: {runs: {type: 'string', default: '25'}, once: {type: 'string'}},
});

const lines: readonly string[] = [
  'buy milk',
  'call mum tomorrow 5pm #family !5',
  'send the form on december 25',
  'meeting friday 2-3pm',
  'pay rent every month on the 1st at 9am',
  'water plants every 3 days after done 10min ^2 @garden',
];
/** Milliseconds that reading a line may take. */
const limitMs = 5;

interface Cost {
  readonly load: number;
  readonly first: number;
  readonly later: number;
}

if (values.once === undefined) compareLines();
else process.stdout.write(JSON.stringify(await costOf(values.once)));

function compareLines(): void {
  const empty = median(inProcesses(['-e', processorTime]));
  process.stdout.write(`node -e 0: ${empty.toFixed(1)} ms of the main thread\n`);
  for (const line of lines) {
    const costs: Cost[] = inProcesses([import.meta.filename, '--once', line]);
    const [load, first, later] = (['load', 'first', 'later'] as const).map(name =>
      median(costs.map(cost => cost[name])),
    ) as [number, number, number];
    const cells = [`first ${first.toFixed(1)} ms`, `then ${later.toFixed(2)} ms`];
    const isOver = first > limitMs ? `  OVER ${limitMs} ms` : '';
    process.stdout.write(
      `  ${line.padEnd(54)} ${cells.join(', ')}, modules ${load.toFixed(1)} ms${isOver}\n`,
    );
  }
}

/** What each of several fresh processes wrote as JSON. */
function inProcesses<T>(words: readonly string[]): T[] {
  return Array.from({length: Number(values.runs)}, () => {
    const {stdout, status} = spawnSync(process.execPath, words, {encoding: 'utf8'});
    if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}`);
    return JSON.parse(stdout) as T;
  });
}

async function costOf(line: string): Promise<Cost> {
  const startedAt = process.threadCpuUsage();
  const {parseCapture} = await import('../../src/language/capture/capture.ts');
  const {systemClock} = await import('../../src/ground/time.ts');
  const load = since(startedAt);
  const clock = systemClock('Europe/Berlin');
  const read = (times: number): number => {
    const beganAt = process.threadCpuUsage();
    for (let n = 0; n < times; n += 1) parseCapture(line, clock);
    return since(beganAt) / times;
  };
  return {load, first: read(1), later: read(500)};
}

function since(start: NodeJS.CpuUsage): number {
  const {user, system} = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
