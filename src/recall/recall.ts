/** One question over everything kept. Answers from full text alone, and better with vectors. */

import {grouped} from '../ground/text.ts';
import type {Clock} from '../ground/time.ts';
import type {Database} from '../storage/database.ts';
import {isBusy, StorageError} from '../storage/storage-errors.ts';
import type {AttachmentText} from './documents/attachment-text.ts';
import {documentId, documentKey} from './documents/document-id.ts';
import {
  type DocumentHit,
  findDocument,
  findDocumentHit,
  validities,
} from './documents/documents.ts';
import {isLabelled} from './documents/labels.ts';
import {
  type Course,
  type CutReason,
  type Explanation,
  explain,
  type ReasonName,
  reasonsOf,
  rounded,
} from './explanation.ts';
import {draftsOf, TextIndex} from './index/text-index.ts';
import {
  type Filters,
  isOwnPassage,
  type Passage,
  TextSearch,
  wantsOwn,
} from './index/text-search.ts';
import type {TextVectors} from './meaning/text-vectors.ts';
import {findNear, type Meaning} from './meaning.ts';
import type {Query} from './query/query.ts';
import type {ReadTime} from './query/time-range.ts';
import {demoteOwnQuestions} from './ranking/demote-own-questions.ts';
import {type Fused, fuse, type NearPassage} from './ranking/fusion.ts';
import {NearDuplicates} from './ranking/near-duplicates.ts';
import {snippetOf} from './ranking/snippet.ts';
import {byValidity} from './ranking/validity.ts';
import {learnedWeights, type Weights} from './ranking/weights.ts';
import {WordSearch} from './word-search.ts';

export interface RecallOptions extends Filters {
  /** What was true at this moment, whenever it was kept; milliseconds since the epoch. */
  readonly asOf?: number;
  /** What was kept by this moment; milliseconds since the epoch. */
  readonly knownBy?: number;
  /** 10 when absent. */
  readonly limit?: number;
  /** Asks no host for the question's vector, as for what is only half typed. */
  readonly wordsOnly?: boolean;
  /** How long a host may take for the question's vector, in milliseconds; 300 when absent. */
  readonly waitMs?: number;
  /** Says of each hit what its score is the sum of, and of the answer how it came about. */
  readonly explain?: boolean;
  readonly signal?: AbortSignal;
}

/** One thing found; the fields are those that `--json` prints. */
export interface Hit {
  readonly id: string;
  /** `turn` for a turn of a conversation. */
  readonly kind: string;
  readonly title: string;
  readonly snippet: string;
  /** 0 to about 1; comparable within one answer. */
  readonly score: number;
  readonly why: {readonly text: number; readonly vector: number};
  readonly created_at: string;
  readonly ref: string | null;
  /** Id of the conversation, for a turn. */
  readonly conversation?: string;
  /** From when and until when it was true; of a memory for which that is known. */
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
  /** What the score is the sum of; where it was asked for. */
  readonly reasons?: Partial<Record<ReasonName, number>>;
}

export interface Recalled {
  readonly hits: readonly Hit[];
  /** What the person should know about this answer, such as how far an index is behind. */
  readonly notes: readonly string[];
  readonly explanation?: Explanation;
}

export interface RecallDeps {
  /** memu.db, only read. */
  readonly kept: Database;
  /** text.db */
  readonly text: Database;
  readonly clock: Clock;
  /** Reads the words of attached files. */
  readonly attachmentText?: AttachmentText;
  /** Search by meaning; without it full text answers alone. */
  readonly meaning?: Meaning | undefined;
  /** Reads the time that a question speaks of. */
  readonly readTime?: ReadTime;
  readonly weights?: Weights;
  /** What words mean, asked for when a question needs it; those shipped with memu when absent. */
  readonly textVectors?: () => TextVectors | undefined;
}

const catchUpMs = 300;
const mostScanned = 1_000;
const mostNear = 100;
const mostNearFiltered = 1_000;

export class Recall {
  readonly index: TextIndex;
  readonly #parts: RecallDeps;
  readonly #search: TextSearch;
  readonly #words: WordSearch;

