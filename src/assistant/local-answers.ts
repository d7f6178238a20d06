/** Earlier answers and ratings of models, kept on this machine alone. */
import type {DerivedStore} from '../entries/purge.ts';
import type {Database} from '../storage/database.ts';
import type {AnswerStore, CachedAnswer} from './turn/answer-cache.ts';

/** The oldest go when there are more. */
const mostAnswers = 1000;

interface AnswerRow extends Omit<CachedAnswer, 'cited'> {
  readonly cited: string;
}

export class LocalAnswers implements AnswerStore, DerivedStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  find(question: string, basis: string): CachedAnswer | undefined {
    const row = this.#db.get<AnswerRow>(
      'SELECT at, model, text, cited FROM answers WHERE question = ? AND basis = ?',
      [question, basis],
    );
    return row && {...row, cited: JSON.parse(row.cited) as string[]};
  }

  keep(question: string, basis: string, {at, model, text, cited}: CachedAnswer): void {
    this.#db.write(() => {
      this.#db.run(
        'INSERT OR REPLACE INTO answers(question, basis, at, model, text, cited) VALUES (?, ?, ?, ?, ?, ?)',
        [question, basis, at, model, text, JSON.stringify(cited)],
      );
      this.#db.run(
        'DELETE FROM answers WHERE at < (SELECT at FROM answers ORDER BY at DESC LIMIT 1 OFFSET ?)',
        [mostAnswers],
      );
    });
  }

  /** Any of the answers may hold words of what is purged: all of them go. */
  forget(): void {
    this.#db.run('DELETE FROM answers');
  }

  flush(): boolean {
    return this.#db.checkpoint();
  }

  rate(model: string, isGood: boolean): void {
    this.#db.run(
      `INSERT INTO model_ratings(model, good, bad) VALUES (?, ?, ?)
       ON CONFLICT(model) DO UPDATE SET good = good + excluded.good, bad = bad + excluded.bad`,
      [model, isGood ? 1 : 0, isGood ? 0 : 1],
    );
  }

  /** How much each model is liked, -1 to 1; a few ratings move it little. */
  preference(): ReadonlyMap<string, number> {
    const rows = this.#db.all<{model: string; good: number; bad: number}>(
      'SELECT model, good, bad FROM model_ratings',
    );
    return new Map(rows.map(({model, good, bad}) => [model, (good - bad) / (good + bad + 3)]));
  }
}
