/**
 * How fast recall is, how much memory and disk it takes.
 *
 *     node scripts/bench/recall/speed.ts --entries 100000 [--keep FOLDER]
 *
 * A kept folder is used again, so that a million entries are written once.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {Recall} from '../../../src/recall/recall.ts';
import {timeReader} from '../../../src/recall/time-range.ts';
import {openDatabase} from '../../../src/storage/database.ts';
import {systemClock} from '../../../src/time.ts';
import {lifeMemories} from '../life.ts';
import {type Random, seeded} from '../random.ts';
import {filledStore} from '../store.ts';
import {words} from '../words.ts';

/** Questions of all kinds: rare and common words, names, slips, phrases, times, endings. */
export function* someQuestions(count: number, random: Random): Generator<string> {
  const slot = (name: string) => random.pick(words[name]!);
  const kinds = [
    () => `when did I talk with ${slot('name')} about ${slot('hobby')}?`,
    () => `who mentioned the ${slot('thing')} in ${slot('city')}`,
    () => `${slot('dish')} at ${slot('shop')}`,
    () => `what did ${slot('name')} say about the ${slot('event')} in 20${16 + random.below(10)}`,
    () => slot('thing').replace(/(.)(.)$/, '$2$1'),
    () => `"${slot('event')}"`,
    () => slot('city').slice(0, 4).concat('*'),
    () => 'why was the bus late and the internet down all week?',
    () => `where is the ${slot('colour')} jacket, and who sends regards from ${slot('city')}?`,
    () => slot('subject'),
  ];
  for (let made = 0; made < count; made++) yield kinds[made % kinds.length]!();
}

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {entries: {type: 'string', default: '100000'}, keep: {type: 'string'}},
  });
  const entries = Number(values.entries);
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'memu-bench-'));
  const keptPath = join(folder, 'data/memu.db');
  const textPath = join(folder, 'data/text.db');
  if (!existsSync(keptPath)) {
    const startedAt = performance.now();
    (await filledStore(keptPath, lifeMemories({entries}))).close();
    console.log(`import of ${entries}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  }
  const kept = openDatabase({path: keptPath, schema: 'memu'});
  const text = openDatabase({path: textPath, schema: 'text'});
  const clock = systemClock('UTC');
  const recall = new Recall({kept, text, clock, readTime: timeReader(clock)});
  const startedAt = performance.now();
  recall.index.catchUp();
  console.log(`text index: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  text.checkpoint();
  const took: number[] = [];
  const slowest: [number, string][] = [];
  for (const question of someQuestions(400, seeded(3))) {
    const before = performance.now();
    await recall.recall(question);
    took.push(performance.now() - before);
    slowest.push([took.at(-1)!, question]);
  }
  const warm = took.slice(50);
  console.log(
    `text recall: first ${ms(took[0]!)}, p50 ${ms(percentile(warm, 0.5))}, p95 ${ms(percentile(warm, 0.95))}`,
  );
  for (const [time, question] of slowest.sort((a, b) => b[0] - a[0]).slice(0, 5)) {
    console.log(`  ${ms(time)}  ${question}`);
  }
  console.log(`memory: ${megabytes(process.memoryUsage.rss())}`);
  for (const name of readdirSync(join(folder, 'data'))) {
    console.log(`${name}: ${megabytes(statSync(join(folder, 'data', name)).size)}`);
  }
  kept.close();
  text.close();
  coldStart(folder);
  if (values.keep === undefined) rmSync(folder, {recursive: true});
}

function coldStart(folder: string): void {
  const time = (argv: readonly string[]): number => {
    const runs = Array.from({length: 15}, () => {
      const before = performance.now();
      const env = {...process.env, MEMU_HOME: folder};
      const {status, stderr} = spawnSync(process.execPath, argv, {env});
      if (status !== 0) throw new Error(stderr.toString());
      return performance.now() - before;
    });
    return percentile(runs, 0.5);
  };
  const bare = time(['-e', '0']);
  const program = existsSync('dist/memu.mjs') ? 'dist/memu.mjs' : 'commands/main.ts';
  const whole = time([program, 'recall', 'kayaking', '--json']);
  console.log(
    `${program} recall: ${ms(whole)}, ${(whole / bare).toFixed(1)} times node -e 0 (${ms(bare)})`,
  );
}

if (import.meta.main) await main();
