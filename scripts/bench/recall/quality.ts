/**
 * How well recall finds what was asked for, per type of question.
 *
 *     node scripts/bench/recall/quality.ts [--only tuning] [--failures 10]
 *     node scripts/bench/recall/quality.ts --data FILE.jsonl
 *
 * A data file has one object a line: memories as `memu memory import` takes them (each with an
 * `id`), and questions `{"query", "relevant": [ids], "type"?}`.
 */
import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {type Judged, type Measures, measure, ndcgAt} from './measures.ts';
import {heldOut} from './templates/held-out.ts';
import {styles} from './templates/styles.ts';
import {tuning} from './templates/tuning.ts';
import {plainSearch, type Search, textRecall} from './variants.ts';
import {buildWorld, type MemoryLine, type Question, type World} from './world.ts';

const seed = 20_261_121;

export const builtInWorlds = (): World[] =>
  [tuning, heldOut, ...styles].map((set, place) => buildWorld(set, seed + place));

export async function judge(world: World, search: Search): Promise<(Judged & {query: string})[]> {
  const judged = [];
  for (const {query, type, relevant} of world.questions) {
    judged.push({query, type, relevant, found: await search(query)});
  }
  return judged;
}

/** Memories and questions from a file, for any set that somebody has. */
export function readWorld(path: string): World {
  const memories: MemoryLine[] = [];
  const questions: Question[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const item = JSON.parse(line) as Partial<MemoryLine & Question>;
    if (item.query === undefined) memories.push(item as MemoryLine);
    else questions.push({...item, type: item.type ?? 'all'} as Question);
  }
  const created_at = new Date(0).toISOString();
  return {
    name: path,
    memories: memories.map(memory => ({...memory, created_at: memory.created_at ?? created_at})),
    questions,
  };
}

const percent = (value: number): string => (value * 100).toFixed(1).padStart(5);

function line(name: string, plain: Measures, ours: Measures): string {
  const gain = plain.ndcg10 === 0 ? '' : `${((ours.ndcg10 / plain.ndcg10 - 1) * 100).toFixed(0)} %`;
  const {n, recall5, recall10, recall25, mrr, ndcg10, low, high} = ours;
  const cells = [recall5, recall10, recall25, mrr, ndcg10].map(percent).join('  ');
  return `${name.padEnd(12)} ${String(n).padStart(5)}  ${percent(plain.ndcg10)}  ${cells}  [${percent(low)}, ${percent(high)}]  ${gain.padStart(6)}`;
}

async function report(world: World, failures: number): Promise<void> {
  const plain = await judge(world, plainSearch(world));
  const {search} = await textRecall(world);
  const ours = await judge(world, search);
  console.log(
    `\n${world.name}: ${world.memories.length} memories, ${world.questions.length} questions`,
  );
  console.log(
    'type             n  plain   R@5   R@10   R@25    MRR   nDCG@10  95 % interval      gain',
  );
  const types = [...new Set(world.questions.map(question => question.type))];
  const of = (judged: readonly Judged[], type: string) =>
    measure(judged.filter(item => item.type === type));
  for (const type of types) console.log(line(type, of(plain, type), of(ours, type)));
  console.log(line('all', measure(plain), measure(ours)));
  const texts = new Map(world.memories.map(memory => [memory.id, memory.text]));
  for (const item of ours.filter(one => ndcgAt(10, one) < 0.5).slice(0, failures)) {
    console.log(`\n  ${item.type}: ${item.query}`);
    for (const id of item.relevant)
      console.log(`    wanted (${item.found.indexOf(id) + 1}) ${texts.get(id)}`);
    for (const id of item.found.slice(0, 4))
      console.log(`    found  ${texts.get(id)?.slice(0, 140)}`);
  }
}

if (import.meta.main) {
  const {values} = parseArgs({
    options: {
      data: {type: 'string'},
      only: {type: 'string'},
      failures: {type: 'string', default: '0'},
    },
  });
  const worlds = values.data === undefined ? builtInWorlds() : [readWorld(values.data)];
  for (const world of worlds) {
    if (values.only !== undefined && values.only !== world.name) continue;
    await report(world, Number(values.failures));
  }
}
