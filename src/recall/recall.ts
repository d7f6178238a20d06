/** One question over everything kept. Answers from full text alone, and better with vectors. */

import {grouped} from '../ground/text.ts';
import type {Clock} from '../ground/time.ts';
import type {Database} from '../storage/database.ts';
import {isBusy, StorageError} from '../storage/faults.ts';
import type {AttachmentText} from './documents/attachment-text.ts';
import {findHit, findKept, type KeptHit, validities} from './documents/kept.ts';
import {isLabelled} from './documents/labels.ts';
import {ownerId, ownerKey} from './documents/owner.ts';
import {placesPerTurn} from './documents/passages.ts';
import {draftsOf, TextIndex} from './index/text-index.ts';
import {
  type Filters,
  isOwnPassage,
  type Passage,
  TextSearch,
  wantsOwn,
} from './index/text-search.ts';
import {type WordMeanings, wordMeanings} from './meaning/word-meanings.ts';
import {findNear, type Meaning} from './meaning.ts';
import {parseQuery, type Query} from './query/query.ts';
import type {ReadTime, TimeRange} from './query/time-range.ts';
import type {Likeness} from './ranking/counting.ts';
import {echoesLast} from './ranking/echoes.ts';
import {type Fused, fuse, type NearPassage} from './ranking/fusion.ts';
import type {Ranked} from './ranking/ranked.ts';
import {rank} from './ranking/ranking.ts';
import {Repeats} from './ranking/repeats.ts';
import {snippetOf} from './ranking/snippet.ts';
import {byValidity} from './ranking/validity.ts';
import {tunedWeights, type Weights} from './ranking/weights.ts';
import {wordsOf} from './terms/analysis.ts';
import {stopWords} from './terms/stop-words.ts';

export interface RecallOptions extends Filters {
  /** What was true at this moment, whenever it was kept; milliseconds since the epoch. */
  readonly asOf?: number;
  /** What was kept by this moment; milliseconds since the epoch. */
  readonly knownBy?: number;
  /** 10 when absent. */
  readonly limit?: number;
  /** Asks no host for the question's vector, as for what is only half typed. */
  readonly wordsOnly?: boolean;
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
}

export interface Recalled {
  readonly hits: readonly Hit[];
  /** What the person should know about this answer, such as how far an index is behind. */
  readonly notes: readonly string[];
}

export interface RecallParts {
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
  readonly wordMeanings?: () => WordMeanings | undefined;
}

const catchUpMs = 300;
const mostCandidates = 120;
const mostScanned = 1_000;
const mostNear = 100;
const mostNearFiltered = 1_000;

export class Recall {
  readonly index: TextIndex;
  readonly #parts: RecallParts;
  readonly #search: TextSearch;

