/**
 * The mirror: the vault's entries as plain files with readable names, for any editor. It shows one
 * commit; what differs from that was done by hand and is taken in before anything is written again.
 */
import {createHash} from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type {Operations} from '../entries/operations.ts';
import {UnreadableError} from '../front-matter.ts';
import type {ThreeTexts} from '../git/merge-text.ts';
import type {Oid, Repository} from '../git/repository.ts';
import {newId} from '../ids.ts';
import {writePrivateFile} from '../private-file.ts';
import type {Database} from '../storage/database.ts';
import {type Clock, nowIso} from '../time.ts';
import {maxFileBytes} from './codec.ts';
import {isTooManyDeletes} from './guard.ts';
import {bodiesToMerge, mergeRecords} from './merge.ts';
import {
  decodeMirrorFile,
  encodeMirrorFile,
  kindOfFolder,
  type LinkNames,
  type MirrorFile,
  wishedPlace,
} from './mirror-file.ts';
import {canonical, type Json, sameContent, type VaultRecord, withoutEmpty} from './record.ts';
import type {Mirror, MirrorTaken} from './sync.ts';
import type {SyncState} from './sync-state.ts';
import type {VaultFormat} from './vault-format.ts';
import type {VaultRows} from './vault-rows.ts';

export interface MirrorParts {
  readonly folder: string;
  readonly db: Database;
  readonly operations: Operations;
  readonly rows: VaultRows;
  readonly state: SyncState;
  readonly repository: Repository;
  readonly format: VaultFormat;
  readonly clock: Clock;
  readonly mergeText: (texts: ThreeTexts) => Promise<string | undefined>;
}

interface Known {
  readonly path: string;
  readonly entry: string;
  readonly sha256: string;
  readonly size: number;
  readonly mtime: string;
  readonly inode: string;
  readonly oid: Oid;
}

/** A file of the folder that may be somebody's text. */
interface Found {
  readonly path: string;
  readonly stat: BigIntStats;
}

interface Edit {
  readonly path: string;
  readonly file: MirrorFile;
  readonly bytes: Buffer;
  readonly stat: BigIntStats;
}

export const mirrorMarker = '.memu-mirror';
const settledAfterMs = 2000;

export class FolderMirror implements Mirror {
  readonly #parts: MirrorParts;
  readonly #problems: {path: string; problem: string}[] = [];

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  /** Makes the folder a mirror of this vault. What lies there already is taken in as new entries. */
  static prepare(folder: string, vault: string): void {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    writePrivateFile(join(folder, mirrorMarker), `${JSON.stringify({vault})}\n`);
  }

  async takeIn({
    acceptDeletes,
    isDryRun,
  }: {
    readonly acceptDeletes: number;
    readonly isDryRun: boolean;
  }): Promise<MirrorTaken> {
    this.#problems.length = 0;
    if (!this.#isThere()) return this.#taken(0, 0);
    const known = this.#known();
    const found = this.#scan();
    const edits = this.#read(found, known);
    const missing = missingOf(known, found, edits);
    const isHeld = isTooManyDeletes(missing.length, this.#parts.rows.count(), acceptDeletes);
    if (isDryRun) return this.#taken(edits.length + missing.length, isHeld ? missing.length : 0);
    for (const edit of edits) await this.#takeEdit(edit, known, edits);
    if (!isHeld) this.#takeMissing(missing);
    const taken = edits.length + (isHeld ? 0 : missing.length);
    return this.#taken(taken, isHeld ? missing.length : 0);
  }

  #taken(edits: number, heldDeletes: number): MirrorTaken {
    return {edits, heldDeletes, unreadable: [...this.#problems]};
  }

  /** An unmounted disk is an empty folder; the marker carries the vault's id, so it cannot be one by chance. */
  #isThere(): boolean {
    const {folder, state} = this.#parts;
    try {
      const {vault} = JSON.parse(readFileSync(join(folder, mirrorMarker), 'utf8')) as {
        vault: string;
      };
      if (vault === state.read().vault) return true;
    } catch {
      // Said below: a folder without a readable marker is not touched.
    }
    this.#problems.push({
      path: folder,
      problem: 'the mirror is not there; nothing is read or written',
    });
    return false;
  }

