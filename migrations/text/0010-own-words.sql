-- What memu was asked, said and wrote itself is numbered below zero now, so that searches leave it
-- out: everything is read from the feed once more, and what is the same stays as it is.
UPDATE progress SET cursor = NULL;
