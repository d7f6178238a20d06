/** Looks at everything kept for the dashboard; reads only, and asks nobody outside. */

import {inbox} from '../../src/actions/inbox.ts';
import type {Memu} from '../../src/app/memu.ts';
import {type EntryBase, isOfKind} from '../../src/entries/entry.ts';
import {nowIso} from '../../src/ground/time.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import type {Task} from '../../src/planner/tasks/task.ts';
import {SyncState} from '../../src/sync/state/sync-state.ts';
import type {
  DashboardSnapshot,
  EventItem,
  GoalItem,
  HealthItem,
  InboxItem,
  RecentItem,
  TodayItem,
} from '../../tui/dashboard/snapshot.ts';
import {nameOf} from '../print/presentation.ts';
import {backupHealth, diskHealth, syncHealth} from './dashboard-health.ts';

const mostToday = 100;
const mostGoals = 30;
const mostInbox = 100;
const mostRecent = 30;

/** @param models what is known of the hosts of models; looking at them takes time, so it comes from outside */
export async function takeSnapshot(memu: Memu, models: HealthItem): Promise<DashboardSnapshot> {
  const {overdue, due, planned, date} = memu.agenda.today(mostToday);
  const goals = goalItems(memu);
  const inbox = await inboxItems(memu);
  const now = nowIso(memu.clock);
  return {
    generated_at: now,
    zone: memu.clock.zone,
    date,
    counts: {
      overdue: overdue.length,
      due_today: due.length,
      open_tasks: countOpenTasks(memu),
      active_goals: goals.length,
      inbox: inbox.length,
    },
    today: [
      ...overdue.map(task => todayItem(memu, task, true)),
      ...[...due, ...planned].map(task => todayItem(memu, task, false)),
    ],
    events: eventItems(memu, date),
    goals,
    inbox,
    recent: recentItems(memu),
    health: [syncHealth(memu, now), backupHealth, models, diskHealth(memu.paths)],
  };
}

const listed = (memu: Memu, entry: EntryBase) => ({
  id: entry.id,
  prefix: memu.references.short(entry.id),
  title: nameOf(entry),
});

const todayItem = (memu: Memu, task: Task, isOverdue: boolean): TodayItem => ({
  ...listed(memu, task),
  status: task.status,
  due: task.due,
  scheduled: task.scheduled,
  is_overdue: isOverdue,
  priority: task.priority,
  duration_minutes: task.duration_minutes,
  goal: task.goal_id === null ? null : (memu.entries.find(task.goal_id)?.title ?? null),
});

const eventItems = (memu: Memu, date: string): readonly EventItem[] =>
  (memu.calendar.days(date, 1).get(date) ?? []).map(({id, title, start, end, location}) => ({
    id,
    prefix: memu.references.short(id),
    title,
    start,
    end,
    location,
  }));

// CROSS JOIN: left to choose, SQLite goes through every entry.
const openTasks =
  "SELECT count(*) FROM tasks own CROSS JOIN entries e ON e.seq = own.seq WHERE e.state = 'active' AND own.status IN ('pending', 'in_progress')";

const countOpenTasks = (memu: Memu): number => memu.db.value<number>(openTasks) ?? 0;

const goalItems = (memu: Memu): readonly GoalItem[] =>
  memu.goals.view(memu.goals.list({status: 'active', limit: mostGoals})).map(goal => ({
    ...listed(memu, goal),
    progress: goal.progress,
    target_date: goal.target_date,
    open_tasks: memu.db.value<number>(`${openTasks} AND own.goal_id = ?`, [goal.id]) ?? 0,
  }));

async function inboxItems(memu: Memu): Promise<readonly InboxItem[]> {
  const waiting = inbox(memu, {limit: mostInbox}).map(
    ({entry, milestones}): InboxItem => ({
      ...listed(memu, entry),
      kind: entry.kind === 'memory' ? 'memory' : 'proposal',
      detail: milestones.length > 0 ? 'plan' : (memoryType(entry) ?? entry.kind),
      created_at: entry.created_at,
    }),
  );
  return [...(await conflictItems(memu)), ...waiting].slice(0, mostInbox);
}

const memoryType = (entry: EntryBase): string | undefined =>
  isOfKind(memoryKind, entry) ? entry.type : undefined;

/** What two devices said differently; sync is loaded only where it is set up. */
async function conflictItems(memu: Memu): Promise<readonly InboxItem[]> {
  if (new SyncState(memu.db).countOpenConflicts() === 0) return [];
  const {conflicts} = await memu.openSync();
  return conflicts.list().map(conflict => ({
    id: conflict.id,
    prefix: conflict.id.slice(0, 8),
    title: conflict.title || `(a ${conflict.kind} that is gone)`,
    kind: 'conflict',
    detail: `${conflict.field} differs`,
    created_at: conflict.sides.map(({at}) => at ?? '').toSorted()[0] ?? '',
  }));
}

/** By one index over all kinds: for a kind of which there is little, a query of its own reads everything. */
const recentItems = (memu: Memu): readonly RecentItem[] =>
  memu.db
    .all<{id: string}>(
      `SELECT id FROM entries WHERE state = 'active'
       ORDER BY updated_at DESC, seq DESC LIMIT ${mostRecent}`,
    )
    .map(({id}) => memu.entries.get(id))
    .map(entry => ({...listed(memu, entry), kind: entry.kind, updated_at: entry.updated_at}));
