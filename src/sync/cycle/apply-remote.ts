/** Taking over what the remote changed: plan and keep, in one transaction or in resumable batches. */
import type {LongOperation, Operations} from '../../entries/operations.ts';
import type {Oid} from '../../git/repository.ts';
import {isWrongAhead, stampMs} from '../../ground/stamp.ts';
import type {Clock} from '../../ground/time.ts';
import type {MergePlan} from '../merge/merge-plan.ts';
import {sameContent, type VaultRecord} from '../records/record.ts';
import {isTooManyDeletes} from '../state/deletion-limit.ts';
import {reasonToHold} from '../state/quarantine.ts';
import type {QuarantinedFile} from '../state/sync-state.ts';
import type {ChangedPath} from './changed-paths.ts';
import {limitHeapGrowth} from './heap.ts';
import {MergePlanner, type MergePlannerDeps, type PlannedChange} from './merge-planner.ts';
import {type Taken, Takings} from './takings.ts';

export interface ApplyDeps extends MergePlannerDeps {
  readonly operations: Operations;
  readonly clock: Clock;
}

/** Up to this many entries are taken over in one transaction. */
export const largestTransaction = 1000;
const batchSize = 500;

export interface ApplyOptions {
  /** The commit that is agreed on once everything is taken over. */
  readonly agreed: Oid;
  readonly acceptDeletes: number;
  readonly isDryRun: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly onBatch: (done: number) => void | Promise<void>;
}

export async function applyRemoteChanges(
  parts: ApplyDeps,
  candidates: readonly ChangedPath[],
  options: ApplyOptions,
): Promise<Taken> {
  return new Incoming(parts, options).run(candidates);
}

class Incoming {
  readonly #parts: ApplyDeps;
  readonly #options: ApplyOptions;
  readonly #operation: LongOperation;
  readonly #planning: MergePlanner;
  readonly #takings = new Takings();
  #mustHoldDeletes = false;

  constructor(parts: ApplyDeps, options: ApplyOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#planning = new MergePlanner(parts);
    this.#operation = parts.operations.long({command: 'sync', actor: 'sync'});
  }

  async run(candidates: readonly ChangedPath[]): Promise<Taken> {
    const total = candidates.length;
    const isSmall = total <= largestTransaction;
    const all = isSmall ? await this.#planning.plan(candidates) : undefined;
    const deletes = all ? countDeletes(all) : await this.#countDeletes(candidates);
    this.#mustHoldDeletes = this.#mustHold(deletes);
    if (all) await this.#keepWhole(all, true);
    else {
      limitHeapGrowth();
      for (let start = 0; start < total; start += batchSize) {
        const batch = candidates.slice(start, start + batchSize);
        await this.#keepWhole(await this.#planning.plan(batch), start + batchSize >= total);
        this.#options.onProgress?.(Math.min(start + batchSize, total), total);
        await this.#options.onBatch(start + batch.length);
      }
    }
    return this.#takings;
  }

  /** Once too many deletions were held, they wait for a person, however the numbers shift. */
  #mustHold(deletes: number): boolean {
    const {acceptDeletes} = this.#options;
    const isLatched = this.#parts.state.held().some(({reason}) => reason === 'deletes');
    if (isLatched) return deletes > acceptDeletes;
    return isTooManyDeletes(deletes, this.#parts.rows.count(), acceptDeletes);
  }

  async #countDeletes(candidates: readonly ChangedPath[]): Promise<number> {
    if (this.#parts.rows.count() === 0) return 0;
    let deletes = 0;
    for (let start = 0; start < candidates.length; start += batchSize)
      deletes += countDeletes(
        await this.#planning.plan(candidates.slice(start, start + batchSize)),
      );
    return deletes;
  }

