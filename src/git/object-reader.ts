/**
 * Looking things up in a repository through `git cat-file`, which answers in the order it is asked.
 * One is started at the first question and stays for the next ones: a sync asks many small things,
 * and starting a program costs more than its answer.
 */
import type {Running} from '../ground/process.ts';
import type {Git} from './git.ts';
import {ByteReader, readBlob} from './object-stream.ts';
import {checkedOid, isOid} from './oid.ts';
import type {Blob, Oid} from './repository.ts';
import {PieceWriter} from './write-stream.ts';

interface Talk {
  readonly program: Running;
  readonly answers: ByteReader;
}

export interface FoundObject {
  readonly oid: Oid;
  readonly type: string;
}

type Question = '--batch-check' | '--batch';

// It waits between questions as long as a sync takes.
const longestSyncMs = 24 * 60 * 60_000;

export class ObjectReader {
  readonly #git: Git;
  readonly #idle: Record<Question, Talk[]> = {'--batch-check': [], '--batch': []};

  constructor(git: Git) {
    this.#git = git;
  }

  /** What each name stands for (`REF`, `COMMIT:PATH`, …); undefined where there is nothing. */
  async look(names: readonly string[]): Promise<readonly (FoundObject | undefined)[]> {
    if (names.length === 0) return [];
    return this.#talk('--batch-check', names, async answers => {
      const found: (FoundObject | undefined)[] = [];
      for (const _ of names) found.push(parseFound(answered(await answers.line())));
      return found;
    });
  }

  /** Objects in the order asked for; the bytes of larger ones are passed over. */
  async *read(oids: readonly Oid[], maxBytes: number): AsyncIterable<Blob> {
    if (oids.length === 0) return;
    const talk = await this.#begin('--batch');
    const asking = ask(talk, oids.map(checkedOid));
    let left = oids.length;
    try {
      while (left > 0) {
        const blob = answered(await readBlob(talk.answers, maxBytes));
        left--;
        yield blob;
      }
    } catch (error) {
      throw await this.#why(talk, error);
    } finally {
      await this.#end('--batch', talk, asking, left === 0);
    }
  }

  /** Ends what was kept waiting. Nothing may be asked any more. */
  async close(): Promise<void> {
    const talks = Object.values(this.#idle).flatMap(list => list.splice(0));
    for (const {program} of talks) program.stdin.end();
    await Promise.all(talks.map(({program}) => program.ended.catch(() => {})));
  }

  async #talk<Result>(
    question: Question,
    names: readonly string[],
    work: (answers: ByteReader) => Promise<Result>,
  ): Promise<Result> {
    const talk = await this.#begin(question);
    const asking = ask(talk, names);
    let isWhole = false;
    try {
      const result = await work(talk.answers);
      isWhole = true;
      return result;
    } catch (error) {
      throw await this.#why(talk, error);
    } finally {
      await this.#end(question, talk, asking, isWhole);
    }
  }

  async #begin(question: Question): Promise<Talk> {
    const idle = this.#idle[question].pop();
    if (idle) return idle;
    const program = await this.#git.start(['cat-file', question], longestSyncMs);
    return {program, answers: new ByteReader(program.stdout)};
  }

  /** A talk that was broken off has answers left in it that nobody waits for. */
  async #end(question: Question, talk: Talk, asking: Promise<void>, isWhole: boolean) {
    if (!isWhole) talk.program.stop();
    await asking.catch(() => {});
    if (isWhole) this.#idle[question].push(talk);
  }

  /** What git said when it ended by itself is a better reason than an end of its answers. */
  async #why({program}: Talk, error: unknown): Promise<unknown> {
    if (!(error instanceof EarlyEnd)) return error;
    return this.#git
      .explained('cat-file', () => program.ended)
      .then(
        () => error,
        reason => reason,
      );
  }
}

class EarlyEnd extends Error {}

function answered<Answer>(answer: Answer | undefined): Answer {
  if (answer !== undefined) return answer;
  throw new EarlyEnd('git cat-file ended before it had answered');
}

async function ask({program}: Talk, names: readonly string[]): Promise<void> {
  const writer = new PieceWriter(program.stdin);
  for (const name of names) await writer.write(`${name}\n`);
  await writer.flush();
}

function parseFound(line: string): FoundObject | undefined {
  const [oid, type, size] = line.split(' ');
  return isOid(oid) && type !== undefined && size !== undefined ? {oid, type} : undefined;
}
