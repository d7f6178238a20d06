/** Keeps what another tool's reader found: in short batches, as one operation, twice without doubles. */
import type {Conversations} from '../../conversations/conversations.ts';
import type {Entries} from '../../entries/entries.ts';
import {checkFields, type EntryBase, type Kind} from '../../entries/entry.ts';
import type {Operations} from '../../entries/operations.ts';
import {MemuError, UsageError} from '../../ground/errors.ts';
import {memoryKind} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import {taskKind} from '../../planner/tasks/task.ts';
import type {BadLine} from '../memory-lines.ts';
import {type VersionsOf, wasUndone} from '../undone.ts';
import {keepConversation} from './import-turns.ts';
import type {FoundEntry, ImportedItem} from './item.ts';
import {KeptEvents} from './kept-events.ts';
import {isFromSource, lastImported, reimportOf} from './reimport.ts';

export interface ImporterReport {
  readonly tasks: number;
  readonly notes: number;
  readonly memories: number;
  readonly conversations: number;
  readonly turns: number;
  /** Things that had changed at their source since they were imported. */
  readonly updated: number;
  /** Events that their calendar cancelled or moved away; they are in the trash. */
  readonly removed: number;
  /** Things that were here already, as they are at their source or as the person made them. */
  readonly known: number;
  /** What changed at its source and was changed here too: these fields stayed. */
  readonly kept: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: readonly string[];
  }[];
  readonly bad: readonly BadLine[];
  /** What has no place in memu, and how often it was met. */
  readonly unmapped: {readonly [what: string]: number};
}

export interface ImportItemsOptions {
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly versionsOf: VersionsOf;
  readonly command: string;
  readonly onProgress?: (items: number) => void;
  readonly rest?: () => Promise<void>;
}

const batchMs = 60;
const lookedUpAtOnce = 32;
const mostAtOnce = 512;

/** Longest name of something that has no place, and how many are told apart. */
const longestName = 200;
const mostNames = 1_000;
const kinds = {task: taskKind, note: noteKind, memory: memoryKind} as const;

/** Every id is derived from its origin, so an import that was interrupted goes on when it is run again. */
export async function importItems(
  found: Iterable<ImportedItem>,
  options: ImportItemsOptions,
): Promise<ImporterReport> {
  const taking = new Taking(options);
  const operation = options.operations.long(options.command);
  const items = found[Symbol.iterator]();
  let read = 0;
  for (let ended = false; !ended; ) {
    // Read before anything is written: a file that is slow to read keeps no other writer waiting.
    const {some, hasEnded} = nextOf(items);
    ended = hasEnded;
    for (let at = 0; at < some.length; ) {
      const before = at;
      operation.run(() => {
        const start = performance.now();
        do {
          taking.takeAll(some.slice(at, at + lookedUpAtOnce));
          at = Math.min(at + lookedUpAtOnce, some.length);
        } while (at < some.length && performance.now() - start < batchMs);
      });
      read += at - before;
      options.onProgress?.(read);
      await options.rest?.();
    }
  }
  return taking.report();
}

/** The next items, as many as are read in about the time of one batch. */
function nextOf(items: Iterator<ImportedItem>): {
  readonly some: ImportedItem[];
  readonly hasEnded: boolean;
} {
  const some: ImportedItem[] = [];
  const start = performance.now();
  while (some.length < mostAtOnce && performance.now() - start < batchMs) {
    const next = items.next();
    if (next.done) return {some, hasEnded: true};
    some.push(next.value);
  }
  return {some, hasEnded: false};
}

type Writable<T> = {-readonly [Key in keyof T]: T[Key]};

