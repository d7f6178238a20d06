/** The full-text index in `text.db`: follows the change feed of `memu.db`, one batch at a time. */
import type {Change} from '../../entries/changes.ts';
import type {DerivedStore} from '../../entries/purge.ts';
import type {Database} from '../../storage/database.ts';
import type {AttachmentText} from '../documents/attachment-text.ts';
import {documentId, documentKey} from '../documents/document-id.ts';
import type {Document} from '../documents/documents.ts';
import {
  type CatchUp,
  type Changed,
  FeedFollower,
  type OnBatch,
} from '../documents/feed-follower.ts';
import {passagesOf, placesPerTurn} from '../documents/passages.ts';
import {indexedWordsOf, stemOf} from '../terms/analysis.ts';
import {Vocabulary} from '../terms/vocabulary.ts';
import {isOwnPassage} from './text-search.ts';

const batchSize = 500;

/** The system caches the file too; a recall over a million texts stays under 250 MB with this. */
const searchCacheKiB = 6_000;
const indexCacheKiB = 48_000;

interface Fields {
  readonly title: string;
  readonly body: string;
  readonly tags: string;
  readonly who: string;
}

export class TextIndex implements DerivedStore {
  readonly vocabulary: Vocabulary;
  readonly #db: Database;
  readonly #follower: FeedFollower;

  constructor(db: Database, kept: Database, attachmentText?: AttachmentText) {
    this.#db = db;
    this.vocabulary = new Vocabulary(db);
    // What a power cut takes away is read from the feed again; its cursor goes with it.
    db.pragma('synchronous = NORMAL');
    db.pragma(`cache_size = -${searchCacheKiB}`);
    const take = (changes: readonly Changed[]) => this.#take(changes);
    this.#follower = new FeedFollower({
      db,
      kept,
      attachmentText,
      take,
      owners: () => this.#owners(),
    });
  }

  /** Indexes what changed since the last time, for at most `budgetMs`. */
  catchUp(budgetMs?: number, onBatch?: OnBatch): CatchUp {
    if (budgetMs !== undefined && Number.isFinite(budgetMs)) {
      return this.#follower.catchUp(budgetMs, onBatch);
    }
    this.#db.pragma(`cache_size = -${indexCacheKiB}`);
    try {
      return this.#follower.catchUp(budgetMs, onBatch);
    } finally {
      this.#db.pragma(`cache_size = -${searchCacheKiB}`);
    }
  }

  /** How many changes are not in the index yet; needs no write. */
  behind(): number {
    return this.#follower.behind();
  }

  /** The newest changes that are not in the index yet, newest first, at most `limit`. */
  waiting(limit: number): Change[] {
    return this.#follower.waiting(limit);
  }

  /** Number of passages that can be found. */
  size(): number {
    return this.#db.value<number>('SELECT count(*) FROM passages')!;
  }

  /**
   * Reads all of memu.db anew, in one transaction: until it commits, questions of other processes are
   * answered from the index as it was, and when it breaks off that one stays.
   */
  rebuild(onBatch?: OnBatch): void {
    this.#db.write(() => {
      this.#db.exec(`
        DELETE FROM passages; DELETE FROM passage_labels; DELETE FROM words; DELETE FROM word_slips;
        INSERT INTO passage_index(passage_index) VALUES ('delete-all');
        DELETE FROM passage_words;
        UPDATE progress SET cursor = NULL, sweeping = 0;`);
      this.catchUp(Number.POSITIVE_INFINITY, onBatch);
    });
  }

  /** Forgets entries and turns by id, words and all; their bytes leave the file with `flush`. */
  forget(ids: readonly string[]): void {
    for (let at = 0; at < ids.length; at += batchSize) {
      const gone = ids.slice(at, at + batchSize).map(id => ({id, text: undefined}));
      this.#db.write(() => this.#take(gone));
    }
  }

  /** Empties the write-ahead log; false when a reader is in the way. */
  flush(): boolean {
    return this.#db.checkpoint();
  }

  #take(changes: readonly Changed[]): void {
    const counts = new Map<string, number>();
    for (const {id, text} of changes) this.#index(id, text, counts);
    this.vocabulary.count(counts);
  }

  #owners(): string[] {
    const rows = this.#db.all<{owner: Uint8Array}>('SELECT DISTINCT owner FROM passages');
    return rows.map(({owner}) => documentId(owner));
  }

  #index(id: string, text: Document | undefined, counts: Map<string, number>): void {
    const owner = documentKey(id);
    const present = this.#db.all<{passage: number; hash: number}>(
      'SELECT passage, hash FROM passages WHERE owner = ? ORDER BY place',
      [owner],
    );
    const wanted = text === undefined ? [] : draftsOf(text);
    const isSame =
      present.length === wanted.length && present.every((row, at) => row.hash === wanted[at]!.hash);
    if (isSame) return;
    for (const {passage} of present) this.#remove(passage, counts);
    for (const draft of wanted) this.#insert(owner, text!, draft, counts);
  }

  #insert(owner: Uint8Array, text: Document, draft: Draft, counts: Map<string, number>): void {
    const {fields, place, words, asks, offset, size, hash} = draft;
    const passage = text.isOwn ? this.#nextOwn() : null;
    const {rowid} = this.#db.run(
      `INSERT INTO passages(passage, owner, thread, place, kind, role, at, words, asks, offset, size, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        passage,
        owner,
        text.thread,
        place,
        text.kind,
        text.role,
        text.at,
        words,
        asks,
        offset,
        size,
        hash,
      ],
    );
    const {title, body, tags, who} = fields;
    const row = [rowid, title, body, tags, who] as const;
    this.#db.run(
      'INSERT INTO passage_words(passage, title, body, tags, who) VALUES (?, ?, ?, ?, ?)',
      row,
    );
    this.#db.run(
      'INSERT INTO passage_index(rowid, title, body, tags, who) VALUES (?, ?, ?, ?, ?)',
      stemmed(rowid, fields),
    );
    for (const {facet, label} of text.labels) {
      this.#db.run('INSERT OR IGNORE INTO passage_labels(facet, label, passage) VALUES (?, ?, ?)', [
        facet,
        label.toLowerCase(),
        rowid,
      ]);
    }
    if (passage === null) tally(fields, 1, counts);
  }

  /** The other way from nothing: a search that wants none of them leaves all out by their sign. */
  #nextOwn(): number {
    return this.#db.value<number>('SELECT min(coalesce(min(passage), 0), 0) - 1 FROM passages')!;
  }

  #remove(passage: number, counts: Map<string, number>): void {
    const fields = this.#db.get<Fields>(
      'SELECT title, body, tags, who FROM passage_words WHERE passage = ?',
      [passage],
    );
    if (fields !== undefined) {
      this.#db.run(
        `INSERT INTO passage_index(passage_index, rowid, title, body, tags, who)
         VALUES ('delete', ?, ?, ?, ?, ?)`,
        stemmed(passage, fields),
      );
      if (!isOwnPassage(passage)) tally(fields, -1, counts);
    }
    this.#db.run('DELETE FROM passage_words WHERE passage = ?', [passage]);
    this.#db.run('DELETE FROM passage_labels WHERE passage = ?', [passage]);
    this.#db.run('DELETE FROM passages WHERE passage = ?', [passage]);
  }
}

