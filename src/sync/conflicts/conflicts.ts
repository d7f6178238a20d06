/** What waits for a person's decision, and the decision. */
import {isDeepStrictEqual} from 'node:util';
import type {Entries} from '../../entries/entries.ts';
import type {EntryBase} from '../../entries/entry.ts';
import type {Operations} from '../../entries/operations.ts';
import {NotFoundError, UsageError} from '../../ground/errors.ts';
import {isIdPrefix} from '../../ground/ids.ts';
import {nextHlc, parseStamp, stampMs, stampOf} from '../../ground/stamp.ts';
import {type Clock, nowIso, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {extraFrom, extraText} from '../records/codec.ts';
import {chosenAs, type OpenConflict, parseConflict} from '../records/conflict.ts';
import {vaultFieldsOf} from '../records/fields.ts';
import {isEmpty, type Json, type VaultRecord} from '../records/record.ts';
import type {VaultRows} from '../records/vault-rows.ts';

export interface ConflictSide {
  readonly value: Json;
  /** The device that wrote it. */
  readonly device: string;
  /** UTC ISO-8601; null when the write does not tell. */
  readonly at: string | null;
  readonly isMine: boolean;
  /** What the entry shows now. */
  readonly isCurrent: boolean;
}

export interface Conflict {
  readonly id: string;
  readonly entry: string;
  readonly kind: string;
  /** The entry's title; empty when the entry is gone. */
  readonly title: string;
  readonly field: string;
  readonly sides: readonly ConflictSide[];
}

export interface ConflictsOptions {
  readonly db: Database;
  readonly entries: Entries;
  readonly operations: Operations;
  readonly rows: VaultRows;
  readonly clock: Clock;
  readonly device: string;
}

export class Conflicts {
  readonly #options: ConflictsOptions;

  constructor(options: ConflictsOptions) {
    this.#options = options;
  }

  list(): Conflict[] {
    return this.#open().map(({conflict}) => this.#describe(conflict));
  }

  /** Open conflicts by their id or a prefix of it, or of the entry with this id. */
  about(reference: string): Conflict[] {
    const found = this.list().filter(
      ({id, entry}) => entry === reference || (isIdPrefix(reference) && id.startsWith(reference)),
    );
    if (found.length > 0) return found;
    throw new NotFoundError(`there is no open conflict about ${reference}`, {
      hint: '`memu sync conflicts` lists them',
    });
  }

  /**
   * Decides: `mine`, `theirs`, or a text of one's own becomes the field, and the conflict is closed
   * here and, with the next sync, everywhere. Returns the entry as it is then, if it still exists.
   */
  resolve(conflict: Conflict, take: string): EntryBase | undefined {
    const value = chosenValue(conflict, take);
    const {operations, rows} = this.#options;
    return operations.run({command: 'sync resolve', actor: 'person'}, () => {
      const record = rows.find([conflict.id]).get(conflict.id)!;
      const closed = this.#closed(record, value, operations.writing().operation);
      rows.apply([{record: closed, expected: record.stamp}]);
      return this.#set(conflict, value);
    });
  }

  #closed(record: VaultRecord, value: Json, seq: number): VaultRecord {
    const {db, clock, device} = this.#options;
    const last = parseStamp(record.stamp)!.hlc;
    const operation = db.value<string>('SELECT id FROM operations WHERE seq = ?', [seq])!;
    const {withdrawn: _, ...before} = record.fields;
    const fields = {
      ...before,
      chosen: chosenAs(value),
      resolved_at: nowIso(clock),
      operation,
    };
    return {...record, stamp: stampOf(nextHlc(last, clock.now()), device), fields};
  }

  #set({entry: id, field}: Conflict, value: Json): EntryBase | undefined {
    const {entries} = this.#options;
    const entry = entries.find(id);
    if (entry === undefined) return undefined;
    if (field.startsWith('extra:')) return this.#setExtra(entry, field.slice(6), value);
    return entries.setFields(id, fieldsOfChoice(entry.kind, field, value));
  }

  #setExtra(entry: EntryBase, key: string, value: Json): EntryBase {
    const {[key]: _, ...rest} = extraFrom(entry.kind, entry.extra);
    const extra = typeof value === 'string' ? {...rest, [key]: value} : rest;
    return this.#options.entries.setExtra(entry.id, extraText(extra));
  }

  #open(): {readonly conflict: OpenConflict}[] {
    const rows = this.#options.db.all<{record: string}>(
      'SELECT record FROM conflicts WHERE is_open = 1 ORDER BY entry, id',
    );
    return rows.flatMap(({record}) => {
      const conflict = parseConflict(JSON.parse(record) as VaultRecord);
      return conflict ? [{conflict}] : [];
    });
  }

  #describe({id, entry, entryKind, field, sides}: OpenConflict): Conflict {
    const record = this.#options.rows.find([entry]).get(entry);
    const current = record && currentValue(record, field);
    return {
      id,
      entry,
      kind: entryKind,
      title: String(record?.fields.title ?? ''),
      field,
      sides: sides.map(({value, stamp}) => {
        const device = parseStamp(stamp)?.device ?? '';
        const ms = stampMs(stamp);
        return {
          value,
          device,
          at: ms === undefined ? null : toIso(ms),
          isMine: device === this.#options.device,
          isCurrent: current !== undefined && isDeepStrictEqual(current, value),
        };
      }),
    };
  }
}

/** What an entry shows for a field, a group of fields, its text or an unknown key. */
function currentValue(record: VaultRecord, field: string): Json {
  if (field === 'body') return record.body;
  if (field.startsWith('extra:')) return record.extra[field.slice(6)] ?? null;
  const group = [...vaultFieldsOf(record.kind).values()].filter(each => each.group === field);
  if (group.length <= 1 || field === 'state') return record.fields[field] ?? null;
  return Object.fromEntries(group.map(({name}) => [name, record.fields[name] ?? null]));
}

function fieldsOfChoice(kind: string, field: string, value: Json): {[name: string]: Json} {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const group = [...vaultFieldsOf(kind).values()].filter(each => each.group === field);
    if (group.length > 1) return value as {[name: string]: Json};
  }
  if (field === 'state') return {state: value, deleted_at: null};
  return {[field]: isEmpty(value) ? null : value};
}

function chosenValue({sides, field}: Conflict, take: string): Json {
  const mine = sides.find(side => side.isMine) ?? sides.find(side => side.isCurrent) ?? sides[0]!;
  if (take === 'mine') return mine.value;
  if (take === 'theirs') return sides.find(side => side !== mine)!.value;
  if (sides.every(({value}) => value === null || typeof value === 'string')) return take;
  try {
    return JSON.parse(take) as Json;
  } catch (cause) {
    throw new UsageError(`${field} is no plain text; give mine, theirs, or its value as JSON`, {
      cause,
    });
  }
}
