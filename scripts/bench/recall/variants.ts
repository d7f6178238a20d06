/** The ways of searching that the benchmark compares, by name. */

import type {Weights} from '../../../src/recall/ranking.ts';
import {Recall} from '../../../src/recall/recall.ts';
import {timeReader} from '../../../src/recall/time-range.ts';
import type {Database} from '../../../src/storage/database.ts';
import {openDatabase} from '../../../src/storage/open-database.ts';
import {fixedClock} from '../../../src/time.ts';
import {filledStore} from '../store.ts';
import type {World} from './world.ts';

/** Answers a question with ids of memories, best first, at most 25. */
export type Search = (query: string) => Promise<readonly string[]>;

const depth = 25;

/**
 * The baseline: one FTS5 table of title and body, `porter unicode61`, every word of the question
 * quoted and joined by OR, no stop words, `bm25()` as it comes.
 */
export function plainSearch(world: World): Search {
  const db = openDatabase({path: ':memory:', schema: 'text'});
  db.exec(`CREATE VIRTUAL TABLE plain USING fts5(title, body, tokenize='porter unicode61')`);
  world.memories.forEach(({text}, at) => {
    db.run("INSERT INTO plain(rowid, title, body) VALUES (?, '', ?)", [at + 1, text]);
  });
  return async query => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    const rows = db.all<{rowid: number}>(
      'SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT ?',
      [words.map(word => `"${word}"`).join(' OR '), depth],
    );
    return rows.map(row => world.memories[row.rowid - 1]!.id);
  };
}

export interface TextRecall {
  readonly kept: Database;
  readonly text: Database;
  readonly search: Search;
  searchWith(weights: Weights): Search;
}

/** memu's own recall, from full text alone. */
export async function textRecall(world: World): Promise<TextRecall> {
  const kept = await filledStore(':memory:', world.memories);
  const text = openDatabase({path: ':memory:', schema: 'text'});
  const newest = Math.max(...world.memories.map(memory => Date.parse(memory.created_at)));
  const clock = fixedClock(newest + 86_400_000);
  const searchWith = (weights?: Weights): Search => {
    const readTime = timeReader(clock);
    const recall = new Recall({kept, text, clock, readTime, ...(weights && {weights})});
    recall.index.catchUp();
    return async query => {
      const {hits} = await recall.recall(query, {limit: depth});
      return hits.map(hit => hit.ref ?? hit.id);
    };
  };
  return {kept, text, search: searchWith(), searchWith};
}