  #known(): Map<string, Known> {
    const rows = this.#parts.db.all<Known>('SELECT * FROM mirror_files');
    return new Map(rows.map(row => [row.path, row]));
  }

  /** Regular Markdown files; links are not followed, leftovers of editors and hidden files not seen. */
  #scan(): Found[] {
    const {folder} = this.#parts;
    const found: Found[] = [];
    const waiting = [''];
    for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
      for (const entry of readdirSync(join(folder, below), {withFileTypes: true})) {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (/^[.#~]|~$|^\.#/.test(entry.name)) continue;
        if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile() && entry.name.endsWith('.md'))
          found.push({path, stat: lstatSync(join(folder, path), {bigint: true})});
      }
    }
    return found;
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
        const bytes = readFileSync(join(this.#parts.folder, path));
        if (before && before.sha256 === hashOf(bytes)) {
          this.#remember({...before, ...identityOf(stat)});
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
      (existsSync(join(this.#parts.folder, owner.path)) ||
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
    this.#remember(file);
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
      this.#remember({path, entry: id, oid: '', sha256: hashOf(bytes), ...identityOf(stat)});
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
      rows.apply(conflicts.map(conflict => ({record: conflict, expected: undefined})));
      this.#remember({...owner, path, sha256: hashOf(bytes), ...identityOf(stat)});
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

  /** Brings the folder to the newest commit; a file that somebody touched waits for the next sync. */
  async write(): Promise<void> {
    const {state, repository, format} = this.#parts;
    const {local, mirrored, prefix = ''} = state.read();
    if (local === undefined || local === mirrored || !this.#isThere()) return;
    const from = mirrored !== undefined && (await repository.has(mirrored)) ? mirrored : undefined;
    const changes = (await repository.diff(from, local)).filter(
      ({path, after}) =>
        after?.isRegular &&
        path.startsWith(prefix) &&
        format.typeOf(path.slice(prefix.length)) === 'record',
    );
    const showing = new Showing(this.#known());
    const oids = changes.map(({after}) => after!.oid);
    // Names first, so that links between new files are known before any is written.
    const renamed: string[] = [];
    for await (const {record} of this.#records(oids)) {
      const before = showing.pathOf(record.id);
      const path = record.fields.state === 'active' ? this.#placeFor(record, showing) : undefined;
      showing.place(record.id, path);
      if (before !== undefined && before !== path) renamed.push(record.id);
    }
    const linking = await this.#linkingTo(renamed, local, prefix);
    let isWhole = true;
    for await (const {record, oid} of this.#records([...new Set([...oids, ...linking])]))
      isWhole = this.#show(record, oid, showing) && isWhole;
    if (isWhole) state.save({mirrored: local});
  }

  async *#records(oids: readonly Oid[]): AsyncIterable<{record: VaultRecord; oid: Oid}> {
    const {repository, format} = this.#parts;
    for await (const {oid, bytes} of repository.read(oids, maxFileBytes * 2)) {
      const decoded = bytes && (await format.decode(bytes));
      if (!decoded || 'problem' in decoded || decoded.record.kind === 'conflict') continue;
      yield {record: decoded.record, oid};
    }
  }

  /** Files that name an entry which is called otherwise now. */
  async #linkingTo(ids: readonly string[], commit: Oid, prefix: string): Promise<readonly Oid[]> {
    if (ids.length === 0) return [];
    const {db, repository, format} = this.#parts;
    const rows = db.all<{id: string; kind: string}>(
      `SELECT DISTINCT e.id, e.kind FROM entry_links l JOIN entries e ON e.seq = l.entry
       WHERE l.target IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(ids)],
    );
    const paths = rows.map(({id, kind}) => prefix + format.pathOf(kind, id));
    return [...(await repository.find(commit, paths)).values()].map(({oid}) => oid);
  }

  #show(record: VaultRecord, oid: Oid, showing: Showing): boolean {
    const before = showing.known.get(record.id);
    if (before && !this.#isAsWritten(before)) return false;
    const path = showing.pathOf(record.id);
    if (path === undefined) {
      this.#hide(before);
      return record.fields.state !== 'active';
    }
    const bytes = encodeMirrorFile(record, basename(path, '.md'), {
      nameOf: id => showing.pathOf(id)?.slice(0, -3),
      idOf: () => undefined,
    });
    const stat = this.#replace(path, bytes);
    if (before && before.path !== path) this.#hide(before);
    this.#remember({path, entry: record.id, oid, sha256: hashOf(bytes), ...identityOf(stat)});
    return true;
  }

  #hide(before: Known | undefined): void {
    if (!before) return;
    rmSync(join(this.#parts.folder, before.path), {force: true});
    this.#parts.db.run('DELETE FROM mirror_files WHERE path = ?', [before.path]);
  }

  #isAsWritten(before: Known): boolean {
    const file = join(this.#parts.folder, before.path);
    const stat = lstatSync(file, {bigint: true, throwIfNoEntry: false});
    if (stat === undefined) return false;
    return isUntouched(before, stat) || hashOf(readFileSync(file)) === before.sha256;
  }

  /** Where the entry is, if its name still fits; otherwise a free name made of its title. */
  #placeFor(record: VaultRecord, showing: Showing): string | undefined {
    const {folder, stem} = wishedPlace(record);
    const before = showing.pathOf(record.id);
    const names = [stem, `${stem} (${record.id.slice(0, 4)})`, `${stem} (${record.id})`];
    for (const name of names) {
      // A file by hand stays where it was put as long as its title is its name.
      if (before !== undefined && basename(before, '.md') === name) return before;
      const path = `${folder}/${name}.md`;
      if (showing.isTaken(path) || existsSync(join(this.#parts.folder, path))) continue;
      if (this.#isSafeFolder(folder)) return path;
      break;
    }
    this.#problems.push({path: `${folder}/${stem}.md`, problem: 'there is no safe place for it'});
    return undefined;
  }

  /** No folder on the way may be a link that leads elsewhere. */
  #isSafeFolder(folder: string): boolean {
    let at = this.#parts.folder;
    for (const name of folder.split('/')) {
      at = join(at, name);
      const stat = lstatSync(at, {throwIfNoEntry: false});
      if (stat !== undefined && !stat.isDirectory()) return false;
    }
    return true;
  }

  #replace(path: string, bytes: Buffer): BigIntStats {
    const file = join(this.#parts.folder, path);
    mkdirSync(dirname(file), {recursive: true, mode: 0o700});
    const draft = join(dirname(file), `.memu-${process.pid}-${newId()}`);
    const fd = openSync(draft, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
    return lstatSync(file, {bigint: true});
  }

  #remember({path, entry, sha256, size, mtime, inode, oid}: Known): void {
    this.#parts.db.write(() => {
      this.#parts.db.run('DELETE FROM mirror_files WHERE entry = ? OR path = ?', [entry, path]);
      this.#parts.db.run(
        'INSERT INTO mirror_files(path, entry, sha256, size, mtime, inode, oid) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [path, entry, sha256, size, mtime, inode, oid],
      );
    });
  }
}

/** Which entry is to lie where, while the folder is brought up to date. */
class Showing {
  /** Files as memu wrote them, by entry. */
  readonly known: ReadonlyMap<string, Known>;
  readonly #paths = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(known: ReadonlyMap<string, Known>) {
    this.known = new Map([...known.values()].map(each => [each.entry, each]));
    for (const {entry, path} of known.values()) this.place(entry, path);
  }

  pathOf(entry: string): string | undefined {
    return this.#paths.get(entry);
  }

  isTaken(path: string): boolean {
    return this.#taken.has(fold(path));
  }

  place(entry: string, path: string | undefined): void {
    const before = this.#paths.get(entry);
    if (before !== undefined) this.#taken.delete(fold(before));
    if (path === undefined) this.#paths.delete(entry);
    else {
      this.#paths.set(entry, path);
      this.#taken.add(fold(path));
    }
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

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const identityOf = (stat: BigIntStats) => ({
  size: Number(stat.size),
  mtime: String(stat.mtimeNs),
  inode: String(stat.ino),
});

const isUntouched = (before: Known, stat: BigIntStats): boolean =>
  before.size === Number(stat.size) &&
  before.mtime === String(stat.mtimeNs) &&
  before.inode === String(stat.ino);

const isFileFault = (error: unknown): boolean => error instanceof Error && 'code' in error;

/** Names that some file systems take for one. */
const fold = (path: string): string => path.normalize('NFC').toLowerCase();
