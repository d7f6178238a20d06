/**
 * One sync, from lock to push. Every step may be the last one: what was done stays true, and the
 * next sync does the rest. memu.db alone says where things stand; refs only keep objects alive.
 */

import {existsSync} from 'node:fs';
import type {Oid} from '../../git/repository.ts';
import {exitCodes, MemuError} from '../../ground/errors.ts';
import {nowIso} from '../../ground/time.ts';
import {version} from '../../ground/version.ts';
import type {MirrorTaken, SyncDeps, SyncOptions, SyncReport, SyncStep} from '../state/sync-deps.ts';
import type {SyncFacts, SyncState} from '../state/sync-state.ts';
import {strangersIn} from '../state/sync-status.ts';
import {readMarker, vaultFormat} from '../vault/marker.ts';
import {downgraded, emptied, newer, noVault, otherKey, otherVault} from '../vault/vault-refused.ts';
import {applyRemoteChanges} from './apply-remote.ts';
import {type ChangedPath, changedPathsAtRemote, withQuarantined} from './changed-paths.ts';
import {CommitBuilder} from './commit-builder.ts';
import {fetchAttachments} from './remote-attachments.ts';
import type {Taken} from './takings.ts';

const mostRounds = 5;

export class Sync {
  readonly #parts: SyncDeps;

  constructor(parts: SyncDeps) {
    this.#parts = parts;
  }

  /** Syncs once. The caller holds the process lock. */
  async run(options: SyncOptions = {}): Promise<SyncReport> {
    const {state, clock} = this.#parts;
    const tried = nowIso(clock);
    try {
      const report = await new Cycle(this.#parts, options).run();
      if (!options.isDryRun) state.save({last: {at: nowIso(clock), tried, error: null}});
      return report;
    } catch (error) {
      if (!options.isDryRun) noteFailure(state, tried, error);
      throw error;
    }
  }
}

/** What `memu sync status` tells of an attempt that did not reach its end. */
export function noteFailure(state: SyncState, tried: string, error: unknown): void {
  const code = error instanceof MemuError ? error.code : 'bug';
  const reason = error instanceof MemuError ? error.message : undefined;
  const {last} = state.read();
  state.save({last: {at: last?.at ?? null, tried, error: code, reason}});
}

class Cycle {
  readonly #parts: SyncDeps;
  readonly #options: SyncOptions;
  readonly #taken: Taken[] = [];
  /** Numbers of changes by which entries became what the remote has: nothing of them goes out. */
  readonly #asThere = new Set<number>();
  #mirrored: MirrorTaken = {edits: 0, heldDeletes: 0, unreadable: []};
  readonly #unsettled = new Map<string, {readonly path: string; readonly problem: string}>();
  #putRight = 0;
  #out = 0;
  #isRewritten = false;
  #isPullOnly = false;

