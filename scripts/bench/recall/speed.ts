/**
 * How fast recall is, how much memory and disk it takes.
 *
 *     node scripts/bench/recall/speed.ts --entries 100000,1000000 [--vectors] [--keep FOLDER]
 *
 * Each size after the other; a kept folder has one folder a size and is used again, so that a million entries are written once.
 */
import {spawnSync} from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {type Clock, systemClock} from '../../../src/ground/time.ts';
import {binaryCode} from '../../../src/recall/index/binary-codes.ts';
import {VectorIndex} from '../../../src/recall/index/vector-index.ts';
import {VectorSearch} from '../../../src/recall/index/vector-search.ts';
import type {Space} from '../../../src/recall/index/vector-spaces.ts';
import {timeReader} from '../../../src/recall/query/time-range.ts';
import {Recall} from '../../../src/recall/recall.ts';
import type {Database} from '../../../src/storage/database.ts';
import {openDatabase} from '../../../src/storage/open-database.ts';
import {lifeMemories} from '../life.ts';
import {type Random, seeded} from '../random.ts';
import {filledStore} from '../store.ts';
import {words} from '../words.ts';
import {benchDimensions, NearEmbedder, questionNear, vectorOf} from './clustered.ts';

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
    options: {
      entries: {type: 'string', default: '100000'},
      keep: {type: 'string'},
      vectors: {type: 'boolean', default: false},
    },
  });
  for (const entries of values.entries.split(',').map(Number)) {
    const folder =
      values.keep === undefined
        ? mkdtempSync(join(tmpdir(), 'memu-bench-'))
        : join(values.keep, String(entries));
    console.log(`\n${entries} entries`);
    await measureSize(entries, folder, values.vectors);
    if (values.keep === undefined) rmSync(folder, {recursive: true});
  }
}

async function measureSize(entries: number, folder: string, hasVectors: boolean): Promise<void> {
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
  console.log(`bare: one fsync ${ms(fsyncMs(folder))}`);
  await measureQuestions('text', recall);
  console.log(`memory: ${megabytes(process.memoryUsage.rss())}`);
  if (hasVectors) await measureMeaning(folder, {kept, text, clock});
  console.log(`memory: ${megabytes(process.memoryUsage.rss())}`);
  for (const name of readdirSync(join(folder, 'data'))) {
    console.log(`${name}: ${megabytes(statSync(join(folder, 'data', name)).size)}`);
  }
  kept.close();
  text.close();
  coldStart(folder);
}

async function measureQuestions(name: string, recall: Recall): Promise<void> {
  const took: number[] = [];
  const cpu: number[] = [];
  const slowest: [number, string][] = [];
  for (const question of someQuestions(400, seeded(3))) {
    const [before, used] = [performance.now(), process.cpuUsage()];
    await recall.recall(question);
    took.push(performance.now() - before);
    const {user, system} = process.cpuUsage(used);
    cpu.push((user + system) / 1_000);
    slowest.push([took.at(-1)!, question]);
  }
  const [warm, warmCpu] = [took.slice(50), cpu.slice(50)];
  const at = (list: readonly number[], share: number) => ms(percentile(list, share));
  console.log(
    `${name}: first ${ms(took[0]!)}, p50 ${at(warm, 0.5)}, p95 ${at(warm, 0.95)} (processor ${at(warmCpu, 0.5)}, ${at(warmCpu, 0.95)})`,
  );
  for (const [time, question] of slowest.sort((a, b) => b[0] - a[0]).slice(0, 3)) {
    console.log(`  ${ms(time)}  ${question}`);
  }
}

async function measureMeaning(
  folder: string,
  {kept, text, clock}: {kept: Database; text: Database; clock: Clock},
): Promise<void> {
  const path = join(folder, 'data/vectors.db');
  const isNew = !existsSync(path);
  const db = openDatabase({path, schema: 'vectors'});
  db.loadVectors();
  const index = new VectorIndex(db, kept);
  if (isNew) fillVectors(db, index);
  const space = index.spaces.answering()!;
  const total = db.value<number>('SELECT count(*) FROM vectors_1')!;
  const search = new VectorSearch(db, index);
  const loadedAt = performance.now();
  await search.nearest(space, questionNear(1), 10);
  console.log(`codes: read in ${ms(performance.now() - loadedAt)}`);
  const scans: number[] = [];
  for (let asked = 0; asked < 60; asked++) {
    const question = questionNear(1 + asked * 131);
    const before = performance.now();
    await search.nearest(space, question, 100);
    scans.push(performance.now() - before);
  }
  console.log(
    `nearest 100 of ${total}: p50 ${ms(percentile(scans, 0.5))}, p95 ${ms(percentile(scans, 0.95))}`,
  );
  compareWithSqliteVec(db);
  await compareWithExact(db, index, space);
  const meaning = {index, search, embedder: new NearEmbedder(total)};
  const readTime = timeReader(clock);
  await measureQuestions('fused', new Recall({kept, text, clock, readTime, meaning}));
  db.close();
}

