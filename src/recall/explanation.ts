/** Why recall answered as it did: what was asked, what each hit's score is the sum of, and what was left out. */
import {documentId} from './documents/document-id.ts';
import type {Query, Term} from './query/query.ts';
import type {TimeRange} from './query/time-range.ts';
import type {Fused} from './ranking/fusion.ts';
import {type PartName, partNames, type Weights} from './ranking/weights.ts';

/** Names of the parts of a score that words gave, and of what came behind them. */
export type ReasonName = PartName | 'vectors' | 'order';

interface ExplainedTerm {
  readonly word: string;
  readonly weight: Term['weight'];
  /** How many passages hold it in one of its forms. */
  readonly passages: number;
  /** The stems that may stand for it. */
  readonly forms: readonly string[];
}

/** Something that was found and is not among the hits. */
interface Cut {
  readonly id: string;
  readonly score: number;
  readonly reason: CutReason;
}

export type CutReason =
  | 'another kind or time was asked for'
  | 'is no longer kept'
  | 'says what a better hit says'
  | 'is of a talk that has a hit'
  | 'below the limit';

export interface Explanation {
  readonly terms: readonly ExplainedTerm[];
  /** Words asked for that nothing kept holds. */
  readonly unknown: readonly string[];
  /** The time that the question names, as ISO-8601; null where it is open. */
  readonly time: {
    readonly text: string;
    readonly since: string | null;
    readonly until: string | null;
  } | null;
  /** Bare words are looked for as they are. */
  readonly is_bare: boolean;
  /** How many passages were ranked by words, and how many texts were near by vectors of a model. */
  readonly ranked: number;
  readonly near: number;
  readonly cut: readonly Cut[];
}

const mostCut = 20;

export interface Course {
  readonly query: Query;
  readonly range: TimeRange | undefined;
  readonly ranked: number;
  readonly near: number;
  readonly cut: readonly {readonly item: Fused; readonly reason: CutReason}[];
}

export function explain({query, range, ranked, near, cut}: Course): Explanation {
  return {
    terms: query.terms.map(({word, weight, passages, forms}) => {
      return {word, weight, passages, forms: [...forms.keys()]};
    }),
    unknown: query.unheard,
    time: range ? {text: range.text, since: isoOf(range.since), until: isoOf(range.until)} : null,
    is_bare: query.isBare,
    ranked,
    near,
    cut: cut.slice(0, mostCut).map(({item, reason}) => {
      return {id: documentId(item.passage.owner), score: rounded(item.score), reason};
    }),
  };
}

const isoOf = (ms: number): string | null =>
  Number.isFinite(ms) ? new Date(ms).toISOString() : null;

/**
 * What a score is the sum of, the weightiest first: each part of the words with its weight, nearness by
 * a model's vectors, and `order` for what later steps gave or took (bare words, facts that have ended).
 */
export function reasonsOf({parts, score, nearness}: Fused, weights: Weights) {
  const reasons: [ReasonName, number][] = [];
  if (parts) {
    for (const name of partNames) reasons.push([name, rounded(parts[name] * weights.parts[name])]);
  }
  reasons.push(['vectors', rounded(nearness)]);
  const known = reasons.reduce((sum, [, value]) => sum + value, 0);
  reasons.push(['order', rounded(rounded(score) - known)]);
  return Object.fromEntries(
    reasons.filter(([, value]) => value !== 0).toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1])),
  ) as Partial<Record<ReasonName, number>>;
}

export const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;
