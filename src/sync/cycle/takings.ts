/** What one taking-over has brought so far; what a transaction that was taken back had counted is uncounted. */
import type {QuarantinedFile} from '../state/sync-state.ts';

export interface Taken {
  /** Entries that were written here. */
  readonly written: number;
  /** Conflicts that were not known before. */
  readonly conflicts: number;
  /** Ids of entries that one side deleted and the other edited. */
  readonly returned: readonly string[];
  readonly held: readonly QuarantinedFile[];
  /** Deletions that wait for a person, these included that waited before. */
  readonly heldDeletes: number;
  /** True when something was purged, so that its traces must be removed too. */
  readonly isPurging: boolean;
  /** Entries whose stamp came from a clock that is far ahead, and got one of this device's. */
  readonly putRight: number;
  /** Entries of this device whose stamp another device put right. */
  readonly wasPutRight: number;
  /** Content of attached files that entries which came in name. */
  readonly attached: readonly string[];
  /** Numbers in the change feed of entries that are here now exactly as the remote has them. */
  readonly asThere: readonly number[];
}

/** How far the counts were at one moment. */
interface Mark {
  readonly counts: Takings['counts'];
  readonly lengths: readonly number[];
}

export class Takings implements Taken {
  counts = {
    written: 0,
    conflicts: 0,
    heldDeletes: 0,
    isPurging: false,
    putRight: 0,
    wasPutRight: 0,
  };
  readonly returned: string[] = [];
  readonly held: QuarantinedFile[] = [];
  readonly asThere: number[] = [];
  readonly attached: string[] = [];

  get written(): number {
    return this.counts.written;
  }

  get conflicts(): number {
    return this.counts.conflicts;
  }

  get heldDeletes(): number {
    return this.counts.heldDeletes;
  }

  get putRight(): number {
    return this.counts.putRight;
  }

  get wasPutRight(): number {
    return this.counts.wasPutRight;
  }

  get isPurging(): boolean {
    return this.counts.isPurging;
  }

  hold(held: QuarantinedFile): void {
    this.held.push(held);
    if (held.reason === 'deletes') this.counts.heldDeletes++;
  }

  /** Does `work`, and forgets what it counted when it throws. */
  unlessThrown<Result>(work: () => Result): Result {
    const before = this.#mark();
    try {
      return work();
    } catch (error) {
      this.#goBackTo(before);
      throw error;
    }
  }

  get #lists(): readonly unknown[][] {
    return [this.returned, this.held, this.asThere, this.attached];
  }

  #mark(): Mark {
    return {counts: {...this.counts}, lengths: this.#lists.map(({length}) => length)};
  }

  #goBackTo({counts, lengths}: Mark): void {
    this.counts = counts;
    for (const [index, list] of this.#lists.entries()) list.length = lengths[index]!;
  }
}
