/**
 * How well recall finds what was asked for, per type of question.
 *
 *     node scripts/bench/recall/quality.ts [--only tuning] [--words] [--failures 10]
 *     node scripts/bench/recall/quality.ts --data FILE.jsonl|FOLDER [--pages]
 *
 * `--words` leaves out the vectors, which take most of the time; `--markdown` prints the tables of
 * `docs/performance.md`. A data file, gzipped or not, has one object a line: memories as `memu memory import` takes them
 * (each with an `id`), and questions `{"query", "relevant": [ids], "type"?}`. A folder of such files gives one table with
 * a total for each set, which is what stands before the first `-` of a name; `--pages` tells each session as long notes.
 */
import {parseArgs} from 'node:util';
import {bareWords} from './bare-words.ts';
import {onPages, readWorlds, setOf} from './data-files.ts';
import {type Judged, measure, ndcgAt} from './measures.ts';
import {markdownTable, type Row, setsTable, textTable, type Variant} from './tables.ts';
import {heldOut} from './templates/held-out.ts';
import {styles} from './templates/styles.ts';
import {tuning} from './templates/tuning.ts';
import {longTuning} from './templates/tuning-pages.ts';
import {ownRecall, plainSearch, type Search} from './variants.ts';
import {buildWorld, type World} from './world.ts';

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

interface Options {
  readonly failures: number;
  readonly hasVectors: boolean;
  readonly isMarkdown: boolean;
}

type Judgements = Readonly<Record<Variant, readonly Judged[]>>;

async function report(world: World, options: Options): Promise<void> {
  const {judged, text} = await judgeAll(world, options);
  const print = options.isMarkdown ? markdownTable : textTable;
  console.log(print(world, rowsOf(world, judged)));
  const bad = text.filter(item => ndcgAt(10, item) < 0.5);
  for (const item of bad.slice(0, options.failures)) showFailure(world, item);
}

/** One table for all files: a line for each, and for each set its types and its total. */
async function reportSets(worlds: readonly World[], options: Options): Promise<void> {
  const rows: Row[] = [];
  for (const [set, files] of Map.groupBy(worlds, setOf)) {
    const all: Judgements[] = [];
    for (const world of files) {
      const {judged} = await judgeAll(world, options);
      all.push(judged);
      rows.push(rowOf(world.name, judged, () => true));
    }
    const whole = joined(all);
    for (const type of new Set(whole.plain.map(item => item.type))) {
      rows.push(rowOf(`${set}: ${type}`, whole, item => item.type === type));
    }
    rows.push(rowOf(`${set}: all`, whole, () => true));
  }
  console.log(setsTable(rows));
}

const joined = (all: readonly Judgements[]): Judgements => ({
  plain: all.flatMap(one => one.plain),
  text: all.flatMap(one => one.text),
  vectors: all.flatMap(one => one.vectors),
  fused: all.flatMap(one => one.fused),
});

async function judgeAll(world: World, options: Options) {
  const own = await ownRecall(world);
  const text = await judge(world, own.text);
  const judged = {
    plain: await judge(world, plainSearch(world)),
    text,
    vectors: options.hasVectors ? await judge(world, own.vectors) : [],
    fused: options.hasVectors ? await judge(world, own.fused) : [],
  };
  return {judged, text};
}

function rowOf(name: string, judged: Judgements, isMeant: (item: Judged) => boolean): Row {
  const of = (variant: Variant) => measure(judged[variant].filter(isMeant));
  return {name, plain: of('plain'), text: of('text'), vectors: of('vectors'), fused: of('fused')};
}

function rowsOf(world: World, judged: Judgements): Row[] {
  const types = new Set(world.questions.map(question => question.type));
  const ofTypes = [...types].map(type => rowOf(type, judged, item => item.type === type));
  return [...ofTypes, rowOf('all', judged, () => true)];
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
      pages: {type: 'boolean', default: false},
      words: {type: 'boolean', default: false},
      markdown: {type: 'boolean', default: false},
    },
  });
  const options = {
    failures: Number(values.failures),
    hasVectors: !values.words,
    isMarkdown: values.markdown,
  };
  const told = values.data === undefined ? builtInWorlds() : readWorlds(values.data);
  const worlds = (values.pages ? told.map(world => onPages(world)) : told).filter(
    ({name}) => values.only === undefined || name.startsWith(values.only),
  );
  if (worlds.length > 1 && values.data !== undefined) await reportSets(worlds, options);
  else for (const world of worlds) await report(world, options);
}
