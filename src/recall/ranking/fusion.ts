/** One list from two: what the words say and what the meaning says. */

import type {Passage} from '../index/text-search.ts';
import type {RankedPassage} from './ranked-passage.ts';
import type {Parts} from './weights.ts';

export interface NearPassage {
  readonly passage: Passage;
  /** Cosine of the angle between question and text. */
  readonly similarity: number;
}

export interface Fused {
  readonly passage: Passage;
  readonly score: number;
  /** What the words alone gave. */
  readonly text: number;
  /** The cosine; 0 when the text was not near. */
  readonly vector: number;
  /** What the cosine added to the score. */
  readonly nearness: number;
  readonly parts?: Parts | undefined;
}

/** What the nearest text of all counts: the more, the less the words found. */
const weightBesideWords = 0.1;
const weightWithoutWords = 0.4;
/** When the nearest is hardly nearer than the rest, nearness tells little. */
const tellingSpread = 0.15;
/** Found by meaning alone: only what stands out. */
const standsOut = 0.25;
/** As in the ranking of words: what an assistant said, and what is only asked. */
const assistantShare = 0.4;
const questionShare = 0.5;

/**
 * Adds the scores. Words score against the best a text could do for the question; nearness against
 * the field of the nearest texts, because cosines of different models are not comparable.
 */
export function fuse(ranked: readonly RankedPassage[], near: readonly NearPassage[]): Fused[] {
  const fused = new Map<string, Fused>();
  for (const {passage, score, parts} of ranked) {
    fused.set(keyOf(passage), {passage, score, text: score, vector: 0, nearness: 0, parts});
  }
  const words = Math.min(1, ranked[0]?.score ?? 0);
  const weight = weightWithoutWords + (weightBesideWords - weightWithoutWords) * words;
  const best = Math.max(...near.map(item => item.similarity));
  const field = Math.min(...near.map(item => item.similarity));
  const spread = Math.max(best - field, tellingSpread);
  for (const {passage, similarity} of near) {
    const key = keyOf(passage);
    const known = fused.get(key);
    const nearness = ((similarity - field) / spread) * shareOf(passage);
    if (known === undefined && nearness < standsOut) continue;
    if (known && known.vector >= similarity) continue;
    const text = known?.text ?? 0;
    const added = weight * nearness;
    const parts = known?.parts;
    fused.set(key, {
      passage,
      text,
      parts,
      vector: similarity,
      nearness: added,
      score: text + added,
    });
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || b.passage.at - a.passage.at);
}

const keyOf = ({passage}: Passage): string => String(passage);

const shareOf = (passage: Passage): number => {
  if (passage.role === 'assistant') return assistantShare;
  return passage.asks && passage.kind === 'turn' ? questionShare : 1;
};
