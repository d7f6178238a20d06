/** Vectors of everything kept, in `vectors.db`: chunks follow the change feed, models come when they can. */
import {createHash} from 'node:crypto';
import type {DerivedStore} from '../../entries/purge.ts';
import {MemuError} from '../../ground/errors.ts';
import type {Database} from '../../storage/database.ts';
import type {AttachmentText} from '../documents/attachment-text.ts';
import {documentId, documentKey} from '../documents/document-id.ts';
import {type Document, findDocument} from '../documents/documents.ts';
import {
  type CatchUp,
  type Changed,
  FeedFollower,
  type OnBatch,
} from '../documents/feed-follower.ts';
import {type PassageSizes, passagesOf, type TextSpan} from '../documents/passages.ts';
import type {Embedder} from '../meaning/embedder.ts';
import {type Space, VectorSpaces} from './vector-spaces.ts';

/** About 250 tokens: small models see no more, and one thought stays one vector. */
const chunkSizes: PassageSizes = {whole: 1_200, target: 900};
/** A text of many megabytes is known by its beginning; full text finds the rest. */
const mostChunks = 400;
const shortestText = 2;
const textsAtOnce = 32;
const forgottenAtOnce = 500;

interface ChunkRow {
  readonly chunk: number;
  readonly owner: Uint8Array;
  readonly offset: number;
  readonly size: number;
  readonly hash: Uint8Array;
}

interface EmbedProgress {
  /** Chunks done in this run, and how many are left. */
  readonly done: number;
  readonly left: number;
  readonly model: string;
}

export interface EmbedRun {
  readonly embedder: Embedder;
  readonly signal?: AbortSignal;
  readonly urgency?: 'now' | 'background';
  readonly onProgress?: (progress: EmbedProgress) => void;
}

interface Asking {
  readonly embedder: Embedder;
  readonly signal: AbortSignal | undefined;
  readonly urgency: EmbedRun['urgency'];
}

export interface Embedding {
  readonly done: number;
  /** Chunks without a vector of the model in use. */
  readonly behind: number;
  /** Why it stopped before the end, when a host went away. */
  readonly failure: MemuError | undefined;
}

export class VectorIndex implements DerivedStore {
  readonly spaces: VectorSpaces;
  readonly #db: Database;
  readonly #kept: Database;
  readonly #attachmentText: AttachmentText | undefined;
  readonly #follower: FeedFollower;

