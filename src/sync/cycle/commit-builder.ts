/** The next commit: what changed here, on top of everything that the remote has. */
import type {Cursor} from '../../entries/changes.ts';
import type {NewFile, Oid} from '../../git/repository.ts';
import {newId} from '../../ground/ids.ts';
import type {SyncDeps} from '../state/sync-deps.ts';
import type {SyncFacts} from '../state/sync-state.ts';
import {encodeMarker, vaultFormat} from '../vault/marker.ts';
import {markerPath, parseVaultPath} from '../vault/vault-path.ts';
import {exportChanges} from './export-changes.ts';
import {limitHeapGrowth} from './heap.ts';

export interface Committed {
  readonly commit: Oid;
  /** How far the change feed is in it. */
  readonly cursor: Cursor;
  /** False when so much changed that another commit has to follow. */
  readonly isAll: boolean;
}

export interface CommitBuilderOptions {
  readonly onProgress: (done: number, total: number) => void;
  readonly isOnRemote: (rev: number) => boolean;
}

const usualLargestCommit = 20_000;

export class CommitBuilder {
  readonly #parts: SyncDeps;
  readonly #options: CommitBuilderOptions;
  #done = 0;

  constructor(parts: SyncDeps, options: CommitBuilderOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  get #facts(): SyncFacts {
    return this.#parts.state.read();
  }

  /** Our newest commit with what changed here since the last one, or the beginning of it. No fact is changed yet. */
  async commit(tip: Oid | undefined): Promise<Committed> {
    const {repository, clock, entries, largestCommit = usualLargestCommit} = this.#parts;
    const now = entries.changes.position();
    const after = await this.#after();
    const upTo = entries.changes.revAt(after, largestCommit + 1);
    if (upTo !== undefined) limitHeapGrowth();
    const parents = await this.#parents(this.#facts.local, tip);
    const files = this.#files(parents, after, upTo === undefined ? Infinity : upTo - 1);
    const at = clock.now() / 1000;
    const commit = await repository.commit({parents, files, message: 'memu sync', at});
    const cursor = upTo === undefined ? now : {...now, rev: upTo - 1};
    return {commit, cursor, isAll: upTo === undefined};
  }

  /** Where the last commit ended, as long as it is here and the feed is the one that it knew. */
  async #after(): Promise<number> {
    const {repository, entries} = this.#parts;
    const {local, cursor} = this.#facts;
    const isHere = local !== undefined && (await repository.has(local));
    return isHere && cursor !== undefined && entries.changes.continues(cursor) ? cursor.rev : 0;
  }

  async #parents(local: Oid | undefined, tip: Oid | undefined): Promise<readonly Oid[]> {
    const {repository} = this.#parts;
    const ours = local !== undefined && (await repository.has(local)) ? local : undefined;
    if (tip === undefined || tip === ours) return ours === undefined ? [] : [ours];
    if (ours === undefined) return [tip];
    if (await repository.isAncestor(tip, ours)) return [ours];
    if (await repository.isAncestor(ours, tip)) return [tip];
    return [tip, ours];
  }

  async *#files(parents: readonly Oid[], after: number, upTo: number): AsyncIterable<NewFile> {
    const {entries} = this.#parts;
    const {prefix = ''} = this.#facts;
    const held = this.#heldPaths(prefix);
    const isHeld = (path: string): boolean => held.has(path);
    const [onto, ours] = parents;
    yield* await this.#marker(prefix, onto);
    if (onto !== undefined && ours !== undefined) {
      const dirty = this.#dirtyPaths(after, prefix);
      yield* this.#ourSide(onto, ours, path => dirty.has(path) || isHeld(path));
    }
    const {isOnRemote: isThere, onProgress} = this.#options;
    const before = this.#done;
    const total = before + entries.changes.countAfter(after);
    const report = (done: number) => {
      this.#done = before + done;
      onProgress(this.#done, total);
    };
    const parts = {...this.#parts, changes: entries.changes};
    yield* exportChanges(parts, {
      after,
      upTo,
      onto,
      prefix,
      isHeld,
      isOnRemote: isThere,
      onProgress: report,
    });
  }

  /** Written once; a newer memu may have changed it since. */
  async #marker(prefix: string, onto: Oid | undefined): Promise<readonly NewFile[]> {
    const {state, repository} = this.#parts;
    const path = prefix + markerPath;
    const keys = ((await this.#parts.keyFiles?.(onto)) ?? []).map(file => ({
      ...file,
      path: prefix + file.path,
    }));
    const there = onto === undefined ? new Map() : await repository.find(onto, [path]);
    if (there.has(path)) return keys;
    const {vault = newId()} = this.#facts;
    state.save({vault});
    const {keyCheck} = this.#parts;
    const marker = {vault, format: vaultFormat, minReader: 1, minWriter: 1, keyCheck};
    return [{path, bytes: encodeMarker(marker)}, ...keys];
  }

  /** Where what changed since the last commit will lie; our history's version is older. */
  #dirtyPaths(after: number, prefix: string): ReadonlySet<string> {
    const {entries, format, rows} = this.#parts;
    const paths = new Set<string>();
    for (let last = after; ; ) {
      const changes = entries.changes.after(last, 1000);
      if (changes.length === 0) return paths;
      last = changes.at(-1)!.rev;
      for (const [id, kind] of rows.kindsOf(changes.map(({id}) => id)))
        paths.add(prefix + format.pathOf(kind, id));
      for (const {id, op} of changes)
        if (op === 'purged') for (const path of format.pathsOf(id)) paths.add(prefix + path);
    }
  }

  /** On top of their tree: what only our history has. Absence there is never a delete. */
  async *#ourSide(onto: Oid, ours: Oid, isLeft: (path: string) => boolean): AsyncIterable<NewFile> {
    const {repository, format} = this.#parts;
    const {prefix = ''} = this.#facts;
    for await (const {path, before, after} of repository.diff(onto, ours)) {
      if (!after?.isRegular || isLeft(path)) continue;
      const isOurs = path.startsWith(prefix);
      const type = isOurs ? format.typeOf(path.slice(prefix.length)) : 'other';
      const isMarker = parseVaultPath(path.slice(prefix.length)).type === 'marker';
      if (before === undefined || (type === 'record' && !isMarker)) yield {path, oid: after.oid};
    }
  }

  #heldPaths(prefix: string): ReadonlySet<string> {
    const held = this.#parts.state.held().filter(({reason}) => reason !== 'merged');
    return new Set(held.map(({path}) => prefix + path));
  }
}