  constructor(parts: RecallDeps) {
    this.#parts = parts;
    // Hits are read here and there: a large cache of memu.db would only take memory.
    parts.kept.pragma('cache_size = -4000');
    this.index = new TextIndex(parts.text, parts.kept, parts.attachmentText);
    this.#search = new TextSearch(parts.text);
    this.#words = new WordSearch({
      ...parts,
      search: this.#search,
      vocabulary: this.index.vocabulary,
    });
  }

  /**
   * The best matches for a question, best first; empty when nothing matches. First brings the index
   * up to date for at most 300 ms; beyond that it looks at the newest changes directly and a note
   * says how far the index is behind. Any text is a valid question.
   */
  async recall(question: string, options: RecallOptions = {}): Promise<Recalled> {
    const behind = this.#catchUp();
    // The host works on the vector while the words are looked up here.
    const nearing = this.#near(question, options);
    nearing.catch(() => {});
    // Words that only memu's own talk holds are not counted among the known ones.
    const asking = await this.#words.read(question, behind > 0 || wantsOwn(options));
    const {query, range} = asking;
    const filters = asFilters(options);
    const waiting = behind > 0 ? this.#waitingPassages(filters) : [];
    const ranked = this.#words.rank(asking, filters, waiting);
    const {near, note} = await nearing;
    const fused = demoteOwnQuestions(fuse(ranked, near), question, this.#parts.kept);
    const asked = {now: this.#parts.clock.now(), asOf: options.asOf, range, question};
    const holding = byValidity(fused, ids => validities(this.#parts.kept, ids), asked);
    const {hits, cut} = this.#hits(ownLast(holding), query, options);
    const notes = [...(behind > 0 ? [lagNote(behind)] : []), ...(note ? [note] : [])];
    if (!options.explain) return {hits, notes};
    const course = {query, range, ranked: ranked.length, near: near.length, cut};
    return {hits, notes, explanation: explain(course)};
  }

  async #near(
    question: string,
    options: RecallOptions,
  ): Promise<{near: NearPassage[]; note: string | undefined}> {
    const {meaning} = this.#parts;
    if (meaning === undefined || options.wordsOnly) return {near: [], note: undefined};
    const filters = asFilters(options);
    const limit = Object.keys(filters).length > 0 ? mostNearFiltered : mostNear;
    const {near, note} = await findNear(meaning, question, {
      limit,
      signal: options.signal,
      waitMs: options.waitMs,
    });
    if (near.length === 0) return {near: [], note};
    const keys = [...new Set(near.map(chunk => chunk.id))].map(documentKey);
    const passages = Map.groupBy(this.#search.ofOwners(keys, filters), passage =>
      documentId(passage.owner),
    );
    const placed = near.flatMap(({id, offset, size, similarity}) => {
      const own = passages.get(id) ?? [];
      const middle = offset + size / 2;
      const passage = own.findLast(one => one.offset <= middle) ?? own[0];
      return passage === undefined ? [] : [{passage, similarity}];
    });
    return {near: placed, note};
  }

  // Another process may be indexing, or the disk may be full: then this one searches what is there.
  #catchUp(): number {
    try {
      return this.index.catchUp(catchUpMs).behind;
    } catch (error) {
      if (isBusy(error) || isBusyCause(error) || error instanceof StorageError) {
        return this.index.behind();
      }
      throw error;
    }
  }

  /** The newest changes that are not indexed yet, as passages with numbers of their own. */
  #waitingPassages(filters: Filters): Passage[] {
    const {tags = [], areas = []} = filters;
    const {kept, attachmentText} = this.#parts;
    let passage = belowAllNumbers;
    return this.index.waiting(mostScanned).flatMap(change => {
      if (change.op === 'purged' || (change.subject !== 'entry' && change.subject !== 'turn'))
        return [];
      const text = findDocument(kept, change.subject, change.id, attachmentText);
      if (text === undefined || !isLabelled(text, 'tag', tags)) return [];
      if (!isLabelled(text, 'area', areas)) return [];
      if (text.isOwn && !wantsOwn(filters)) return [];
      const owner = documentKey(text.id);
      const {thread, kind, role, at} = text;
      return draftsOf(text).map(({fields, ...draft}): Passage => {
        return {
          ...draft,
          ...fields,
          passage: text.isOwn ? -(--passage) : --passage,
          owner,
          thread,
          kind,
          role,
          at,
        };
      });
    });
  }

  #hits(
    fused: readonly Fused[],
    query: Query,
    options: RecallOptions,
  ): {readonly hits: Hit[]; readonly cut: Course['cut']} {
    const {kept, attachmentText, weights = learnedWeights} = this.#parts;
    const limit = options.limit ?? 10;
    const stems = new Set(query.terms.flatMap(term => [...term.forms.keys()]));
    const hits: Hit[] = [];
    const seen = new Set<string>();
    const threads = new Set<number>();
    const repeats = new NearDuplicates();
    const cut: {item: Fused; reason: CutReason}[] = [];
    kept.read(() => {
      for (const item of fused) {
        const {passage} = item;
        const isFull = hits.length >= limit;
        if (isFull && !options.explain) break;
        const id = documentId(passage.owner);
        if (seen.has(id)) continue;
        seen.add(id);
        const leave = (reason: CutReason): number => cut.push({item, reason});
        if (!admits(asFilters(options), passage)) leave('another kind or time was asked for');
        // A talk with memu has one row, however often it came to the same thing.
        else if (isOwnPassage(passage.passage) && threads.has(passage.thread))
          leave('is of a talk that has a hit');
        else if (isFull) leave('below the limit');
        else {
          const hit = findDocumentHit(kept, passage.kind, id, attachmentText);
          if (hit === undefined) leave('is no longer kept');
          else if (repeats.has(passage)) leave('says what a better hit says');
          else {
            threads.add(passage.thread);
            const shown = hitOf(hit, item, stems);
            hits.push(options.explain ? {...shown, reasons: reasonsOf(item, weights)} : shown);
          }
        }
      }
    });
    return {hits, cut};
  }
}

