/** Taking back what a command did, field by field; what changed since is left alone and named. */
import {isDeepStrictEqual} from 'node:util';
import {NotFoundError, UsageError} from '../ground/errors.ts';
import {isIdPrefix} from '../ground/ids.ts';
import type {Database} from '../storage/database.ts';
import type {Entries} from './entries.ts';
import {type EntryBase, fieldOf, groupsOf, type Kind} from './entry.ts';
import type {Operations} from './operations.ts';

export interface UndoableOperation {
  readonly seq: number;
  readonly id: string;
  readonly actor: string;
  readonly command: string;
  readonly at: string;
  readonly undoes: number | null;
  readonly undone_by: number | null;
}

/** A field that kept its value because something changed it after the operation that was taken back. */
export interface SkippedField {
  readonly id: string;
  readonly title: string;
  readonly field: string;
}

export interface Undone {
  readonly operation: UndoableOperation;
  /** Entries that are now as they were before. */
  readonly entries: readonly EntryBase[];
  readonly leftAlone: readonly SkippedField[];
  /** How many things beside entries are as they were, or done again by a redo, by what they are called. */
  readonly beside: ReadonlyMap<string, number>;
}

/** What a room has to say when an operation is taken back. */
export interface UndoParticipant {
  /** True where what the operation made has to stay, because of the fields that could not be taken back. */
  readonly keepsMade?: (leftAlone: readonly SkippedField[]) => boolean;
  /** What the operation, by its id, changed beside entries. */
  readonly beside?: {
    readonly name: string;
    /** Takes it back, and at the second time does it again; returns how many things that were. */
    revert(operation: string): number;
  };
}

interface VersionRow {
  readonly seq: number;
  readonly entry: number;
  readonly id: string;
  readonly before: string | null;
}

const operationColumns = 'seq, id, actor, command, at, undoes, undone_by';

export class Undo {
  readonly #db: Database;
  readonly #entries: Entries;
  readonly #operations: Operations;
  readonly #participants: readonly UndoParticipant[];

  constructor(
    db: Database,
    entries: Entries,
    operations: Operations,
    participants: readonly UndoParticipant[],
  ) {
    this.#db = db;
    this.#entries = entries;
    this.#operations = operations;
    this.#participants = participants;
  }

