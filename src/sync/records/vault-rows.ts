/** Entries, turns and conflicts of the database as records of the vault, and back. */

import {roles} from '../../conversations/conversation.ts';
import type {Entries} from '../../entries/entries.ts';
import {checkFields, type EntryBase, type Kind} from '../../entries/entry.ts';
import {readEntries} from '../../entries/entry-rows.ts';
import type {Operations} from '../../entries/operations.ts';
import {removeEntry} from '../../entries/remove-entry.ts';
import {UsageError} from '../../ground/errors.ts';
import {
  followHlc,
  isWrongAhead,
  laterOf,
  type Stamp,
  stampMs,
  zeroHlc,
} from '../../ground/stamp.ts';
import {safeLine} from '../../ground/text.ts';
import {type Clock, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {extraFrom, extraText} from './codec.ts';
import {isAsked, keepConflict, purgeConflict, purgeConflictsOf} from './conflict-rows.ts';
import {vaultFieldsOf} from './fields.ts';
import {PurgedWords} from './purged-words.ts';
import {type Json, type VaultRecord, type VaultTurn, withoutEmpty} from './record.ts';

export interface VaultRowsOptions {
  readonly db: Database;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly clock: Clock;
}

/** A record to be kept, if what stands here is still the version that it was made from. */
export interface RowWrite {
  readonly record: VaultRecord;
  /** The stamp seen when the merge was planned; undefined when there was no such entry. */
  readonly expected: Stamp | undefined;
}

interface TurnRow {
  readonly id: string;
  readonly entry: string;
  readonly stamp: string;
  readonly at: string;
  readonly role: string;
  readonly speaker: string | null;
  readonly text: string;
  readonly state: string;
  readonly ref: string | null;
  readonly metadata: string;
}

export class VaultRows {
  readonly #options: VaultRowsOptions;
  readonly purged: PurgedWords;

  constructor(options: VaultRowsOptions) {
    this.#options = options;
    this.purged = new PurgedWords(options.db, options.entries);
  }

  /** How many entries are kept, the trash left out. */
  count(): number {
    const sql = "SELECT count(*) FROM entries WHERE state <> 'trashed'";
    return this.#options.db.value<number>(sql) ?? 0;
  }

  /** Entries and conflicts by id; what is not here (or purged) is left out. */
  find(ids: readonly string[]): Map<string, VaultRecord> {
    const {db} = this.#options;
    return db.read(() => {
      const wanted = JSON.stringify(ids);
      const found = new Map<string, VaultRecord>();
      for (const kind of this.#kindsOf(wanted)) {
        const where = 'WHERE e.id IN (SELECT value FROM json_each(?)) AND e.kind = ?';
        const entries = readEntries(db, kind, where, [wanted, kind.name]);
        const turns = kind.name === 'conversation' ? this.#turnsOf(wanted) : undefined;
        for (const entry of entries) {
          found.set(entry.id, recordOf(kind, entry, turns?.get(entry.id) ?? []));
        }
      }
      for (const record of this.#conflicts(wanted)) found.set(record.id, record);
      return found;
    });
  }

  /** Ids of entries and conflicts with their kinds, without reading them. */
  kindsOf(ids: readonly string[]): readonly (readonly [string, string])[] {
    const rows = this.#options.db.all<{id: string; kind: string}>(
      `SELECT id, kind FROM entries WHERE id IN (SELECT value FROM json_each(:ids))
       UNION ALL SELECT id, 'conflict' FROM conflicts WHERE id IN (SELECT value FROM json_each(:ids))`,
      {ids: JSON.stringify(ids)},
    );
    return rows.map(({id, kind}) => [id, kind]);
  }

  #kindsOf(ids: string): readonly Kind[] {
    const sql = 'SELECT DISTINCT kind FROM entries WHERE id IN (SELECT value FROM json_each(?))';
    const names = this.#options.db.all<{kind: string}>(sql, [ids]);
    return names.map(({kind}) => this.#options.entries.kind(kind));
  }

  #turnsOf(ids: string): ReadonlyMap<string, readonly VaultTurn[]> {
    const rows = this.#options.db.all<TurnRow>(
      `SELECT t.id, e.id AS entry, t.stamp, t.at, t.role, t.speaker, t.text, t.state, t.ref, t.metadata
       FROM turns t JOIN entries e ON e.seq = t.conversation
       WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id, t.stamp, t.seq`,
      [ids],
    );
    const turns = new Map<string, VaultTurn[]>();
    for (const {entry, metadata, ...row} of rows) {
      const list = turns.get(entry) ?? [];
      const last = list.at(-1);
      const n = last?.stamp === row.stamp ? last.n + 1 : 0;
      list.push({...row, n, metadata: JSON.parse(metadata) as Json});
      turns.set(entry, list);
    }
    return turns;
  }

  #conflicts(ids: string): VaultRecord[] {
    const sql = 'SELECT record FROM conflicts WHERE id IN (SELECT value FROM json_each(?))';
    const rows = this.#options.db.all<{record: string}>(sql, [ids]);
    return rows.map(row => JSON.parse(row.record) as VaultRecord);
  }

  /**
   * Keeps records inside the caller's transaction and returns the ids of those whose entry was
   * changed by someone else meanwhile; they are left as they are.
   *
   * @throws UsageError naming the field for values that a newer memu wrote and this one cannot keep
   */
  apply(writes: readonly RowWrite[]): string[] {
    const late: string[] = [];
    for (const {record, expected} of writes) {
      if (this.#stampOf(record) !== expected) late.push(record.id);
      else this.#keep(record);
      this.#follow(record.stamp);
    }
    return late;
  }

  /** Keeps conflicts that a merge found, but for those that are known or asked already; returns how many. */
  ask(conflicts: readonly VaultRecord[]): number {
    if (conflicts.length === 0) return 0;
    const known = this.find(conflicts.map(({id}) => id));
    const unknown = conflicts.filter(
      each => !known.has(each.id) && !isAsked(this.#options.db, each),
    );
    this.apply(unknown.map(record => ({record, expected: undefined})));
    return unknown.length;
  }

  /** Puts an entry on the list of what is to be exported although nothing in it changed. */
  touch(record: VaultRecord): void {
    const subject = record.kind === 'conflict' ? 'conflict' : 'entry';
    const isPurged = record.fields.state === 'purged';
    this.#options.entries.changes.record(subject, record.id, isPurged ? 'purged' : 'saved');
  }

  /** True when this memu could keep the values of a record. */
  accepts(record: VaultRecord): {readonly problem: string | undefined} {
    if (record.fields.state === 'purged') return {problem: undefined};
    if (record.kind === 'conflict') return {problem: problemOfConflict(record)};
    try {
      const kind = this.#options.entries.kind(record.kind);
      checkFields(kind, this.#inputOf(kind, record));
      return {problem: this.#problemOfTurns(record)};
    } catch (error) {
      if (error instanceof UsageError) return {problem: error.message};
      throw error;
    }
  }

  /** A turn belongs to one conversation, and what a newer memu lets speak is not known here. */
  #problemOfTurns({id, turns}: VaultRecord): string | undefined {
    if (turns.length === 0) return undefined;
    const odd = turns.find(({role}) => !(roles as readonly string[]).includes(role));
    if (odd !== undefined)
      return `the role ${safeLine(odd.role).slice(0, 40)} of a turn is not known`;
    const taken = this.#options.db.value<string>(
      `SELECT t.id FROM turns t JOIN entries e ON e.seq = t.conversation
       WHERE t.id IN (SELECT value FROM json_each(?)) AND e.id <> ? LIMIT 1`,
      [JSON.stringify(turns.map(turn => turn.id)), id],
    );
    return taken === undefined ? undefined : `its turn ${taken} is one of another conversation`;
  }

  /** Runs `work` inside the caller's transaction so that all of it is kept, or nothing. */
  attempt<Result>(work: () => Result): Result {
    return this.#options.db.attempt(work);
  }

  #stampOf({id, kind}: VaultRecord): Stamp | undefined {
    const table = kind === 'conflict' ? 'conflicts' : 'entries';
    return this.#options.db.value<string>(`SELECT stamp FROM ${table} WHERE id = ?`, [id]);
  }

  #keep(record: VaultRecord): void {
    const {db, entries} = this.#options;
    const isPurged = record.fields.state === 'purged';
    if (record.kind === 'conflict') {
      if (isPurged) purgeConflict(db, entries.changes, record.id);
      else keepConflict(db, entries.changes, record);
    } else if (isPurged) this.#purge(record);
    else this.#keepEntry(record);
  }

  #keepEntry(record: VaultRecord): void {
    const {entries} = this.#options;
    const kind = entries.kind(record.kind);
    const input = this.#inputOf(kind, record);
    const received = {stamp: record.stamp, extra: extraText(record.extra)};
    const entry = entries.applyRemote(kind, record.id, input, received);
    if (record.kind === 'conversation') this.#keepTurns(entry, record.turns);
  }

  #inputOf(kind: Kind, record: VaultRecord): {[name: string]: unknown} {
    const at = toIso(stampMs(record.stamp) ?? this.#options.clock.now());
    const input: {[name: string]: unknown} = {};
    for (const name of vaultFieldsOf(kind.name).keys()) input[name] = record.fields[name] ?? null;
    const {created_at = at} = record.fields;
    const {updated_at = created_at, state = 'active'} = record.fields;
    return {...input, created_at, updated_at, state, body: record.body};
  }

  /** Turns never change; those that are not here yet come in, and all are numbered anew. */
  #keepTurns(entry: EntryBase, turns: readonly VaultTurn[]): void {
    const {db, entries} = this.#options;
    const known = db.all<{id: string}>('SELECT id FROM turns WHERE conversation = ?', [entry.seq]);
    if (known.length === turns.length && known.every(({id}, i) => id === turns[i]!.id)) return;
    const ids = new Set(known.map(({id}) => id));
    // Out of the way first: the numbers of one conversation are unique at every moment.
    db.run('UPDATE turns SET seq = -seq WHERE conversation = ?', [entry.seq]);
    for (const [index, turn] of turns.entries()) {
      if (ids.has(turn.id)) {
        db.run('UPDATE turns SET seq = ? WHERE id = ?', [index + 1, turn.id]);
        continue;
      }
      const {id, speaker, role, at, text, state, ref, metadata, stamp} = turn;
      db.run(
        `INSERT INTO turns(id, conversation, seq, speaker, role, at, text, state, ref, metadata, stamp)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          entry.seq,
          index + 1,
          speaker,
          role,
          at,
          text,
          state,
          ref,
          JSON.stringify(metadata),
          stamp,
        ],
      );
      entries.changes.record('turn', id);
    }
    db.run('UPDATE conversations SET turns = ? WHERE seq = ?', [turns.length, entry.seq]);
  }

  /**
   * Where this device's own clock was far ahead and is right again: its stamps become ones of now, and its
   * logical clock goes on from there. Returns how many entries that were.
   */
  putClockRight(): number {
    const {db, clock, entries, operations} = this.#options;
    const last = db.value<string>("SELECT value FROM meta WHERE key = 'hlc'") ?? zeroHlc;
    if (!isWrongAhead(last, clock.now())) return 0;
    return operations.run({command: 'sync', actor: 'sync'}, () => {
      const stamps = db.all<{id: string; stamp: string; subject: 'entry' | 'conflict'}>(
        `SELECT id, stamp, 'entry' AS subject FROM entries UNION ALL SELECT id, stamp, 'conflict' FROM conflicts`,
      );
      const wrong = stamps.filter(({stamp}) => isWrongAhead(stamp, clock.now()));
      const ahead = new Set(wrong.map(({stamp}) => stamp));
      const right = stamps.map(each => each.stamp).filter(stamp => !ahead.has(stamp));
      const latest = right.reduce(laterOf, zeroHlc).slice(0, zeroHlc.length);
      db.run("UPDATE meta SET value = ? WHERE key = 'hlc'", [latest]);
      const {stamp, device} = operations.writing();
      for (const {id, subject} of wrong) {
        if (subject === 'conflict') {
          const record = this.find([id]).get(id);
          if (record) keepConflict(db, entries.changes, {...record, stamp});
          continue;
        }
        db.run('UPDATE entries SET stamp = ?, device = ? WHERE id = ?', [stamp, device, id]);
        entries.changes.record('entry', id);
      }
      return wrong.length;
    });
  }

  /** What another device purged goes here too, with its turns. */
  #purge({id}: VaultRecord): void {
    const {db, entries} = this.#options;
    this.purged.remember(id);
    purgeConflictsOf(db, entries.changes, id);
    removeEntry(db, entries.changes, id);
    db.run("INSERT OR REPLACE INTO meta(key, value) VALUES ('purge_pending', '1')");
  }

  /** Later writes here come after what was seen from there. */
  #follow(stamp: Stamp): void {
    const {db, clock} = this.#options;
    const last = db.value<string>("SELECT value FROM meta WHERE key = 'hlc'") ?? zeroHlc;
    const next = followHlc(last, stamp, clock.now());
    if (next !== last) db.run("INSERT OR REPLACE INTO meta(key, value) VALUES ('hlc', ?)", [next]);
  }
}

/** A conflict that nobody could decide here, about an entry of a newer memu for instance. */
function problemOfConflict(record: VaultRecord): string | undefined {
  const {entry_kind: kind, field, state} = record.fields;
  if (state !== undefined && state !== 'active') return `its state is not one of a conflict`;
  if (typeof kind !== 'string' || typeof field !== 'string')
    return 'it does not say about what it is';
  if (field === 'body' || field.startsWith('extra:')) return undefined;
  const isKnown = [...vaultFieldsOf(kind).values()].some(
    ({name, group}) => field === name || field === group,
  );
  return isKnown
    ? undefined
    : `it is about a field that is not known here: ${safeLine(field).slice(0, 40)}`;
}

/** An entry as other devices see it. */
function recordOf(kind: Kind, entry: EntryBase, turns: readonly VaultTurn[]): VaultRecord {
  const values = entry as unknown as {readonly [name: string]: Json};
  const fields: Record<string, Json | undefined> = {};
  for (const name of vaultFieldsOf(kind.name).keys()) {
    const value = values[name];
    fields[name] = value === false ? null : value;
  }
  return {
    id: entry.id,
    kind: kind.name,
    stamp: entry.stamp,
    fields: withoutEmpty(fields),
    body: entry.body,
    extra: extraFrom(kind.name, entry.extra),
    turns,
  };
}
