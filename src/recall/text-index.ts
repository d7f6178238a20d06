/** The full-text index in `text.db`: follows the change feed of `memu.db`, one batch at a time. */
import {type Change, ChangeFeed, type Cursor} from '../entries/changes.ts';
import type {DerivedStore} from '../entries/purge.ts';
import type {Database} from '../storage/database.ts';
import {stemOf, wordsOf} from './analysis.ts';
import {findKept, type KeptText} from './kept.ts';
import {passagesOf, placesPerTurn} from './passages.ts';
import {Vocabulary} from './vocabulary.ts';

const batchSize = 500;

interface Fields {
  readonly title: string;
  readonly body: string;
  readonly tags: string;
  readonly who: string;
}

export interface CatchUp {
  /** Changes of memu.db that are not in the index yet. */
  readonly behind: number;
}

export class TextIndex implements DerivedStore {
  readonly vocabulary: Vocabulary;
  readonly #db: Database;
  readonly #kept: Database;
  readonly #feed: ChangeFeed;

  constructor(db: Database, kept: Database) {
    this.#db = db;
    this.#kept = kept;
    this.#feed = new ChangeFeed(kept);
    this.vocabulary = new Vocabulary(db);
  }

  /**
   * Indexes what changed since the last time, oldest first, for at most `budgetMs`. Reads from
   * memu.db and writes text.db in different transactions, so no writer of memu.db waits.
   * `onBatch` hears how many changes are in and how many are left.
   */
  catchUp(
    budgetMs = Number.POSITIVE_INFINITY,
    onBatch?: (done: number, left: number) => void,
  ): CatchUp {
    const stopAt = performance.now() + budgetMs;
    let done = 0;
    for (;;) {
      const from = this.#startingPoint();
      if (from >= this.#feed.position().rev) {
        this.#endSweep();
        return {behind: 0};
      }
      if (performance.now() >= stopAt) return {behind: this.#feed.countAfter(from)};
      done += this.#batch(from);
      onBatch?.(done, this.#feed.countAfter(this.#rev()));
    }
  }

  /** How many changes are not in the index yet; needs no write. */
  behind(): number {
    const cursor = this.#cursor();
    const rev = cursor !== null && this.#feed.continues(cursor) ? cursor.rev : 0;
    return this.#feed.countAfter(rev);
  }

  /** The newest changes that are not in the index yet, newest first, at most `limit`. */
  waiting(limit: number): Change[] {
    const cursor = this.#cursor();
    const rev = cursor !== null && this.#feed.continues(cursor) ? cursor.rev : 0;
    return this.#kept.all<Change>(
      'SELECT rev, subject, id, op FROM changes WHERE rev > ? ORDER BY rev DESC LIMIT ?',
      [rev, limit],
    );
  }

  /** Number of passages that can be found. */
  size(): number {
    return this.#db.value<number>('SELECT count(*) FROM passages')!;
  }

  /** Forgets everything; the next `catchUp` reads all of memu.db again. */
  clear(): void {
    this.#db.write(() => {
      this.#db.exec(`
        DELETE FROM passages; DELETE FROM passage_labels; DELETE FROM words; DELETE FROM word_slips;
        INSERT INTO passage_index(passage_index) VALUES ('delete-all');
        DELETE FROM passage_words;
        UPDATE progress SET cursor = NULL, sweeping = 0;`);
    });
  }

  /** Forgets entries and turns by id, words and all; their bytes leave the file with `flush`. */
  forget(ids: readonly string[]): void {
    for (let at = 0; at < ids.length; at += batchSize) {
      this.#db.write(() => {
        const counts = new Map<string, number>();
        for (const id of ids.slice(at, at + batchSize)) this.#index(id, undefined, counts);
        this.vocabulary.count(counts);
      });
    }
  }

  /** Empties the write-ahead log; false when a reader is in the way. */
  flush(): boolean {
    return this.#db.checkpoint();
  }

  #cursor(): Cursor | null {
    const text = this.#db.value<string | null>('SELECT cursor FROM progress');
    return text ? (JSON.parse(text) as Cursor) : null;
  }

  #rev(): number {
    return this.#cursor()?.rev ?? 0;
  }

  // A database that is another one, or an earlier state of this one, is read from the beginning:
  // hashes keep what is still the same, and the end of the sweep drops what is no longer there.
  #startingPoint(): number {
    const cursor = this.#cursor();
    if (cursor !== null && this.#feed.continues(cursor)) return cursor.rev;
    if (cursor !== null) {
      const restart: Cursor = {...this.#feed.position(), rev: 0};
      this.#db.write(() => {
        this.#db.run('UPDATE progress SET cursor = ?, sweeping = 1', [JSON.stringify(restart)]);
      });
    }
    return 0;
  }

  #batch(from: number): number {
    const {changes, kept, next} = this.#kept.read(() => {
      const all = this.#feed.after(from, batchSize);
      const position = this.#feed.position();
      const next = all.length < batchSize ? position : {...position, rev: all.at(-1)!.rev};
      const changes = all.filter(({subject}) => subject === 'entry' || subject === 'turn');
      const kept = changes.map(change =>
        change.op === 'purged'
          ? undefined
          : findKept(this.#kept, change.subject as 'entry' | 'turn', change.id),
      );
      return {changes, kept, next};
    });
    this.#db.write(() => {
      // Another process may have indexed this batch while we read it.
      if (this.#rev() !== from) return;
      const counts = new Map<string, number>();
      for (const [at, change] of changes.entries()) this.#index(change.id, kept[at], counts);
      this.vocabulary.count(counts);
      this.#db.run('UPDATE progress SET cursor = ?', [JSON.stringify(next)]);
    });
    return changes.length;
  }

  #index(id: string, text: KeptText | undefined, counts: Map<string, number>): void {
    const owner = ownerKey(id);
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

  #insert(owner: Uint8Array, text: KeptText, draft: Draft, counts: Map<string, number>): void {
    const {fields, place, words, asks, offset, size, hash} = draft;
    const {rowid} = this.#db.run(
      `INSERT INTO passages(owner, thread, place, kind, role, at, words, asks, offset, size, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [owner, text.thread, place, text.kind, text.role, text.at, words, asks, offset, size, hash],
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
    tally(fields, 1, counts);
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
      tally(fields, -1, counts);
    }
    this.#db.run('DELETE FROM passage_words WHERE passage = ?', [passage]);
    this.#db.run('DELETE FROM passage_labels WHERE passage = ?', [passage]);
    this.#db.run('DELETE FROM passages WHERE passage = ?', [passage]);
  }

  #endSweep(): void {
    if (this.#db.value<number>('SELECT sweeping FROM progress') !== 1) return;
    const gone = this.#db
      .all<{owner: Uint8Array; kind: string}>('SELECT DISTINCT owner, kind FROM passages')
      .filter(({owner, kind}) => !this.#isKept(ownerId(owner), kind));
    for (let at = 0; at <= gone.length; at += batchSize) {
      this.#db.write(() => {
        const counts = new Map<string, number>();
        for (const {owner} of gone.slice(at, at + batchSize)) {
          this.#index(ownerId(owner), undefined, counts);
        }
        this.vocabulary.count(counts);
        if (at + batchSize > gone.length) this.#db.run('UPDATE progress SET sweeping = 0');
      });
    }
  }

