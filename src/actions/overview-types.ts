/**
 * What the dashboard shows at one moment, as data. `memu dash --json` prints it as it is, the plain
 * text and the screen draw it; so the names are those of the JSON contract.
 */
import type {Moment} from '../ground/time.ts';

export interface DashboardSnapshot {
  /** UTC ISO-8601. */
  readonly generated_at: string;
  /** IANA name of the person's zone. */
  readonly zone: string;
  /** Today's date in that zone. */
  readonly date: string;
  readonly counts: DashboardCounts;
  /** What is late, then what is due or planned today, in the order to do it. */
  readonly today: readonly TodayItem[];
  /** What the calendar holds today, in the order of time. */
  readonly events: readonly EventItem[];
  /** Active goals, nearest target first. */
  readonly goals: readonly GoalItem[];
  /** What waits for a decision: proposals, memories, conflicts. */
  readonly inbox: readonly InboxItem[];
  /** What changed last, newest first. */
  readonly recent: readonly RecentItem[];
  readonly health: readonly HealthItem[];
}

interface DashboardCounts {
  readonly overdue: number;
  readonly due_today: number;
  readonly open_tasks: number;
  readonly active_goals: number;
  readonly inbox: number;
}

interface Listed {
  readonly id: string;
  /** The shortest unique beginning of the id. */
  readonly prefix: string;
  readonly title: string;
}

export interface TodayItem extends Listed {
  readonly status: 'pending' | 'in_progress' | 'completed' | 'cancelled';
  readonly due: Moment | null;
  readonly scheduled: Moment | null;
  readonly is_overdue: boolean;
  /** 1 to 5, 5 most urgent. */
  readonly priority: number | null;
  readonly duration_minutes: number | null;
  readonly goal: string | null;
}

export interface EventItem extends Listed {
  /** An instant, or a date for a whole day. */
  readonly start: Moment;
  readonly end: Moment | null;
  readonly location: string | null;
}

export interface GoalItem extends Listed {
  /** 0 to 1. */
  readonly progress: number;
  readonly target_date: Moment | null;
  readonly open_tasks: number;
}

export interface InboxItem extends Listed {
  readonly kind: 'proposal' | 'memory' | 'conflict';
  /** What it is about, in words: `fact`, `task from chat`, `title and due`. */
  readonly detail: string;
  readonly created_at: string;
}

export interface RecentItem extends Listed {
  readonly kind: string;
  readonly updated_at: string;
}

export interface HealthItem {
  readonly name: 'sync' | 'backup' | 'models' | 'disk' | 'schedule' | 'index';
  /** `off`: not set up, which is no fault. */
  readonly level: 'ok' | 'warning' | 'problem' | 'off';
  /** `synced 12 min ago`, `last proven restore 40 days ago` */
  readonly text: string;
  /** The command that mends it. */
  readonly hint: string | null;
}
