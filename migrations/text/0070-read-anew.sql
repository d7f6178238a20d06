-- Words that cling together, pictures and what is kept beside a text are indexed otherwise now: all is read anew.
DELETE FROM passages;
DELETE FROM passage_labels;
DELETE FROM words;
DELETE FROM word_slips;
INSERT INTO passage_index(passage_index) VALUES ('delete-all');
DELETE FROM passage_words;
UPDATE progress SET cursor = NULL, sweeping = 0;
