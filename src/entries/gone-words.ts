/** The words of what is purged, and how they are taken out of texts that quote them. */
import type {Database} from '../storage/database.ts';

/** What stands where words were taken out. */
export const removedMark = '[removed]';

const shortestLine = 12;
const mostLines = 2_000;
const pageRows = 2_000;

export class GoneWords {
  readonly ids: ReadonlySet<string>;
  /** Lines in small letters, the longest first. */
  readonly #lines: readonly string[];
  /** Words that nothing else kept has. */
  readonly #own: ReadonlySet<string>;

  private constructor(
    ids: ReadonlySet<string>,
    lines: readonly string[],
    own: ReadonlySet<string>,
  ) {
    this.ids = ids;
    this.#lines = lines;
    this.#own = own;
  }

  /** Of texts that are gone already: words that no entry which is left has are their own. */
  static of(db: Database, ids: readonly string[], texts: readonly string[]): GoneWords {
    const parts = texts.flatMap(text => [text, ...text.split(/\n+|(?<=[.!?])\s+/)]);
    const lines = [...new Set(parts.map(part => plain(part)))]
      .filter(line => line.length >= shortestLine)
      .sort((a, b) => b.length - a.length)
      .slice(0, mostLines);
    const words = new Set(texts.flatMap(wordsOf));
    for (const text of keptTexts(db)) {
      if (words.size === 0) break;
      for (const word of wordsOf(text)) words.delete(word);
    }
    return new GoneWords(new Set(ids), lines, words);
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0 && this.#own.size === 0;
  }

  /** Whether a text says one of the lines. */
  isQuotedIn(text: string): boolean {
    const said = plain(text);
    return this.#lines.some(line => said.includes(line));
  }

  /** Whether a text has a line, or a word that nothing else has. */
  isIn(text: string): boolean {
    return wordsOf(text).some(word => this.#own.has(word)) || this.isQuotedIn(text);
  }

  /** The text without them. */
  without(text: string): string {
    let rest = text;
    for (const line of this.#lines) {
      if (!plain(rest).includes(line)) continue;
      const words = line.split(' ').map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      rest = rest.replace(new RegExp(words.join('\\s+(?:[>*-]\\s+)?'), 'giu'), removedMark);
    }
    return rest.replace(wordPattern, word =>
      this.#own.has(word.toLowerCase()) ? removedMark : word,
    );
  }

  /** The same for JSON: every text in it. */
  withoutIn(json: string): string {
    return JSON.stringify(
      JSON.parse(json, (_, value) => (typeof value === 'string' ? this.without(value) : value)),
    );
  }
}

const wordPattern = /[\p{L}\p{M}\p{N}]{4,}/gu;

const wordsOf = (text: string): string[] =>
  (text.match(wordPattern) ?? []).map(word => word.toLowerCase());

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Titles and bodies of everything that is kept, conversations left out: those quote. */
function* keptTexts(db: Database): Generator<string> {
  for (let after = 0; ; ) {
    const rows = db.all<{seq: number; title: string; body: string}>(
      `SELECT seq, title, body FROM entries WHERE seq > ? AND kind <> 'conversation'
       ORDER BY seq LIMIT ?`,
      [after, pageRows],
    );
    for (const {title, body} of rows) yield `${title}\n${body}`;
    const last = rows.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

/** Every text in a value, ids and dates left out. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return /^[0-9a-f-]{36}$|^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(value) ? [] : [value];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
