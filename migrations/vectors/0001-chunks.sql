-- Meaning: every text kept, cut into chunks, and the vectors that models made of them. Derived, but
-- perhaps hours of work: vectors are kept by the hash of their text and never made twice.

CREATE TABLE progress (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor TEXT,
  sweeping INTEGER NOT NULL DEFAULT 0,
  -- Grows with every write of codes: who holds them in memory reads them again.
  codes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO progress(one) VALUES (1);

-- `offset` and `size` say which characters of the entry or turn the chunk is; `hash` is the SHA-256
-- of what is embedded, its first 16 bytes.
CREATE TABLE chunks (
  chunk INTEGER PRIMARY KEY AUTOINCREMENT,
  owner BLOB NOT NULL,
  offset INTEGER NOT NULL,
  size INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX chunks_by_owner ON chunks(owner);
CREATE INDEX chunks_by_hash ON chunks(hash);

-- A space is what one model, by the digest of its weights, makes of texts at one width. Its vectors
-- lie in `vectors_N` (8 bits a dimension, unit length) and `codes_N` (1 bit a dimension, sqlite-vec).
-- `done` is the last chunk whose vector is there. One space answers; another may be in the making.
CREATE TABLE spaces (
  space INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  digest TEXT NOT NULL,
  dimensions INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  answers INTEGER NOT NULL DEFAULT 0,
  UNIQUE (model, digest, dimensions)
) STRICT;
