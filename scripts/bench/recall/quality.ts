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
import {ownRecall, plainSearch, type Search} from './variants.ts';
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

const header =
  'type             n  plain  text   gain   R@5  R@10  R@25   MRR  95 % interval    vectors  fused';

interface Row {
  readonly plain: Measures;
  readonly text: Measures;
  readonly vectors: Measures;
  readonly fused: Measures;
}

/** nDCG@10 of each variant; recall, reciprocal rank and interval of full text alone. */
function line(name: string, {plain, text, vectors, fused}: Row): string {
  const gain = plain.ndcg10 === 0 ? '' : `${((text.ndcg10 / plain.ndcg10 - 1) * 100).toFixed(0)} %`;
  const {n, recall5, recall10, recall25, mrr, ndcg10, low, high} = text;
  const cells = [recall5, recall10, recall25, mrr].map(percent).join(' ');
  const others = `${percent(vectors.ndcg10)}  ${percent(fused.ndcg10)}`;
  return `${name.padEnd(12)} ${String(n).padStart(5)}  ${percent(plain.ndcg10)} ${percent(ndcg10)} ${gain.padStart(6)} ${cells}  [${percent(low)}, ${percent(high)}]   ${others}`;
}

async function report(world: World, failures: number): Promise<void> {
  const own = await ownRecall(world);
  const judged = {
    plain: await judge(world, plainSearch(world)),
    text: await judge(world, own.text),
    vectors: await judge(world, own.vectors),
    fused: await judge(world, own.fused),
  };
  console.log(
    `\n${world.name}: ${world.memories.length} memories, ${world.questions.length} questions`,
  );
  console.log(header);
  const rowOf = (isMeant: (item: Judged) => boolean): Row => ({
    plain: measure(judged.plain.filter(isMeant)),
    text: measure(judged.text.filter(isMeant)),
    vectors: measure(judged.vectors.filter(isMeant)),
    fused: measure(judged.fused.filter(isMeant)),
  });
  for (const type of new Set(world.questions.map(question => question.type))) {
    console.log(
      line(
        type,
        rowOf(item => item.type === type),
      ),
    );
  }
  console.log(
    line(
      'all',
      rowOf(() => true),
    ),
  );
  const bad = judged.text.filter(item => ndcgAt(10, item) < 0.5);
  for (const item of bad.slice(0, failures)) showFailure(world, item);
}

function showFailure(world: World, {type, query, relevant, found}: Judged & {query: string}): void {
  const texts = new Map(world.memories.map(memory => [memory.id, memory.text]));
  console.log(`\n  ${type}: ${query}`);
  for (const id of relevant) console.log(`    wanted (${found.indexOf(id) + 1}) ${texts.get(id)}`);
  for (const id of found.slice(0, 4)) console.log(`    found  ${texts.get(id)?.slice(0, 140)}`);
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
