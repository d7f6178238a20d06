-- Earlier answers for the time without a model, and how a person liked each model's answers.

CREATE TABLE answers (
  question TEXT NOT NULL,
  basis TEXT NOT NULL,
  at TEXT NOT NULL,
  model TEXT NOT NULL,
  text TEXT NOT NULL,
  cited TEXT NOT NULL,
  PRIMARY KEY (question, basis)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_time ON answers(at);

CREATE TABLE model_ratings (
  model TEXT PRIMARY KEY,
  good INTEGER NOT NULL DEFAULT 0,
  bad INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