  /** `db` is vectors.db with sqlite-vec loaded. */
  constructor(db: Database, kept: Database, attachmentText?: AttachmentText) {
    this.#db = db;
    this.#kept = kept;
    this.#attachmentText = attachmentText;
    this.spaces = new VectorSpaces(db);
    db.pragma('synchronous = NORMAL');
    // Codes are read once and held; vectors are read here and there.
    db.pragma('cache_size = -2000');
    const take = (changes: readonly Changed[]) => this.#take(changes);
    this.#follower = new FeedFollower({
      db,
      kept,
      attachmentText,
      take,
      owners: () => this.#owners(),
    });
  }

  /** Cuts what changed into chunks; asks no model. */
  catchUp(budgetMs?: number, onBatch?: OnBatch): CatchUp {
    return this.#follower.catchUp(budgetMs, onBatch);
  }

  /** How many chunks wait for a vector of the space that answers, unread changes included. */
  behind(): number {
    const space = this.spaces.answering();
    return this.#left(space?.done ?? 0) + this.#follower.behind();
  }

  /**
   * Makes the vectors that are missing, oldest text first, in batches that are kept as they come:
   * it can be stopped at any time and goes on from there. A model, weights or width that are new
   * get a space of their own; the old one answers until the new one is whole. When the host goes
   * away it stops and tells; nothing is lost.
   */
  async embed({embedder, signal, urgency, onProgress}: EmbedRun): Promise<Embedding> {
    let done = 0;
    try {
      let target = await this.#targetOf({embedder, signal, urgency});
      const wanted = this.#left(target.done);
      for (;;) {
        const batch = this.#batchAfter(target);
        if (batch.length === 0) {
          if (target.answers === 0) this.spaces.answerFrom(target);
          return {done, behind: 0, failure: undefined};
        }
        signal?.throwIfAborted();
        await this.#embedBatch(target, batch, {
          embedder,
          ...(signal && {signal}),
          urgency: urgency ?? 'background',
        });
        done += batch.length;
        target = this.spaces.find(target) ?? target;
        onProgress?.({done, left: Math.max(0, wanted - done), model: target.model});
      }
    } catch (error) {
      if (!(error instanceof MemuError) && !signal?.aborted) throw error;
      const failure = error instanceof MemuError ? error : undefined;
      return {done, behind: this.behind(), failure};
    }
  }

  /** A number that changes whenever codes change. */
  version(): number {
    return this.#db.value<number>('SELECT codes FROM progress')!;
  }

  /** Vectors of a space by number, one signed byte a dimension. */
  bytesOf({space}: Space, vectors: readonly number[]): StoredVector[] {
    return this.#db.all<StoredVector>(
      `SELECT v.vector, v.bytes FROM json_each(?) j CROSS JOIN vectors_${space} v ON v.vector = j.value`,
      [JSON.stringify(vectors)],
    );
  }

  /** Where the texts of these vectors stand. */
  chunksOf({space}: Space, vectors: readonly number[]): FoundChunk[] {
    const rows = this.#db.all<ChunkRow & {vector: number}>(
      `SELECT v.vector, c.owner, c.offset, c.size FROM json_each(?) j
       CROSS JOIN vectors_${space} v ON v.vector = j.value JOIN chunks c ON c.hash = v.hash`,
      [JSON.stringify(vectors)],
    );
    return rows.map(({owner, ...row}) => ({...row, id: documentId(owner)}));
  }

  forget(ids: readonly string[]): void {
    for (let at = 0; at < ids.length; at += forgottenAtOnce) {
      const gone = ids.slice(at, at + forgottenAtOnce).map(id => ({id, text: undefined}));
      this.#db.write(() => this.#take(gone));
    }
  }

  flush(): boolean {
    return this.#db.checkpoint();
  }

  /** The model that hosts offer now decides the space; an unchanged one is found by asking for little. */
  async #targetOf({embedder, signal, urgency = 'background'}: Asking): Promise<Space> {
    const {
      model,
      digest = '',
      dimensions,
    } = await embedder.embed({
      texts: ['memu'],
      role: 'document',
      urgency,
      ...(signal && {signal}),
    });
    return this.spaces.open({model, digest, dimensions});
  }

  async #embedBatch(
    space: Space,
    batch: readonly ChunkRow[],
    {embedder, signal, urgency}: EmbedRun,
  ): Promise<void> {
    const wanted = new Map<string, ChunkRow>();
    for (const row of batch) {
      if (!this.spaces.has(space, row.hash)) wanted.set(hex(row.hash), row);
    }
    const rows = [...wanted.values()]
      .map(row => ({row, text: this.#textOf(row)}))
      .filter(({text}) => text !== undefined);
    const {vectors} =
      rows.length === 0
        ? {vectors: []}
        : await embedder.embed({
            texts: rows.map(({text}) => text!),
            role: 'document',
            model: space.model,
            digest: space.digest || undefined,
            dimensions: space.dimensions,
            entries: rows.map(({row}) => documentId(row.owner)),
            ...(urgency && {urgency}),
            ...(signal && {signal}),
          });
    this.#db.write(() => {
      rows.forEach(({row}, at) => {
        // Purged while the model was at work: then its vector is not wanted either.
        if (this.#isWanted(row.hash)) this.spaces.keep(space, row.hash, vectors[at]!);
      });
      this.spaces.advance(space, batch.at(-1)!.chunk);
    });
  }

  #isWanted(hash: Uint8Array): boolean {
    return this.#db.get('SELECT 1 FROM chunks WHERE hash = ?', [hash]) !== undefined;
  }

  #batchAfter({done}: Space): ChunkRow[] {
    return this.#db.all<ChunkRow>('SELECT * FROM chunks WHERE chunk > ? ORDER BY chunk LIMIT ?', [
      done,
      textsAtOnce,
    ]);
  }

  #left(done: number): number {
    return this.#db.value<number>('SELECT count(*) FROM chunks WHERE chunk > ?', [done])!;
  }

  /** The words of a chunk, if they are still the same. */
  #textOf({owner, offset, size, hash}: ChunkRow): string | undefined {
    const id = documentId(owner);
    const kept =
      findDocument(this.#kept, 'turn', id) ??
      findDocument(this.#kept, 'entry', id, this.#attachmentText);
    if (kept === undefined) return undefined;
    const text = embeddedText(kept, {offset, size});
    return Buffer.from(hashOf(text)).equals(Buffer.from(hash)) ? text : undefined;
  }

  #take(changes: readonly Changed[]): void {
    for (const {id, text} of changes) this.#cut(id, text);
  }

  #cut(id: string, text: Document | undefined): void {
    const owner = documentKey(id);
    const present = this.#db.all<ChunkRow>('SELECT * FROM chunks WHERE owner = ?', [owner]);
    const wanted = text === undefined || text.isOwn ? [] : chunksIn(text);
    const isSame =
      present.length === wanted.length &&
      present.every(
        (row, at) => row.offset === wanted[at]!.offset && hex(row.hash) === hex(wanted[at]!.hash),
      );
    if (isSame) return;
    this.#db.run('DELETE FROM chunks WHERE owner = ?', [owner]);
    for (const {offset, size, hash} of wanted) {
      const sql = 'INSERT INTO chunks(owner, offset, size, hash) VALUES (?, ?, ?, ?)';
      this.#db.run(sql, [owner, offset, size, hash]);
    }
    for (const {hash} of present) if (!this.#isWanted(hash)) this.spaces.forget(hash);
  }

  #owners(): string[] {
    const rows = this.#db.all<{owner: Uint8Array}>('SELECT DISTINCT owner FROM chunks');
    return rows.map(({owner}) => documentId(owner));
  }
}

export interface StoredVector {
  readonly vector: number;
  readonly bytes: Uint8Array;
}

export interface FoundChunk {
  /** Id of the entry or turn. */
  readonly id: string;
  readonly vector: number;
  readonly offset: number;
  readonly size: number;
}

const hashOf = (text: string): Uint8Array =>
  createHash('sha256').update(text).digest().subarray(0, 16);

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** A part of a text with what it is about: its title, or the question that it answers. */
function embeddedText({title, answers, text}: Document, {offset, size}: TextSpan): string {
  const part = text.slice(offset, offset + size);
  const about = offset === 0 && answers !== '' ? answers : title;
  return about === '' ? part : `${about}\n${part}`;
}

function chunksIn(kept: Document): (TextSpan & {readonly hash: Uint8Array})[] {
  // The title of a conversation alone says nothing.
  if (kept.kind === 'conversation' && kept.text === '') return [];
  return passagesOf(kept.text, chunkSizes)
    .slice(0, mostChunks)
    .map(span => ({...span, words: embeddedText(kept, span)}))
    .filter(({words}) => words.trim().length >= shortestText)
    .map(({words, ...span}) => ({...span, hash: hashOf(words)}));
}
