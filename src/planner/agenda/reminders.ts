/** Which tasks ring now: due and planned ones, late ones once and marked so, none in quiet hours. */
import type {Entries} from '../../entries/entries.ts';
import {UsageError} from '../../ground/errors.ts';
import {type Clock, isPlainDate, nowIso, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {type Task, taskKind} from '../tasks/task.ts';

type ReminderReason = 'due' | 'scheduled';

export interface Reminder {
  readonly task: Task;
  readonly reason: ReminderReason;
  /** The instant at which it should ring. */
  readonly at: string;
  readonly isLate: boolean;
}

export interface ReminderSettings {
  /** `09:00`: when something due on a date rings. */
  readonly timeOfDay: string;
  readonly minutesBefore: number;
  /** `22:00-07:00`, or empty. */
  readonly quiet: string;
}

export interface ReminderDeps {
  readonly entries: Entries;
  /** This machine's own database: it knows what has rung. */
  readonly local: Database;
  readonly clock: Clock;
}

/** Ringing a little after the minute is not late: jobs start every few minutes. */
const graceMs = 15 * 60_000;
/** What was missed longer ago stands in `today` as overdue and needs no bell. */
const lookBackMs = 3 * 86_400_000;
/** At most so many ring in one run. */
const most = 200;
const batch = 500;

/** Reminders that should have rung by now and have not, the earliest first; none in quiet hours. */
export function pendingReminders(parts: ReminderDeps, settings: ReminderSettings): Reminder[] {
  const {clock} = parts;
  if (isQuiet(settings.quiet, clock)) return [];
  const reasons: readonly ReminderReason[] = ['due', 'scheduled'];
  return reasons
    .flatMap(reason => firstPending(parts, reason, settings))
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Takes a reminder as one's own; false when another run was quicker. */
export function claimReminder({local, clock}: ReminderDeps, {task, reason, at}: Reminder): boolean {
  const {changes} = local.run(
    'INSERT OR IGNORE INTO reminders(task, reason, moment, sent_at) VALUES (?, ?, ?, ?)',
    [task.id, reason, at, nowIso(clock)],
  );
  return changes === 1;
}

/** Gives back a reminder that nobody could be told of; it is tried again. */
export function releaseReminder({local}: ReminderDeps, {task, reason, at}: Reminder): void {
  local.run('DELETE FROM reminders WHERE task = ? AND reason = ? AND moment = ?', [
    task.id,
    reason,
    at,
  ]);
}

/** Goes on past those that have rung: however many they are, they hold up no other. */
function firstPending(
  parts: ReminderDeps,
  reason: ReminderReason,
  settings: ReminderSettings,
): Reminder[] {
  const pending: Reminder[] = [];
  for (let skip = 0; pending.length < most; skip += batch) {
    const {reminders, isLast} = candidates(parts, reason, {settings, skip});
    pending.push(...reminders.filter(({task, at}) => !hasRung(parts.local, task.id, reason, at)));
    if (isLast) break;
  }
  return pending.slice(0, most);
}

function candidates(
  {entries, clock}: ReminderDeps,
  reason: ReminderReason,
  {settings, skip}: {readonly settings: ReminderSettings; readonly skip: number},
): {readonly reminders: Reminder[]; readonly isLast: boolean} {
  const now = clock.now();
  const before = settings.minutesBefore * 60_000;
  const from = toIso(now - lookBackMs).slice(0, 10);
  const tasks = entries.select(
    taskKind,
    `WHERE own.status IN ('pending', 'in_progress') AND e.state = 'active'
       AND own.${reason} >= ? AND own.${reason} < ?
       AND (own.snoozed_until IS NULL OR own.snoozed_until <= ?)
     ORDER BY own.${reason}, own.seq LIMIT ? OFFSET ?`,
    [from, toIso(now + before + 86_400_000), toIso(now), batch, skip],
    'own',
  );
  const reminders = tasks.flatMap(task => {
    const at = ringsAt(task[reason] ?? '', settings, clock);
    if (at > now || at < now - lookBackMs) return [];
    return [{task, reason, at: toIso(at), isLate: at < now - graceMs}];
  });
  return {reminders, isLast: tasks.length < batch};
}

function ringsAt(moment: string, settings: ReminderSettings, clock: Clock): number {
  if (!isPlainDate(moment)) return Date.parse(moment) - settings.minutesBefore * 60_000;
  const local = Temporal.PlainDate.from(moment).toPlainDateTime(settings.timeOfDay);
  return local.toZonedDateTime(clock.zone).epochMilliseconds;
}

const hasRung = (local: Database, task: string, reason: string, at: string): boolean =>
  local.get('SELECT 1 FROM reminders WHERE task = ? AND reason = ? AND moment = ?', [
    task,
    reason,
    at,
  ]) !== undefined;

/** Whether the person's clock stands within hours such as `22:00-07:00`. @throws UsageError */
export function isQuiet(hours: string, clock: Clock): boolean {
  if (hours.trim() === '') return false;
  const match = /^(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)$/.exec(hours.trim());
  if (!match) {
    throw new UsageError(`"${hours}" are no quiet hours`, {
      hint: 'memu config set remind.quiet 22:00-07:00',
    });
  }
  const [from, to] = [minutesOf(match[1]), minutesOf(match[2])];
  const {hour, minute} = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(
    clock.zone,
  );
  const now = hour * 60 + minute;
  return from <= to ? now >= from && now < to : now >= from || now < to;
}

const minutesOf = (text = ''): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
