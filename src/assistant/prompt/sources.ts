/** What the assistant needs of the rest of memu: slivers, so that it can be tested and read by itself. */
import type {EntryBase} from '../../entries/entry.ts';

/** One thing that recall found. */
export interface FoundHit {
  readonly id: string;
  /** `note`, `task`, …, or `turn` for something said. */
  readonly kind: string;
  readonly title: string;
  readonly snippet: string;
  readonly score: number;
  readonly why?: {readonly vector: number};
  readonly created_at: string;
  /** Of a turn. */
  readonly conversation?: string;
}

export interface RecallSource {
  recall(
    question: string,
    options: {
      readonly limit?: number;
      readonly kinds?: readonly string[];
      readonly since?: number;
      readonly until?: number;
    },
  ): Promise<{readonly hits: readonly FoundHit[]; readonly notes: readonly string[]}>;
}

/** A task that is still open. */
export interface DueTask {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly created_at: string;
  /** An instant or a date. */
  readonly due: string | null;
  readonly scheduled: string | null;
  readonly priority: number | null;
  readonly goal_id: string | null;
}

export interface FinishedTask {
  readonly id: string;
  readonly title: string;
  readonly completed_at: string | null;
}

export interface AgendaSource {
  /**
   * Open tasks due before an instant (ISO, exclusive), overdue ones included, the most urgent first;
   * without an instant, those without a date too.
   */
  open(before: string | undefined, limit: number): readonly DueTask[];
  /** What was finished from one instant until another, the newest first. */
  done(from: string, to: string, limit: number): readonly FinishedTask[];
}

/** A goal and how far it has come. */
export interface KnownGoal {
  readonly id: string;
  readonly title: string;
  readonly vision: string | null;
  readonly created_at: string;
  readonly target_date: string | null;
  readonly completed_at: string | null;
  /** 0 to 1. */
  readonly progress: number;
  readonly milestones: readonly {
    readonly title: string;
    readonly due: string | null;
    readonly done_at: string | null;
  }[];
}

export interface GoalSource {
  /** Those under way, the soonest wanted first. */
  open(): readonly KnownGoal[];
  find(id: string): KnownGoal | undefined;
}

interface KeptTurn {
  readonly id: string;
  readonly conversation: string;
  readonly speaker?: string | null;
  readonly role: string;
  readonly at: string;
  readonly text: string;
  readonly metadata: {readonly [key: string]: unknown};
}

export interface KeptSource {
  find(id: string): EntryBase | undefined;
  /** The one entry whose id begins so; nothing of the trash. */
  findByPrefix(prefix: string): EntryBase | undefined;
  findTurn(id: string): KeptTurn | undefined;
  /** The shortest beginning of an id that is unique. */
  short(id: string): string;
}
