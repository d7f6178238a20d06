/** Hand edits in the mirror: what a person changed, added, renamed or removed becomes what is kept. */
import type {BigIntStats} from 'node:fs';
import {basename} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {Oid} from '../../git/repository.ts';
import {UnreadableError} from '../../ground/front-matter.ts';
import {newId} from '../../ground/ids.ts';
import {nowIso} from '../../ground/time.ts';
import {bodiesToMerge, mergeRecords} from '../merge/merge.ts';
import {maxFileBytes, tooLarge} from '../records/codec.ts';
import {
  canonical,
  type Json,
  sameContent,
  type VaultRecord,
  withoutEmpty,
} from '../records/record.ts';
import {isTooManyDeletes} from '../state/deletion-limit.ts';
import {reasonToHold} from '../state/quarantine.ts';
import type {MirrorTaken} from '../state/sync-deps.ts';
import type {MirrorDeps, Problem} from './mirror-deps.ts';
import {decodeMirrorFile, kindOfFolder, type LinkNames, type MirrorFile} from './mirror-file.ts';
import {
  type FoundFile,
  hashOf,
  identityOf,
  isUnchangedFile,
  type KnownFile,
  type MirrorFolder,
  problemOfFile,
} from './mirror-folder.ts';
import {foldersAround, sortMissing} from './missing.ts';
import {problemOfRule} from './rule-check.ts';

interface Edit {
  readonly path: string;
  readonly file: MirrorFile;
  readonly bytes: Buffer;
  readonly stat: BigIntStats;
}

const settledAfterMs = 2000;

export class MirrorReading {
  readonly #parts: MirrorDeps;
  readonly #folder: MirrorFolder;
  readonly #problems: Problem[];

  constructor(parts: MirrorDeps, folder: MirrorFolder, problems: Problem[]) {
    this.#parts = parts;
    this.#folder = folder;
    this.#problems = problems;
  }

  async takeIn(acceptDeletes: number, isDryRun: boolean): Promise<Omit<MirrorTaken, 'unreadable'>> {
    const {state, rows} = this.#parts;
    const known = this.#folder.known();
    const listing = this.#folder.scan();
    this.#problems.push(...listing.problems);
    const {edits, unread} = this.#read(listing.files, known);
    const now = foldersAround(this.#folder.path, known.keys());
    const before = state.read().mirrorFolders ?? {};
    const absent = absentFrom(listing.files, known, edits);
    const missing = sortMissing(absent, {listing, unread, before, now});
    this.#problems.push(...missing.problems);
    const all = [...missing.gone, ...missing.doubted];
    const isAccepted = all.length <= acceptDeletes;
    const mustHold = isTooManyDeletes(all.length, rows.count(), acceptDeletes);
    const held = isAccepted ? [] : mustHold ? all : missing.doubted;
    const removed = isAccepted ? all : mustHold ? [] : missing.gone;
    const taken = {edits: edits.length + removed.length, heldDeletes: held.length};
    if (isDryRun) return taken;
    const owners = new Map([...known.values()].map(each => [each.entry, each]));
    for (const edit of edits)
      await this.#guarded(edit.path, () => this.#takeEdit(edit, owners, edits));
    this.#takeMissing(removed);
    if (held.length === 0 && !isDeepStrictEqual(before, now)) state.save({mirrorFolders: now});
    return taken;
  }

  /** One file that cannot be taken in is one problem. */
  async #guarded(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#problems.push({path, problem: reasonToHold(error)});
    }
  }

  #read(
    found: readonly FoundFile[],
    known: ReadonlyMap<string, KnownFile>,
  ): {readonly edits: Edit[]; readonly unread: string[]} {
    const links = this.#links(known);
    const unread: string[] = [];
    const edits = found.flatMap(({path, stat}): Edit[] => {
      const before = known.get(path);
      if (before && isUnchangedFile(before, stat)) return [];
      try {
        const bytes = this.#settledBytes(path, stat);
        if (bytes === undefined) unread.push(path);
        else if (before && before.sha256 === hashOf(bytes))
          this.#folder.remember({...before, ...identityOf(stat)});
        else return [{path, bytes, stat, file: decodeMirrorFile(bytes, links)}];
      } catch (error) {
        unread.push(path);
        const isUnreadable = error instanceof UnreadableError;
        const problem = isUnreadable ? error.message : problemOfFile(error, 'it cannot be read');
        this.#problems.push({path, problem});
      }
      return [];
    });
    return {edits, unread};
  }

  /**
   * Undefined while somebody is writing still, which is waited for until the next sync. A time that lies
   * ahead of the clock tells nothing: such a file is read if it stands still meanwhile.
   */
  #settledBytes(path: string, stat: BigIntStats): Buffer | undefined {
    if (stat.size > BigInt(maxFileBytes)) throw new UnreadableError(tooLarge);
    const age = Date.now() - Number(stat.mtimeMs);
    if (age >= 0 && age < settledAfterMs) return undefined;
    const bytes = this.#folder.read(path);
    if (age >= 0) return bytes;
    const after = this.#folder.statOf(path);
    return after?.mtimeNs === stat.mtimeNs && after.size === stat.size ? bytes : undefined;
  }

  #links(known: ReadonlyMap<string, KnownFile>): LinkNames {
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
    owners: ReadonlyMap<string, KnownFile>,
    edits: readonly Edit[],
  ): Promise<void> {
    const {path, file} = edit;
    const owner = file.id === undefined ? undefined : owners.get(file.id);
    const problem = await this.#problemOfRule(file);
    if (problem !== undefined) return void this.#problems.push({path, problem});
    if (!owner) return this.#takeUnknown(edit);
    const isCopy =
      owner.path !== path &&
      (this.#folder.has(owner.path) ||
        edits.some(other => other !== edit && other.file.id === file.id && other.path < path));
    if (isCopy) return this.#takeNew(edit);
    await this.#takeChange(edit, owner);
  }

  /** What is kept already was looked at when it came. */
  async #problemOfRule({id, fields}: MirrorFile): Promise<string | undefined> {
    if (fields['recurrence'] === undefined) return undefined;
    const kept = id === undefined ? undefined : this.#parts.rows.find([id]).get(id);
    if (kept?.fields['recurrence'] === fields['recurrence']) return undefined;
    return problemOfRule({...kept?.fields, ...fields});
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

  async #takeChange({path, file, bytes, stat}: Edit, owner: KnownFile): Promise<void> {
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
    // Other quotes, another order of keys or other ends of lines say nothing new; the file is as good as ours.
    if (sameContent(edited, seen) && path === owner.path)
      return this.#folder.remember({...owner, sha256: hashOf(bytes), ...identityOf(stat)});
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

  #takeMissing(missing: readonly KnownFile[]): void {
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

/** Files that memu wrote, that are gone, and whose entry is in no other file that was read. */
function absentFrom(
  found: readonly FoundFile[],
  known: ReadonlyMap<string, KnownFile>,
  edits: readonly Edit[],
): KnownFile[] {
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
    body: sameEnds(file.body, seen.body),
    extra: file.extra,
  };
}

/** Lines that an editor of another system ended with CR LF throughout, as they ended before. */
function sameEnds(body: string, before: string): string {
  if (!body.includes('\r\n') || before.includes('\r')) return body;
  const bare = body.replaceAll('\r\n', '\n');
  return bare.includes('\r') || bare.split('\n').length !== body.split('\r\n').length ? body : bare;
}
