/** Looks at everything kept for the dashboard; reads only, and asks nobody outside. */

import type {Paths} from '../config/paths.ts';
import {type EntryBase, isOfKind} from '../entries/entry.ts';
import {nameOf} from '../entries/entry-name.ts';
import type {References} from '../entries/references.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import {memoryKind} from '../memories/memory.ts';
import type {Agenda} from '../planner/agenda/agenda.ts';
import type {Calendar} from '../planner/agenda/calendar.ts';
import type {Task} from '../planner/tasks/task.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';
import type {Database} from '../storage/database.ts';
import type {Conflicts} from '../sync/conflicts/conflicts.ts';
import {SyncState} from '../sync/state/sync-state.ts';
import {type InboxDeps, inbox} from './inbox.ts';
import {backupHealth, diskHealth, syncHealth} from './overview-health.ts';
import type {
  DashboardSnapshot,
  EventItem,
  GoalItem,
  HealthItem,
  InboxItem,
  RecentItem,
  TodayItem,
} from './overview-types.ts';

export interface OverviewDeps extends InboxDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly paths: Paths;
  readonly agenda: Agenda;
  readonly calendar: Calendar;
  readonly tasks: Pick<Tasks, 'countOpen'>;
  readonly references: Pick<References, 'short'>;
  openSync(): Promise<{readonly conflicts: Pick<Conflicts, 'list'>}>;
}

const mostToday = 100;
const mostGoals = 30;
const mostInbox = 100;
const mostRecent = 30;

/** @param models what is known of the hosts of models; looking at them takes time, so it comes from outside */
export async function takeSnapshot(
  deps: OverviewDeps,
  models: HealthItem,
): Promise<DashboardSnapshot> {
  const {overdue, due, planned, date} = deps.agenda.today(mostToday);
  const goals = goalItems(deps);
  const inbox = await inboxItems(deps);
  const now = nowIso(deps.clock);
  return {
    generated_at: now,
    zone: deps.clock.zone,
    date,
    counts: {
      overdue: overdue.length,
      due_today: due.length,
      open_tasks: deps.tasks.countOpen(),
      active_goals: goals.length,
      inbox: inbox.length,
    },
    today: [
      ...overdue.map(task => todayItem(deps, task, true)),
      ...[...due, ...planned].map(task => todayItem(deps, task, false)),
    ],
    events: eventItems(deps, date),
    goals,
    inbox,
    recent: recentItems(deps),
    health: [syncHealth(deps, now), backupHealth, models, diskHealth(deps.paths)],
  };
}

const listed = (deps: OverviewDeps, entry: EntryBase) => ({
  id: entry.id,
  prefix: deps.references.short(entry.id),
  title: nameOf(entry),
});

const todayItem = (deps: OverviewDeps, task: Task, isOverdue: boolean): TodayItem => ({
  ...listed(deps, task),
  status: task.status,
  due: task.due,
  scheduled: task.scheduled,
  is_overdue: isOverdue,
  priority: task.priority,
  duration_minutes: task.duration_minutes,
  goal: task.goal_id === null ? null : (deps.entries.find(task.goal_id)?.title ?? null),
});

const eventItems = (deps: OverviewDeps, date: string): readonly EventItem[] =>
  (deps.calendar.days(date, 1).get(date) ?? []).map(({id, title, start, end, location}) => ({
    id,
    prefix: deps.references.short(id),
    title,
    start,
    end,
    location,
  }));

const goalItems = (deps: OverviewDeps): readonly GoalItem[] =>
  deps.goals.view(deps.goals.list({status: 'active', limit: mostGoals})).map(goal => ({
    ...listed(deps, goal),
    progress: goal.progress,
    target_date: goal.target_date,
    open_tasks: deps.tasks.countOpen(goal.id),
  }));

async function inboxItems(deps: OverviewDeps): Promise<readonly InboxItem[]> {
  const waiting = inbox(deps, {limit: mostInbox}).map(
    ({entry, milestones}): InboxItem => ({
      ...listed(deps, entry),
      kind: entry.kind === 'memory' ? 'memory' : 'proposal',
      detail: milestones.length > 0 ? 'plan' : (memoryType(entry) ?? entry.kind),
      created_at: entry.created_at,
    }),
  );
  return [...(await conflictItems(deps)), ...waiting].slice(0, mostInbox);
}

const memoryType = (entry: EntryBase): string | undefined =>
  isOfKind(memoryKind, entry) ? entry.type : undefined;

/** What two devices said differently; sync is loaded only where it is set up. */
async function conflictItems(deps: OverviewDeps): Promise<readonly InboxItem[]> {
  if (new SyncState(deps.db).countOpenConflicts() === 0) return [];
  const {conflicts} = await deps.openSync();
  return conflicts.list().map(conflict => ({
    id: conflict.id,
    prefix: conflict.id.slice(0, 8),
    title: conflict.title || `(a ${conflict.kind} that is gone)`,
    kind: 'conflict',
    detail: `${conflict.field} differs`,
    created_at: conflict.sides.map(({at}) => at ?? '').toSorted()[0] ?? '',
  }));
}

const recentItems = (deps: OverviewDeps): readonly RecentItem[] =>
  deps.entries
    .recent(mostRecent)
    .map(entry => ({...listed(deps, entry), kind: entry.kind, updated_at: entry.updated_at}));
