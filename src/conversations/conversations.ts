/** What can be done with conversations: begin one, add turns, read them back. */
import type {Entries} from '../entries/entries.ts';
import {parseText} from '../entries/fields.ts';
import {limits} from '../entries/limits.ts';
import type {Operations} from '../entries/operations.ts';
import {largestBodyBytes} from '../entries/shared-fields.ts';
import {UsageError} from '../ground/errors.ts';
import {newId} from '../ground/ids.ts';
import type {Database} from '../storage/database.ts';
import {
  type Conversation,
  type ConversationInput,
  conversationKind,
  type Turn,
  type TurnInput,
} from './conversation.ts';

interface TurnRow extends Omit<Turn, 'metadata'> {
  readonly metadata: string;
}

const turnColumns =
  't.id, e.id AS conversation, t.seq, t.speaker, t.role, t.at, t.text, t.ref, t.metadata';

export class Conversations {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #operations: Operations;

  constructor(db: Database, entries: Entries, operations: Operations) {
    this.#db = db;
    this.#entries = entries;
    this.#operations = operations;
  }

  /** Begins a conversation. What is said is no command of the person's: undo leaves it alone. */
  begin(input: ConversationInput = {}, id?: string): Conversation {
    return this.#operations.run({command: 'chat', actor: 'job'}, () =>
      this.#entries.create(conversationKind, input, id),
    );
  }

  /** Appends turns in the order given; ones whose id is kept already are left out. */
  append(conversation: Conversation, turns: readonly TurnInput[]): Turn[] {
    return this.#operations.run({command: 'chat', actor: 'job'}, () => {
      const added = turns
        .map(turn => ({...turn, id: turn.id ?? newId()}))
        .filter(turn => !this.#isKnown(turn.id));
      if (added.length === 0) return [];
      this.#checkRoom(conversation, added);
      const last = this.#count(conversation.seq);
      const kept = added.map((turn, index) => this.#insert(conversation, turn, last + index + 1));
      this.#grow(conversation, kept);
      return kept;
    });
  }

  /** A conversation is one file of the vault. */
  #checkRoom({seq}: Conversation, added: readonly TurnInput[]): void {
    const sql =
      'SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM turns WHERE conversation = ?';
    const more = added.reduce((sum, {text}) => sum + Buffer.byteLength(text), 0);
    if (this.#db.value<number>(sql, [seq])! + more <= limits.conversationBytes) return;
    throw new UsageError('this conversation has 32 MiB, and memu keeps no longer ones', {
      hint: 'begin a new one',
    });
  }

  /** Keeps what was said in short; `covered` counts the turns that are in it. */
  setSummary(conversation: Conversation, summary: string, covered: number): Conversation {
    return this.#note(conversation, {summary}, {summarised: covered});
  }

  /** Remembers that memories were looked for in all turns there are now. */
  markExtracted(conversation: Conversation): Conversation {
    return this.#note(conversation, {}, {extracted: this.#count(conversation.seq)});
  }

  /** One of this id, in the trash too. */
  find(id: string): Conversation | undefined {
    return this.#entries.select(conversationKind, 'WHERE e.id = ?', [id])[0];
  }

  /** The newest conversations, those of other programs' imports included. */
  newest(limit: number): Conversation[] {
    return this.#entries.select(
      conversationKind,
      "WHERE e.kind = 'conversation' AND e.state = 'active' ORDER BY e.updated_at DESC, e.seq DESC LIMIT ?",
      [limit],
    );
  }

  /** Turns in order; the last `limit` of them when given. */
  turns(conversation: Conversation, limit?: number): Turn[] {
    const rows = this.#db.all<TurnRow>(
      `SELECT ${turnColumns} FROM turns t JOIN entries e ON e.seq = t.conversation
       WHERE t.conversation = ? AND t.state = 'active' ORDER BY t.seq DESC LIMIT ?`,
      [conversation.seq, limit ?? -1],
    );
    return rows.reverse().map(turnOf);
  }

  /** Turns whose metadata begins with a key, oldest first: judgements, marks of other programs. */
  marked(key: string): Turn[] {
    const rows = this.#db.all<TurnRow>(
      `SELECT ${turnColumns} FROM turns t JOIN entries e ON e.seq = t.conversation
       WHERE t.state = 'active' AND e.state = 'active' AND substr(t.metadata, 1, ?) = ? ORDER BY t.row`,
      [key.length + 4, `{"${key}":`],
    );
    return rows.map(turnOf);
  }

  findTurn(id: string): Turn | undefined {
    const row = this.#db.get<TurnRow>(
      `SELECT ${turnColumns} FROM turns t JOIN entries e ON e.seq = t.conversation WHERE t.id = ?`,
      [id],
    );
    return row && turnOf(row);
  }

  #note(conversation: Conversation, input: ConversationInput, marks: object): Conversation {
    return this.#operations.run({command: 'chat', actor: 'job'}, () =>
      this.#entries.update(conversationKind, conversation.id, {
        ...input,
        metadata: {...this.#entries.get(conversation.id).metadata, ...marks},
      }),
    );
  }

  #insert(conversation: Conversation, turn: TurnInput & {id: string}, seq: number): Turn {
    const {stamp, at: now} = this.#operations.writing();
    const {id, role, speaker = null, at = now, ref = null, metadata = {}} = turn;
    const text = parseText(turn.text, 'text');
    if (Buffer.byteLength(text) > largestBodyBytes) {
      throw new UsageError('what was said is larger than 4 MiB');
    }
    this.#db.run(
      `INSERT INTO turns(id, conversation, seq, speaker, role, at, text, ref, metadata, stamp)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, conversation.seq, seq, speaker, role, at, text, ref, JSON.stringify(metadata), stamp],
    );
    this.#entries.changes.record('turn', id);
    return {id, conversation: conversation.id, seq, speaker, role, at, text, ref, metadata};
  }

  // The count and the time of the last word follow from the turns: no version, nothing to undo.
  #grow({id, seq}: Conversation, added: readonly Turn[]): void {
    const {stamp, device} = this.#operations.writing();
    const latest = added
      .map(turn => turn.at)
      .sort()
      .at(-1)!;
    const sql = 'UPDATE conversations SET turns = ? WHERE seq = ?';
    this.#db.run(sql, [added.at(-1)!.seq, seq]);
    this.#db.run(
      'UPDATE entries SET updated_at = max(updated_at, ?), stamp = ?, device = ? WHERE seq = ?',
      [latest, stamp, device, seq],
    );
    this.#entries.changes.record('entry', id);
  }

  #isKnown(id: string): boolean {
    const kept = this.#db.get('SELECT 1 FROM turns WHERE id = ?', [id]) !== undefined;
    return kept || this.#entries.changes.isPurged(id);
  }

  #count(seq: number): number {
    const sql = 'SELECT coalesce(max(seq), 0) FROM turns WHERE conversation = ?';
    return this.#db.value<number>(sql, [seq])!;
  }
}

const turnOf = (row: TurnRow): Turn => ({
  ...row,
  metadata: JSON.parse(row.metadata) as object as Turn['metadata'],
});