  #isKept(id: string, kind: string): boolean {
    const table = kind === 'turn' ? 'turns' : 'entries';
    return this.#kept.get(`SELECT 1 FROM ${table} WHERE id = ?`, [id]) !== undefined;
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
export function draftsOf(text: KeptText): Draft[] {
  const title = wordsOf(text.title).join(' ');
  const who = wordsOf(text.speaker).join(' ');
  const tags = text.labels.flatMap(({label}) => wordsOf(label)).join(' ');
  const asks = text.text.trimEnd().endsWith('?') ? 1 : 0;
  const drafts = passagesOf(text.text).map(({offset, size}, part) => {
    const words = wordsOf(text.text.slice(offset, offset + size));
    const fields = {title, who, tags, body: words.join(' ')};
    // What a conversation is called is no neighbour of its first turn.
    const first = text.kind === 'conversation' ? -placesPerTurn : text.seq;
    const place = first * placesPerTurn + Math.min(part, placesPerTurn - 1);
    const known = [
      title,
      who,
      JSON.stringify(text.labels),
      fields.body,
      text.thread,
      place,
      text.kind,
      text.role,
      text.at,
    ];
    const hash = fingerprint([...known, offset, size].join('\n'));
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

/** Ids are UUIDs and stored as their 16 bytes. */
export const ownerKey = (id: string): Uint8Array => Buffer.from(id.replaceAll('-', ''), 'hex');

export function ownerId(key: Uint8Array): string {
  const hex = Buffer.from(key).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
