-- "What did I do last May?" names nothing but a time: such passages are found by when they were kept.
CREATE INDEX passages_by_time ON passages(at);
