/** Finds candidate passages in the full-text index, and what is needed to rank them. */
import type {Database, SqlValue} from '../../storage/database.ts';
import {facetSql} from '../documents/labels.ts';
import type {Query, Term} from '../query/query.ts';

export interface Filters {
  readonly kinds?: readonly string[];
  readonly tags?: readonly string[];
  readonly areas?: readonly string[];
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly until?: number;
}

/**
 * What was asked of memu, and what it said and wrote itself, is numbered below zero: it counts for
 * nothing in what words are worth, and is found only where its kind is asked for.
 */
export const isOwnPassage = (passage: number): boolean => passage < 0;

const ownKinds: readonly string[] = ['turn', 'conversation', 'note'];

/** Whether these filters let in what memu was asked and what it made. */
export const wantsOwn = ({kinds = []}: Filters): boolean =>
  kinds.some(kind => ownKinds.includes(kind));

/** A passage with the folded words that it is ranked by. */
export interface Passage {
  readonly passage: number;
  readonly owner: Uint8Array;
  readonly thread: number;
  readonly place: number;
  readonly kind: string;
  readonly role: string;
  readonly at: number;
  readonly words: number;
  readonly asks: number;
  readonly offset: number;
  readonly size: number;
  readonly title: string;
  readonly body: string;
  readonly tags: string;
  readonly who: string;
}

/** An OR query costs by the postings it touches: rare words first, until about this many. */
const mostPostings = 12_000;

const passageColumns = `p.passage, p.owner, p.thread, p.place, p.kind, p.role, p.at, p.words, p.asks,
  p.offset, p.size, w.title, w.body, w.tags, w.who`;

export class TextSearch {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Ids of the passages that match best by BM25 alone, best first. */
  candidates(query: Query, filters: Filters, limit: number): number[] {
    if (query.phrases.length > 0) {
      const exact = this.#match(query.phrases.map(quoted).join(' AND '), filters, limit);
      if (exact.length > 0) return exact;
    }
    const telling = tellingTerms(query.terms);
    if (telling.length === 0) return [];
    const rare = withinBudget(telling, isFiltered(filters));
    if (rare.length === telling.length && postingsOf(rare) <= mostPostings * 4) {
      return this.#match(orOf(rare), filters, limit);
    }
    const together = this.#together(telling, filters, limit);
    if (together.length >= limit / 2) return together;
    // A single word that stands nearly everywhere tells little: the newest passages will do.
    const order = postingsOf(rare) > mostPostings * 4 ? 'newest' : 'best';
    const any = this.#match(orOf(rare), filters, limit, order);
    return [...new Set([...together, ...any])].slice(0, limit);
  }

