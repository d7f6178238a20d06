/**
 * Learns what each part of a score weighs from conversations with questions whose evidence is known.
 *
 *     node scripts/bench/recall/fit.ts FOLDER [--leave-out] [--without meaning,letters] [--keep outcome]
 *
 * Prints the weights for `src/recall/ranking/weights.ts`, and how good they are on each set. With `--leave-out` also how
 * good weights are that never saw the file they are measured on. A set of four times as many questions counts twice as much.
 */
import {parseArgs} from 'node:util';
import {documentId} from '../../../src/recall/documents/document-id.ts';
import {learnedWeights, type Parts, partNames} from '../../../src/recall/ranking/weights.ts';
import {readWorlds, setOf} from './data-files.ts';
import {type Example, type Learned, learn} from './learning.ts';
import {type Judged, measure} from './measures.ts';
import {builtInWorlds} from './quality.ts';
import {rankedBy} from './variants.ts';

const styleShare = 0.25;

const tuningWorlds = () =>
  builtInWorlds().filter(({name}) => name.startsWith('tuning') && !name.includes('bare'));

interface Asked extends Example {
  readonly set: string;
  readonly file: string;
  readonly ids: readonly string[];
  readonly relevant: readonly string[];
}

async function askAll(folder: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  // Styles that we wrote ourselves teach little, but what they need is not to be unlearned.
  for (const world of [...readWorlds(folder), ...tuningWorlds()]) {
    const {rank, refOf} = await rankedBy(world);
    for (const {query, relevant} of world.questions) {
      const ranked = await rank(query);
      const ids = ranked.map(({passage}) => refOf(documentId(passage.owner)));
      const isRelevant = ids.map(id => relevant.includes(id));
      if (ranked.some(item => !item.parts)) continue;
      const parts = ranked.map(item => item.parts!);
      asked.push({
        set: setOf(world),
        file: world.name,
        ids,
        relevant,
        parts,
        isRelevant,
        weight: 1,
      });
    }
  }
  const sizes = Map.groupBy(asked, item => item.set);
  return asked.map(item => ({
    ...item,
    weight:
      (item.set.startsWith('tuning') ? styleShare : 1) / Math.sqrt(sizes.get(item.set)!.length),
  }));
}

function judge({ids, parts, relevant}: Asked, weights: Learned): Judged {
  const scores = parts.map(own => scoreOf(own, weights));
  const order = [...ids.keys()].sort((a, b) => scores[b]! - scores[a]!);
  const found = [...new Set(order.map(at => ids[at]!))].slice(0, 25);
  return {type: 'all', found, relevant};
}

const scoreOf = (parts: Parts, weights: Learned): number =>
  partNames.reduce((sum, name) => sum + parts[name] * (weights[name] ?? 0), 0);

function print(title: string, judged: readonly (Judged & {readonly set: string})[]): void {
  for (const [set, own] of Map.groupBy(judged, item => item.set)) {
    const {n, ndcg10, recall5, recall10, recall25} = measure(own);
    const numbers = [ndcg10, recall5, recall10, recall25].map(value => (100 * value).toFixed(1));
    console.log(
      `${title.padEnd(12)} ${set.padEnd(10)} ${String(n).padStart(5)}  ${numbers.join('  ')}`,
    );
  }
}

/** What the best order of the passages that were ranked would give. */
function oracle({ids, relevant}: Asked): Judged {
  const found = relevant.filter(id => ids.includes(id));
  return {type: 'all', found, relevant};
}

if (import.meta.main) {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      'leave-out': {type: 'boolean', default: false},
      without: {type: 'string', default: ''},
    },
  });
  const left = new Set<string>(values.without.split(','));
  const names = partNames.filter(name => !left.has(name));
  const all = await askAll(positionals[0]!);
  const judgeBy = (of: readonly Asked[], weights: Learned) =>
    of.map(item => ({...judge(item, weights), set: item.set}));
  print(
    'oracle',
    all.map(item => ({...oracle(item), set: item.set})),
  );
  const weights = learn(all, names);
  print('as it is', judgeBy(all, learnedWeights.parts));
  print('fitted', judgeBy(all, weights));
  for (const name of names) console.log(`  ${name}: ${weights[name]!.toFixed(3)},`);
  if (values['leave-out']) {
    const files = Map.groupBy(all, item => item.file);
    const judged = [...files].flatMap(([file, own]) =>
      judgeBy(
        own,
        learn(
          all.filter(item => item.file !== file),
          names,
          weights,
        ),
      ),
    );
    print('left out', judged);
  }
}
