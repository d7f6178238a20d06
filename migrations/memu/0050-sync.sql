-- What sync must remember in the same transaction as the entries that it changes: where both sides
-- last agreed, what waits for a person, and which files of the mirror are memu's own.

CREATE TABLE sync_facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Paths whose last agreed version is not that of the agreed commit: taken over halfway through a
-- large sync, or held back (unreadable, newer than this memu, deleted in too great a number).
CREATE TABLE sync_bases (
  path TEXT PRIMARY KEY,
  oid TEXT,
  reason TEXT NOT NULL CHECK (reason IN ('merged', 'unreadable', 'newer', 'deletes')),
  detail TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_bases_by_reason ON sync_bases(reason);

-- What two devices said differently about one field, until a person decides.
CREATE TABLE conflicts (
  id TEXT PRIMARY KEY,
  entry TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conflicts_open ON conflicts(entry) WHERE is_open = 1;

-- Files of the mirror as memu wrote them: a missing one is a deletion, a changed one an edit.
CREATE TABLE mirror_files (
  path TEXT PRIMARY KEY,
  entry TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime TEXT NOT NULL,
  inode TEXT NOT NULL
) STRICT, WITHOUT ROWID;
