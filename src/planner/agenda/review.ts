/** A week looked back on: what was done, what slipped, which goals stand still, what waits for a yes. */
import type {Entries} from '../../entries/entries.ts';
import {type Clock, endOf, startOfDate, today, toIso} from '../../ground/time.ts';
import {type Goal, goalKind} from '../goals/goal.ts';
import {type Task, taskKind} from '../tasks/task.ts';
import type {Agenda} from './agenda.ts';

export interface WeekReview {
  readonly from: string;
  readonly to: string;
  readonly done: readonly Task[];
  /** Due in the time looked at, or before, and still open. */
  readonly slipped: readonly Task[];
  /** Active goals without an open task. */
  readonly stalled: readonly Goal[];
  /** Proposed tasks and goals. */
  readonly inbox: readonly (Task | Goal)[];
}

export interface ReviewDeps {
  readonly entries: Entries;
  readonly agenda: Agenda;
  readonly clock: Clock;
}

/** Looks at the dates from `from` to `to`, both included; the last seven days usually. */
export function reviewOf(
  {entries, agenda, clock}: ReviewDeps,
  {from, to, limit = 200}: {readonly from: string; readonly to: string; readonly limit?: number},
): WeekReview {
  const start = toIso(startOfDate(from, clock.zone));
  const end = toIso(endOf(to, clock.zone));
  const now = today(clock);
  const overdueBefore = to < now ? end : toIso(startOfDate(now, clock.zone));
  return {
    from,
    to,
    done: agenda.done(start, end, limit),
    slipped: entries
      .select(
        taskKind,
        `WHERE own.status IN ('pending', 'in_progress') AND e.state = 'active' AND own.due < ?
         ORDER BY own.due, own.priority DESC LIMIT ?`,
        [overdueBefore, limit],
        'own',
      )
      .filter(task => task.due !== null && (task.due.length > 10 || task.due < now)),
    stalled: entries.select(
      goalKind,
      `WHERE own.status = 'active' AND e.state = 'active' AND NOT EXISTS (
         SELECT 1 FROM tasks t CROSS JOIN entries te ON te.seq = t.seq
         WHERE t.goal_id = e.id AND +t.status IN ('pending', 'in_progress') AND +te.state = 'active')
       ORDER BY own.target_date IS NULL, own.target_date, own.seq LIMIT ?`,
      [limit],
      'own',
    ),
    inbox: [
      ...entries.select(goalKind, proposed('goal'), [limit]),
      ...entries.select(taskKind, proposed('task'), [limit]),
    ],
  };
}

const proposed = (kind: string): string =>
  `WHERE e.kind = '${kind}' AND e.state = 'proposed' ORDER BY e.created_at DESC, e.seq DESC LIMIT ?`;
