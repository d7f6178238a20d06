-- What belongs to this machine alone and is never synced.

CREATE TABLE facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every request that left the process: where to, how much, about which entries; never the text.
CREATE TABLE egress (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  purpose TEXT NOT NULL,
  host TEXT NOT NULL,
  model TEXT,
  bytes INTEGER NOT NULL,
  entries TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX egress_by_time ON egress(at);
