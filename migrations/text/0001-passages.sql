-- Everything kept, cut into passages and made searchable. Derived: may be deleted at any time.

-- How far the change feed of memu.db has been read, as JSON; NULL before the first time. While a
-- full sweep runs (another database, a restored copy), what no change mentions is checked at its end.
CREATE TABLE progress (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor TEXT,
  sweeping INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO progress(one) VALUES (1);

-- A passage is a part of an entry or of a turn; `thread` is the entry or conversation it stands in,
-- `place` its order there. `offset` and `size` say which characters of the text it is.
CREATE TABLE passages (
  passage INTEGER PRIMARY KEY,
  owner BLOB NOT NULL,
  thread INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  at INTEGER NOT NULL,
  words INTEGER NOT NULL,
  asks INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  size INTEGER NOT NULL,
  hash INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_by_owner ON passages(owner);
CREATE INDEX passages_by_thread ON passages(thread, place);

-- Tags and life areas of entries, for filters.
CREATE TABLE passage_labels (
  facet TEXT NOT NULL,
  label TEXT NOT NULL,
  passage INTEGER NOT NULL,
  PRIMARY KEY (facet, label, passage)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_labels_by_passage ON passage_labels(passage);

-- The words of a passage as they were written, folded, with blanks in between: what candidates are
-- ranked by, and what must be told to the index when a passage leaves it.
CREATE TABLE passage_words (
  passage INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  tags TEXT NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- Stems only. The text lies in passage_words; a contentless table would keep deleted terms.
CREATE VIRTUAL TABLE passage_index USING fts5(
  title, body, tags, who,
  content='passage_words', content_rowid='passage', tokenize='ascii'
);
INSERT INTO passage_index(passage_index, rank) VALUES ('secure-delete', 1);
INSERT INTO passage_index(passage_index, rank) VALUES ('rank', 'bm25(1.6, 1.0, 1.4, 0.6)');

-- Every word in use, in how many passages, and for letters the hashes of what remains when one
-- letter is left out: two words one slip apart share such a remainder.
CREATE TABLE words (
  word INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  stem TEXT NOT NULL,
  passages INTEGER NOT NULL
) STRICT;
CREATE INDEX words_by_stem ON words(stem, passages);
CREATE TABLE word_slips (
  remainder INTEGER NOT NULL,
  word INTEGER NOT NULL,
  PRIMARY KEY (remainder, word)
) STRICT, WITHOUT ROWID;
