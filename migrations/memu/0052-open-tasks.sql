-- The indexes that `next` walks also hold what a task needs (energy, minutes) and what hides it, so that
-- tasks which do not fit are passed over in the index and never fetched.

DROP INDEX tasks_open_by_due;
CREATE INDEX tasks_open_by_due
  ON tasks(due, priority DESC, seq DESC, energy, duration_minutes, scheduled, snoozed_until)
  WHERE status IN ('pending', 'in_progress');
DROP INDEX tasks_open_by_priority;
CREATE INDEX tasks_open_by_priority
  ON tasks(priority DESC, due, seq DESC, energy, duration_minutes, scheduled, snoozed_until)
  WHERE status IN ('pending', 'in_progress') AND priority IS NOT NULL;
