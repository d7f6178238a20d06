-- What this machine has learned about models, and what its calls to them cost. Numbers, no text.

ALTER TABLE egress ADD COLUMN method TEXT NOT NULL DEFAULT 'POST';
ALTER TABLE egress ADD COLUMN path TEXT NOT NULL DEFAULT '';

CREATE TABLE model_speeds (
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  reading REAL,
  writing REAL,
  load_ms REAL,
  token_ratio REAL,
  PRIMARY KEY (host, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_calls (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  purpose TEXT NOT NULL,
  outcome TEXT NOT NULL,
  prompt_tokens INTEGER,
  answer_tokens INTEGER,
  first_token_ms REAL,
  total_ms REAL NOT NULL
) STRICT;
CREATE INDEX model_calls_by_time ON model_calls(at);
