/** What is kept about models on this machine alone: what left, what calls cost, how fast things are. */
import type {Database} from '../../storage/database.ts';
import type {PromptMark} from '../choosing/prompt-mark.ts';
import type {Speed, SpeedStore} from '../choosing/speeds.ts';
import type {Egress, EgressRecord} from '../transport/egress.ts';
import type {CallRecord, ModelCall} from './calls.ts';

interface EgressRow extends Omit<Egress, 'entries' | 'model'> {
  readonly model: string | null;
  readonly entries: string;
}

interface SpeedRow {
  readonly reading: number | null;
  readonly writing: number | null;
  readonly load_ms: number | null;
  readonly token_ratio: number | null;
  /** JSON */
  readonly reads: string;
}

/** How much was used of one model for one purpose. */
export interface ModelUse {
  readonly model: string;
  readonly host: string;
  readonly purpose: string;
  readonly calls: number;
  readonly failed: number;
  readonly cached: number;
  readonly prompt_tokens: number;
  readonly answer_tokens: number;
  /** Milliseconds, on average over calls that answered. */
  readonly first_token_ms: number | null;
  readonly total_ms: number | null;
  /** Tokens a second, learned. */
  readonly reading_speed: number | null;
  readonly writing_speed: number | null;
}

export class LocalRecords implements EgressRecord, SpeedStore, CallRecord {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  record({at, purpose, host, model, method, path, bytes, entries}: Egress): void {
    this.#db.run(
      `INSERT INTO egress(at, purpose, host, model, method, path, bytes, entries)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [at, purpose, host, model ?? null, method, path, bytes, JSON.stringify(entries)],
    );
  }

  /** The newest first. */
  egress(limit: number): Egress[] {
    const rows = this.#db.all<EgressRow>(
      `SELECT at, purpose, host, model, method, path, bytes, entries FROM egress
       ORDER BY seq DESC LIMIT ?`,
      [limit],
    );
    return rows.map(row => ({
      ...row,
      model: row.model ?? undefined,
      entries: JSON.parse(row.entries) as string[],
    }));
  }

  find(host: string, model: string): Speed | undefined {
    const row = this.#db.get<SpeedRow>(
      `SELECT reading, writing, load_ms, token_ratio, reads FROM model_speeds
       WHERE host = ? AND model = ?`,
      [host, model],
    );
    return (
      row && {
        reading: row.reading ?? undefined,
        writing: row.writing ?? undefined,
        loadMs: row.load_ms ?? undefined,
        tokenRatio: row.token_ratio ?? undefined,
        reads: JSON.parse(row.reads) as number[],
      }
    );
  }

  save(host: string, model: string, speed: Speed): void {
    const {reading, writing, loadMs, tokenRatio, reads = []} = speed;
    const numbers = [reading ?? null, writing ?? null, loadMs ?? null, tokenRatio ?? null];
    this.#db.run(
      `INSERT OR REPLACE INTO model_speeds(host, model, reading, writing, load_ms, token_ratio, reads)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [host, model, ...numbers, JSON.stringify(reads)],
    );
  }

  findPrompt(host: string, model: string): PromptMark | undefined {
    const mark = this.#db.value<string>(
      'SELECT mark FROM model_prompts WHERE host = ? AND model = ?',
      [host, model],
    );
    return mark?.split(' ');
  }

  savePrompt(host: string, model: string, mark: PromptMark): void {
    this.#db.run('INSERT OR REPLACE INTO model_prompts(host, model, mark) VALUES (?, ?, ?)', [
      host,
      model,
      mark.join(' '),
    ]);
  }

  add(call: ModelCall): void {
    this.#db.run(
      `INSERT INTO model_calls(at, host, model, purpose, outcome, prompt_tokens, answer_tokens,
         first_token_ms, total_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        call.at,
        call.host,
        call.model,
        call.purpose,
        call.outcome,
        call.promptTokens ?? null,
        call.answerTokens ?? null,
        call.firstTokenMs ?? null,
        call.totalMs,
      ],
    );
  }

  /** Per model, host and purpose, since a moment (ISO); the most used first. */
  uses(since: string): ModelUse[] {
    return this.#db.all<ModelUse>(
      `SELECT c.model, c.host, c.purpose, count(*) AS calls,
         sum(c.outcome NOT IN ('ok', 'cached', 'aborted')) AS failed,
         sum(c.outcome = 'cached') AS cached,
         coalesce(sum(c.prompt_tokens), 0) AS prompt_tokens,
         coalesce(sum(c.answer_tokens), 0) AS answer_tokens,
         avg(c.first_token_ms) FILTER (WHERE c.outcome = 'ok') AS first_token_ms,
         avg(c.total_ms) FILTER (WHERE c.outcome = 'ok') AS total_ms,
         s.reading AS reading_speed, s.writing AS writing_speed
       FROM model_calls c LEFT JOIN model_speeds s ON s.host = c.host AND s.model = c.model
       WHERE c.at >= ? GROUP BY c.model, c.host, c.purpose ORDER BY calls DESC, c.model`,
      [since],
    );
  }
}