  /** The person's operations on this device that can still be taken back, newest first. */
  undoable(limit: number): UndoableOperation[] {
    return this.#db.all<UndoableOperation>(
      `SELECT ${operationColumns} FROM operations
       WHERE actor = 'person' AND undone_by IS NULL AND undoes IS NULL
       ORDER BY seq DESC LIMIT ?`,
      [limit],
    );
  }

  /** The person's undos that can be taken back, newest first; a later command ends them. */
  redoable(limit: number): UndoableOperation[] {
    return this.#db.all<UndoableOperation>(
      `SELECT ${operationColumns} FROM operations
       WHERE actor = 'person' AND undone_by IS NULL AND undoes IS NOT NULL
         AND seq > coalesce((SELECT max(seq) FROM operations
           WHERE actor = 'person' AND undoes IS NULL), 0)
         AND NOT EXISTS (SELECT 1 FROM operations target
           WHERE target.seq = operations.undoes AND target.undoes IS NOT NULL)
       ORDER BY seq DESC LIMIT ?`,
      [limit],
    );
  }

  /**
   * The operation whose id begins like this, with at least four characters.
   *
   * @throws NotFoundError when nobody knows it, UsageError when it could be several
   */
  find(reference: string): UndoableOperation {
    const prefix = reference.toLowerCase();
    const [found, another] = isIdPrefix(prefix)
      ? this.#db.all<UndoableOperation>(
          `SELECT ${operationColumns} FROM operations WHERE id >= ? AND id < ? LIMIT 2`,
          [prefix, `${prefix}g`],
        )
      : [];
    const hint = '`memu log` lists them';
    if (found === undefined) throw new NotFoundError(`there is no operation ${reference}`, {hint});
    if (another === undefined) return found;
    throw new UsageError(`several operations begin with ${reference}`, {hint});
  }

  /** The operation that another one took back. */
  undoneBy(operation: UndoableOperation): UndoableOperation | undefined {
    return this.#db.get<UndoableOperation>(
      `SELECT ${operationColumns} FROM operations WHERE seq = ?`,
      [operation.undoes],
    );
  }

  /** Takes one operation back, as a new operation of its own. */
  revert(operation: UndoableOperation, command: 'undo' | 'redo' = 'undo'): Undone {
    return this.#operations.run({command, undoes: operation.seq}, () => {
      const leftAlone: SkippedField[] = [];
      const entries: EntryBase[] = [];
      const [coming, changed] = splitByCreation(this.#versionsOf(operation));
      for (const version of changed) {
        const entry = this.#revertVersion(version, leftAlone);
        if (entry !== undefined) entries.push(entry);
      }
      const stays = this.#participants.some(one => one.keepsMade?.(leftAlone));
      for (const version of stays ? [] : coming) {
        const revert = version.before === null ? this.#revertCreation : this.#retrash;
        const entry = revert.call(this, version, leftAlone);
        if (entry !== undefined) entries.push(entry);
      }
      const by = this.#operations.writing().operation;
      this.#db.run('UPDATE operations SET undone_by = ? WHERE seq = ?', [by, operation.seq]);
      this.#reopen(operation);
      return {operation, entries, leftAlone, beside: this.#revertBeside(operation)};
    });
  }

  #revertBeside(operation: UndoableOperation): Map<string, number> {
    const {id} = this.#firstOf(operation);
    const all = this.#participants.flatMap(({beside}) => (beside ? [beside] : []));
    return new Map(all.map(beside => [beside.name, beside.revert(id)]));
  }

  /** The command at the beginning of a chain of undo and redo. */
  #firstOf(operation: UndoableOperation): UndoableOperation {
    let first = operation;
    for (let of = this.undoneBy(first); of !== undefined; of = this.undoneBy(first)) first = of;
    return first;
  }

  /** An operation whose undo was taken back can be undone again. */
  #reopen(operation: UndoableOperation): void {
    if (operation.undoes === null) return;
    this.#db.run('UPDATE operations SET undone_by = NULL WHERE seq = ?', [operation.undoes]);
  }

  #versionsOf(operation: UndoableOperation): VersionRow[] {
    return this.#db.all<VersionRow>(
      `SELECT v.seq, v.entry, e.id, v.before
       FROM entry_versions v JOIN entries e ON e.seq = v.entry
       WHERE v.operation = ? ORDER BY v.seq DESC`,
      [operation.seq],
    );
  }

  #revertVersion(version: VersionRow, leftAlone: SkippedField[]): EntryBase | undefined {
    const entry = this.#entries.get(version.id);
    const before = JSON.parse(version.before ?? '{}') as {[name: string]: unknown};
    const changed = this.#laterChanges(version);
    const later = wholeGroups(this.#entries.kind(entry.kind), changed);
    const restored: {[name: string]: unknown} = {};
    for (const [name, value] of Object.entries(before)) {
      if (name === 'updated_at') continue;
      if (!later.has(name)) restored[name] = value;
      else if (!isDeepStrictEqual(fieldOf(entry, name), value)) {
        leftAlone.push({id: entry.id, title: entry.title, field: name});
      }
    }
    if (Object.keys(restored).length === 0) return undefined;
    if (later.size === 0) restored.updated_at = before.updated_at;
    return this.#entries.setFields(entry.id, restored);
  }

  #revertCreation(version: VersionRow, leftAlone: SkippedField[]): EntryBase | undefined {
    const entry = this.#entries.get(version.id);
    if (entry.state === 'trashed') return undefined;
    const later = this.#laterChanges(version);
    for (const field of later) leftAlone.push({id: entry.id, title: entry.title, field});
    // What somebody worked on since is theirs: it stays, and is named.
    if (later.size > 0) return undefined;
    return this.#entries.setFields(entry.id, {
      state: 'trashed',
      deleted_at: this.#operations.writing().at,
      // It says again what it said when it was made, though a merge may have given it a later time:
      // a task of a series that is away like this comes back when it is due again.
      updated_at: entry.created_at,
    });
  }

  /** What came back from the trash goes there again, unless somebody worked on it since. */
  #retrash(version: VersionRow, leftAlone: SkippedField[]): EntryBase | undefined {
    const later = this.#laterChanges(version);
    if (later.size === 0 || later.has('state')) return this.#revertVersion(version, leftAlone);
    const {id, title} = this.#entries.get(version.id);
    for (const field of later) leftAlone.push({id, title, field});
    return undefined;
  }

  /** Fields that operations still in force changed after this version. */
  #laterChanges(version: VersionRow): Set<string> {
    const rows = this.#db.all<{before: string}>(
      `SELECT v.before FROM entry_versions v JOIN operations o ON o.seq = v.operation
       WHERE v.entry = ? AND v.seq > ? AND v.before IS NOT NULL
         AND o.undone_by IS NULL AND o.undoes IS NULL`,
      [version.entry, version.seq],
    );
    const names = rows.flatMap(row => Object.keys(JSON.parse(row.before) as object));
    return new Set(names.filter(name => name !== 'updated_at'));
  }
}

/** Versions by which an entry came (made, or back from the trash), and the others. */
function splitByCreation(versions: readonly VersionRow[]): [VersionRow[], VersionRow[]] {
  const isComing = ({before}: VersionRow): boolean =>
    before === null || (JSON.parse(before) as {state?: string}).state === 'trashed';
  return [versions.filter(isComing), versions.filter(version => !isComing(version))];
}

/** Fields that mean something only together are taken back together or not at all. */
const wholeGroups = (kind: Kind, names: ReadonlySet<string>): Set<string> =>
  new Set([...groupsOf(kind).values()].filter(group => group.some(name => names.has(name))).flat());