  /** Words too common to be followed one by one still count where all of them stand together. */
  #together(terms: readonly Term[], filters: Filters, limit: number): number[] {
    const passages = this.statistics().passages;
    const expected = terms.reduce((share, term) => share * (term.passages / passages), passages);
    const order = expected > mostPostings / 10 ? 'newest' : 'best';
    const all = terms.map(term => `(${orOf([term])})`).join(' AND ');
    return this.#match(all, filters, limit, order);
  }

  /** Passages by id, in no particular order. */
  read(ids: readonly number[]): Passage[] {
    if (ids.length === 0) return [];
    return this.#db.all<Passage>(
      `SELECT ${passageColumns}
       FROM json_each(?) j JOIN passages p ON p.passage = j.value JOIN passage_words w USING (passage)`,
      [JSON.stringify(ids)],
    );
  }

  /** Ids of passages that stand up to `reach` places of a thread before or after these. */
  around(passages: readonly Passage[], reach: number): number[] {
    const spans = passages.map(({thread, place}) => [thread, place - reach, place + reach]);
    return this.#db
      .all<{passage: number}>(
        `SELECT DISTINCT p.passage FROM json_each(?) j CROSS JOIN passages p
         ON p.thread = j.value ->> 0 AND p.place BETWEEN j.value ->> 1 AND j.value ->> 2
         AND p.passage >= 0`,
        [JSON.stringify(spans)],
      )
      .map(row => row.passage);
  }

  /** The passages of entries and turns that pass the filters. */
  ofOwners(owners: readonly Uint8Array[], filters: Filters): Passage[] {
    const {conditions, params} = filterSql(filters, 'p.passage');
    const hex = owners.map(owner => Buffer.from(owner).toString('hex'));
    return this.#db.all<Passage>(
      `SELECT ${passageColumns} FROM json_each(?) j CROSS JOIN passages p ON p.owner = unhex(j.value)
       JOIN passage_words w USING (passage) WHERE true ${conditions}`,
      [JSON.stringify(hex), ...params],
    );
  }

  /** Passages kept within a time, oldest first; those of a thread stand together. */
  within(
    {since, until}: {since: number; until: number},
    filters: Filters,
    limit: number,
  ): Passage[] {
    const {conditions, params} = filterSql(filters, 'p.passage');
    return this.#db.all<Passage>(
      `SELECT ${passageColumns} FROM passages p JOIN passage_words w USING (passage)
       WHERE p.at >= ? AND p.at < ? ${conditions} ORDER BY p.at, p.thread, p.place LIMIT ?`,
      [finite(since), finite(until), ...params, limit],
    );
  }

  /** How many passages there are, and how long they are on average. */
  statistics(): {readonly passages: number; readonly meanWords: number} {
    const passages = this.#db.value<number | null>('SELECT max(passage) FROM passages') ?? 0;
    const sample = this.#db.value<number | null>(
      `SELECT avg(words) FROM (SELECT words FROM passages WHERE passage >= 0
         ORDER BY passage DESC LIMIT 500)`,
    );
    return {passages, meanWords: Math.max(1, sample ?? 1)};
  }

  // `rank` looks at each match and counts every posting first; rows come newest first at no cost.
  #match(match: string, filters: Filters, limit: number, order: 'best' | 'newest' = 'best') {
    const {joins, conditions, params} = filterSql(filters, 'passage_index.rowid');
    // Of equals the newest: a word in a hundred thousand short lines would bring the oldest.
    const by = order === 'best' ? 'rank, passage_index.rowid DESC' : 'passage_index.rowid DESC';
    const sql = `SELECT passage_index.rowid AS passage FROM passage_index ${joins}
      WHERE passage_index MATCH ? ${conditions} ORDER BY ${by} LIMIT ?`;
    return this.#db.all<{passage: number}>(sql, [match, ...params, limit]).map(row => row.passage);
  }
}

const isFiltered = (filters: Filters): boolean => Object.values(filters).some(Boolean);

/** The words that are asked for; all of them when only words like "the" are. */
function tellingTerms(terms: readonly Term[]): readonly Term[] {
  const telling = terms.filter(term => term.weight !== 'stop');
  return telling.length > 0 ? telling : terms;
}

/** The rarest terms, as many as fit the budget; always at least one. */
function withinBudget(terms: readonly Term[], isFilteredToo = false): Term[] {
  const byRarity = [...terms].sort((a, b) => a.passages - b.passages);
  const budget = isFilteredToo ? mostPostings * 3 : mostPostings;
  const chosen: Term[] = [];
  let postings = 0;
  for (const term of byRarity) {
    postings += term.passages;
    if (chosen.length > 0 && postings > budget) break;
    chosen.push(term);
  }
  return chosen;
}

const postingsOf = (terms: readonly Term[]): number =>
  terms.reduce((sum, term) => sum + term.passages, 0);

const orOf = (terms: readonly Term[]): string =>
  [...new Set(terms.flatMap(term => [...term.forms.keys()]))]
    .map(form => quoted([form]))
    .join(' OR ');

/** FTS5 reads a quoted string as words in a row, with no operators in it. */
const quoted = (stems: readonly string[]): string => `"${stems.join(' ').replaceAll('"', '""')}"`;

interface FilterSql {
  readonly joins: string;
  readonly conditions: string;
  readonly params: readonly SqlValue[];
}

function filterSql(filters: Filters, passage: string): FilterSql {
  const {kinds = [], tags = [], areas = [], since, until} = filters;
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: SqlValue[]) => {
    conditions.push(`AND ${condition}`);
    params.push(...values);
  };
  if (!wantsOwn(filters)) add(`${passage} >= 0`);
  if (kinds.length > 0) add(`p.kind IN (${kinds.map(() => '?').join(',')})`, ...kinds);
  if (since !== undefined) add('p.at >= ?', since);
  if (until !== undefined) add('p.at < ?', until);
  for (const label of tags) add(facetSql.tag(passage), label.toLowerCase());
  for (const label of areas) add(facetSql.area(passage), label.toLowerCase());
  const needsPassage = kinds.length > 0 || since !== undefined || until !== undefined;
  const joins = needsPassage ? 'JOIN passages p ON p.passage = passage_index.rowid' : '';
  return {joins, conditions: conditions.join(' '), params};
}

const finite = (ms: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, ms));