  constructor(parts: RecallParts) {
    this.#parts = parts;
    // Hits are read here and there: a large cache of memu.db would only take memory.
    parts.kept.pragma('cache_size = -4000');
    this.index = new TextIndex(parts.text, parts.kept, parts.attachmentText);
    this.#search = new TextSearch(parts.text);
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
    const range = await this.#parts.readTime?.(question);
    // "In" of "in April 2015" says nothing of what is looked for.
    const time = wordsOf(range?.text ?? '').filter(word => !stopWords.has(word));
    const words = range ? question.replace(range.text, time.join(' ')) : question;
    const query = parseQuery(words, this.index.vocabulary, {
      timeWords: new Set(time),
      // Words that only memu's own talk holds are not counted among the known ones.
      isBehind: behind > 0 || wantsOwn(options),
      hasMeaning: word => this.#wordMeanings()?.knows(word) ?? false,
    });
    const ranked =
      range !== undefined && namesOnlyTime(query)
        ? this.#within(range, options)
        : this.#rank(query, options, range, behind);
    const {near, note} = await nearing;
    const fused = echoesLast(fuse(ranked, near), question, this.#parts.kept);
    const asked = {now: this.#parts.clock.now(), asOf: options.asOf, range, question};
    const holding = byValidity(fused, ids => validities(this.#parts.kept, ids), asked);
    const hits = this.#hits(ownLast(holding), query, options);
    const notes = [...(behind > 0 ? [lagNote(behind)] : []), ...(note ? [note] : [])];
    return {hits, notes};
  }

  async #near(
    question: string,
    options: RecallOptions,
  ): Promise<{near: NearPassage[]; note: string | undefined}> {
    const {meaning} = this.#parts;
    if (meaning === undefined || options.wordsOnly) return {near: [], note: undefined};
    const filters = asFilters(options);
    const limit = Object.keys(filters).length > 0 ? mostNearFiltered : mostNear;
    const {near, note} = await findNear(meaning, question, {limit, signal: options.signal});
    if (near.length === 0) return {near: [], note};
    const keys = [...new Set(near.map(chunk => chunk.id))].map(ownerKey);
    const passages = Map.groupBy(this.#search.ofOwners(keys, filters), passage =>
      ownerId(passage.owner),
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

  #rank(
    query: Query,
    options: RecallOptions,
    range: TimeRange | undefined,
    behind: number,
  ): Ranked[] {
    const statistics = this.#search.statistics();
    const filters = asFilters(options);
    const found = this.#search.candidates(query, filters, mostCandidates);
    const passages = this.#search.read(found);
    const around = this.#search.around(passages, 2 * placesPerTurn);
    const known = new Set(found);
    const others = this.#search.read(around.filter(passage => !known.has(passage)));
    const waiting = behind > 0 ? this.#waitingPassages(filters) : [];
    const now = this.#parts.clock.now();
    const weights = this.#parts.weights ?? tunedWeights;
    const likeness = this.#likenessFor(query);
    const candidates = [...passages, ...others, ...waiting];
    return rank(query, candidates, {...statistics, now, range, weights, likeness});
  }

  /** Where vectors answer, a model knows meaning better, and the memory is theirs. */
  #wordMeanings(): WordMeanings | undefined {
    if (this.#parts.meaning?.index.spaces.answering() !== undefined) return undefined;
    return (this.#parts.wordMeanings ?? wordMeanings)();
  }

  /** Bare words are looked for as they are, and so are names: then nothing needs to be read. */
  #likenessFor({isBare, terms}: Query): Likeness | undefined {
    if (isBare || !terms.some(term => term.weight === 'full')) return undefined;
    const meanings = this.#wordMeanings();
    return meanings && ((asked, word) => meanings.likeness(asked, word));
  }

  /** A question that names a time and nothing else is answered with what was kept then. */
  #within(range: TimeRange, options: RecallOptions): Ranked[] {
    const passages = this.#search.within(range, asFilters(options), mostWithin);
    return passages.map((passage, index) => ({passage, score: 0.5 - index / (4 * mostWithin)}));
  }

  /** The newest changes that are not indexed yet, as passages with numbers of their own. */
  #waitingPassages(filters: Filters): Passage[] {
    const {tags = [], areas = []} = filters;
    const {kept, attachmentText} = this.#parts;
    let passage = belowAllNumbers;
    return this.index.waiting(mostScanned).flatMap(change => {
      if (change.op === 'purged' || (change.subject !== 'entry' && change.subject !== 'turn'))
        return [];
      const text = findKept(kept, change.subject, change.id, attachmentText);
      if (text === undefined || !isLabelled(text, 'tag', tags)) return [];
      if (!isLabelled(text, 'area', areas)) return [];
      if (text.isOwn && !wantsOwn(filters)) return [];
      const owner = ownerKey(text.id);
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

  #hits(fused: readonly Fused[], query: Query, options: RecallOptions): Hit[] {
    const {kept, attachmentText} = this.#parts;
    const limit = options.limit ?? 10;
    const stems = new Set(query.terms.flatMap(term => [...term.forms.keys()]));
    const hits: Hit[] = [];
    const seen = new Set<string>();
    const threads = new Set<number>();
    const repeats = new Repeats();
    kept.read(() => {
      for (const item of fused) {
        const {passage} = item;
        if (hits.length >= limit) break;
        const id = ownerId(passage.owner);
        if (seen.has(id) || !admits(asFilters(options), passage)) continue;
        seen.add(id);
        // A talk with memu has one row, however often it came to the same thing.
        if (isOwnPassage(passage.passage) && threads.has(passage.thread)) continue;
        const hit = findHit(kept, passage.kind, id, attachmentText);
        if (hit === undefined || repeats.has(passage)) continue;
        threads.add(passage.thread);
        hits.push(hitOf(hit, item, stems));
      }
    });
    return hits;
  }
}

const mostWithin = 200;

/** Words of a question that say nothing about what it is about. */
const tellsNothing =
  /^(happen(s|ed|ing)?|do|did|done|doing|keep|kept|write|wrote|written|note[sd]?|say|said|think|thought|thing|things|everything|anything|something|go|went|going|up|new)$/;

const namesOnlyTime = ({terms, phrases}: Query): boolean =>
  phrases.length === 0 &&
  terms.every(
    ({weight, word, isUnheard}) =>
      isUnheard || weight === 'time' || weight === 'stop' || tellsNothing.test(word),
  );

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

const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

function hitOf(
  hit: KeptHit,
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
