/** Earlier answers, for the time when no model can be reached: to the same question over unchanged entries only. */
import {createHash} from 'node:crypto';

export interface CachedAnswer {
  /** UTC ISO-8601. */
  readonly at: string;
  readonly model: string;
  readonly text: string;
  /** Ids of the entries it cites. */
  readonly cited: readonly string[];
}

export interface AnswerStore {
  find(question: string, basis: string): CachedAnswer | undefined;
  keep(question: string, basis: string, answer: CachedAnswer): void;
}

interface Based {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly state: string;
}

/** Identity of a question: letter case, blanks and the marks at its end do not matter. */
export const questionKey = (question: string): string =>
  digest([
    question
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/[\s?.!]+$/, '')
      .trim(),
  ]);

/** Identity of what an answer rests on: any change in an entry, or another entry found, is another basis. */
export const basisKey = (items: readonly Based[]): string =>
  digest(items.flatMap(({id, title, text, state}) => [id, title, text, state]));

const digest = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
