/** Where vectors lie: one pair of tables for what each model makes of texts at one width. */
import type {Database} from '../../storage/database.ts';
import {binaryCode, codeBytes, quantized} from './binary-codes.ts';

/** What one model, by the digest of its weights, makes of texts. */
export interface Space {
  readonly space: number;
  readonly model: string;
  /** Empty when the host does not tell. */
  readonly digest: string;
  readonly dimensions: number;
  /** The last chunk whose vector is there. */
  readonly done: number;
  /** Whether questions are answered from it. */
  readonly answers: 0 | 1;
}

export type SpaceName = Pick<Space, 'model' | 'digest' | 'dimensions'>;

export const codesTable = ({space}: Space): string => `codes_${space}`;
const vectorsTable = ({space}: Space): string => `vectors_${space}`;

export class VectorSpaces {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  all(): Space[] {
    return this.#db.all<Space>('SELECT * FROM spaces ORDER BY space');
  }

  /** The space that questions are answered from. */
  answering(): Space | undefined {
    return this.#db.get<Space>('SELECT * FROM spaces WHERE answers = 1');
  }

  find({model, digest, dimensions}: SpaceName): Space | undefined {
    return this.#db.get<Space>(
      'SELECT * FROM spaces WHERE model = ? AND digest = ? AND dimensions = ?',
      [model, digest, dimensions],
    );
  }

  /** The space of this name, made when there is none; the first one answers at once. */
  open(name: SpaceName): Space {
    const known = this.find(name);
    if (known !== undefined) return known;
    return this.#db.write(() => {
      const answers = this.answering() === undefined ? 1 : 0;
      const {rowid} = this.#db.run(
        'INSERT INTO spaces(model, digest, dimensions, answers) VALUES (?, ?, ?, ?)',
        [name.model, name.digest, name.dimensions, answers],
      );
      const space = {...name, space: rowid, done: 0, answers} as Space;
      const bits = codeBytes(name.dimensions) * 8;
      this.#db.exec(`
        CREATE TABLE ${vectorsTable(space)}(
          vector INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL
        ) STRICT;
        CREATE VIRTUAL TABLE ${codesTable(space)} USING vec0(code bit[${bits}]);`);
      return space;
    });
  }

  has(space: Space, hash: Uint8Array): boolean {
    const sql = `SELECT 1 FROM ${vectorsTable(space)} WHERE hash = ?`;
    return this.#db.get(sql, [hash]) !== undefined;
  }

  /** Keeps vectors of unit length by the hash of their text. Inside a transaction. */
  keep(space: Space, hash: Uint8Array, vector: Float32Array): void {
    const {rowid, changes} = this.#db.run(
      `INSERT INTO ${vectorsTable(space)}(hash, bytes) VALUES (?, ?) ON CONFLICT(hash) DO NOTHING`,
      [hash, quantized(vector)],
    );
    if (changes === 0) return;
    const sql = `INSERT INTO ${codesTable(space)}(rowid, code) VALUES (?, vec_bit(?))`;
    this.#db.run(sql, [BigInt(rowid), binaryCode(vector)]);
  }

  /** Notes how far a space has come. Inside a transaction. */
  advance(space: Space, done: number): void {
    this.#db.run('UPDATE spaces SET done = ? WHERE space = ?', [done, space.space]);
    this.#db.run('UPDATE progress SET codes = codes + 1');
  }

  /** Removes the vectors of a text from every space. Inside a transaction. */
  forget(hash: Uint8Array): void {
    for (const space of this.all()) {
      const vector = this.#db.value<number>(
        `DELETE FROM ${vectorsTable(space)} WHERE hash = ? RETURNING vector`,
        [hash],
      );
      if (vector === undefined) continue;
      this.#db.run(`DELETE FROM ${codesTable(space)} WHERE rowid = ?`, [BigInt(vector)]);
      this.#db.run('UPDATE progress SET codes = codes + 1');
    }
  }

  /** From now on this space answers; the others are dropped. */
  answerFrom(space: Space): void {
    this.#db.write(() => {
      for (const other of this.all()) {
        if (other.space === space.space) continue;
        this.#db.exec(`DROP TABLE ${vectorsTable(other)}; DROP TABLE ${codesTable(other)};`);
        this.#db.run('DELETE FROM spaces WHERE space = ?', [other.space]);
      }
      this.#db.run('UPDATE spaces SET answers = 1 WHERE space = ?', [space.space]);
      this.#db.run('UPDATE progress SET codes = codes + 1');
    });
  }
}
