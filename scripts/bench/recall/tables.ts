/** Tables of how good each variant is, a line for each type of question. */
import type {Measures} from './measures.ts';
import type {World} from './world.ts';

/** Plain FTS5; memu by words, by vectors alone, and by both. */
export type Variant = 'plain' | 'text' | 'vectors' | 'fused';

export interface Row extends Readonly<Record<Variant, Measures>> {
  readonly name: string;
}

/** For a terminal: nDCG@10 of each variant; recall, reciprocal rank and interval of words alone. */
export const textTable = (world: World, rows: readonly Row[]): string =>
  `\n${title(world)}\n${setsTable(rows)}`;

/** For many files at once: a line for each row, as in `textTable`. */
export const setsTable = (rows: readonly Row[]): string => [head, ...rows.map(lineOf)].join('\n');

const head =
  'set or type                  n  plain  text   gain   R@5  R@10  R@25   MRR  95 % interval    vectors  fused';

function lineOf({name, plain, text, vectors, fused}: Row): string {
  const {n, recall5, recall10, recall25, mrr, ndcg10} = text;
  const cells = [recall5, recall10, recall25, mrr].map(padded).join(' ');
  const others = `${padded(vectors.ndcg10)}  ${padded(fused.ndcg10)}`;
  return `${name.padEnd(24)} ${String(n).padStart(5)}  ${padded(plain.ndcg10)} ${padded(ndcg10)} ${gain(plain, text).padStart(6)} ${cells}  [${interval(text)}]   ${others}`;
}

/** For `docs/performance.md`: the same, and recall and reciprocal rank of every variant of memu. */
export function markdownTable(world: World, rows: readonly Row[]): string {
  const head = [
    '| type | n | plain | words | 95 % | gain | R@5 / 10 / 25 | MRR | vectors | R@5 / 10 / 25 | MRR | both | R@5 / 10 / 25 | MRR |',
    `|${'---|'.repeat(14)}`,
  ];
  const lines = rows.map(({name, plain, text, vectors, fused}) => {
    const cells = [
      [
        name,
        text.n,
        percent(plain.ndcg10),
        percent(text.ndcg10),
        interval(text),
        gain(plain, text),
      ],
      recalls(text),
      [percent(vectors.ndcg10), ...recalls(vectors)],
      [percent(fused.ndcg10), ...recalls(fused)],
    ].flat();
    return `| ${cells.join(' | ')} |`;
  });
  return [`\n**${title(world)}**\n`, ...head, ...lines].join('\n');
}

const title = ({name, memories, questions}: World): string =>
  `${name}: ${memories.length} memories, ${questions.length} questions`;

const percent = (value: number): string => (value * 100).toFixed(1);
const padded = (value: number): string => percent(value).padStart(5);

const recalls = ({recall5, recall10, recall25, mrr}: Measures): string[] => [
  [recall5, recall10, recall25].map(value => (value * 100).toFixed(0)).join(' / '),
  percent(mrr),
];

const interval = ({low, high}: Measures): string => `${percent(low)} to ${percent(high)}`;

const gain = (plain: Measures, text: Measures): string =>
  plain.ndcg10 === 0 ? '' : `${((text.ndcg10 / plain.ndcg10 - 1) * 100).toFixed(0)} %`;
