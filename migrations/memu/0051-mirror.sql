-- The version of an entry that a file of the mirror shows: what a hand edit is compared with.

ALTER TABLE mirror_files ADD COLUMN oid TEXT NOT NULL DEFAULT '';
