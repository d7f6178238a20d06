/** Learns the weights of the parts of a score: each passage that answers should stand above all that do not. */
import type {PartName, Parts} from '../../../src/recall/ranking/weights.ts';

export interface Example {
  /** Of each passage that was ranked for one question. */
  readonly parts: readonly Parts[];
  readonly isRelevant: readonly boolean[];
  readonly weight: number;
}

export type Learned = Readonly<Partial<Record<PartName, number>>>;

const steps = 120;
/** From a known answer nearby. */
const stepsFromNear = 25;
const shrinking = 0.0005;
/** Of those that do not answer, the first by words: the others are no rivals. */
const mostRivals = 80;
/** Weights are divided so that a good score is about 1. */
const scale = 16;

interface Rows {
  readonly values: Float64Array;
  readonly isRelevant: readonly boolean[];
  readonly weight: number;
}

/**
 * Softmax over the passages of a question, each relevant one against all that are not, by gradient
 * descent with momentum. Parts are brought to the same spread first, so that shrinking is fair.
 */
export function learn(
  examples: readonly Example[],
  names: readonly PartName[],
  near?: Learned,
): Learned {
  const spreads = names.map(name => spreadOf(examples, name));
  const rows = examples.flatMap(example => rowsOf(example, names, spreads));
  const total = rows.reduce((sum, {weight}) => sum + weight, 0);
  const weights = Float64Array.from(
    names,
    (name, at) => scale * (near?.[name] ?? 0) * spreads[at]!,
  );
  const [first, second] = [new Float64Array(names.length), new Float64Array(names.length)];
  const last = near === undefined ? steps : stepsFromNear;
  for (let step = 1; step <= last; step++) {
    const slope = Float64Array.from(weights, weight => shrinking * weight);
    for (const row of rows) addSlope(slope, row, {weights, share: row.weight / total});
    const rate = (near === undefined ? 0.08 : 0.02) * (1 - step / (last + 1)) + 0.004;
    for (let at = 0; at < weights.length; at++) {
      first[at] = 0.9 * first[at]! + 0.1 * slope[at]!;
      second[at] = 0.99 * second[at]! + 0.01 * slope[at]! ** 2;
      const mean = first[at]! / (1 - 0.9 ** step);
      const size = Math.sqrt(second[at]! / (1 - 0.99 ** step)) + 1e-8;
      weights[at] = weights[at]! - (rate * mean) / size;
    }
  }
  return Object.fromEntries(names.map((name, at) => [name, weights[at]! / spreads[at]! / scale]));
}

function spreadOf(examples: readonly Example[], name: PartName): number {
  let [count, sum, squares] = [0, 0, 0];
  for (const {parts} of examples) {
    for (const {[name]: value} of parts) {
      count++;
      sum += value;
      squares += value * value;
    }
  }
  return Math.sqrt(squares / count - (sum / count) ** 2) || 1;
}

/** Nothing where no passage answers. */
function rowsOf(
  {parts, isRelevant, weight}: Example,
  names: readonly PartName[],
  spreads: readonly number[],
): Rows[] {
  if (!isRelevant.includes(true)) return [];
  const rivals = [...parts.keys()].filter(at => !isRelevant[at]).slice(0, mostRivals);
  const kept = [...parts.keys()].filter(at => isRelevant[at]).concat(rivals);
  const values = new Float64Array(kept.length * names.length);
  for (const [row, at] of kept.entries()) {
    for (const [column, name] of names.entries()) {
      values[row * names.length + column] = parts[at]![name] / spreads[column]!;
    }
  }
  return [{values, isRelevant: kept.map(at => isRelevant[at]!), weight}];
}

function addSlope(
  slope: Float64Array,
  {values, isRelevant}: Rows,
  {weights, share}: {readonly weights: Float64Array; readonly share: number},
): void {
  const width = weights.length;
  const scores = isRelevant.map((_, row) => {
    let score = 0;
    for (let at = 0; at < width; at++) score += weights[at]! * values[row * width + at]!;
    return score;
  });
  const most = Math.max(...scores);
  const odds = scores.map(score => Math.exp(score - most));
  const rivals = odds.reduce((sum, odd, row) => sum + (isRelevant[row] ? 0 : odd), 0);
  const each = share / isRelevant.filter(Boolean).length;
  let perOdd = 0;
  const add = (row: number, times: number) => {
    for (let at = 0; at < width; at++) slope[at] = slope[at]! + times * values[row * width + at]!;
  };
  for (const [row, odd] of odds.entries()) {
    if (!isRelevant[row]) continue;
    perOdd += each / (rivals + odd);
    add(row, each * (odd / (rivals + odd) - 1));
  }
  for (const [row, odd] of odds.entries()) if (!isRelevant[row]) add(row, perOdd * odd);
}
