/** What is to be done about files that the remote changed: their versions are read, compared and planned. */
import type {ChangeFeed} from '../../entries/changes.ts';
import type {ThreeTexts} from '../../git/merge-text.ts';
import type {Blob, Oid, Repository} from '../../git/repository.ts';
import {inOrder, sealedAtOnce} from '../../ground/in-order.ts';
import {bodiesToMerge} from '../merge/merge.ts';
import {type MergePlan, planMerge, tombstoneOf} from '../merge/merge-plan.ts';
import {type Decoded, encodeRecord, maxFileBytes, tooLarge} from '../records/codec.ts';
import type {VaultRecord} from '../records/record.ts';
import type {VaultRows} from '../records/vault-rows.ts';
import {reasonToHold} from '../state/quarantine.ts';
import type {SyncState} from '../state/sync-state.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import type {ChangedPath} from './changed-paths.ts';

export interface MergePlannerDeps {
  readonly rows: VaultRows;
  readonly state: SyncState;
  readonly repository: Repository;
  readonly format: VaultFormat;
  readonly changes: ChangeFeed;
  readonly mergeText: (texts: ThreeTexts) => Promise<string | undefined>;
}

export interface PlannedChange {
  readonly candidate: ChangedPath;
  readonly ours: VaultRecord | undefined;
  readonly isPurgedHere: boolean;
  readonly plan: MergePlan;
  /** Once kept, writing it out again would give the file that is there. */
  readonly isAsThere: boolean;
}

/** A file that was read; `decoded` tells what it holds. */
interface Opened {
  readonly decoded: Decoded;
  /** The file is what this memu would have written. */
  readonly isOurWriting: boolean;
}

/** The version that both sides have in common, theirs, and what is kept here. */
interface Versions {
  readonly base: VaultRecord | undefined;
  readonly ours: VaultRecord | undefined;
  readonly theirs: Decoded;
}

type Files = ReadonlyMap<Oid, Opened>;

export class MergePlanner {
  readonly #parts: MergePlannerDeps;

  constructor(parts: MergePlannerDeps) {
    this.#parts = parts;
  }

  async plan(candidates: readonly ChangedPath[]): Promise<PlannedChange[]> {
    const files = await this.#open(candidates);
    const ids = candidates.flatMap(({theirs}) => recordIn(files.get(theirs))?.id ?? []);
    const rows = this.#parts.rows.find(ids);
    const putBack = await this.#putBack(candidates, files);
    const planned: PlannedChange[] = [];
    for (const candidate of candidates) {
      const isPutBack = putBack.has(candidate);
      planned.push(await this.#planOne(candidate, isPutBack, files, rows));
    }
    return planned;
  }

  async #planOne(
    candidate: ChangedPath,
    isPutBack: boolean,
    files: Files,
    rows: ReadonlyMap<string, VaultRecord>,
  ): Promise<PlannedChange> {
    const file = files.get(candidate.theirs)!;
    const theirs = this.#named(candidate, file.decoded);
    const record = 'record' in theirs ? theirs.record : undefined;
    const base = candidate.base === undefined ? undefined : recordIn(files.get(candidate.base));
    const isPurgedHere =
      record !== undefined && !rows.has(record.id) && this.#parts.changes.isPurged(record.id);
    const kept = record && rows.get(record.id);
    const ours = isPurgedHere ? tombstoneOf(base ?? record) : kept;
    const common = isPutBack ? (isPurgedHere ? record : undefined) : base;
    const plan = await this.#decide({base: common, ours, theirs});
    const isAsThere = file.isOurWriting && ours === undefined && record?.kind !== 'conflict';
    return {candidate, ours, isPurgedHere, plan, isAsThere};
  }

  async #decide({base, ours, theirs}: Versions): Promise<MergePlan> {
    try {
      if (ours === undefined || 'problem' in theirs) return planMerge({base, ours, theirs});
      const bodies = bodiesToMerge({base, a: ours, b: theirs.record});
      const body = bodies && (await this.#parts.mergeText(bodies));
      return planMerge({base, ours, theirs, body});
    } catch (error) {
      return {type: 'unreadable', problem: reasonToHold(error)};
    }
  }

  /**
   * Where an earlier version of a file lies at the remote again, as a restored copy or somebody with
   * access to it may put it there. As the change of one side it would roll the entry back; taken as if
   * both sides had never met, the later one stays, and what differs is shown as a conflict. What was
   * purged stays purged. Only versions with an earlier stamp are looked for, since that costs a walk
   * through the history, and a device whose clock is behind writes such ones too.
   */
  async #putBack(
    candidates: readonly ChangedPath[],
    files: Files,
  ): Promise<ReadonlySet<ChangedPath>> {
    const older = candidates.filter(({base, theirs, isGone}) => {
      const [was, is] = [base && recordIn(files.get(base)), recordIn(files.get(theirs))];
      return !isGone && was && is && is.stamp < was.stamp && is.fields.state !== 'purged';
    });
    const {base: agreed, prefix = ''} = this.#parts.state.read();
    if (older.length === 0 || agreed === undefined) return new Set();
    const paths = older.map(({path}) => prefix + path);
    const before = await this.#parts.repository.everAt(agreed, paths);
    return new Set(older.filter(({path, theirs}) => before.get(prefix + path)?.has(theirs)));
  }

  /** A file must hold what its name says, or one entry could pass for another. */
  #named({path}: ChangedPath, decoded: Decoded): Decoded {
    if ('problem' in decoded) return decoded;
    const {kind, id} = decoded.record;
    if (this.#parts.format.pathOf(kind, id) === path) return decoded;
    return {problem: 'its name and the id or kind in it differ'};
  }

  async #open(candidates: readonly ChangedPath[]): Promise<Files> {
    const {repository} = this.#parts;
    const oids = new Set(
      candidates.flatMap(({base, theirs}) => (base ? [base, theirs] : [theirs])),
    );
    const blobs = repository.read(oids, maxFileBytes * 2);
    const opened = inOrder(blobs, sealedAtOnce, async blob => {
      return [blob.oid, await this.#openOne(blob)] as const;
    });
    return new Map(await Array.fromAsync(opened));
  }

  async #openOne({size, bytes}: Blob): Promise<Opened> {
    const {format} = this.#parts;
    if (bytes === undefined) {
      const problem = size > 0 ? tooLarge : 'it is missing';
      return {decoded: {problem}, isOurWriting: false};
    }
    const decoded = await format.decode(bytes);
    // What is sealed is another text each time, and is compared once it is opened.
    const isOurWriting =
      'record' in decoded && (!format.isStable || encodeRecord(decoded.record).equals(bytes));
    return {decoded, isOurWriting};
  }
}

const recordIn = (file: Opened | undefined): VaultRecord | undefined =>
  file && 'record' in file.decoded ? file.decoded.record : undefined;
