-- What this machine has rung already: each reminder once.

CREATE TABLE reminders (
  task TEXT NOT NULL,
  reason TEXT NOT NULL,
  moment TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  PRIMARY KEY (task, reason, moment)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_by_time ON reminders(sent_at);