interface Draft {
  readonly fields: Fields;
  readonly place: number;
  readonly words: number;
  readonly asks: number;
  readonly offset: number;
  readonly size: number;
  readonly hash: number;
}

/** The passages that an entry or turn becomes; their fields are folded words with blanks between. */
export function draftsOf(text: Document): Draft[] {
  const title = indexedWordsOf(text.title).join(' ');
  const who = indexedWordsOf(text.speaker).join(' ');
  const labels = text.labels.flatMap(({label}) => indexedWordsOf(label));
  const beside = indexedWordsOf(text.beside);
  const asks = text.text.trimEnd().endsWith('?') ? 1 : 0;
  const drafts = passagesOf(text.text).map(({offset, size}, part) => {
    const words = indexedWordsOf(text.text.slice(offset, offset + size));
    const tags = [...labels, ...(part === 0 ? beside : [])].join(' ');
    const fields = {title, who, tags, body: words.join(' ')};
    // What a conversation is called is no neighbour of its first turn.
    const first = text.kind === 'conversation' ? -placesPerTurn : text.seq;
    const place = first * placesPerTurn + Math.min(part, placesPerTurn - 1);
    const known = [
      title,
      who,
      JSON.stringify(text.labels),
      tags,
      fields.body,
      text.thread,
      place,
      text.kind,
      text.role,
      text.at,
    ];
    const own = text.isOwn ? ['own'] : [];
    const hash = fingerprint([...known, offset, size, ...own].join('\n'));
    return {fields, place, words: words.length, asks, offset, size, hash};
  });
  return drafts.filter(({fields, words}) => words > 0 || fields.title !== '' || fields.tags !== '');
}

const stemmed = (passage: number, {title, body, tags, who}: Fields) => [
  passage,
  stemsOf(title),
  stemsOf(body),
  stemsOf(tags),
  stemsOf(who),
];

const stemsOf = (words: string): string =>
  words === '' ? '' : words.split(' ').map(stemOf).join(' ');

function tally(fields: Fields, by: 1 | -1, counts: Map<string, number>): void {
  const {title, body, tags, who} = fields;
  for (const word of new Set(`${title} ${body} ${tags} ${who}`.split(' '))) {
    if (word) counts.set(word, (counts.get(word) ?? 0) + by);
  }
}

/** 52 bits of two multiplicative hashes: tells whether a passage is still the same. */
function fingerprint(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  return (high & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}
