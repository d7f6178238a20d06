/** Words of what other devices purged, until they are taken out of the conversations of this one. */
import {forgetQuotes} from '../../conversations/quotes.ts';
import type {Entries} from '../../entries/entries.ts';
import {GoneWords} from '../../entries/gone-words.ts';
import {noteRewritten, textsOf} from '../../entries/purge.ts';
import type {Database} from '../../storage/database.ts';

export class PurgedWords {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #texts = new Map<string, readonly string[]>();

  constructor(db: Database, entries: Entries) {
    this.#db = db;
    this.#entries = entries;
  }

  /** Before the entry goes. */
  remember(id: string): void {
    this.#texts.set(id, textsOf(this.#db, this.#entries.find(id)));
  }

  /** Inside the caller's transaction; once for many, as every turn is looked at. */
  takeOut(): void {
    const gone = [...this.#texts].filter(([id]) => this.#entries.find(id) === undefined);
    this.#texts.clear();
    if (gone.length === 0) return;
    const [ids, texts] = [gone.map(([id]) => id), gone.flatMap(([, words]) => words)];
    const words = GoneWords.of(this.#db, ids, texts);
    noteRewritten(this.#db, forgetQuotes(this.#db, this.#entries.changes, words).ids);
  }
}
