-- What memu was asked, said and wrote itself has no vectors any more: everything is read from the
-- feed once more, and what is the same keeps its vectors.
UPDATE progress SET cursor = NULL;