  /** Keeps what was planned; what someone else changed meanwhile is planned again. */
  async #keepWhole(planned: readonly PlannedChange[], isLast: boolean): Promise<void> {
    let waiting = planned;
    for (let round = 0; ; round++) {
      const late = this.#options.isDryRun
        ? this.#rehearse(waiting)
        : this.#keepTogether(waiting, isLast);
      if (late.length === 0) return;
      if (round > 20) throw new Error('entries change faster than they can be merged');
      waiting = await this.#planning.plan(late.map(({candidate}) => candidate));
    }
  }

  #rehearse(planned: readonly PlannedChange[]): readonly PlannedChange[] {
    for (const each of planned) this.#count(each, this.#holdFor(each));
    return [];
  }

  /** In one transaction. Where one entry cannot be kept, once more with care, so that it alone stays out. */
  #keepTogether(planned: readonly PlannedChange[], isLast: boolean): readonly PlannedChange[] {
    const keep = (isCareful: boolean) =>
      this.#takings.unlessThrown(() =>
        this.#operation.run(() => this.#keep(planned, isLast, isCareful)),
      );
    try {
      return keep(false);
    } catch (error) {
      reasonToHold(error);
      return keep(true);
    }
  }

  #keep(
    planned: readonly PlannedChange[],
    isLast: boolean,
    isCareful: boolean,
  ): readonly PlannedChange[] {
    // Made outside of what may be taken back.
    if (isCareful) this.#parts.operations.writing();
    const keepOne = (each: PlannedChange) =>
      isCareful ? this.#keepOrHold(each) : this.#keepOne(each);
    const late = planned.filter(each => !keepOne(each));
    this.#parts.rows.purged.takeOut();
    if (isLast && late.length === 0) this.#parts.state.agreeOn(this.#options.agreed);
    return late;
  }

  #keepOrHold(each: PlannedChange): boolean {
    try {
      return this.#takings.unlessThrown(() => this.#parts.rows.attempt(() => this.#keepOne(each)));
    } catch (error) {
      const {path, base} = each.candidate;
      const held: QuarantinedFile = {
        path,
        oid: base ?? null,
        reason: 'newer',
        detail: reasonToHold(error),
      };
      this.#takings.hold(held);
      this.#parts.state.hold(held);
      return true;
    }
  }

  #keepOne(each: PlannedChange): boolean {
    const {rows, state} = this.#parts;
    const {candidate, ours, isPurgedHere, plan} = each;
    const held = this.#holdFor(each);
    if (!held && plan.type === 'write') {
      const expected = isPurgedHere ? undefined : ours?.stamp;
      const {record} = plan.merged;
      const timely = this.#inTime(record);
      if (rows.apply([{record: timely, expected}]).length > 0) return false;
      if (each.isAsThere && timely === record) this.#noteAsThere(record);
      if (ours && isPutRight(ours, record)) this.#takings.counts.wasPutRight++;
    }
    if (!held && plan.type === 'export') rows.touch(plan.record);
    if (candidate.isGone && ours !== undefined) rows.touch(ours);
    this.#count(each, held);
    if (held) state.hold(held);
    else {
      this.#takings.counts.conflicts += rows.ask(conflictsOf(plan));
      state.hold({path: candidate.path, oid: candidate.theirs, reason: 'merged', detail: ''});
    }
    return true;
  }

  /** With a stamp of now where its own is of a clock far ahead, which would win every merge to come. */
  #inTime(record: VaultRecord): VaultRecord {
    const {operations, clock} = this.#parts;
    if (record.fields.state === 'purged' || !isWrongAhead(record.stamp, clock.now())) return record;
    this.#takings.counts.putRight++;
    return {...record, stamp: operations.writing().stamp};
  }

  #noteAsThere({id}: VaultRecord): void {
    const rev = this.#parts.changes.revOf('entry', id);
    if (rev !== undefined) this.#takings.asThere.push(rev);
  }

  #count({plan}: PlannedChange, held: QuarantinedFile | undefined): void {
    const {counts, returned} = this.#takings;
    if (held) return this.#takings.hold(held);
    if (this.#options.isDryRun) counts.conflicts += conflictsOf(plan).length;
    if (plan.type !== 'write') return;
    counts.written++;
    const {record, isResurrected} = plan.merged;
    if (isResurrected && record.kind !== 'conflict') returned.push(record.id);
    if (record.fields.state === 'purged') counts.isPurging = true;
    const files = (record.fields.attachments ?? []) as readonly {readonly sha256?: string}[];
    for (const {sha256} of files)
      if (typeof sha256 === 'string') this.#takings.attached.push(sha256);
  }

  #holdFor({candidate, plan}: PlannedChange): QuarantinedFile | undefined {
    const held = {path: candidate.path, oid: candidate.base ?? null};
    if (plan.type === 'unreadable') return {...held, reason: 'unreadable', detail: plan.problem};
    if (plan.type !== 'write') return undefined;
    if (plan.isDelete && this.#mustHoldDeletes) {
      return {...held, reason: 'deletes', detail: String(plan.merged.record.fields.title ?? '')};
    }
    const {problem} = this.#parts.rows.accepts(plan.merged.record);
    return problem === undefined ? undefined : {...held, reason: 'newer', detail: problem};
  }
}

/** Another device gave the same words an earlier stamp. */
const isPutRight = (ours: VaultRecord, theirs: VaultRecord): boolean =>
  isWrongAhead(ours.stamp, stampMs(theirs.stamp) ?? 0) && sameContent(ours, theirs);

const conflictsOf = (plan: MergePlan): readonly VaultRecord[] => {
  if (plan.type === 'write') return plan.merged.conflicts;
  return plan.type === 'export' ? plan.conflicts : [];
};

const countDeletes = (planned: readonly PlannedChange[]): number =>
  planned.filter(({plan}) => plan.type === 'write' && plan.isDelete).length;
