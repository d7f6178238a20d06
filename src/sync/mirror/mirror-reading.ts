/** Hand edits in the mirror: what a person changed, added, renamed or removed becomes what is kept. */
import type {BigIntStats} from 'node:fs';
import {basename} from 'node:path';
import type {Oid} from '../../git/repository.ts';
import {UnreadableError} from '../../ground/front-matter.ts';
import {newId} from '../../ground/ids.ts';
import {nowIso} from '../../ground/time.ts';
import {bodiesToMerge, mergeRecords} from '../merge/merge.ts';
import {maxFileBytes} from '../records/codec.ts';
import {
  canonical,
  type Json,
  sameContent,
  type VaultRecord,
  withoutEmpty,
} from '../records/record.ts';
import {isTooManyDeletes} from '../state/guard.ts';
import type {MirrorTaken} from '../state/sync-parts.ts';
import {decodeMirrorFile, kindOfFolder, type LinkNames, type MirrorFile} from './mirror-file.ts';
import {
  type Found,
  hashOf,
  identityOf,
  isUntouched,
  type Known,
  type MirrorFolder,
} from './mirror-folder.ts';
import type {MirrorParts, Problem} from './mirror-parts.ts';

interface Edit {
  readonly path: string;
  readonly file: MirrorFile;
  readonly bytes: Buffer;
  readonly stat: BigIntStats;
}

const settledAfterMs = 2000;

export class MirrorReading {
  readonly #parts: MirrorParts;
  readonly #folder: MirrorFolder;
  readonly #problems: Problem[];

  constructor(parts: MirrorParts, folder: MirrorFolder, problems: Problem[]) {
    this.#parts = parts;
    this.#folder = folder;
    this.#problems = problems;
  }

  async takeIn(acceptDeletes: number, isDryRun: boolean): Promise<Omit<MirrorTaken, 'unreadable'>> {
    const known = this.#folder.known();
    const found = this.#folder.scan();
    const edits = this.#read(found, known);
    const missing = missingOf(known, found, edits);
    const isHeld = isTooManyDeletes(missing.length, this.#parts.rows.count(), acceptDeletes);
    const heldDeletes = isHeld ? missing.length : 0;
    const taken = {edits: edits.length + missing.length - heldDeletes, heldDeletes};
    if (isDryRun) return taken;
    for (const edit of edits) await this.#takeEdit(edit, known, edits);
    if (!isHeld) this.#takeMissing(missing);
    return taken;
  }

  #read(found: readonly Found[], known: ReadonlyMap<string, Known>): Edit[] {
    const links = this.#links(known);
    return found.flatMap(({path, stat}) => {
      const before = known.get(path);
      if (before && isUntouched(before, stat)) return [];
      // Whoever is still writing is waited for until the next sync.
      if (Date.now() - Number(stat.mtimeMs) < settledAfterMs) return [];
      try {
        if (stat.size > BigInt(maxFileBytes)) throw new UnreadableError('it is larger than 8 MiB');
        const bytes = this.#folder.read(path);
        if (before && before.sha256 === hashOf(bytes)) {
          this.#folder.remember({...before, ...identityOf(stat)});
          return [];
        }
        return [{path, bytes, stat, file: decodeMirrorFile(bytes, links)}];
      } catch (error) {
        if (!(error instanceof UnreadableError) && !isFileFault(error)) throw error;
        const problem = error instanceof UnreadableError ? error.message : 'it cannot be read';
        this.#problems.push({path, problem});
        return [];
      }
    });
  }