class Taking {
  readonly #options: ImportItemsOptions;
  readonly #events: KeptEvents;
  readonly #bad: BadLine[] = [];
  readonly #kept: ImporterReport['kept'][number][] = [];
  readonly #unmapped: {[what: string]: number} = {};
  readonly #counts: Writable<Omit<ImporterReport, 'bad' | 'kept' | 'unmapped'>> = {
    ...{tasks: 0, notes: 0, memories: 0, conversations: 0, turns: 0},
    ...{updated: 0, removed: 0, known: 0},
  };

  constructor(options: ImportItemsOptions) {
    this.#options = options;
    this.#events = new KeptEvents(options.entries);
  }

  report(): ImporterReport {
    return {...this.#counts, kept: this.#kept, bad: this.#bad, unmapped: this.#unmapped};
  }

  takeAll(some: readonly ImportedItem[]): void {
    const ids = some.flatMap(one => ('input' in one ? [one.id] : []));
    const known = this.#options.entries.knownAmong(ids);
    for (const one of some) this.#take(one, known);
  }

  #take(one: ImportedItem, known: Set<string>): void {
    try {
      if (one.type === 'unmapped') this.#count(one.what);
      else if (one.type === 'bad') this.#bad.push(badLine(one));
      else if (one.type === 'events') this.#removeGone(one);
      else if (one.type === 'conversation') this.#addCounts(keepConversation(one, this.#options));
      else this.#keep(one, known);
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      const {line, path} = {line: 0, path: undefined, ...one};
      this.#bad.push(badLine({line, path, reason: error.message}));
    }
  }

  #count(what: string): void {
    const isNew = !Object.hasOwn(this.#unmapped, what.slice(0, longestName));
    const isRoom = Object.keys(this.#unmapped).length < mostNames;
    const name = isNew && !isRoom ? 'other things' : what.slice(0, longestName).toWellFormed();
    this.#unmapped[name] = (this.#unmapped[name] ?? 0) + 1;
  }

  #addCounts(more: Partial<Record<'conversations' | 'turns' | 'known', number>>): void {
    for (const name of ['conversations', 'turns', 'known'] as const) {
      this.#counts[name] += more[name] ?? 0;
    }
  }

  #keep(one: FoundEntry, known: Set<string>): void {
    const {entries} = this.#options;
    if (known.has(one.id)) {
      const kept = entries.find(one.id);
      if (kept) this.#renew(one, kept);
      else this.#counts.known += 1;
      return;
    }
    if (one.type === 'task' && !one.input.title?.trim()) throw new UsageError('it has no title');
    entries.create(kinds[one.type] as Kind, one.input, one.id);
    known.add(one.id);
    this.#counts[`${one.type === 'memory' ? 'memorie' : one.type}s`] += 1;
  }

  /** What changed at its source is taken over, but for what the person changed since. */
  #renew(one: FoundEntry, now: EntryBase): void {
    const kind = kinds[one.type] as Kind;
    const next = checkFields(kind, one.input as {[name: string]: unknown});
    if (now.state === 'active' && isFromSource(kind, now, next)) {
      this.#counts.known += 1;
      return;
    }
    const base = this.#baseOf(now);
    const isComing = now.state === 'active' || base?.mayReturn === true;
    if (!base || !isComing || now.kind !== one.type || this.#isOlder(one, now)) {
      this.#counts.known += 1;
      return;
    }
    const {changes, kept} = reimportOf(kind, base.entry, now, next);
    if (kept.length > 0) this.#kept.push({id: now.id, title: titleOf(now), fields: kept});
    const isBack = now.state !== 'active';
    if (isBack) this.#options.entries.activate(now.id);
    const hasChanges = Object.keys(changes).length > 0;
    if (hasChanges) this.#options.entries.setFields(now.id, changes);
    if (isBack) this.#counts[`${one.type === 'memory' ? 'memorie' : one.type}s`] += 1;
    else this.#counts[hasChanges ? 'updated' : 'known'] += 1;
  }

  /** A calendar counts its changes: what counts less came from an older file. */
  #isOlder({sequence}: FoundEntry, now: EntryBase): boolean {
    if (sequence === undefined || sequence >= Number(now.metadata.sequence ?? 0)) return false;
    this.#count('an older version of what is here');
    return true;
  }

  /**
   * The entry as its source last had it. What the person made themselves has no source. What an undo or a calendar took away may
   * return; what the person moved to the trash may not.
   */
  #baseOf(entry: EntryBase): {readonly entry: EntryBase; readonly mayReturn: boolean} | undefined {
    const {versionsOf, command} = this.#options;
    const versions = versionsOf(entry);
    const base = lastImported(this.#options.entries.kind(entry.kind), versions, command);
    const mayReturn = wasUndone(versions) || base?.state === 'trashed';
    return base && {entry: base, mayReturn};
  }

  #removeGone({uid, ids, from}: Extract<ImportedItem, {readonly type: 'events'}>): void {
    const {entries} = this.#options;
    for (const id of this.#events.of(uid)) {
      const event = entries.find(id);
      const start = String(event?.metadata.start ?? '');
      if (event?.state !== 'active' || ids.includes(id) || start < from) continue;
      const base = this.#baseOf(event);
      if (!base) continue;
      if (base.entry.body === event.body && base.entry.title === event.title) {
        entries.trash(id);
        this.#counts.removed += 1;
      } else this.#kept.push({id, title: titleOf(event), fields: ['state']});
    }
  }
}

const badLine = ({
  line,
  reason,
  path,
  kept,
}: {readonly [Name in keyof BadLine]: BadLine[Name] | undefined}): BadLine => ({
  ...{line: line ?? 0, reason: reason ?? ''},
  ...(path !== undefined && {path}),
  ...(kept && {kept}),
});

const titleOf = ({title, body}: EntryBase): string => title || body.slice(0, 80);
