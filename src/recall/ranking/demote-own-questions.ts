/** What the person asked memu before in the same words: found, but never above what is kept. */
import type {Database} from '../../storage/database.ts';
import {documentId} from '../documents/document-id.ts';
import type {Passage} from '../index/text-search.ts';
import {stemOf, wordsOf} from '../terms/analysis.ts';
import {stopWords} from '../terms/stop-words.ts';
import type {Fused} from './fusion.ts';

const askedTurnSql = `SELECT 1 FROM turns WHERE id = ? AND metadata ->> 'asked' = 1`;

const askedConversationSql = `SELECT 1 FROM turns t JOIN entries e ON e.seq = t.conversation
  WHERE e.id = ? AND t.metadata ->> 'asked' = 1 LIMIT 1`;

/**
 * Moves questions to memu that say nothing beyond the question to the end, and the conversations
 * they gave their title to. Imported conversations stay where they are.
 */
export function demoteOwnQuestions(
  fused: readonly Fused[],
  question: string,
  kept: Database,
): Fused[] {
  const asked = new Set(wordsOf(question).filter(isTelling).map(stemOf));
  if (asked.size === 0) return [...fused];
  const isEcho = ({passage}: Fused) => repeats(passage, asked) && isAsked(passage, kept);
  const echoes = new Set(fused.filter(isEcho));
  if (echoes.size === 0) return [...fused];
  const others = fused.filter(item => !echoes.has(item));
  const lowest = others.at(-1)?.score ?? Number.POSITIVE_INFINITY;
  const lowered = [...echoes].map(item => {
    const score = Math.min(item.score, lowest);
    return {...item, score, text: Math.min(item.text, score)};
  });
  return [...others, ...lowered];
}

function repeats({kind, title, body}: Passage, asked: ReadonlySet<string>): boolean {
  if (kind !== 'turn' && kind !== 'conversation') return false;
  const words = `${title} ${body}`.split(' ').filter(isTelling);
  return words.every(word => asked.has(stemOf(word)));
}

const isAsked = ({kind, owner}: Passage, kept: Database): boolean =>
  kept.get(kind === 'turn' ? askedTurnSql : askedConversationSql, [documentId(owner)]) !==
  undefined;

const isTelling = (word: string): boolean => word !== '' && !stopWords.has(word);