  #links(known: ReadonlyMap<string, Known>): LinkNames {
    const names = new Map([...known.values()].map(({path, entry}) => [entry, path.slice(0, -3)]));
    const byName = new Map<string, string>();
    for (const [id, name] of names) {
      byName.set(name, id);
      // Obsidian writes the shortest name that is clear.
      if (!byName.has(basename(name))) byName.set(basename(name), id);
    }
    return {
      nameOf: id => names.get(id),
      idOf: name => byName.get(name.replace(/\.md$/, '')),
    };
  }

  async #takeEdit(
    edit: Edit,
    known: ReadonlyMap<string, Known>,
    edits: readonly Edit[],
  ): Promise<void> {
    const {path, file} = edit;
    const owner = [...known.values()].find(({entry}) => entry === file.id);
    if (!owner) return this.#takeUnknown(edit);
    const isCopy =
      owner.path !== path &&
      (this.#folder.has(owner.path) ||
        edits.some(other => other !== edit && other.file.id === file.id && other.path < path));
    if (isCopy) return this.#takeNew(edit);
    await this.#takeChange(edit, owner);
  }

  /** Written just before memu was stopped, or by hand with an id that is kept here. */
  async #takeUnknown(edit: Edit): Promise<void> {
    const {id} = edit.file;
    if (id === undefined || !this.#parts.rows.find([id]).has(id)) return this.#takeNew(edit);
    const {path, bytes, stat} = edit;
    const file = {path, entry: id, oid: '', sha256: hashOf(bytes), ...identityOf(stat)};
    await this.#takeChange(edit, file);
    this.#folder.remember(file);
  }

  /** A file that memu did not write becomes an entry and keeps its place. */
  #takeNew({path, file, bytes, stat}: Edit): void {
    const {operations, rows, clock} = this.#parts;
    const kind = file.kind ?? kindOfFolder(path);
    const id = newId();
    const at = nowIso(clock);
    operations.run({command: 'edit in the mirror'}, () => {
      const record: VaultRecord = {
        id,
        kind,
        stamp: operations.writing().stamp,
        fields: withoutEmpty({
          created_at: at,
          ...file.fields,
          title: file.title ?? basename(path, '.md'),
          updated_at: at,
          state: 'active',
        }),
        body: file.body,
        extra: file.extra,
        turns: kind === 'conversation' ? [] : file.turns,
      };
      const {problem} = rows.accepts(record);
      if (problem !== undefined) return void this.#problems.push({path, problem});
      rows.apply([{record, expected: undefined}]);
      this.#folder.remember({path, entry: id, oid: '', sha256: hashOf(bytes), ...identityOf(stat)});
    });
  }

  async #takeChange({path, file, bytes, stat}: Edit, owner: Known): Promise<void> {
    const {operations, rows, clock, mergeText} = this.#parts;
    const base = await this.#recordAt(owner.oid);
    const ours = rows.find([owner.entry]).get(owner.entry);
    const seen = base ?? ours;
    if (!seen) return void this.#problems.push({path, problem: 'its entry was removed for good'});
    if (canonical(file.turns as unknown as Json) !== canonical(seen.turns as unknown as Json))
      return void this.#problems.push({
        path,
        problem: 'what was said in a conversation cannot be edited',
      });
    const edited = editedRecord(
      seen,
      file,
      path !== owner.path ? basename(path, '.md') : undefined,
    );
    if (sameContent(edited, seen) && path === owner.path) return;
    const theirs = {...edited, stamp: '', fields: {...edited.fields, updated_at: nowIso(clock)}};
    const input = {base, a: ours ?? theirs, b: theirs};
    const bodies = ours && bodiesToMerge(input);
    const body = bodies && (await mergeText(bodies));
    operations.run({command: 'edit in the mirror'}, () => {
      const {stamp} = operations.writing();
      const {record, conflicts} = mergeRecords({...input, b: {...theirs, stamp}, body});
      const {problem} = rows.accepts(record);
      if (problem !== undefined) return void this.#problems.push({path, problem});
      const late = rows.apply([{record: {...record, stamp}, expected: ours?.stamp}]);
      if (late.length > 0) return; // Another program wrote meanwhile; the next sync takes it in.
      rows.ask(conflicts);
      this.#folder.remember({...owner, path, sha256: hashOf(bytes), ...identityOf(stat)});
    });
  }

  #takeMissing(missing: readonly Known[]): void {
    const {operations, rows, db, clock} = this.#parts;
    if (missing.length === 0) return;
    operations.run({command: 'rm in the mirror'}, () => {
      const found = rows.find(missing.map(({entry}) => entry));
      for (const {path, entry} of missing) {
        db.run('DELETE FROM mirror_files WHERE path = ?', [path]);
        const ours = found.get(entry);
        if (!ours || ours.fields.state === 'trashed') continue;
        const at = nowIso(clock);
        const fields = {...ours.fields, state: 'trashed', deleted_at: at, updated_at: at};
        const record = {...ours, stamp: operations.writing().stamp, fields};
        rows.apply([{record, expected: ours.stamp}]);
      }
    });
  }

  async #recordAt(oid: Oid): Promise<VaultRecord | undefined> {
    if (oid === '') return undefined;
    for await (const {bytes} of this.#parts.repository.read([oid], maxFileBytes * 2)) {
      const decoded = bytes && (await this.#parts.format.decode(bytes));
      return decoded && 'record' in decoded ? decoded.record : undefined;
    }
    return undefined;
  }
}

/** Files that memu wrote, that are gone, and whose entry is in no other file. */
function missingOf(
  known: ReadonlyMap<string, Known>,
  found: readonly Found[],
  edits: readonly Edit[],
): Known[] {
  const there = new Set(found.map(({path}) => path));
  const moved = new Set(edits.map(({file}) => file.id));
  return [...known.values()].filter(({path, entry}) => !there.has(path) && !moved.has(entry));
}

/** An entry with what the file says; what a file does not show stays. */
function editedRecord(
  seen: VaultRecord,
  file: MirrorFile,
  newName: string | undefined,
): VaultRecord {
  const {state, deleted_at, updated_at, created_at, title} = seen.fields;
  return {
    ...seen,
    fields: withoutEmpty({
      created_at,
      ...file.fields,
      state,
      deleted_at,
      updated_at,
      title: newName ?? file.title ?? title,
    }),
    body: file.body,
    extra: file.extra,
  };
}

const isFileFault = (error: unknown): boolean => error instanceof Error && 'code' in error;
