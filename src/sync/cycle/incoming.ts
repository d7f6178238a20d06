/** Taking over what the remote changed: plan and keep, in one transaction or in resumable batches. */
import type {LongOperation, Operations} from '../../entries/operations.ts';
import type {Oid} from '../../git/repository.ts';
import {isWrongAhead, stampMs} from '../../ground/stamp.ts';
import type {Clock} from '../../ground/time.ts';
import type {Plan} from '../merge/plan.ts';
import {sameContent, type VaultRecord} from '../records/record.ts';
import {isTooManyDeletes} from '../state/guard.ts';
import {reasonToHold} from '../state/quarantine.ts';
import type {Held} from '../state/sync-state.ts';
import type {Candidate} from './candidates.ts';
import {type Planned, Planning, type PlanningParts} from './planning.ts';
import {type Taken, Takings} from './takings.ts';
import {holdLess} from './thrift.ts';

export interface IncomingParts extends PlanningParts {
  readonly operations: Operations;
  readonly clock: Clock;
}

/** Up to this many entries are taken over in one transaction. */
export const largestTransaction = 1000;
const batchSize = 500;

export interface TakeOptions {
  /** The commit that is agreed on once everything is taken over. */
  readonly agreed: Oid;
  readonly acceptDeletes: number;
  readonly isDryRun: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly onBatch: (done: number) => void | Promise<void>;
}

export async function takeIncoming(
  parts: IncomingParts,
  candidates: readonly Candidate[],
  options: TakeOptions,
): Promise<Taken> {
  return new Incoming(parts, options).run(candidates);
}

class Incoming {
  readonly #parts: IncomingParts;
  readonly #options: TakeOptions;
  readonly #operation: LongOperation;
  readonly #planning: Planning;
  readonly #takings = new Takings();
  #mustHoldDeletes = false;

  constructor(parts: IncomingParts, options: TakeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#planning = new Planning(parts);
    this.#operation = parts.operations.long({command: 'sync', actor: 'sync'});
  }

  async run(candidates: readonly Candidate[]): Promise<Taken> {
    const total = candidates.length;
    const isSmall = total <= largestTransaction;
    const all = isSmall ? await this.#planning.plan(candidates) : undefined;
    const deletes = all ? countDeletes(all) : await this.#countDeletes(candidates);
    this.#mustHoldDeletes = this.#mustHold(deletes);
    if (all) await this.#keepWhole(all, true);
    else {
      holdLess();
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

  async #countDeletes(candidates: readonly Candidate[]): Promise<number> {
    if (this.#parts.rows.count() === 0) return 0;
    let deletes = 0;
    for (let start = 0; start < candidates.length; start += batchSize)
      deletes += countDeletes(
        await this.#planning.plan(candidates.slice(start, start + batchSize)),
      );
    return deletes;
  }

  /** Keeps what was planned; what someone else changed meanwhile is planned again. */
  async #keepWhole(planned: readonly Planned[], isLast: boolean): Promise<void> {
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

  #rehearse(planned: readonly Planned[]): readonly Planned[] {
    for (const each of planned) this.#count(each, this.#holdFor(each));
    return [];
  }

  /** In one transaction. Where one entry cannot be kept, once more with care, so that it alone stays out. */
  #keepTogether(planned: readonly Planned[], isLast: boolean): readonly Planned[] {
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

  #keep(planned: readonly Planned[], isLast: boolean, isCareful: boolean): readonly Planned[] {
    // Made outside of what may be taken back.
    if (isCareful) this.#parts.operations.writing();
    const keepOne = (each: Planned) => (isCareful ? this.#keepOrHold(each) : this.#keepOne(each));
    const late = planned.filter(each => !keepOne(each));
    this.#parts.rows.purged.takeOut();
    if (isLast && late.length === 0) this.#parts.state.agreeOn(this.#options.agreed);
    return late;
  }

  #keepOrHold(each: Planned): boolean {
    try {
      return this.#takings.unlessThrown(() => this.#parts.rows.attempt(() => this.#keepOne(each)));
    } catch (error) {
      const {path, base} = each.candidate;
      const held: Held = {path, oid: base ?? null, reason: 'newer', detail: reasonToHold(error)};
      this.#takings.hold(held);
      this.#parts.state.hold(held);
      return true;
    }
  }

  #keepOne(each: Planned): boolean {
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

  #count({plan}: Planned, held: Held | undefined): void {
    const {counts, returned} = this.#takings;
    if (held) return this.#takings.hold(held);
    if (this.#options.isDryRun) counts.conflicts += conflictsOf(plan).length;
    if (plan.type !== 'write') return;
    counts.written++;
    const {record, isReturned} = plan.merged;
    if (isReturned && record.kind !== 'conflict') returned.push(record.id);
    if (record.fields.state === 'purged') counts.isPurging = true;
    const files = (record.fields.attachments ?? []) as readonly {readonly sha256?: string}[];
    for (const {sha256} of files)
      if (typeof sha256 === 'string') this.#takings.attached.push(sha256);
  }

  #holdFor({candidate, plan}: Planned): Held | undefined {
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

const conflictsOf = (plan: Plan): readonly VaultRecord[] => {
  if (plan.type === 'write') return plan.merged.conflicts;
  return plan.type === 'export' ? plan.conflicts : [];
};

const countDeletes = (planned: readonly Planned[]): number =>
  planned.filter(({plan}) => plan.type === 'write' && plan.isDelete).length;
