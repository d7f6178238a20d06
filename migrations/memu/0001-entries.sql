-- What a person keeps: one table that all nouns share, a side table for each noun's own fields,
-- and the three things that everything else is built on: operations, versions, the change feed.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per command that wrote: what `memu undo` takes back.
CREATE TABLE operations (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL CHECK (actor IN ('person', 'sync', 'job')),
  command TEXT NOT NULL,
  at TEXT NOT NULL,
  device TEXT NOT NULL,
  undoes INTEGER REFERENCES operations(seq),
  undone_by INTEGER REFERENCES operations(seq)
) STRICT;
CREATE INDEX operations_undoable ON operations(seq) WHERE actor = 'person' AND undone_by IS NULL;

CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'proposed', 'trashed')),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  ref TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  stamp TEXT NOT NULL,
  device TEXT NOT NULL,
  extra TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX entries_newest ON entries(kind, state, created_at, seq);
CREATE INDEX entries_changed ON entries(state, updated_at, seq);
CREATE INDEX entries_titled ON entries(title COLLATE NOCASE) WHERE title <> '';
CREATE INDEX entries_referred ON entries(ref) WHERE ref IS NOT NULL;

-- Tags and life areas: sets of short words that lists filter by.
CREATE TABLE entry_labels (
  entry INTEGER NOT NULL REFERENCES entries(seq) ON DELETE CASCADE,
  facet TEXT NOT NULL CHECK (facet IN ('tag', 'area')),
  label TEXT NOT NULL,
  PRIMARY KEY (entry, facet, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_labels_by_label ON entry_labels(facet, label, entry);

-- A link names its target by id; the target may be missing here and arrive later.
CREATE TABLE entry_links (
  entry INTEGER NOT NULL REFERENCES entries(seq) ON DELETE CASCADE,
  target TEXT NOT NULL,
  PRIMARY KEY (entry, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_links_by_target ON entry_links(target);

-- The bytes lie beside the database, named by their SHA-256.
CREATE TABLE attachments (
  entry INTEGER NOT NULL REFERENCES entries(seq) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  type TEXT NOT NULL,
  PRIMARY KEY (entry, sha256, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_content ON attachments(sha256);

-- What an operation changed in an entry: the fields as they were before, as JSON; NULL where the
-- operation made the entry. What they became stands in the next version or in the entry itself.
CREATE TABLE entry_versions (
  seq INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries(seq) ON DELETE CASCADE,
  operation INTEGER NOT NULL REFERENCES operations(seq),
  before TEXT
) STRICT;
CREATE INDEX entry_versions_by_entry ON entry_versions(entry, seq);
CREATE INDEX entry_versions_by_operation ON entry_versions(operation);

-- The change feed: one row per thing, moved to the top with the next number when it changes.
CREATE TABLE feed (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  rev INTEGER NOT NULL
) STRICT;
INSERT INTO feed(one, rev) VALUES (1, 0);

CREATE TABLE changes (
  rev INTEGER PRIMARY KEY,
  subject TEXT NOT NULL CHECK (subject IN ('entry', 'turn', 'photo', 'conflict')),
  id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('saved', 'purged')),
  UNIQUE (id, subject)
) STRICT;

CREATE TABLE notes (
  seq INTEGER PRIMARY KEY REFERENCES entries(seq) ON DELETE CASCADE,
  pinned INTEGER NOT NULL DEFAULT 0,
  notebook TEXT
) STRICT;
CREATE INDEX notes_pinned ON notes(seq) WHERE pinned = 1;
CREATE INDEX notes_by_notebook ON notes(notebook) WHERE notebook IS NOT NULL;

CREATE TABLE goals (
  seq INTEGER PRIMARY KEY REFERENCES entries(seq) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'active',
  vision TEXT NOT NULL DEFAULT '',
  target_date TEXT,
  milestones TEXT NOT NULL DEFAULT '[]',
  metrics TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX goals_by_status ON goals(status, target_date);

CREATE TABLE tasks (
  seq INTEGER PRIMARY KEY REFERENCES entries(seq) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'pending',
  goal_id TEXT,
  parent_id TEXT,
  depends_on TEXT NOT NULL DEFAULT '[]',
  priority INTEGER,
  energy INTEGER,
  duration_minutes INTEGER,
  due TEXT,
  scheduled TEXT,
  snoozed_until TEXT,
  recurrence TEXT,
  recur_from TEXT,
  series_id TEXT,
  occurrence TEXT,
  except_dates TEXT NOT NULL DEFAULT '[]',
  completed_at TEXT
) STRICT;
CREATE INDEX tasks_open_by_due ON tasks(due, priority, seq) WHERE status IN ('pending', 'in_progress');
CREATE INDEX tasks_by_status ON tasks(status, seq);
CREATE INDEX tasks_by_goal ON tasks(goal_id) WHERE goal_id IS NOT NULL;
CREATE INDEX tasks_by_parent ON tasks(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_by_series ON tasks(series_id) WHERE series_id IS NOT NULL;

CREATE TABLE memories (
  seq INTEGER PRIMARY KEY REFERENCES entries(seq) ON DELETE CASCADE,
  type TEXT NOT NULL DEFAULT 'fact',
  source TEXT NOT NULL DEFAULT '{}',
  confidence REAL NOT NULL DEFAULT 1,
  valid_from TEXT,
  valid_to TEXT,
  superseded_by TEXT
) STRICT;
CREATE INDEX memories_by_type ON memories(type, seq);

CREATE TABLE conversations (
  seq INTEGER PRIMARY KEY REFERENCES entries(seq) ON DELETE CASCADE,
  summary TEXT NOT NULL DEFAULT '',
  turns INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was said, in order; never changed, only hidden with its conversation or purged.
CREATE TABLE turns (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation INTEGER NOT NULL REFERENCES entries(seq) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  speaker TEXT,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool', 'other')),
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'active',
  ref TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  stamp TEXT NOT NULL,
  UNIQUE (conversation, seq)
) STRICT;