  constructor(parts: SyncDeps, options: SyncOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async run(): Promise<SyncReport> {
    await this.#reached('begun');
    if (!this.#options.isDryRun) this.#putRight = this.#parts.rows.putClockRight();
    await this.#takeHandEdits();
    await this.#reached('edits-taken');
    if (this.#facts.remote === undefined) await this.#commit(undefined);
    else if (this.#options.isDryRun) await this.#dryRun();
    else await this.#exchange();
    if (!this.#options.isDryRun) await this.#writeMirror();
    await this.#reached('mirrored');
    return this.#report();
  }

  get #facts(): SyncFacts {
    return this.#parts.state.read();
  }

  async #reached(step: SyncStep): Promise<void> {
    await this.#parts.reached?.(step);
  }

  async #takeHandEdits(): Promise<void> {
    const {acceptDeletes = 0, isDryRun = false} = this.#options;
    const taken = await this.#parts.mirror?.takeIn({acceptDeletes, isDryRun});
    if (taken) this.#mirrored = taken;
  }

  async #writeMirror(): Promise<void> {
    const unwritten = await this.#parts.mirror?.write();
    const {unreadable} = this.#mirrored;
    const known = new Set(unreadable.map(({path}) => path));
    const news = (unwritten ?? []).filter(({path}) => !known.has(path));
    this.#mirrored = {...this.#mirrored, unreadable: [...unreadable, ...news]};
  }

  async #exchange(): Promise<void> {
    const incoming = await this.#parts.repository.fetch();
    await this.#reached('fetched');
    await this.#checkVault(incoming);
    // A device that joins puts its entries on top of what is there, without a history of its own.
    if (incoming === undefined || this.#facts.local !== undefined) await this.#commit(undefined);
    for (let round = 0, tip = incoming; round < mostRounds; round++) {
      if (round > 0) tip = await this.#parts.repository.fetch();
      if (tip !== undefined && this.#isNews(tip)) {
        await this.#checkVault(tip);
        await this.#apply(tip);
        await this.#reached('merged');
      }
      if (this.#isPullOnly) return;
      const ready = await this.#commit(tip);
      if (await this.#push(ready, tip)) return;
    }
    throw new MemuError('busy_remote', exitCodes.locked, 'Other devices kept pushing meanwhile.', {
      hint: 'nothing was lost; sync again in a minute',
    });
  }

  #isNews(tip: Oid): boolean {
    const {state} = this.#parts;
    const {base, heldBy} = this.#facts;
    if (tip !== base) return true;
    // An update may know what was not known before.
    const isOdd = state.countHeld('newer') + state.countHeld('unreadable') > 0;
    if (isOdd && heldBy !== version) return true;
    const {acceptDeletes = 0} = this.#options;
    return acceptDeletes > 0 && state.countHeld('deletes') > 0;
  }

  /** `--dry-run`: what would come in and go out, without keeping or sending anything. */
  async #dryRun(): Promise<void> {
    const {repository, entries} = this.#parts;
    const tip = await repository.fetch();
    await this.#checkVault(tip);
    if (tip !== undefined && this.#isNews(tip)) await this.#apply(tip);
    const {cursor} = this.#facts;
    const after = cursor && entries.changes.continues(cursor) ? cursor.rev : 0;
    this.#out = entries.changes
      .after(after, 1_000_000)
      .filter(({subject}) => subject === 'entry' || subject === 'conflict').length;
  }

  /** The gate: is this our vault, may this memu read it, may it write it. */
  async #checkVault(tip: Oid | undefined): Promise<void> {
    const {base, prefix = ''} = this.#facts;
    if (tip === undefined) {
      if (this.#options.mustExist) throw noVault();
      if (base !== undefined && !this.#options.isJoining) throw emptied();
      return;
    }
    const marker = await readMarker(this.#parts.repository, tip, prefix);
    if (marker === undefined) return this.#missMarker(tip);
    if (marker.minReader > vaultFormat) throw newer();
    if (marker.keyCheck !== this.#parts.keyCheck) {
      if (marker.keyCheck === undefined) throw downgraded();
      throw otherKey(this.#parts.keyCheck !== undefined);
    }
    this.#isPullOnly = marker.minWriter > vaultFormat;
    this.#takeVault(marker.vault);
  }

  async #missMarker(tip: Oid): Promise<void> {
    const {repository} = this.#parts;
    const {base, local} = this.#facts;
    // What is damaged here would pass for something that is missing there.
    if (local !== undefined) await repository.verify();
    if (!this.#options.isJoining) throw base === undefined ? noVault() : emptied();
    const isOurs = base !== undefined && (await repository.has(base));
    // Where only the marker went away, it is written again in its place.
    if (isOurs && (await repository.isAncestor(base, tip))) return;
    await this.#adoptFolder(tip);
  }

  /** Another vault than ours is not mixed in unless the person asked for that one. */
  #takeVault(found: string): void {
    const {base, vault} = this.#facts;
    const {join, hasMet = base !== undefined, isDryRun} = this.#options;
    if (vault === found) return;
    if (hasMet && join !== found) throw otherVault(found);
    if (!isDryRun) this.#parts.state.save({vault: found});
  }

  /** Someone's repository: the vault gets a folder in it, and nothing else is touched. */
  async #adoptFolder(tip: Oid): Promise<void> {
    const prefix = 'memu/';
    const marker = await readMarker(this.#parts.repository, tip, prefix);
    if (marker === undefined && this.#options.mustExist) throw noVault();
    if (marker !== undefined) this.#takeVault(marker.vault);
    if (!this.#options.isDryRun) this.#parts.state.save({prefix});
  }

  async #apply(tip: Oid): Promise<void> {
    const candidates = await this.#candidates(tip);
    const {acceptDeletes = 0, isDryRun = false, onProgress} = this.#options;
    const {entries, state} = this.#parts;
    if (!isDryRun) state.save({behind: candidates.length});
    const taken = await applyRemoteChanges({...this.#parts, changes: entries.changes}, candidates, {
      agreed: tip,
      acceptDeletes,
      isDryRun,
      onProgress: (done, total) => onProgress?.('taking over', done, total),
      onBatch: () => this.#reached('batch-kept'),
    });
    for (const rev of taken.asThere) this.#asThere.add(rev);
    this.#taken.push(taken);
    if (isDryRun) return;
    state.save({heldBy: version});
    await this.#takeMissingFiles(tip, taken.attached);
    if (taken.isPurging) await this.#parts.finishPurge?.();
  }

  /** What an entry names that came back after it was purged here lies in the vault as it always did. */
  async #takeMissingFiles(tip: Oid, attached: readonly string[]): Promise<void> {
    const {repository, format, attachmentFile} = this.#parts;
    const {prefix = ''} = this.#facts;
    const missing = [...new Set(attached)].filter(
      sha256 => /^[0-9a-f]{64}$/.test(sha256) && !existsSync(attachmentFile(sha256)),
    );
    if (missing.length === 0) return;
    const paths = missing.map(sha256 => prefix + format.attachmentPath(sha256));
    const found = await repository.find(tip, paths);
    const wanted = [...found].map(([path, {oid}]) => [oid, path.slice(prefix.length)] as const);
    await fetchAttachments(this.#parts, new Map(wanted));
  }

  /** Entries to look at. */
  async #candidates(tip: Oid): Promise<readonly ChangedPath[]> {
    const {repository, state, format} = this.#parts;
    const {prefix = ''} = this.#facts;
    const from = await this.#commonWith(tip);
    const changes = repository.diff(from, tip);
    const {candidates, attachments} = await changedPathsAtRemote(changes, prefix, format.typeOf);
    if (!this.#options.isDryRun) await fetchAttachments(this.#parts, attachments);
    const held = state.held();
    const paths = held.map(({path}) => prefix + path);
    const current = await repository.find(tip, paths);
    const oids = new Map([...current].map(([path, {oid}]) => [path.slice(prefix.length), oid]));
    return withQuarantined(candidates, held, oids);
  }

  /** The commit since which the remote's changes count; of a rewritten history what both have in common. */
  async #commonWith(tip: Oid): Promise<Oid | undefined> {
    const {repository, clock} = this.#parts;
    const {base} = this.#facts;
    if (base === undefined || !(await repository.has(base))) return undefined;
    if (await repository.isAncestor(base, tip)) return base;
    this.#isRewritten = true;
    if (!this.#options.isDryRun) {
      await repository.setRef(`lost/${nowIso(clock).slice(0, 19).replaceAll(':', '-')}`, base);
    }
    return repository.mergeBase(base, tip);
  }

  /**
   * Commits of everything that changed here since the last one, on top of `tip` where our own history
   * does not contain that yet. Returns our newest commit.
   */
  async #commit(tip: Oid | undefined): Promise<Oid> {
    if (this.#options.isDryRun) return '';
    await this.#settle();
    const {repository, state} = this.#parts;
    const {onProgress} = this.#options;
    const committing = new CommitBuilder(this.#parts, {
      onProgress: (done, total) => onProgress?.('writing', done, total),
      isOnRemote: rev => this.#asThere.has(rev),
    });
    for (;;) {
      const {local} = this.#facts;
      const {commit, cursor, isAll} = await committing.commit(tip);
      await this.#reached(tip === undefined ? 'exported' : 'committed');
      state.save({local: commit, cursor});
      if (commit !== local) await repository.setRef('local', commit);
      await this.#reached(tip === undefined ? 'export-noted' : 'commit-noted');
      if (isAll) return commit;
    }
  }

  async #settle(): Promise<void> {
    const {state, entries, repairInvariants: settle} = this.#parts;
    const {settled} = this.#facts;
    const after = settled && entries.changes.continues(settled) ? settled.rev : 0;
    await settle(after, ({id, title}, problem) =>
      this.#unsettled.set(id, {path: `"${title.slice(0, 60)}"`, problem}),
    );
    state.save({settled: entries.changes.position()});
  }

  async #push(ready: Oid, tip: Oid | undefined): Promise<boolean> {
    const {repository, state} = this.#parts;
    if (ready !== tip && !(await repository.push(ready))) return false;
    await this.#reached('pushed');
    for await (const _ of repository.diff(tip, ready)) this.#out++;
    if (this.#facts.base !== ready) {
      state.save({base: ready, local: ready});
      await repository.setRef('base', ready);
    }
    const {cursor, sent} = this.#facts;
    if (cursor !== undefined && cursor.rev !== sent?.rev) state.save({sent: cursor});
    await this.#reached('push-noted');
    return true;
  }

  #report(): SyncReport {
    const isDryRun = this.#options.isDryRun ?? false;
    const held = isDryRun ? this.#taken.flatMap(each => each.held) : this.#parts.state.held();
    const unreadable = held
      .filter(({reason}) => reason === 'unreadable' || reason === 'newer')
      .map(({path, detail}) => ({path, problem: detail}));
    return {
      out: this.#out,
      in: sum(this.#taken.map(({written}) => written)),
      conflicts: sum(this.#taken.map(({conflicts}) => conflicts)),
      openConflicts: this.#parts.state.countOpenConflicts(),
      returned: this.#taken.flatMap(({returned}) => returned),
      heldDeletes: this.#mirrored.heldDeletes + this.#parts.state.countHeld('deletes'),
      unreadable: [
        ...this.#mirrored.unreadable,
        ...unreadable,
        ...this.#unsettled.values(),
        ...strangersIn(this.#facts),
      ],
      putRight: this.#putRight + sum(this.#taken.map(({putRight}) => putRight)),
      wasPutRight: sum(this.#taken.map(({wasPutRight}) => wasPutRight)),
      isRewritten: this.#isRewritten,
      isPullOnly: this.#isPullOnly,
      isDryRun,
    };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
