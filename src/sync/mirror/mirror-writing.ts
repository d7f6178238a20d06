/** Bringing the mirror to the newest commit: names first, then files; nothing by hand is overwritten. */
import {basename} from 'node:path';
import type {Oid} from '../../git/repository.ts';
import {maxFileBytes} from '../records/codec.ts';
import type {VaultRecord} from '../records/record.ts';
import type {MirrorDeps, Problem} from './mirror-deps.ts';
import {encodeMirrorFile, wishedPlace} from './mirror-file.ts';
import {
  hashOf,
  identityOf,
  type KnownFile,
  type MirrorFolder,
  problemOfFile,
} from './mirror-folder.ts';
import {foldersAround} from './missing.ts';

export class MirrorWriting {
  readonly #parts: MirrorDeps;
  readonly #folder: MirrorFolder;
  readonly #problems: Problem[];

  constructor(parts: MirrorDeps, folder: MirrorFolder, problems: Problem[]) {
    this.#parts = parts;
    this.#folder = folder;
    this.#problems = problems;
  }

  /** Brings the folder to the newest commit; a file that somebody touched waits for the next sync. */
  async write(): Promise<void> {
    const {state, repository, format} = this.#parts;
    const {local, mirrored, prefix = ''} = state.read();
    if (local === undefined || local === mirrored) return;
    const from = mirrored !== undefined && (await repository.has(mirrored)) ? mirrored : undefined;
    const changes = (await Array.fromAsync(repository.diff(from, local))).filter(
      ({path, after}) =>
        after?.isRegular &&
        path.startsWith(prefix) &&
        format.typeOf(path.slice(prefix.length)) === 'record',
    );
    const showing = new Showing(this.#folder.known());
    const oids = changes.map(({after}) => after!.oid);
    // Names first, so that links between new files are known before any is written.
    const renamed: string[] = [];
    for await (const {record} of this.#records(oids)) {
      const before = showing.pathOf(record.id);
      const path = record.fields.state === 'active' ? this.#tryToPlace(record, showing) : undefined;
      showing.place(record.id, path);
      if (before !== undefined && before !== path) renamed.push(record.id);
    }
    const linking = await this.#linkingTo(renamed, local, prefix);
    let isWhole = true;
    for await (const {record, oid} of this.#records([...new Set([...oids, ...linking])]))
      isWhole = this.#tryToShow(record, oid, showing) && isWhole;
    const mirrorFolders = foldersAround(this.#folder.path, this.#folder.known().keys());
    state.save({mirrorFolders, ...(isWhole && {mirrored: local})});
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

  /** A file that cannot be written is one problem, and tried again at the next sync. */
  #tryToShow(record: VaultRecord, oid: Oid, showing: Showing): boolean {
    try {
      return this.#show(record, oid, showing);
    } catch (error) {
      const path = showing.pathOf(record.id) ?? record.id;
      this.#problems.push({path, problem: problemOfFile(error, 'it cannot be written')});
      return false;
    }
  }

  #show(record: VaultRecord, oid: Oid, showing: Showing): boolean {
    const before = showing.known.get(record.id);
    if (before && !this.#folder.isAsWritten(before)) return false;
    const path = showing.pathOf(record.id);
    if (path === undefined) {
      this.#folder.remove(before);
      return record.fields.state !== 'active';
    }
    const bytes = encodeMirrorFile(record, basename(path, '.md'), {
      nameOf: id => showing.pathOf(id)?.slice(0, -3),
      idOf: () => undefined,
    });
    const stat = this.#folder.replace(path, bytes);
    if (before && before.path !== path) this.#folder.remove(before);
    this.#folder.remember({
      path,
      entry: record.id,
      oid,
      sha256: hashOf(bytes),
      ...identityOf(stat),
    });
    return true;
  }

  #tryToPlace(record: VaultRecord, showing: Showing): string | undefined {
    try {
      return this.#placeFor(record, showing);
    } catch (error) {
      const {folder, stem} = wishedPlace(record);
      const problem = problemOfFile(error, 'it cannot be written');
      this.#problems.push({path: `${folder}/${stem}.md`, problem});
      return showing.pathOf(record.id);
    }
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
      if (showing.isTaken(path) || this.#folder.has(path)) continue;
      if (this.#folder.isSafeFolder(folder)) return path;
      break;
    }
    this.#problems.push({path: `${folder}/${stem}.md`, problem: 'there is no safe place for it'});
    return undefined;
  }
}

/** Which entry is to lie where, while the folder is brought up to date. */
class Showing {
  /** Files as memu wrote them, by entry. */
  readonly known: ReadonlyMap<string, KnownFile>;
  readonly #paths = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(known: ReadonlyMap<string, KnownFile>) {
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

/** Names that some file systems take for one. */
const fold = (path: string): string => path.normalize('NFC').toLowerCase();
