/** The ways of searching that the benchmark compares, by name. */

import {fixedClock} from '../../../src/ground/time.ts';
import {TextIndex} from '../../../src/recall/index/text-index.ts';
import {TextSearch} from '../../../src/recall/index/text-search.ts';
import {VectorIndex} from '../../../src/recall/index/vector-index.ts';
import {VectorSearch} from '../../../src/recall/index/vector-search.ts';
import type {Embedder, VectorRequest} from '../../../src/recall/meaning/embedder.ts';
import type {Meaning} from '../../../src/recall/meaning.ts';
import {timeReader} from '../../../src/recall/query/time-range.ts';
import type {RankedPassage} from '../../../src/recall/ranking/ranked-passage.ts';
import type {Weights} from '../../../src/recall/ranking/weights.ts';
import {Recall, type RecallDeps} from '../../../src/recall/recall.ts';
import {WordSearch} from '../../../src/recall/word-search.ts';
import type {Database} from '../../../src/storage/database.ts';
import {openDatabase} from '../../../src/storage/open-database.ts';
import {embedText} from '../../../test/ollama-contract/server.mjs';
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

/** Hashed words and trigrams: no meaning, but vectors of the right shape, the same everywhere. */
class HashedWords implements Embedder {
  async embed({texts}: VectorRequest) {
    const vectors = texts.map(text => Float32Array.from(embedText(text, hashedDimensions)));
    return {vectors, model: 'hashed words', digest: '1', dimensions: hashedDimensions};
  }
}

const hashedDimensions = 384;

export interface OwnRecall {
  readonly text: Search;
  readonly vectors: Search;
  readonly fused: Search;
  textWith(weights: Weights): Search;
}

/** memu's own recall: from full text alone, from vectors alone, and from both. */
export async function ownRecall(world: World): Promise<OwnRecall> {
  const {kept, text, clock} = await filled(world);
  const readTime = timeReader(clock);
  const searchWith = (more: Partial<RecallDeps>): Search => {
    const recall = new Recall({kept, text, clock, readTime, ...more});
    return async query => {
      const {hits} = await recall.recall(query, {limit: depth});
      return hits.map(hit => hit.ref ?? hit.id);
    };
  };
  let made: Promise<Meaning> | undefined;
  const meaning = () => {
    made ??= hashedMeaning(kept);
    return made;
  };
  return {
    text: searchWith({}),
    vectors: later(async () => nearestOnly(kept, await meaning())),
    fused: later(async () => searchWith({meaning: await meaning()})),
    textWith: weights => searchWith({weights}),
  };
}

/** What the words of a question rank, whole, with the parts of each score. */
export async function rankedBy(world: World): Promise<{
  rank(question: string): Promise<RankedPassage[]>;
  refOf(id: string): string;
}> {
  const {kept, text, index, clock} = await filled(world);
  const search = new TextSearch(text);
  const words = new WordSearch({
    search,
    vocabulary: index.vocabulary,
    clock,
    readTime: timeReader(clock),
  });
  return {
    rank: async question => words.rank(await words.read(question), {}),
    refOf: id => refIn(kept, id),
  };
}

async function filled(world: World) {
  const kept = await filledStore(':memory:', world.memories);
  const text = openDatabase({path: ':memory:', schema: 'text'});
  // Whole before the first question: on a busy machine it would be behind, and the answers others.
  const index = new TextIndex(text, kept);
  index.catchUp();
  const newest = Math.max(...world.memories.map(memory => Date.parse(memory.created_at)));
  return {kept, text, index, clock: fixedClock(newest + 86_400_000)};
}

const refIn = (kept: Database, id: string): string =>
  kept.value<string | null>('SELECT ref FROM turns WHERE id = ?', [id]) ??
  kept.value<string | null>('SELECT ref FROM entries WHERE id = ?', [id]) ??
  id;

/** A search that is made when it is first asked. */
function later(make: () => Promise<Search>): Search {
  let made: Promise<Search> | undefined;
  return async query => {
    made ??= make();
    return (await made)(query);
  };
}

async function hashedMeaning(kept: Database): Promise<Meaning> {
  const db = openDatabase({path: ':memory:', schema: 'vectors'});
  db.loadVectors();
  const index = new VectorIndex(db, kept);
  const embedder = new HashedWords();
  index.catchUp();
  await index.embed({embedder});
  return {index, search: new VectorSearch(db, index), embedder};
}

function nearestOnly(kept: Database, {index, search, embedder}: Meaning): Search {
  return async query => {
    const {vectors} = await embedder.embed({texts: [query], role: 'query'});
    const near = await search.nearest(index.spaces.answering()!, vectors[0]!, depth);
    const ids = near.map(({id}) => refIn(kept, id));
    return [...new Set(ids)];
  };
}