const isBusyCause = (error: unknown): boolean => error instanceof Error && isBusy(error.cause);

const lagNote = (behind: number): string =>
  `the index is ${grouped(behind)} changes behind; the newest were searched directly; \`memu index\` catches up`;

const asFilters = ({kinds, tags, areas, since, until, knownBy}: RecallOptions): Filters => {
  const end = Math.min(
    until ?? Number.POSITIVE_INFINITY,
    knownBy === undefined ? Number.POSITIVE_INFINITY : knownBy + 1,
  );
  return {
    ...(kinds?.length ? {kinds} : {}),
    ...(tags?.length ? {tags} : {}),
    ...(areas?.length ? {areas} : {}),
    ...(since === undefined ? {} : {since}),
    ...(Number.isFinite(end) ? {until: end} : {}),
  };
};

/** Neighbours and unindexed passages come without the filters of the index. */
function admits(filters: Filters, passage: Passage): boolean {
  if (filters.kinds && !filters.kinds.includes(passage.kind)) return false;
  if (filters.since !== undefined && passage.at < filters.since) return false;
  if (filters.until !== undefined && passage.at >= filters.until) return false;
  return true;
}

/** What memu was asked and what it made stand below all that was kept. */
function ownLast(fused: readonly Fused[]): readonly Fused[] {
  const isOwn = ({passage}: Fused): boolean => isOwnPassage(passage.passage);
  return [...fused.filter(item => !isOwn(item)), ...fused.filter(isOwn)];
}

/** Passages that are not indexed yet have numbers of their own. */
const belowAllNumbers = 1e15;

function hitOf(
  hit: DocumentHit,
  {passage, score, text, vector}: Fused,
  stems: ReadonlySet<string>,
): Hit {
  return {
    id: hit.id,
    kind: hit.kind,
    title: hit.title,
    snippet: snippetOf(hit.text.slice(passage.offset, passage.offset + passage.size), stems),
    score: rounded(score),
    why: {text: rounded(text), vector: rounded(vector)},
    created_at: hit.created_at,
    ref: hit.ref,
    ...(hit.conversation === null ? {} : {conversation: hit.conversation}),
    ...(hit.valid_from === null && hit.valid_to === null
      ? {}
      : {valid_from: hit.valid_from, valid_to: hit.valid_to}),
  };
}
