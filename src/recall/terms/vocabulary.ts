/**
 * The words in use: how common they are, and which lie one slip of the fingers from another. Found by what both
 * are with a letter left out, as SymSpell does (W. Garbe, 2012).
 */
import {distance} from 'fastest-levenshtein';
import type {Database} from '../../storage/database.ts';
import {stemOf} from './analysis.ts';

export interface KnownWord {
  readonly text: string;
  readonly stem: string;
  readonly passages: number;
}

const shortestSlip = 4;
const longestSlip = 24;

/** Words between these lengths, of letters only, may be meant when a query misspells them. */
const canHaveTypo = (word: string): boolean =>
  word.length >= shortestSlip && word.length <= longestSlip && !/\d/.test(word);

/** FNV-1a over the UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}

function remaindersOf(word: string): Set<number> {
  const remainders = new Set([hash(word)]);
  for (let at = 0; at < word.length; at++)
    remainders.add(hash(word.slice(0, at) + word.slice(at + 1)));
  return remainders;
}

export class Vocabulary {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds to (or with negative counts takes from) the number of passages that each word stands in. */
  count(changes: ReadonlyMap<string, number>): void {
    for (const [text, change] of changes) {
      if (change > 0) this.#add(text, change);
      else if (change < 0) this.#take(text, change);
    }
  }

  /** In how many passages words with this stem stand; each word counts for itself. */
  passagesWith(stem: string): number {
    const sql = 'SELECT sum(passages) FROM words WHERE stem = ?';
    return this.#db.value<number | null>(sql, [stem]) ?? 0;
  }

  find(text: string): KnownWord | undefined {
    return this.#db.get('SELECT text, stem, passages FROM words WHERE text = ?', [text]);
  }

  /** Known words that differ by one slip (letter lost, added, wrong, or two swapped), common first. */
  near(text: string, limit: number): KnownWord[] {
    if (!canHaveTypo(text)) return [];
    const remainders = [...remaindersOf(text)];
    const places = remainders.map(() => '?').join(',');
    const rows = this.#db.all<KnownWord>(
      `SELECT DISTINCT w.text, w.stem, w.passages FROM word_slips s JOIN words w USING (word)
       WHERE s.remainder IN (${places})`,
      remainders,
    );
    return rows
      .filter(row => row.text !== text && isOneSlip(text, row.text))
      .sort((a, b) => b.passages - a.passages)
      .slice(0, limit);
  }

  /** Known words that begin like this, common first. */
  beginning(prefix: string, limit: number): KnownWord[] {
    return this.#db.all<KnownWord>(
      `SELECT text, stem, passages FROM words WHERE text >= ? AND text < ?
       ORDER BY passages DESC LIMIT ?`,
      [prefix, `${prefix}\uffff`, limit],
    );
  }

  #add(text: string, passages: number): void {
    const known = this.#db.run('UPDATE words SET passages = passages + ? WHERE text = ?', [
      passages,
      text,
    ]);
    if (known.changes > 0) return;
    const sql = 'INSERT INTO words(text, stem, passages) VALUES (?, ?, ?)';
    const {rowid} = this.#db.run(sql, [text, stemOf(text), passages]);
    if (!canHaveTypo(text)) return;
    for (const remainder of remaindersOf(text)) {
      this.#db.run('INSERT INTO word_slips(remainder, word) VALUES (?, ?)', [remainder, rowid]);
    }
  }

  #take(text: string, passages: number): void {
    const row = this.#db.get<{word: number; passages: number}>(
      'UPDATE words SET passages = passages + ? WHERE text = ? RETURNING word, passages',
      [passages, text],
    );
    if (row === undefined || row.passages > 0) return;
    for (const remainder of remaindersOf(text)) {
      const sql = 'DELETE FROM word_slips WHERE remainder = ? AND word = ?';
      this.#db.run(sql, [remainder, row.word]);
    }
    this.#db.run('DELETE FROM words WHERE word = ?', [row.word]);
  }
}

/** One edit apart, a swap of neighbours being one edit; the first letter may be wrong only if swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const edits = distance(a, b);
  if (edits <= 1) return a[0] === b[0];
  return edits === 2 && a.length === b.length && isSwap(a, b);
}

function isSwap(a: string, b: string): boolean {
  let at = 0;
  while (a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
