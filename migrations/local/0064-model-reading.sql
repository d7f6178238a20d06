-- What a host really reads of a prompt: the rates seen before counted tokens that it remembered.

ALTER TABLE model_speeds ADD COLUMN reads TEXT NOT NULL DEFAULT '[]';
UPDATE model_speeds SET reading = NULL;

-- Digests of stretches of the prompt that was sent last, no words.
CREATE TABLE model_prompts (
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (host, model)
) STRICT, WITHOUT ROWID;
