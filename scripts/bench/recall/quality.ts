/**
 * How well recall finds what was asked for, per type of question.
 *
 *     node scripts/bench/recall/quality.ts [--only tuning] [--words] [--failures 10]
 *     node scripts/bench/recall/quality.ts --data FILE.jsonl
 *
 * `--words` leaves out the vectors, which take most of the time; `--markdown` prints the tables of
 * `docs/performance.md`. A data file has one object a line: memories as `memu memory import` takes them (each with an
 * `id`), and questions `{"query", "relevant": [ids], "type"?}`.
 */
import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {bareWords} from './bare-words.ts';
import {type Judged, measure, ndcgAt} from './measures.ts';
import {markdownTable, type Row, textTable, type Variant} from './tables.ts';
import {heldOut} from './templates/held-out.ts';
import {styles} from './templates/styles.ts';
import {tuning} from './templates/tuning.ts';
import {longTuning} from './templates/tuning-pages.ts';
import {ownRecall, plainSearch, type Search} from './variants.ts';
import {buildWorld, type MemoryLine, type Question, type World} from './world.ts';

const seed = 20_261_121;

export function builtInWorlds(): World[] {
  const [first, ...others] = [tuning, heldOut, ...styles].map((set, place) =>
    buildWorld(set, seed + place),
  );
  const pages = longTuning.map((set, place) => buildWorld(set, 101 * (place + 1)));
  return [first!, bareWords(first!, seed), ...pages, ...others];
}

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

interface Options {
  readonly failures: number;
  readonly hasVectors: boolean;
  readonly isMarkdown: boolean;
}

type Judgements = Readonly<Record<Variant, readonly Judged[]>>;

async function report(world: World, options: Options): Promise<void> {
  const own = await ownRecall(world);
  const text = await judge(world, own.text);
  const judged = {
    plain: await judge(world, plainSearch(world)),
    text,
    vectors: options.hasVectors ? await judge(world, own.vectors) : [],
    fused: options.hasVectors ? await judge(world, own.fused) : [],
  };
  const print = options.isMarkdown ? markdownTable : textTable;
  console.log(print(world, rowsOf(world, judged)));
  const bad = text.filter(item => ndcgAt(10, item) < 0.5);
  for (const item of bad.slice(0, options.failures)) showFailure(world, item);
}

function rowsOf(world: World, judged: Judgements): Row[] {
  const row = (name: string, isMeant: (item: Judged) => boolean): Row => {
    const of = (variant: Variant) => measure(judged[variant].filter(isMeant));
    return {name, plain: of('plain'), text: of('text'), vectors: of('vectors'), fused: of('fused')};
  };
  const types = new Set(world.questions.map(question => question.type));
  return [...[...types].map(type => row(type, item => item.type === type)), row('all', () => true)];
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
      words: {type: 'boolean', default: false},
      markdown: {type: 'boolean', default: false},
    },
  });
  const worlds = values.data === undefined ? builtInWorlds() : [readWorld(values.data)];
  for (const world of worlds) {
    if (values.only !== undefined && values.only !== world.name) continue;
    await report(world, {
      failures: Number(values.failures),
      hasVectors: !values.words,
      isMarkdown: values.markdown,
    });
  }
}