function fillVectors(db: Database, index: VectorIndex): void {
  const startedAt = performance.now();
  index.catchUp();
  console.log(`chunks: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  const filledAt = performance.now();
  const space = index.spaces.open({model: 'bench', digest: 'bench', dimensions: benchDimensions});
  let number = 0;
  for (let done = 0; ; ) {
    const rows = db.all<{chunk: number; hash: Uint8Array}>(
      'SELECT chunk, hash FROM chunks WHERE chunk > ? ORDER BY chunk LIMIT 2000',
      [done],
    );
    if (rows.length === 0) break;
    done = rows.at(-1)!.chunk;
    db.write(() => {
      for (const {hash} of rows) {
        if (!index.spaces.has(space, hash)) index.spaces.keep(space, hash, vectorOf(++number));
      }
      index.spaces.advance(space, done);
    });
  }
  db.checkpoint();
  console.log(`vectors kept: ${((performance.now() - filledAt) / 1_000).toFixed(1)} s`);
}

function compareWithSqliteVec(db: Database): void {
  for (const k of [10, 100]) {
    const took: number[] = [];
    for (let asked = 0; asked < 5; asked++) {
      const before = performance.now();
      const sql = 'SELECT rowid FROM codes_1 WHERE code MATCH vec_bit(?) AND k = ?';
      db.all(sql, [binaryCode(questionNear(1 + asked * 131)), k]);
      took.push(performance.now() - before);
    }
    console.log(`sqlite-vec's own scan of the codes, k = ${k}: p50 ${ms(percentile(took, 0.5))}`);
  }
}

/** Against the exact float ranking; the vectors are made again, so that none is rounded. */
async function compareWithExact(db: Database, index: VectorIndex, space: Space): Promise<void> {
  const total = db.value<number>('SELECT count(*) FROM vectors_1')!;
  const questions = Array.from({length: 30}, (_, asked) => questionNear(1 + asked * 137));
  const exact = exactNearest(questions, total);
  for (const candidates of [128, 256, 512, 1_024]) {
    const search = new VectorSearch(db, index, candidates);
    await search.nearest(space, questions[0]!, 10);
    let shared = 0;
    const took: number[] = [];
    for (const [at, question] of questions.entries()) {
      const before = performance.now();
      const found = await search.nearest(space, question, 10);
      took.push(performance.now() - before);
      shared += found.filter(({vector}) => exact[at]!.has(vector)).length;
    }
    const share = (shared / (questions.length * 10)).toFixed(3);
    console.log(
      `${candidates} candidates: overlap with the exact ten ${share}, p50 ${ms(percentile(took, 0.5))}`,
    );
  }
}

function exactNearest(questions: readonly Float32Array[], total: number): Set<number>[] {
  const best = questions.map((): {number: number; near: number}[] => []);
  for (let number = 1; number <= total; number++) {
    const vector = vectorOf(number);
    questions.forEach((question, at) => {
      let near = 0;
      for (let place = 0; place < vector.length; place++) near += vector[place]! * question[place]!;
      const list = best[at]!;
      if (list.length === 10 && near <= list.at(-1)!.near) return;
      list.push({number, near});
      list.sort((a, b) => b.near - a.near);
      if (list.length > 10) list.pop();
    });
  }
  return best.map(list => new Set(list.map(({number}) => number)));
}

function fsyncMs(folder: string): number {
  const path = join(folder, 'calibration');
  const file = openSync(path, 'w', 0o600);
  writeSync(file, 'x');
  const before = performance.now();
  fsyncSync(file);
  const took = performance.now() - before;
  closeSync(file);
  rmSync(path);
  return took;
}

/** What `npm run build` makes; the sources start slower. */
const built = 'dist/app/memu.mjs';

function coldStart(folder: string): void {
  const time = (argv: readonly string[]): number => {
    const runs = Array.from({length: 15}, () => {
      const before = performance.now();
      const env = {...process.env, MEMU_HOME: folder, MEMU_LLM_HOSTS: ''};
      const {status, stderr} = spawnSync(process.execPath, argv, {env});
      if (status !== 0) throw new Error(stderr.toString());
      return performance.now() - before;
    });
    return percentile(runs, 0.5);
  };
  const bare = time(['-e', '0']);
  const program = existsSync(built) ? built : 'commands/main.ts';
  const whole = time([program, 'recall', 'kayaking', '--json']);
  console.log(
    `${program} recall: ${ms(whole)}, ${(whole / bare).toFixed(1)} times node -e 0 (${ms(bare)})`,
  );
}

if (import.meta.main) await main();
