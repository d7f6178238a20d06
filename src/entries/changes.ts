/** The change feed: one row per thing, moved to the top when it changes. The spine of everything derived. */
import type {Database} from '../storage/database.ts';

export type Subject = 'entry' | 'turn' | 'photo' | 'conflict';

export interface Change {
  readonly rev: number;
  readonly subject: Subject;
  readonly id: string;
  readonly op: 'saved' | 'purged';
}

/**
 * How far a consumer has read. The last operation's number and random id are part of it: a database
 * restored from an earlier day and written to since has another operation under that number.
 */
export interface Cursor {
  readonly database: string;
  readonly incarnation: string;
  readonly rev: number;
  readonly operation: {readonly seq: number; readonly id: string} | null;
}

export class ChangeFeed {
  readonly #db: Database;
  /** Schema prefix when the feed is read through an attached database, such as `kept.`. */
  readonly #at: string;

  constructor(db: Database, attachedAs?: string) {
    this.#db = db;
    this.#at = attachedAs === undefined ? '' : `${attachedAs}.`;
  }

  /** Where the feed stands now: what a consumer stores once it has read everything. */
  position(): Cursor {
    const meta = this.#db.get<{database: string; incarnation: string; rev: number}>(
      `SELECT (SELECT value FROM ${this.#at}meta WHERE key = 'database') AS "database",
              (SELECT value FROM ${this.#at}meta WHERE key = 'incarnation') AS incarnation,
              (SELECT rev FROM ${this.#at}feed) AS rev`,
    )!;
    const operation = this.#db.get<{seq: number; id: string}>(
      `SELECT seq, id FROM ${this.#at}operations ORDER BY seq DESC LIMIT 1`,
    );
    return {...meta, operation: operation ?? null};
  }

  /** True when what a consumer knows is a beginning of what this database holds. */
  continues(cursor: Cursor): boolean {
    const now = this.position();
    if (cursor.database !== now.database || cursor.incarnation !== now.incarnation) return false;
    if (cursor.rev > now.rev) return false;
    if (cursor.operation === null) return true;
    const id = this.#db.value<string>(`SELECT id FROM ${this.#at}operations WHERE seq = ?`, [
      cursor.operation.seq,
    ]);
    return id === cursor.operation.id;
  }

  /** The changes after a number, oldest first. States in between may be skipped. */
  after(rev: number, limit: number): Change[] {
    return this.#db.all<Change>(
      `SELECT rev, subject, id, op FROM ${this.#at}changes WHERE rev > ? ORDER BY rev LIMIT ?`,
      [rev, limit],
    );
  }

  /** How many things changed after a number, of all subjects unless told. */
  countAfter(rev: number, subjects?: readonly Subject[]): number {
    const sql = `SELECT count(*) FROM ${this.#at}changes WHERE rev > :rev
      AND (:subjects IS NULL OR subject IN (SELECT value FROM json_each(:subjects)))`;
    return this.#db.value<number>(sql, {
      rev,
      subjects: subjects === undefined ? null : JSON.stringify(subjects),
    })!;
  }

  /** The number under which a thing stands now; undefined for what never changed. */
  revOf(subject: Subject, id: string): number | undefined {
    const sql = `SELECT rev FROM ${this.#at}changes WHERE subject = ? AND id = ?`;
    return this.#db.value<number>(sql, [subject, id]);
  }

  /** The number of the `count`th change after `rev`; undefined when there are fewer. */
  revAt(rev: number, count: number): number | undefined {
    const sql = `SELECT rev FROM ${this.#at}changes WHERE rev > ? ORDER BY rev LIMIT 1 OFFSET ?`;
    return this.#db.value<number>(sql, [rev, count - 1]);
  }

  /** True when a thing with this id was purged; such an id is never made again. */
  isPurged(id: string): boolean {
    const sql = `SELECT 1 FROM ${this.#at}changes WHERE id = ? AND op = 'purged'`;
    return this.#db.get(sql, [id]) !== undefined;
  }

  /** Moves a thing to the top. Only inside the transaction that changes it. */
  record(subject: Subject, id: string, op: Change['op'] = 'saved'): void {
    const rev = this.#db.value<number>('UPDATE feed SET rev = rev + 1 RETURNING rev')!;
    this.#db.run('INSERT OR REPLACE INTO changes(rev, subject, id, op) VALUES (?, ?, ?, ?)', [
      rev,
      subject,
      id,
      op,
    ]);
  }
}
