-- What planning asks all day long gets an index; a series remembers the zone its dates are in,
-- so that two devices in different zones make the same next task.

ALTER TABLE tasks ADD COLUMN recur_zone TEXT;
ALTER TABLE goals ADD COLUMN completed_at TEXT;

-- An index over every status tempts SQLite away from the small ones over open tasks.
DROP INDEX tasks_by_status;
CREATE INDEX tasks_begun ON tasks(seq) WHERE status = 'in_progress';

DROP INDEX tasks_open_by_due;
CREATE INDEX tasks_open_by_due ON tasks(due, priority DESC, seq DESC)
  WHERE status IN ('pending', 'in_progress');
CREATE INDEX tasks_open_by_scheduled ON tasks(scheduled, seq)
  WHERE status IN ('pending', 'in_progress') AND scheduled IS NOT NULL;
CREATE INDEX tasks_open_by_priority ON tasks(priority DESC, due, seq DESC)
  WHERE status IN ('pending', 'in_progress') AND priority IS NOT NULL;
CREATE INDEX tasks_waiting ON tasks(seq)
  WHERE status IN ('pending', 'in_progress') AND depends_on <> '[]';
CREATE INDEX tasks_by_completion ON tasks(completed_at) WHERE completed_at IS NOT NULL;
